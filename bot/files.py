"""The text of files that a person uploaded into a modal, fetched with the bot's token from Slack alone."""

from __future__ import annotations

import urllib.request
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

import structlog
from slack_sdk import WebClient

from messages.errors import file_fault

LARGEST = 1_000_000  # bytes, as TRACKER.md says
MOST = 10  # files, as the input takes
DEADLINE = 2.0  # seconds for all of them: an ack waits for this

log = structlog.get_logger(__name__)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would take the token along to whatever host it names, and end at the page of a login."""

    def redirect_request(self, *_: Any) -> None:
        return None


def texts_of(client: WebClient, files: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, str], ...]:
    """(name, text) of each, fetched side by side. Raises BadFile for one that is too large, too slow or not Slack's."""
    wanted = [(_name_of(file), _address_of(client, file)) for file in files[:MOST]]
    if not wanted:
        return ()
    pool = ThreadPoolExecutor(len(wanted), thread_name_prefix="file")
    try:
        coming = [pool.submit(_content_of, client, url) for _, url in wanted]
        done = wait(coming, timeout=DEADLINE).done
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    texts = []
    for (name, _), future in zip(wanted, coming, strict=True):
        content = future.result() if future in done else None
        if content is None:
            raise file_fault("unfetched", name)
        texts.append((name, _text_of(name, content)))
    return tuple(texts)


def _name_of(file: Mapping[str, Any]) -> str:
    return str(file.get("name") or "file")


def _address_of(client: WebClient, file: Mapping[str, Any]) -> str:
    url = str(file.get("url_private_download") or file.get("url_private") or "")
    if not _is_slacks(url, client.base_url):
        raise file_fault("not_slacks", _name_of(file))
    return url


def _content_of(client: WebClient, url: str) -> bytes | None:
    """At most one byte more than is allowed; None when Slack does not hand it out."""
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {client.token}"})
    try:
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=DEADLINE) as answer:
            content: bytes = answer.read(LARGEST + 1)
            return content
    except (OSError, HTTPException) as error:
        log.warning("file_not_fetched", error=type(error).__name__)
        return None


def _text_of(name: str, content: bytes) -> str:
    if len(content) > LARGEST:
        raise file_fault("too_large", name)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise file_fault("not_text", name) from error


def _is_slacks(url: str, base_url: str) -> bool:
    """The token goes to Slack's file host, or to the very server whose API the bot uses, and to nobody else."""
    try:
        parts, base = urlsplit(url), urlsplit(base_url)
    except ValueError:  # no address at all
        return False
    same_server = (parts.scheme, parts.netloc) == (base.scheme, base.netloc)
    return same_server or (parts.scheme == "https" and (parts.hostname or "").endswith(".slack.com"))
