"""`onboard rehearse`: the rules run over one tracker file, day by day. No database, no Slack."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from bot.reading import text_of
from messages.timeline import file_lines, known_playbooks, reason_text, timeline_text, wrong_option
from playbook.errors import BadFile
from playbook.matching import nearest_word
from playbook.models import Account, Workspace
from playbook.plans import playbooks
from playbook.rehearsal import DAYS, Told, planned_anew, rehearse
from playbook.tracker import read_tracker

LONGEST = timedelta(days=3653)


class NotRehearsed(Exception):
    """What the person asked cannot be rehearsed; `lines` say everything that is wrong, in words."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What would be told about an account from its local day `begin` through `end`."""

    account: Account
    begin: date
    end: date
    told: tuple[Told, ...]

    def as_json(self) -> str:
        """The list of issue 3, section 4."""
        return json.dumps([_entry(one, self.account) for one in self.told], indent=2, ensure_ascii=False)

    def as_text(self) -> str:
        return timeline_text(self.account, self.told, self.begin, self.end)


def rehearse_file(path: Path, start: str | None, until: str | None, playbook: str | None) -> Rehearsed:
    """The rehearsal of a file between two days (ISO; Day 0 and Day 90 unless given), with the milestones of another
    playbook if its key is given. Raises NotRehearsed with all that is wrong."""
    days = {"from": _day(start), "until": _day(until)}
    wrong = [
        wrong_option(f"{name}_unreadable", text)
        for name, text in (("from", start), ("until", until))
        if text is not None and days[name] is None
    ]
    known = playbooks()
    if playbook is not None and playbook not in known:
        wrong.append(
            wrong_option("playbook", playbook, known_playbooks(list(known), nearest_word(playbook, list(known))))
        )
    try:
        account = read_tracker(text_of(path), defaults=Workspace(), name=path.name)
    except BadFile as error:
        raise NotRehearsed([*wrong, *file_lines(error, str(path))]) from error
    if wrong:
        raise NotRehearsed(wrong)
    begin, end = _span(account, days["from"], days["until"])
    planned = planned_anew(account, known[playbook]) if playbook else account
    return Rehearsed(planned, begin, end, rehearse(planned, Workspace(), start=begin, until=end))


def _span(account: Account, start: date | None, until: date | None) -> tuple[date, date]:
    begin = max(start or account.start_on, account.start_on)
    if until and until - account.start_on > LONGEST:
        raise NotRehearsed([wrong_option("too_long", until.isoformat(), account.start_on.isoformat())])
    end = until or account.start_on + timedelta(days=DAYS)
    if begin > end:
        raise NotRehearsed([wrong_option("from_after_until", begin.isoformat(), end.isoformat())])
    return begin, end


def _entry(told: Told, account: Account) -> dict[str, object]:
    return {
        "at": told.at.astimezone(account.zone).isoformat(timespec="seconds"),
        "rule": told.rule,
        "step": told.step,
        "to": [str(role) for role in told.to],
        "subject": told.subject,
        "reason": reason_text(told, account),
    }


def _day(text: str | None) -> date | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date() if text else None  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None
