"""All that Slack got from a bot, and what in it is live: an oracle that shares no code with what escapes words.

Hostile words are known by `zq`, which nothing of ours holds (see `hostile`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.delivery import Answer
from sandbox.server import Sandbox

MARK = "zq"
NOT_OURS = ("gus", "exa")  # whom nobody ever gives a part to: a guest and a stranger
NO_PLACE = "general"  # where nothing is ever posted
OPAQUE = {"private_metadata", "callback_id", "action_id", "block_id", "metadata", "external_id"}
TYPED = {"initial_value", "value", "content", "hash", "trigger_id", "ts", "thread_ts"}  # not shown, or shown as typed
ADDRESSES = {"url", "image_url", "thumb_url", "title_link", "from_url", "author_link", "title_url"}
LIVELY = {"link", "user", "usergroup", "channel", "broadcast", "date", "color", "image", "markdown", "context_actions"}
CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066\u2067\u200e\u200f\u061c\u2028\u2029\ud800-\udfff]"
)
FORMATTED = re.compile(r"\*zqbold|zqbold\*|_zqital|zqital_|~zqstruck|zqstruck~|`zqcode|zqcode`")
NEW_LINE = re.compile(rf"\n\s*(?:>|&gt;|•|```|#+|-)?\s*{MARK}nl")
UNDONE = re.compile(rf"&lt;{MARK}ent")  # typed as an entity, so it has to be shown as one
ENTITY = re.compile(r"&(?!amp;|lt;|gt;)")

Said = tuple[str, Any]  # where it went, and what


class Ears:
    """Hears everything that one sandbox gets: calls, acks and answers, files."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox, self._acks, self._heard = sandbox, list[Said](), 0
        deliver = sandbox.deliveries.send

        async def heard(kind: Any, payload: dict[str, Any], **more: Any) -> Answer:
            answer = await deliver(kind, payload, **more)
            self._acks.append((f"ack of {kind}", answer.body))
            return answer

        sandbox.deliveries.send = heard  # type: ignore[method-assign]  # it listens, and changes nothing

    def said(self) -> Iterator[Said]:
        """What came since the last time."""
        for call in self._sandbox.calls.all():
            if call.id > self._heard:
                self._heard = call.id
                yield call.method, {key: _read(value) for key, value in call.args.items()}
        while self._acks:
            yield self._acks.pop(0)

    def files(self) -> Iterator[tuple[str, str]]:
        """Every file that the bot put into Slack: its name, and the text in it."""
        bot = self._sandbox.world.bot.id
        for file in list(self._sandbox.world.files._by_id.values()):
            if file.user == bot and file.content is not None:
                yield file.name, file.content.decode("utf-8")

    def allowed(self) -> re.Pattern[str]:
        """The mentions that our own people, and places that were chosen, may have."""
        world = self._sandbox.world
        people = [one.id for one in world.people.values() if one.name not in NOT_OURS]
        places = [one.id for one in world.channels.values() if one.name != NO_PLACE]
        return re.compile(f"<@(?:{'|'.join(people)})>|<#(?:{'|'.join(places)})>")


def faults(where: str, payload: Any, allowed: re.Pattern[str]) -> list[str]:
    """What in a payload is live, or formats, or is no link of ours; empty for a good one."""
    found = [f"{where}: {fault}" for fault in _walk(payload, allowed, ())]
    if where in ("chat.postMessage", "chat.postEphemeral", "chat.update", "response_url") and not payload.get("blocks"):
        found.append(f"{where}: no blocks, so that Slack links and formats the text as it likes: {payload}")
    if where == "chat.postMessage" and (payload.get("unfurl_links"), payload.get("unfurl_media")) != (False, False):
        found.append(f"{where}: unfurls what an address shows")
    return found


def _read(value: Any) -> Any:
    """Arguments that the client sends as JSON."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _walk(value: Any, allowed: re.Pattern[str], path: tuple[str, ...]) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _walk(each, allowed, path)
    elif isinstance(value, Mapping):
        if value.get("type") in LIVELY and path[-1:] != ("filter",):
            yield f"a {value['type']} element that nobody has looked at: {value}"
        if value.get("type") == "mrkdwn" and value.get("verbatim") is not True:
            yield f"Slack makes links of its own in {value}"
        for key, each in value.items():
            yield from _entry(value, str(key), each, allowed, path)
    elif isinstance(value, str):
        yield from _plain(value, path)


def _entry(
    around: Mapping[str, Any], key: str, value: Any, allowed: re.Pattern[str], path: tuple[str, ...]
) -> Iterator[str]:
    if key in ADDRESSES and path:
        yield f"a link at {'.'.join(path)}: {value}"
    elif key in OPAQUE:
        if "<" in json.dumps(value) or (key == "metadata" and MARK in json.dumps(value)):
            yield f"{key} holds words: {value}"
    elif key in ("parse", "link_names", "attachments", "mrkdwn", "markdown_text"):
        yield f"{key} is given"
    elif isinstance(value, str) and key == "text" and (around.get("type") == "mrkdwn" or not path):
        yield from _mrkdwn(value, allowed, (*path, key))
    elif isinstance(value, str) and (key in TYPED or "preformatted" in path):
        return
    elif isinstance(value, str):
        yield from _plain(value, (*path, key))
    else:
        kind = around.get("type")
        yield from _walk(value, allowed, (*path, "preformatted" if kind == "rich_text_preformatted" else key))


def _mrkdwn(text: str, allowed: re.Pattern[str], path: tuple[str, ...]) -> Iterator[str]:
    left = allowed.sub("", text)
    wrong = [
        ("live", "<" in left or ">" in left),
        ("a half entity", ENTITY.search(left)),
        ("formats", FORMATTED.search(left)),
        ("breaks the line", NEW_LINE.search(left)),
        ("turns or hides", CONTROLS.search(left)),
        ("undoes an entity", UNDONE.search(left)),
    ]
    yield from (f"{what} at {'.'.join(path)}: {text!r}" for what, is_so in wrong if is_so)


def _plain(text: str, path: tuple[str, ...]) -> Iterator[str]:
    wrong = [
        ("live", re.search("<[!@#]|<https?:", text)),
        ("breaks the line", NEW_LINE.search(text)),
        ("turns or hides", CONTROLS.search(text)),
    ]
    yield from (f"{what} at {'.'.join(path)}, in plain text: {text!r}" for what, is_so in wrong if is_so)
