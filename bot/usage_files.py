"""A file of product events at the command line: read in stretches, taken account by account.

A file of any size costs the memory of one stretch. What a stretch holds of an account is one transaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from bot.trackers import at_the_keyboard
from messages.errors import file_fault
from playbook.errors import BadInput, OnboardError
from playbook.usage_lines import UsageColumns, UsageLine
from storage.changes.usage import take_usage
from storage.engine import Actor, Store
from storage.queries.names import AccountBook

LINES, BYTES = 50_000, 16_000_000  # of a stretch
LONGEST = 65_536  # bytes of a line
UTF_16 = (b"\xff\xfe", b"\xfe\xff")

Numbered = tuple[int, UsageLine]
Refusal = tuple[int, OnboardError]


@dataclass(frozen=True, slots=True)
class Stretch:
    """What became of some lines: `read` bytes of the file so far, new and known events, and refused lines by number."""

    read: int
    new: int
    known: int
    refused: tuple[Refusal, ...]
    accounts: frozenset[int]


def take_usage_file(
    store: Store, path: Path, now: datetime, *, adds_users: bool = False, actor: Actor | None = None
) -> Iterator[Stretch]:
    """Take in a file, told stretch by stretch. BadFile, before anything is taken, for one that cannot be read."""
    with store.read() as session:
        book = AccountBook(session)
    try:
        with path.open("rb") as file:
            columns = _columns(path, file)
            taker = _Taker(store, book, now, actor or at_the_keyboard(), adds_users)
            for lines, refused in _stretches(file, columns):
                yield taker.take(lines, refused, file.tell())
    except OSError as error:
        raise file_fault("unreadable", path.name, error.strerror or "") from error


@dataclass(frozen=True, slots=True)
class _Taker:
    store: Store
    book: AccountBook
    now: datetime
    actor: Actor
    adds_users: bool

    def take(self, lines: list[Numbered], refused: list[Refusal], read: int) -> Stretch:
        """One transaction an account."""
        of_account: dict[int, list[Numbered]] = {}
        for number, line in lines:
            try:
                of_account.setdefault(self.book.named(line.account).id, []).append((number, line))
            except OnboardError as error:
                refused.append((number, _bare(error)))
        new = known = 0
        for account_id, theirs in of_account.items():
            taken = self._one(account_id, theirs, refused)
            new, known = new + taken[0], known + taken[1]
        faults = tuple(sorted(refused, key=lambda refusal: refusal[0]))
        return Stretch(read, new, known, faults, frozenset(of_account))

    def _one(self, account_id: int, lines: list[Numbered], refused: list[Refusal]) -> tuple[int, int]:
        """How many of one account's lines were new and known; the others are refused."""
        zone = self.book.zone(account_id)
        events = [line.event(zone) for _, line in lines]
        try:
            with self.store.change(actor=self.actor, via="cli", now=self.now) as change:
                taken = take_usage(change, account_id, events, adds_users=self.adds_users)
        except OnboardError as error:  # closed, or deleted by now
            refused += [(number, error) for number, _ in lines]
            return 0, 0
        refused += [(lines[place][0], _bare(error)) for place, error in taken.refused]
        return taken.new, taken.known


def _bare(error: OnboardError) -> OnboardError:
    """Without the frames that it came through: tens of thousands are kept until they are told."""
    error.__traceback__ = error.__context__ = error.__cause__ = None
    return error


def _columns(path: Path, file: BinaryIO) -> UsageColumns:
    """By the first line. BadFile."""
    first = file.readline(LONGEST)
    if first.startswith(UTF_16):
        raise file_fault("not_text", path.name)
    try:
        columns = UsageColumns(first.decode("utf-8-sig"))
    except (UnicodeDecodeError, BadInput) as error:
        raise file_fault("not_text", path.name) from error
    if columns.missing:
        raise file_fault("columns", path.name, ", ".join(columns.missing))
    return columns


def _stretches(file: BinaryIO, columns: UsageColumns) -> Iterator[tuple[list[Numbered], list[Refusal]]]:
    lines: list[Numbered] = []
    refused: list[Refusal] = []
    held = 0
    for number, raw in enumerate(_raw_lines(file), start=2):
        try:
            if len(raw) > LONGEST:
                raise BadInput("line", raw[:80].decode("utf-8", "replace"), "csv_line")
            text = raw.decode("utf-8").strip("\r\n")
            if text.strip():
                lines.append((number, columns.read(text)))
        except UnicodeDecodeError:
            refused.append((number, BadInput("line", raw[:80].decode("utf-8", "replace"), "utf_8")))
        except BadInput as error:
            refused.append((number, _bare(error)))
        held += len(raw)
        if len(lines) + len(refused) >= LINES or held >= BYTES:
            yield lines, refused
            lines, refused, held = [], [], 0
    yield lines, refused


def _raw_lines(file: BinaryIO) -> Iterator[bytes]:
    """The file's lines; of one that is longer than LONGEST just so much that it shows."""
    while raw := file.readline(LONGEST + 1):
        yield raw
        while len(raw) > LONGEST and not raw.endswith(b"\n"):
            raw = file.readline(LONGEST + 1)
