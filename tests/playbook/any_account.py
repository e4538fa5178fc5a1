"""Any account at all, as a reader of tracker files would leave it (hypothesis strategies)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from hypothesis import strategies as st

from playbook.models import (
    Account,
    AccountState,
    Answer,
    Blocker,
    Choice,
    Complexity,
    Confirmation,
    Criteria,
    Deal,
    Direction,
    Facts,
    Flow,
    Gap,
    Handoff,
    Handover,
    Homework,
    Kind,
    Maturity,
    Measure,
    Milestone,
    MilestoneStatus,
    Motion,
    Note,
    Pause,
    Questionnaire,
    Remediation,
    Review,
    SafetyCheck,
    SeedUser,
    Skip,
    Stakeholder,
    Submission,
    Survey,
    Tier,
    Touch,
    TouchKind,
    UsageEvent,
    WaitingOn,
)
from playbook.plans import playbooks
from playbook.rubric import assign_keys

DAY_ZERO = date(2026, 1, 15)
line = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=30).map(
    lambda text: " ".join(text.split())
).filter(bool)  # fmt: skip
text = st.one_of(
    line,
    st.text(st.characters(exclude_categories=["Cc", "Cs"]) | st.just("\n"), min_size=1, max_size=60)
    .map(str.strip)
    .filter(bool),
)
day = st.integers(0, 400).map(lambda days: DAY_ZERO + timedelta(days=days))
zone = st.sampled_from([UTC, timezone(timedelta(hours=-5)), timezone(timedelta(hours=5, minutes=45))])
moment = st.builds(
    lambda seconds, tz: datetime(2026, 1, 15, tzinfo=UTC).astimezone(tz) + timedelta(seconds=seconds),
    st.integers(0, 40_000_000),
    zone,
)
maybe_day, maybe_moment = st.none() | day, st.none() | moment
maybe_line, maybe_text = st.none() | line, st.none() | text
minutes = st.none() | st.integers(0, 600)


@st.composite
def blockers(draw: st.DrawFn) -> Blocker:
    if draw(st.booleans()):
        return Blocker(text=draw(text), plain=True)
    opened, length = draw(maybe_day), draw(st.integers(0, 30))
    resolved = opened + timedelta(days=length) if opened and draw(st.booleans()) else None
    waiting_on = draw(st.sampled_from(WaitingOn))
    return Blocker(text=draw(text), waiting_on=waiting_on, opened_on=opened, resolved_on=resolved)


@st.composite
def milestones(draw: st.DrawFn) -> tuple[Milestone, ...]:
    names = draw(st.lists(line | st.sampled_from(["First value", "SSO setup", "Go"]), min_size=1, max_size=5))
    own = [draw(st.none() | st.sampled_from(["go", "go-2", "x.1", "yes", "7"])) for _ in names]
    given_once = [key if key not in own[:index] else None for index, key in enumerate(own)]
    keys = assign_keys(list(zip(names, given_once, strict=True)))
    return tuple(
        draw(milestone(name, key, tuple(keys[:index])))
        for index, (name, key) in enumerate(zip(names, keys, strict=True))
    )


@st.composite
def milestone(draw: st.DrawFn, name: str, key: str, before: tuple[str, ...]) -> Milestone:
    status = draw(st.sampled_from(MilestoneStatus))
    due_on = draw(day)
    gate = draw(st.booleans())
    skip = Skip(reason=draw(text), consequence=draw(text)) if status is MilestoneStatus.SKIPPED else None
    return Milestone(
        key=key,
        name=name,
        due_on=due_on,
        start_on=draw(st.none() | st.just(due_on)),
        phase=draw(maybe_line),
        done_on=draw(day) if status is MilestoneStatus.COMPLETE else None,
        status=status,
        owner=draw(st.sampled_from(["csm", "ae", "solutions", "onboarding", "ongoing-csm", "customer"])),
        weight=draw(st.integers(1, 3)),
        kind=Kind.GATE if gate else draw(st.sampled_from([Kind.TASK, Kind.VALUE, Kind.CUSTOMER_CONFIRMED])),
        measure=draw(st.sampled_from(Measure)) if gate else None,
        threshold=draw(st.sampled_from([2.0, 2.5, 70.0])) if gate else None,
        usage_event=draw(st.none() | st.sampled_from(UsageEvent)),
        usage_count=draw(st.integers(1, 3)),
        must_have=draw(st.booleans()),
        depends_on=before[:2],
        criteria=draw(maybe_text),
        skip=skip,
        overrule=draw(maybe_text),
        blockers=tuple(draw(st.lists(blockers(), max_size=2))),
    )


def many(strategy: st.SearchStrategy[Any], sort: str | None = None) -> st.SearchStrategy[tuple[Any, ...]]:
    lists = st.lists(strategy, max_size=2)
    return lists.map(lambda items: tuple(sorted(items, key=lambda item: getattr(item, sort)) if sort else items))


def as_planned(account: Account) -> Account:
    """The limit for the kickoff is the playbook's."""
    plan = playbooks().get(account.playbook or "")
    return replace(account, facts=replace(account.facts, kickoff_hours=plan.kickoff_hours if plan else None))


submissions = st.builds(Submission, at=moment, workflow=line, ok=st.booleans(), cause=maybe_text)
facts = st.builds(
    Facts,
    stakeholders=many(
        st.builds(
            Stakeholder, name=line, role=st.sampled_from(["champion", "user"]), email=maybe_line, left_on=maybe_day
        )
    ),
    seed_users=st.lists(
        st.builds(
            SeedUser, name=line, email=maybe_line, signed_up_at=maybe_moment, submissions=many(submissions, "at")
        ),
        max_size=2,
        unique_by=lambda user: user.name,
    ).map(tuple),
    logins=st.lists(moment, max_size=2).map(lambda items: tuple(sorted(items))),
    flows=st.lists(
        st.builds(
            Flow,
            key=st.sampled_from(["a", "b-c", "no"]),
            name=line,
            minutes=minutes,
            before_kickoff=st.booleans(),
            sent_at=maybe_moment,
            completed_at=maybe_moment,
        ),
        max_size=2,
        unique_by=lambda flow: flow.key,
    ).map(tuple),
    homework=many(st.builds(Homework, text=text, who=maybe_line, due_on=maybe_day, done_on=maybe_day)),
    features_purchased=many(line),
    features_used=many(line),
    deal=st.builds(
        Deal,
        complexity=st.none() | st.sampled_from(Complexity),
        integrations=st.none() | st.integers(0, 50),
        products=many(line),
        motion=st.none() | st.sampled_from(Motion),
        strategic=st.booleans(),
        ops_maturity=st.none() | st.sampled_from(Maturity),
    ),
    first_contact_on=maybe_day,
    welcome_sent_at=maybe_moment,
    kickoff_at=maybe_moment,
    questionnaire=st.builds(Questionnaire, sent_on=maybe_day, reviewed_on=maybe_day),
    handoff=st.builds(Handoff, goals=maybe_text, promises=maybe_text),
    criteria=st.none() | st.builds(Criteria, text=text, agreed_on=maybe_day, agreed_by=maybe_line),
    survey=st.builds(Survey, ces=st.sampled_from([None, 2.5, 3.0]), nps=st.sampled_from([None, -60.0])),
    first_value_confirmed=st.none() | st.builds(Confirmation, by=line, on=day, words=maybe_text),
    handover=st.none() | st.builds(Handover, csm=line, plan=text, health=text),
    handed_over_on=maybe_day,
    choice=st.none() | st.builds(Choice, touch_model=maybe_line, note=text),
    safety_check=st.none() | st.builds(SafetyCheck, on=day, in_use=st.booleans(), tickets_above_peers=st.booleans()),
    shared_channel=st.none() | st.just("C0SHARED"),
    rested_rules=many(line),
    other=st.fixed_dictionaries(
        {},
        optional={"health": st.fixed_dictionaries({}, optional={"engagement": line, "risk_level": st.just("low")})},
    ),
)
pauses = st.lists(
    st.tuples(day, st.integers(0, 30), maybe_text).map(
        lambda told: Pause(from_on=told[0], to_on=told[0] + timedelta(days=told[1]), reason=told[2])
    ),
    max_size=2,
).map(lambda items: tuple(sorted(items, key=lambda pause: pause.from_on)))
accounts = st.builds(
    Account,
    name=line,
    csm=line,
    backup_id=st.none() | st.just("U02OMAR"),
    tier=st.sampled_from(Tier),
    state=st.sampled_from([AccountState.ACTIVE, AccountState.CLOSED]),
    start_on=st.just(DAY_ZERO),
    signed_at=maybe_moment,
    target_first_value_on=maybe_day,
    end_on=maybe_day,
    playbook=st.sampled_from([None, "agent-30-day", "phase-checklist"]),
    length_days=st.sampled_from([21, 30, 45]),
    acv=st.none() | st.integers(0, 2_000_000_000),
    time_zone=st.sampled_from(["America/New_York", "Europe/Berlin", "Etc/GMT+5", "UTC"]),
    country=st.sampled_from([None, "US", "NO"]),
    first_value_definition=maybe_text,
    stall_answered_on=maybe_day,
    milestones=milestones(),
    touches=many(
        st.builds(
            Touch,
            at=moment,
            kind=st.sampled_from(TouchKind),
            direction=st.sampled_from(Direction),
            minutes=minutes,
            note=st.just("") | text,
            permalink=maybe_text,
        ),
        "at",
    ),
    notes=many(st.builds(Note, at=moment, by=line, text=text, permalink=maybe_text), "at"),
    pauses=pauses,
    review=st.none()
    | st.builds(
        Review,
        answer=st.sampled_from(Answer),
        said_by=line,
        on=day,
        words=text,
        gap=st.none() | st.sampled_from(Gap),
        reason=maybe_text,
    ),
    remediation=st.none()
    | st.builds(
        Remediation,
        owner=line,
        due_on=day,
        steps=many(text),
        opened_on=maybe_day,
        gap=st.none() | st.sampled_from(Gap),
    ),
    facts=facts,
    closed_on=maybe_day,
).map(as_planned)
