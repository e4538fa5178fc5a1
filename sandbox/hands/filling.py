"""What a person fills into fields: names become ids, uploaded files become files, and what no client takes is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sandbox.blocks import BadSelection, chosen, elements_of
from sandbox.errors import SlackError, Unusable
from sandbox.workspace import Sandbox
from sandbox.world import World

Values = dict[str, dict[str, Any]]
Element = Mapping[str, Any]

MOMENTS = ("datepicker", "timepicker", "datetimepicker")


def values_of(body: Mapping[str, Any]) -> Values:
    """The `values` of a control call; raises Unusable unless they are {block_id: {action_id: …}}."""
    given = body.get("values") or {}
    if not isinstance(given, dict) or not all(isinstance(fields, dict) for fields in given.values()):
        raise Unusable("bad_values", 'values are given as {"block_id": {"action_id": …}}')
    return given


def known(sandbox: Sandbox, element: Element, given: Any) -> Any:
    """What was given, with names of people and places and ids of uploads made into what Slack sends.

    What nobody knows stays as it is.
    """
    if isinstance(given, list):
        return [known(sandbox, element, one) for one in given]
    kind = element["type"].removeprefix("multi_")
    if kind == "file_input":
        file = sandbox.world.files.find(given) if isinstance(given, str) else None
        return file.as_api(sandbox.url) if file else given
    find = _NAMED.get(kind)
    if find is None or not isinstance(given, str) or not given.strip():
        return given
    try:
        return find(sandbox.world, given)
    except SlackError:
        return given


def all_known(sandbox: Sandbox, blocks: Sequence[Mapping[str, Any]], given: Values) -> Values:
    """`known` for every field that these blocks have."""
    fields = _fields(blocks)
    return {
        block_id: {
            action_id: known(sandbox, fields[block_id, action_id], value) if (block_id, action_id) in fields else value
            for action_id, value in entries.items()
        }
        for block_id, entries in given.items()
    }


def refused(blocks: Sequence[Mapping[str, Any]], given: Values) -> dict[str, str]:
    """{block_id: words} where the client lets nobody choose what was given; raises Unusable for a field not there.

    A day or time that cannot be read is let through: the app must stand it.
    """
    fields, wrong = _fields(blocks), dict[str, str]()
    for block_id, entries in given.items():
        for action_id, value in entries.items():
            element = fields.get((block_id, action_id))
            if element is None:
                there = ", ".join(" / ".join(one) for one in fields)
                raise Unusable("no_such_field", f"there is no such field: {block_id} / {action_id}; there are {there}")
            try:
                chosen(element, value, force=element["type"] in MOMENTS and isinstance(value, str))
            except BadSelection as error:
                wrong[block_id] = str(error)
    return wrong


def merged(before: Values, given: Values) -> Values:
    """A copy of the values so far with those just given."""
    blocks = [*before, *(block_id for block_id in given if block_id not in before)]
    return {block_id: {**before.get(block_id, {}), **given.get(block_id, {})} for block_id in blocks}


def _fields(blocks: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], Element]:
    return {
        (str(block.get("block_id")), str(element["action_id"])): element
        for block in blocks
        for element in elements_of(block)
        if "action_id" in element
    }


def _conversation(world: World, name_or_id: str) -> str:
    """A channel, or the DM with somebody."""
    try:
        return world.channel(name_or_id).id
    except SlackError:
        return world.channel(f"@{name_or_id}").id


_NAMED: Mapping[str, Callable[[World, str], str]] = {
    "users_select": lambda world, name: world.person(name).id,
    "channels_select": lambda world, name: world.channel(name).id,
    "conversations_select": _conversation,
}
