"""Files upload v2: getUploadURLExternal, completeUploadExternal, files.info. The bytes go to /upload/v1/<ticket>."""

from __future__ import annotations

from typing import Any

from sandbox.api.access import target_of_post, visible
from sandbox.api.arguments import Arguments, missing
from sandbox.api.chat import permalink
from sandbox.api.content import check_content
from sandbox.api.registry import TIER_4, Answered, method
from sandbox.errors import SlackError
from sandbox.files import File
from sandbox.workspace import Sandbox

SIZE_MOST = 100_000_000


@method("files.getUploadURLExternal", "files:write", per_minute=TIER_4, takes_json=False)
def get_upload_url(sandbox: Sandbox, arguments: Arguments) -> Answered:
    """Where to put the bytes of a file of that length."""
    name = arguments.required("filename")
    arguments.required("length")
    length = arguments.number("length", 0)
    if length <= 0:
        raise SlackError("invalid_arguments", ["[ERROR] must be greater than 0 [json-pointer:/length]"])
    if length > SIZE_MOST:
        raise SlackError("file_upload_size_restricted")
    made = int(sandbox.clock.now().timestamp())
    file = sandbox.world.files.announce(name, length, sandbox.world.bot.id, made, arguments.text("alt_txt"))
    return {"upload_url": f"{sandbox.url}/upload/v1/{file.ticket}", "file_id": file.id}


@method("files.completeUploadExternal", "files:write", per_minute=TIER_4)
def complete_upload(sandbox: Sandbox, arguments: Arguments) -> Answered:
    """Make uploaded files real, and share them in channels, by id only, with an initial comment or blocks."""
    wanted = arguments.json("files")
    if not isinstance(wanted, list) or not wanted:
        raise missing("files")
    files = [_uploaded(sandbox, one) for one in wanted]
    channels = arguments.listed("channels") or [one for one in [arguments.text("channel_id")] if one]
    targets = [target_of_post(sandbox, visible(sandbox, channel).id) for channel in channels]
    for file, one in zip(files, wanted, strict=True):
        file.complete, file.title = True, str(one.get("title") or file.name)
        file.channels = [channel.id for channel in targets]
    for channel in targets:
        _share(sandbox, channel.id, files, arguments)
    return {"files": [file.as_api(sandbox.url) for file in files]}


@method("files.info", "files:read", per_minute=TIER_4, takes_json=False)
def info(sandbox: Sandbox, arguments: Arguments) -> Answered:
    """One file."""
    file = sandbox.world.files.find(arguments.required("file"))
    if file is None or not file.complete:
        raise SlackError("file_not_found")
    return {"file": file.as_api(sandbox.url), "comments": [], "response_metadata": {"next_cursor": ""}}


def _uploaded(sandbox: Sandbox, wanted: Any) -> File:
    file = sandbox.world.files.find(str(wanted.get("id"))) if isinstance(wanted, dict) else None
    if file is None or file.content is None or file.complete:
        raise SlackError("file_not_found")
    return file


def _share(sandbox: Sandbox, channel: str, files: list[File], arguments: Arguments) -> None:
    content: dict[str, Any] = {"text": arguments.text("initial_comment"), "blocks": arguments.json("blocks") or []}
    if any(content.values()):
        check_content(content)
    message = sandbox.world.post(
        channel,
        sandbox.world.bot.id,
        content["text"],
        blocks=content["blocks"],
        files=[file.as_api(sandbox.url) for file in files],
        thread_ts=arguments.text("thread_ts") or None,
    )
    for file in files:
        sandbox.changes.publish("file", file=file.id, permalink=permalink(sandbox, message))
