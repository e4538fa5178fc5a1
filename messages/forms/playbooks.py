"""The team's own playbook: pasted or uploaded, then every error with its line, or how it reads and its warnings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from messages.ids import PASTES, Field, Form
from messages.inputs import LONGEST, file_input, modal, text_input
from messages.kit import Block, section, size
from messages.playbooks import body, playbook_note, warning_blocks
from messages.problems import problem_lines
from messages.refs import Ref
from messages.words import count, escape
from playbook.errors import BadFile, Problem
from playbook.plans import Playbook

LINES = 8  # lines a section
SHOWN = 120  # faults
SECTIONS = 80
ROOM = 50_000  # characters, at up to four bytes each in a view of 250 kB


def playbook_form(text: str = "", error: BadFile | None = None) -> dict[str, Any]:
    """Paste a playbook (YAML), or upload it; `text` to start from, an `error` on top.

    Fields: PASTE_1…3 (joined in that order), FILE. A text that does not fit the boxes is left to the upload.
    """
    parts = _parts(text)
    labels = ("Playbook (YAML)", "…goes on", "…goes on")
    hint = "A long one goes on in the next box: 3,000 characters each."
    blocks = [
        *(_faults(error) if error else []),
        *(
            text_input(field, label, initial=part, lines=True, optional=True, hint=hint if at == 0 else None)
            for at, (field, label, part) in enumerate(zip(PASTES, labels, parts, strict=True))
        ),
        file_input(Field.FILE, "Or upload one", ("yaml", "yml", "text")),
        playbook_note(),
    ]
    return modal(Form.PLAYBOOK, "A playbook of ours", blocks, submit="Preview")


def playbook_errors(error: BadFile) -> dict[str, Any]:
    """Every fault of an uploaded file, with its line. Nothing was taken."""
    return modal(Form.INFO, "A playbook of ours", _faults(error), close="Close")


def playbook_preview(playbook: Playbook, warnings: Sequence[Problem], replaces: str | None, key: str) -> dict[str, Any]:
    """How it reads and what lint warns of; Save keeps it. `replaces` is the name of the one with its key so far.

    `key` (Ref.extra) is under which the bot keeps the text.
    """
    title = f"*{escape(playbook.name)}* · `{escape(playbook.key, 80)}` · {count(playbook.length_days, 'day')}"
    told = f"It takes the place of *{escape(replaces)}*." if replaces else "It is new."
    well = [] if warnings else [section("Nothing to warn of.")]
    blocks = [section(f"{title}\n{told}"), *well, *warning_blocks(warnings), *body(playbook), playbook_note()]
    return modal(Form.PLAYBOOK_PREVIEW, "A playbook of ours", _that_fit(blocks), submit="Save", ref=Ref(extra=key))


def _parts(text: str) -> list[str | None]:
    """The text over the boxes, cut between lines; nothing where it does not fit."""
    boxes: list[str] = [""]
    for line in text.splitlines(keepends=True):
        if len(boxes[-1]) + len(line) > LONGEST:
            boxes.append("")
        boxes[-1] += line
    if len(boxes) > len(PASTES) or any(len(box) > LONGEST for box in boxes):
        boxes = []
    return [*(box.rstrip("\n") or None for box in boxes), *[None] * (len(PASTES) - len(boxes))]


def _faults(error: BadFile) -> list[Block]:
    lines = problem_lines(error, SHOWN)
    head = section(f"*{count(len(error.problems), 'fault')} to mend; nothing was saved.*")
    return _that_fit([head, *(section("\n".join(lines[at : at + LINES])) for at in range(0, len(lines), LINES))])


def _that_fit(blocks: list[Block]) -> list[Block]:
    """The first blocks that a view has room for, with a word where some are left out."""
    if len(blocks) <= SECTIONS and size(blocks) <= ROOM:
        return blocks
    while len(blocks) > SECTIONS or size(blocks) > ROOM:
        blocks = blocks[:-1]
    return [*blocks, section("and more, which does not fit here.")]
