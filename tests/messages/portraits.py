"""Accounts, people and looks to write about: ordinary, hostile and huge."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from messages.kit import Message
from playbook.calendar import account_calendar, calendar_for
from playbook.engine import Context, Look, look
from playbook.models import (
    Account,
    AccountRow,
    Band,
    Blocker,
    Kind,
    Measure,
    Milestone,
    MilestoneStatus,
    Mode,
    Nudge,
    Person,
    Role,
    Stakeholder,
    Tier,
    Touch,
    TouchKind,
    WaitingOn,
    Workspace,
)
from playbook.rules import Finding
from sandbox.blocks import check_message, check_view

LIVE = re.compile(r"<(?!@U(JANE|LENA)>|#C1>)[!@#h]")  # but for mentions of our own
NEW_YORK = ZoneInfo("America/New_York")
WORKSPACE = Workspace(digest_channel="C1", escalation_channel="C2", csm_lead="ULENA", vp_cs="UVICTOR")
JANE = Person(id="UJANE", name="jane", real_name="Jane Smith")
LENA = Person(id="ULENA", name="lena", real_name="Lena Ott")
PEOPLE: Mapping[str, Person] = {person.id: person for person in (JANE, LENA)}
HOSTILE = (
    "<!channel> *bold* _it_ ~no~ `code` <@U123> <https://evil.example|click> & > quote",
    "> quoted\n• new line\r\n```\nblock\n```",
    "x" * 300,
    "&" * 300,
    "<" * 300,
    "שלום عالم \u202ereversed",
    "👩‍👩‍👧‍👦" * 60,
    "\x00\x01\u2028\ud800",
    "   ",
    "_under_score_ *a*b*",
)


def day(text: str) -> date:
    """A day of 2026 from "01-23"."""
    return date.fromisoformat(f"2026-{text}")


def noon(on: date) -> datetime:
    return datetime.combine(on, time(12), NEW_YORK).astimezone(UTC)


def acme(**changes: Any) -> Account:
    """Seed 001's tracker, as imported and assigned to Jane, with stored ids; begun well, with two people there."""
    milestones = (
        _milestone(1, "kickoff", "Kickoff completed", "01-17", done_on=day("01-16")),
        _milestone(2, "accounts", "Accounts provisioned", "01-20", done_on=day("01-22"), weight=2),
        _milestone(
            3,
            "integration",
            "Integration configured",
            "01-22",
            status=MilestoneStatus.IN_PROGRESS,
            weight=2,
            blockers=(Blocker(id=7, text="Waiting on customer SSO metadata", opened_on=day("01-19")),),
        ),
        _milestone(4, "training", "Training delivered", "01-27", depends_on=("integration",)),
        _milestone(5, "value", "First value achieved", "01-29", weight=3, kind=Kind.VALUE),
    )
    account = Account(
        id=12,
        name="Acme Corp",
        csm="Jane Smith",
        csm_id="UJANE",
        tier=Tier.ENTERPRISE,
        start_on=day("01-15"),
        target_first_value_on=day("01-29"),
        first_value_definition="Customer has created 3 automated workflows",
        milestones=milestones,
        touches=(Touch(id=1, at=noon(day("01-16")), kind=TouchKind.CALL, minutes=30, note="Kickoff"),),
    )
    account = replace(account, **changes)
    people = (Stakeholder(name="Ana Ruiz", role="champion"), Stakeholder(name="Raj Patel", role="user"))
    return replace(account, facts=replace(account.facts, stakeholders=people, kickoff_at=account.signed))


def _milestone(id: int, key: str, name: str, due: str, done_on: date | None = None, **rest: Any) -> Milestone:
    status = {"status": MilestoneStatus.COMPLETE} if done_on else {}
    return Milestone(id=id, key=key, name=name, due_on=day(due), done_on=done_on, **(status | rest))


def hostile_account(text: str, milestones: int = 5) -> Account:
    """An account in which every word from outside is `text`."""
    parts = tuple(
        Milestone(
            id=at,
            key=f"m{at}",
            name=text,
            due_on=day("01-20"),
            phase=text,
            kind=Kind.GATE if at % 3 == 0 else Kind.TASK,
            measure=Measure.FST_COVERAGE if at % 3 == 0 else None,
            threshold=70 if at % 3 == 0 else None,
            depends_on=("m1",) if at > 1 else (),
            status=(MilestoneStatus.COMPLETE if at % 4 == 0 else MilestoneStatus.PENDING),
            done_on=day("01-19") if at % 4 == 0 else None,
            blockers=tuple(Blocker(id=at * 10 + n, text=text, waiting_on=WaitingOn.US) for n in range(5)),
        )
        for at in range(1, milestones + 1)
    )
    return acme(name=text or "x", csm=text, csm_id=None, playbook=text, first_value_definition=text, milestones=parts)


def looked(account: Account, now: datetime, nudges: Sequence[Nudge] = ()) -> Look:
    hours = calendar_for(None, WORKSPACE, account.zone)
    return look(account, nudges, Context(WORKSPACE, lambda _: hours, account_calendar(account, WORKSPACE)), now)


def nudges_of(account: Account, found: Look, first_id: int = 100, to: Role = Role.CSM) -> list[Nudge]:
    """Step 1 of everything that fires."""
    firing = [finding for finding in found.findings if finding.fires]
    return [_nudge(account, finding, first_id + at, to) for at, finding in enumerate(firing)]


def _nudge(account: Account, finding: Finding, id: int, to: Role) -> Nudge:
    assert finding.since is not None
    return Nudge(
        id=id,
        account_id=account.id,
        rule=finding.rule,
        subject=finding.subject,
        episode=finding.episode,
        step=1,
        to=to,
        mode=Mode.PLAN,
        send_at=finding.since,
        facts=dict(finding.facts),
        recipient_id="UJANE",
    )


def row(id: int, name: str = "Acme Corp", **rest: Any) -> AccountRow:
    facts = {"name": "Integration configured", "due_on": "2026-01-20"}
    given = {"csm_id": "UJANE", "band": Band.CRITICAL, "score": 47.9, "reason_rule": "OVERDUE", "reason_facts": facts}
    return AccountRow(id=id, name=name, csm="Jane Smith", **(given | rest))


def checked(message: Message, *, update: bool = True) -> str:
    """All text of a message that Slack takes, as one string; what notifications show of it pings nobody else."""
    check_message({"text": message.text, "blocks": message.blocks}, update=update)
    assert message.text.strip()
    assert not LIVE.search(message.text), message.text
    return "\n".join(texts(message.blocks))


def checked_view(view: Mapping[str, Any], kind: Any = "modal") -> str:
    check_view(view, kind=kind)
    return "\n".join(texts(view))


def texts(value: Any) -> list[str]:
    """Every text that a person reads in blocks, in their order."""
    if isinstance(value, list):
        return [text for entry in value for text in texts(entry)]
    if not isinstance(value, dict):
        return []
    own = [value["text"]] if isinstance(value.get("text"), str) else []
    return own + [text for entry in value.values() for text in texts(entry)]


def action_ids(value: Any) -> list[str]:
    if isinstance(value, list):
        return [found for entry in value for found in action_ids(entry)]
    if not isinstance(value, dict):
        return []
    own = [value["action_id"]] if "action_id" in value else []
    return own + [found for entry in value.values() for found in action_ids(entry)]
