"""The text of files that a person uploaded into a modal, fetched with the bot's token from Slack alone."""

from __future__ import annotations

import urllib.request
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from slack_sdk import WebClient

from playbook.errors import BadFile, Problem

LARGEST = 1_000_000  # bytes, as TRACKER.md says
TIMEOUT = 2  # seconds: an ack waits for this


def texts_of(client: WebClient, files: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, str], ...]:
    """(name, text) of each. Raises BadFile for one that is too large, not text, or not kept by Slack."""
    return tuple(_text_of(client, file) for file in files[:10])


def _text_of(client: WebClient, file: Mapping[str, Any]) -> tuple[str, str]:
    name = str(file.get("name") or "file")
    url = str(file.get("url_private_download") or file.get("url_private") or "")
    if not _is_slacks(url, client.base_url):
        raise _fault(name, "is not kept by Slack: paste its text instead")
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {client.token}"})
    with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
        content = answer.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise _fault(name, "is larger than 1 MB")
    try:
        return name, content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _fault(name, "is not a text file") from error


def _is_slacks(url: str, base_url: str) -> bool:
    """The token goes to Slack's file host, or to the very server whose API the bot uses, and to nobody else."""
    parts, base = urlsplit(url), urlsplit(base_url)
    same_server = (parts.scheme, parts.netloc) == (base.scheme, base.netloc)
    return same_server or (parts.scheme == "https" and (parts.hostname or "").endswith(".slack.com"))


def _fault(name: str, message: str) -> BadFile:
    return BadFile([Problem(line=1, field="file", message=message)], name)
