"""The sandbox and the demo live on this machine: other addresses, other websites and real tokens are refused."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from starlette.routing import Route, WebSocketRoute
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from bot.demo import DemoOptions, RealTokenError, run_demo
from sandbox.errors import Unusable
from sandbox.server import Sandbox, SandboxServer, build_app
from tests.bot.conftest import NOW

ELSEWHERE = ["0.0.0.0", "::", "192.0.2.7", "example.com", "127.0.0.1.example.com", "", "localhost.example.com"]
FOREIGN = {  # how a browser on this machine comes while it shows another website
    "another website": {"origin": "https://evil.example"},
    "a page from a file": {"origin": "null"},
    "another port here": {"origin": "http://127.0.0.1:1"},
    "no port": {"origin": "http://127.0.0.1"},
    "over TLS": {"origin": "https://{here}"},
    "no address at all": {"origin": "http://[::1"},
    "a name that was made to point here": {"host": "evil.example:{port}"},
    "the same, with its origin": {"host": "evil.example:{port}", "origin": "http://evil.example:{port}"},
    "a name that begins like ours": {"host": "localhost.evil.example:{port}"},
    "two names": {"host": "evil.example, 127.0.0.1:{port}"},
    "no name": {"host": ""},
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with SandboxServer(Sandbox(NOW)) as server:
        yield server.sandbox


@pytest.fixture(scope="module")
def browser(sandbox: Sandbox) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=sandbox.url, trust_env=False) as client:
        yield client


def headers(sandbox: Sandbox, name: str) -> dict[str, str]:
    here = sandbox.url.removeprefix("http://")
    return {key: text.format(here=here, port=here.rpartition(":")[2]) for key, text in FOREIGN[name].items()}


def paths(sandbox: Sandbox) -> list[tuple[str, str]]:
    """Every route that there is, and a file of the page."""
    found = [("GET", "/static/page.js"), ("POST", "/api/chat.postMessage"), ("GET", "/nowhere")]
    for route in build_app(sandbox).routes:
        if isinstance(route, Route):
            found += [(method, route.path) for method in sorted(route.methods or ()) if method != "HEAD"]
    return found


@pytest.mark.parametrize("name", ["another website", "a name that was made to point here"])
def test_no_other_website_gets_in_at_any_door(sandbox: Sandbox, browser: httpx.Client, name: str) -> None:
    before = sandbox.clock.now(), len(sandbox.calls.all())
    for method, path in paths(sandbox):
        body = {"advance": "1d", "token": sandbox.bot_token, "channel": "general", "text": "x"}
        answer = browser.request(method, path, headers=headers(sandbox, name), params=body)
        assert (answer.status_code, "access-control-allow-origin" in answer.headers) == (403, False), path
    assert (sandbox.clock.now(), len(sandbox.calls.all())) == before


@pytest.mark.parametrize("name", FOREIGN)
def test_none_of_them_acts_whoever_they_say_to_be(sandbox: Sandbox, browser: httpx.Client, name: str) -> None:
    before = sandbox.clock.now()
    answer = browser.post("/_control/clock", headers=headers(sandbox, name), content=b'{"advance": "1d"}')
    assert (answer.status_code, answer.json()["error"]) == (403, "foreign_origin")
    assert sandbox.clock.now() == before


def test_no_other_website_gets_the_socket(sandbox: Sandbox, browser: httpx.Client) -> None:
    doors = [route.path for route in build_app(sandbox).routes if isinstance(route, WebSocketRoute)]
    token = {"authorization": f"Bearer {sandbox.app_token}"}
    url = browser.post("/api/apps.connections.open", headers=token).json()["url"]
    assert doors == ["/link/"]
    with pytest.raises(InvalidStatus, match="403"), connect(url, origin="https://evil.example", proxy=None):  # type: ignore[arg-type]
        pass
    assert sandbox.sockets.connected == 0


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_this_machine_gets_in_by_each_of_its_names(sandbox: Sandbox, browser: httpx.Client, host: str) -> None:
    here = f"{host}:{sandbox.url.rpartition(':')[2]}"
    for origin in ({}, {"origin": f"http://{here}"}):
        assert browser.get("/_control/state", headers={"host": here, **origin}).status_code == 200
        assert browser.post("/_control/clock", headers={"host": here, **origin}).status_code == 200


@pytest.mark.parametrize("host", ELSEWHERE)
def test_it_serves_follows_and_delivers_on_this_machine_only(sandbox: Sandbox, host: str) -> None:
    with pytest.raises((ValueError, OSError)):
        SandboxServer(Sandbox(NOW), host=host)
    url = f"http://{f'[{host}]' if ':' in host else host}:80/"
    with pytest.raises(Unusable):
        sandbox.follow(url)
    with pytest.raises(Unusable):
        sandbox.deliveries.use("http", url)


def test_a_real_token_opens_nothing_here(browser: httpx.Client, sandbox: Sandbox) -> None:
    for token in ("xoxb-1-2-real", "xapp-1-A1-real", "xoxp-1-real"):
        answer = browser.post("/api/auth.test", headers={"authorization": f"Bearer {token}"}).json()
        assert answer["ok"] is False
    assert "real" not in repr(sandbox.calls.all())


@pytest.mark.parametrize("token", ["xoxb-1-a", "xapp-1-A", "xoxp-1", "xoxe.xoxp-1-a", "xoxa-2", ' "xoxb-1-a"'])
def test_the_demo_does_not_start_beside_a_real_token(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANY_NAME", token)
    with pytest.raises(RealTokenError, match="ANY_NAME"):
        run_demo(DemoOptions(port=0), browser=False)
