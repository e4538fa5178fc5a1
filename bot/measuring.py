"""`onboard measure`: every measure of one tracker file on one day. No database, no Slack."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from bot.reading import text_of
from messages.measures import file_lines, measures_text, wrong_day
from playbook.errors import BadFile
from playbook.measures.account import Measures, document, measures_on, segment_document
from playbook.models import Account, Workspace
from playbook.tracker import read_tracker


class NotMeasured(Exception):
    """What the person asked cannot be measured; `lines` say everything that is wrong, in words."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


@dataclass(frozen=True, slots=True)
class Measured:
    """An account as measured at the end of a local day."""

    account: Account
    on: date
    measures: Measures
    segment: Mapping[str, str | None]

    def as_json(self) -> str:
        """The keys of issue 3, section 4."""
        return json.dumps({**document(self.measures), "segment": dict(self.segment)}, indent=2, ensure_ascii=False)

    def as_text(self) -> str:
        return measures_text(self.account, self.measures, self.segment, self.on)


def measure_file(path: Path, at: str | None) -> Measured:
    """The measures on the day `at` (ISO; today where the account lives unless given). Raises NotMeasured."""
    on = _day(at) if at else None
    wrong = [wrong_day("unreadable", at)] if at and on is None else []
    try:
        account = read_tracker(text_of(path), defaults=Workspace(), name=path.name)
    except BadFile as error:
        raise NotMeasured([*wrong, *file_lines(error, str(path))]) from error
    on = on or account.local_date(datetime.now(UTC))
    if on < account.start_on:
        wrong.append(wrong_day("before_day_zero", on.isoformat(), account.start_on))
    if wrong:
        raise NotMeasured(wrong)
    return Measured(account, on, measures_on(account, on), segment_document(account))


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None
