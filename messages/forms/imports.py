"""Import: paste or upload, then every error with its line, or what will be created."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from messages.ids import PASTES, Field, Form
from messages.inputs import file_input, modal, text_input
from messages.kit import Block, section, size
from messages.problems import problem_lines
from messages.refs import Ref
from messages.snapshots import PlannedAccount
from messages.words import count, day, escape
from playbook.errors import BadFile

LINES = 8  # lines a section
SHOWN = 240
SECTIONS = 90
ROOM = 50_000  # characters, at up to four bytes each in a view of 250 kB


def import_form(error: BadFile | None = None) -> dict[str, Any]:
    """Paste a tracker file or upload some. Fields: PASTE_1…3 (joined in that order), FILE. An `error` stands on top."""
    hint = "A long file goes on in the next box: 3,000 characters each."
    labels = ("Tracker file (YAML)", "…goes on", "…goes on")
    blocks = [
        *(_errors([error]) if error else []),
        *(
            text_input(field, label, lines=True, optional=True, hint=hint if at == 0 else None)
            for at, (field, label) in enumerate(zip(PASTES, labels, strict=True))
        ),
        file_input(Field.FILE, "Or upload tracker files", ("yaml", "yml", "text"), hint="Up to ten, one account each."),
    ]
    return modal(Form.IMPORT, "Import", blocks, submit="Preview")


def import_errors(errors: Sequence[BadFile]) -> dict[str, Any]:
    """Every fault of the files, with its line. Nothing was taken."""
    return modal(Form.INFO, "Import", _errors(errors), close="Close")


def _errors(errors: Sequence[BadFile]) -> list[Block]:
    total = sum(len(error.problems) for error in errors)
    texts = [f"*{count(total, 'fault')} to mend; nothing was imported.*"]
    for error in errors:
        lines = problem_lines(error, SHOWN)
        head = f"*{escape(error.field)}*"
        texts += ["\n".join(([head] if at == 0 else []) + lines[at : at + LINES]) for at in range(0, len(lines), LINES)]
    blocks = [section(text) for text in texts]
    shown = _that_fit(blocks)
    return shown if len(shown) == len(blocks) else [*shown, section("More faults follow once these are mended.")]


def _that_fit(blocks: list[Block]) -> list[Block]:
    """The first blocks that a view has room for."""
    while len(blocks) > SECTIONS or size(blocks) > ROOM:
        blocks = blocks[:-1]
    return blocks


def import_preview(planned: Sequence[PlannedAccount], key: str) -> dict[str, Any]:
    """What Create will make. `key` (Ref.extra) is under which the bot keeps the text."""
    taken = sum(account.exists for account in planned)
    texts = [f"*{count(len(planned), 'account')} to create*"]
    if taken:
        texts[0] += f", {count(taken, 'name is', 'names are')} taken and will be refused"
    lines = [_line(account) for account in planned[:SHOWN]]
    texts += ["\n".join(lines[at : at + LINES]) for at in range(0, len(lines), LINES)]
    blocks = _that_fit([section(text) for text in texts])
    left_out = len(planned) - (len(blocks) - 1) * LINES
    if left_out > 0:
        blocks.append(section(f"and {left_out} more."))
    if taken == len(planned):
        return modal(Form.INFO, "Import", blocks, close="Close")
    return modal(Form.IMPORT_PREVIEW, "Import", blocks, submit="Create", ref=Ref(extra=key))


def _line(account: PlannedAccount) -> str:
    mark = " · *exists already*" if account.exists else ""
    milestones = f"{count(account.milestones, 'milestone')}, {account.open_milestones} open"
    return (
        f"• *{escape(account.name)}* · signed {day(account.start_on)} {account.start_on.year} · {milestones} · CSM"
        f" {escape(account.csm)}{mark}"
    )
