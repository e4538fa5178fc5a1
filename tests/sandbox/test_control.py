"""The control API's door: who may knock, and what a call that it cannot read is told."""

from __future__ import annotations

import json
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from sandbox.server import Sandbox


def asks(sandbox: Sandbox, name: str, body: bytes | None, **headers: str) -> tuple[int, dict[str, Any]]:
    sent = {key.replace("_", "-"): value for key, value in headers.items()}
    try:
        with urlopen(Request(f"{sandbox.url}/_control/{name}", body, sent), timeout=30) as answer:
            return answer.status, json.loads(answer.read())
    except HTTPError as error:
        with error:
            return error.code, json.loads(error.read())


def port(sandbox: Sandbox) -> str:
    return sandbox.url.rpartition(":")[2]


def test_the_page_and_programs_may_act(sandbox: Sandbox) -> None:
    assert asks(sandbox, "clock", b"{}", Origin=sandbox.url)[0] == 200
    local = f"localhost:{port(sandbox)}"
    assert asks(sandbox, "clock", b"{}", Origin=f"http://{local}", Host=local)[0] == 200
    assert asks(sandbox, "clock", b"{}")[0] == 200  # as curl -d, with a form's content type
    assert asks(sandbox, "clock", b"")[0] == 200


@pytest.mark.parametrize(
    ("name", "body", "error"),
    [
        ("command", b"{not json", "bad_json"),
        ("command", b"\xff", "bad_json"),
        ("command", b"[]", "bad_request"),
        ("command", b'"words"', "bad_request"),
        ("faults", b"[1]", "bad_request"),
        ("redeliver", b'{"n": "many"}', "bad_request"),
        ("redeliver", b'{"n": []}', "bad_request"),
        ("message", b'{"user": 5}', "user_not_found"),
        ("submit", b'{"user": "jane", "view_id": []}', "view_not_found"),
        ("calls?after=x", None, "bad_request"),
    ],
)
def test_what_it_cannot_read_is_told_with_400(sandbox: Sandbox, name: str, body: bytes | None, error: str) -> None:
    status, answer = asks(sandbox, name, body)
    assert (status, answer["ok"], answer["error"]) == (400, False, error)
    assert answer["message"]


def test_a_call_that_is_not_there_names_those_that_are(sandbox: Sandbox) -> None:
    status, answer = asks(sandbox, "clik", b"{}")
    assert (status, answer["error"]) == (404, "no_such_call")
    assert "POST command, click, " in answer["message"]
    status, answer = asks(sandbox, "messages", b"{}")
    assert (status, answer["error"]) == (404, "no_such_call")
    assert "GET messages, views, " in answer["message"]
