"""Accounts, people and looks to test storage with."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from playbook.engine import Look, Standing
from playbook.models import (
    Account,
    Answer,
    Band,
    Blocker,
    Complexity,
    Confirmation,
    Criteria,
    Deal,
    Direction,
    Facts,
    Flow,
    Gap,
    Handoff,
    Homework,
    Kind,
    Measure,
    Milestone,
    MilestoneStatus,
    Mode,
    Motion,
    Note,
    Nudge,
    Pause,
    Person,
    Questionnaire,
    Remediation,
    Review,
    Role,
    SafetyCheck,
    SeedUser,
    Skip,
    Stakeholder,
    Submission,
    Survey,
    Tier,
    Touch,
    TouchKind,
    WaitingOn,
)
from storage.changes.accounts import create_account
from storage.changes.looks import Looked, Recipient, hold_for_looks, record_looks
from storage.engine import Actor, Change, Store
from storage.queries.due import nudges_of

NOW = datetime(2026, 1, 23, 15, 0, tzinfo=UTC)
TODAY = date(2026, 1, 23)
JANE = Actor("person", "UJANE", "Jane Smith")
OMAR = Actor("person", "UOMAR", "Omar Haddad")
ASSISTANT = Actor("assistant", "assistant", "Onboarding")


def changing(
    store: Store, actor: Actor = JANE, now: datetime = NOW, receipt: str | None = None
) -> AbstractContextManager[Change]:
    return store.change(actor=actor, via="test", now=now, receipt=receipt)


def milestone(key: str, due: int = 10, **fields: Any) -> Milestone:
    return Milestone(key=key, name=key.capitalize(), due_on=date(2026, 1, 15) + timedelta(days=due), **fields)


def account(name: str = "Acme Corp", **fields: Any) -> Account:
    """An account with eight milestones in a row, each waiting for the one before."""
    keys = ("kickoff", "setup", "sso", "data", "training", "pilot", "value", "review")
    steps = tuple(
        milestone(key, due=3 * number, depends_on=keys[number - 2 : number - 1])
        for number, key in enumerate(keys, start=1)
    )
    return replace(Account(name=name, csm="Jane Smith", start_on=date(2026, 1, 15), milestones=steps), **fields)


def full_account() -> Account:
    """An account that uses every field there is."""
    at = datetime(2026, 1, 16, 15, 0, tzinfo=UTC)
    return Account(
        name="Ünïcode & Söhne 🎉 <!channel>", csm="Jane Smith", csm_id="UJANE", backup_id="UOMAR", tier=Tier.ENTERPRISE,
        start_on=date(2026, 1, 15), signed_at=datetime.fromisoformat("2026-01-15T15:30:00-05:00"),
        target_first_value_on=date(2026, 1, 29), end_on=date(2026, 3, 1), playbook="agent-30-day", length_days=45,
        acv=3_000_000_000, time_zone="Europe/Berlin", country="DE", first_value_definition="3 automated workflows",
        stall_answered_on=date(2026, 1, 20),
        milestones=(
            milestone("setup", start_on=date(2026, 1, 16), phase="Setup", owner="solutions", weight=2, must_have=True,
                      status=MilestoneStatus.IN_PROGRESS, criteria="works",
                      blockers=(Blocker(text="SSO", waiting_on=WaitingOn.THIRD_PARTY, opened_on=date(2026, 1, 17)),
                                Blocker(text="plain", plain=True))),
            milestone("gate", kind=Kind.GATE, measure=Measure.FST_COVERAGE, threshold=70.0, depends_on=("setup",),
                      status=MilestoneStatus.COMPLETE, done_on=date(2026, 1, 20), overrule="pilot only", weight=3),
            milestone("extra", status=MilestoneStatus.SKIPPED, skip=Skip(reason="no need", consequence="none")),
        ),
        touches=(Touch(at=at, kind=TouchKind.CALL, direction=Direction.INBOUND, minutes=30, note="hi", permalink="p"),),
        notes=(Note(at=at, by="UJANE", text="line\nbreak"),),
        pauses=(Pause(from_on=date(2026, 1, 18), to_on=date(2026, 1, 19), reason="holiday"),),
        review=Review(answer=Answer.PARTIAL, said_by="Ana", on=TODAY, words="ok", gap=Gap.USER_EDUCATION, reason="r"),
        remediation=Remediation(owner="UJANE", due_on=date(2026, 2, 22), steps=("a", "b"), opened_on=TODAY,
                                gap=Gap.PRODUCT_QUALITY),
        facts=Facts(
            stakeholders=(Stakeholder(name="Ana", role="champion", email="a@x", left_on=date(2026, 1, 20)),),
            seed_users=(SeedUser(name="Raj", signed_up_at=at,
                                 submissions=(Submission(at=at, workflow="triage", ok=False, cause="rights"),)),),
            logins=(at,), flows=(Flow(key="f", name="F", minutes=12, before_kickoff=True, sent_at=at),),
            homework=(Homework(text="SSO", who="Ana", due_on=TODAY),), features_purchased=("a", "b"),
            features_used=("a",),
            deal=Deal(complexity=Complexity.COMPLEX, integrations=2, products=("core",), motion=Motion.WIN_BACK),
            welcome_sent_at=at, kickoff_at=at, kickoff_hours=48, questionnaire=Questionnaire(sent_on=TODAY),
            handoff=Handoff(goals="g"), criteria=Criteria(text="three workflows", agreed_on=TODAY),
            survey=Survey(ces=2.5), first_value_confirmed=Confirmation(by="Ana", on=TODAY), rested_rules=("TOUCH",),
            safety_check=SafetyCheck(on=TODAY, in_use=True, tickets_above_peers=False),
            other={"health": {"engagement": "high", "on": date(2026, 1, 2), "at": at}},
        ),
    )  # fmt: skip


def person(user_id: str = "UJANE", name: str = "jane", real_name: str = "Jane Smith", **fields: Any) -> Person:
    return Person(id=user_id, name=name, real_name=real_name, team_id="T1", **fields)


def stored(store: Store, *accounts: Account, actor: Actor = JANE, now: datetime = NOW) -> list[Account]:
    """Create accounts, each in a change of its own."""
    created = []
    for draft in accounts or (account(),):
        with changing(store, actor, now) as change:
            created.append(create_account(change, draft))
    return created


def nudge(account_id: int, rule: str = "OVERDUE", step: int = 1, **fields: Any) -> Nudge:
    drafted = {
        "subject": "setup", "episode": "2026-01-18", "to": Role.CSM, "mode": Mode.PLAN, "send_at": NOW,
        "facts": {"name": "Setup"},
    }  # fmt: skip
    return Nudge(account_id=account_id, rule=rule, step=step, **{**drafted, **fields})


def look(*new: Nudge, ended: tuple[tuple[str, str | None, str], ...] = (), **standing: Any) -> Look:
    """A look with the next one in a day."""
    return Look(new=new, ended=ended, next_look_at=NOW + timedelta(days=1), standing=Standing(**standing))


def record_look(change: Change, account_id: int, found: Look, recipient_of: Recipient) -> tuple[Nudge, ...]:
    """Write one look down; the nudges added."""
    (held,) = hold_for_looks(change, [account_id])
    told = nudges_of(change.session, account_id)
    return tuple(record_looks(change, [Looked(held, told, found, recipient_of)])[account_id])


AT_RISK = {"band": Band.CRITICAL, "score": 40.0, "at_risk": True, "rank": 9, "overdue": 2, "reason_rule": "OVERDUE"}
