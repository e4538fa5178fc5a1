"""Rules about the start: the welcome, the handoff by sales, and the kickoff with what comes before it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from playbook.clocks import working_day_after, working_day_before
from playbook.course import LEAST_PEOPLE, kickoff_held, kickoff_held_at, kickoff_milestone, kickoff_passes_at
from playbook.models import Account, Complexity, Mode, Role
from playbook.rules.case import DAY, Case
from playbook.rules.finding import Cadence, Fact, Finding, Stage, Unit
from playbook.rules.judging import judged

_CSM = (Role.CSM, Mode.PLAN)
_LEAD = (Role.CSM_LEAD, Mode.ESCALATION)
_DAILY = Stage((_CSM,), 1, Unit.WORKING_DAYS)
_BOTH = (_CSM, (Role.AE, Mode.PLAN))
ONCE = Cadence((Stage((_CSM,)),))
DAILY = Cadence((Stage((_CSM,)), _DAILY), repeats=True)
HANDOFF_CADENCE = Cadence(
    (
        Stage(_BOTH),
        Stage(_BOTH, 1, Unit.WORKING_DAYS),
        Stage(_BOTH, 1, Unit.WORKING_DAYS),
        Stage((_LEAD,), 1, Unit.WORKING_DAYS),
    )
)
BEHIND_DAY = 8  # from then on a held kickoff puts the start behind: an account imported later is not asked for it
LATE_CADENCE = Cadence((Stage((_CSM,)), Stage((_LEAD,), 1, Unit.WORKING_DAYS)))


def welcome(case: Case) -> Iterator[Finding]:
    """WELCOME (004 M0, 001 phase 1): an hour after the signing no welcome was sent.

    CSM at once; at 24 hours the CSM lead. Over when it is sent, or from Day 8 on, the kickoff held (chosen).
    """
    signed = case.account.signed
    lead_at = signed + timedelta(hours=case.number("WELCOME", "lead_after_hours"))
    cadence = Cadence((Stage(((Role.CSM, Mode.NOW),)), Stage((_LEAD,), at=lead_at)))
    yield judged(
        case,
        "WELCOME",
        cadence,
        {"signed_at": _local(case, signed), "by": _local(case, lead_at)},
        since=signed + timedelta(hours=case.number("WELCOME", "after_hours")),
        over=case.account.facts.welcome_sent_at is not None or _is_behind(case),
        ends=_behind_at(case),
    )


def sales_handoff(case: Case) -> Iterator[Finding]:
    """SALES-HANDOFF (001 pitfall 2, 003, 004): on Day 1 a part of the sales handoff document is blank.

    AE and CSM with what is missing, on three working days; then the CSM lead. Over when complete, when the kickoff was
    held without it for a reason, or from Day 8 on, the kickoff held (chosen).
    """
    missing = case.account.facts.handoff.missing
    kickoff = kickoff_milestone(case.account)
    overruled = kickoff is not None and not kickoff.is_open and kickoff.overrule is not None
    facts: dict[str, Fact] = {"missing": list(missing), "start_on": case.account.start_on.isoformat()}
    if held_at := kickoff_held_at(case.account, case.now):
        facts["kickoff_held_on"] = case.account.local_date(held_at).isoformat()
    yield judged(
        case,
        "SALES-HANDOFF",
        HANDOFF_CADENCE,
        facts,
        since=case.begin_of(case.day(case.number("SALES-HANDOFF", "day"))),
        over=not missing or overruled or _is_behind(case),
        ends=_behind_at(case),
    )


def kickoff_book(case: Case) -> Iterator[Finding]:
    """KICKOFF-BOOK (001 checklist): a business day after the signing the kickoff has no date.

    CSM daily until it is booked, or held.
    """
    fires_on = _business_day(case, case.number("KICKOFF-BOOK", "after_working_days"))
    yield judged(
        case,
        "KICKOFF-BOOK",
        DAILY,
        {"start_on": case.account.start_on.isoformat(), **_booked(case)},
        since=case.begin_of(fires_on),
        over=case.account.facts.kickoff_at is not None or _held(case),
    )


def kickoff_late(case: Case) -> Iterator[Finding]:
    """KICKOFF-LATE (003: 48 hours; 001: 3 business days): the kickoff was not held within the playbook's limit.

    CSM, then the CSM lead on the working day after. Over when it is held.
    """
    hours = case.account.facts.kickoff_hours
    last_day = _business_day(case, case.number("KICKOFF-LATE", "after_working_days"))
    limit = case.account.signed + timedelta(hours=hours) if hours else case.begin_of(last_day + DAY)
    facts: dict[str, Fact] = {"start_on": case.account.start_on.isoformat(), **_booked(case)}
    facts |= {"hours": hours, "limit_at": _local(case, limit)} if hours else {"limit_on": last_day.isoformat()}
    yield judged(case, "KICKOFF-LATE", LATE_CADENCE, facts, since=limit, over=_held(case), ends=_passes(case))


def questionnaire(case: Case) -> Iterator[Finding]:
    """QUESTIONNAIRE (001): within two business days of the kickoff its questionnaire is not sent, or not reviewed.

    CSM once. Over when it is reviewed, and with the kickoff.
    """
    papers, booked = case.account.facts.questionnaire, case.account.facts.kickoff_at
    since = None
    if booked:
        days = case.number("QUESTIONNAIRE", "before_working_days")
        since = case.begin_of(working_day_before(case.calendar, case.account.local_date(booked), days))
    yield judged(
        case,
        "QUESTIONNAIRE",
        ONCE,
        {**_booked(case), "sent_on": papers.sent_on.isoformat() if papers.sent_on else None},
        since=since,
        over=papers.reviewed_on is not None or _begun(case),
        ends=booked,
    )


def kickoff_brief(case: Case) -> Iterator[Finding]:
    """KICKOFF-BRIEF (000, 001, 004): the last working morning before the kickoff has come.

    CSM once, with agenda, goals sold, risks and an opening line by what was completed of the flows.
    Over when its time has come, or it was held on a day before: one that a file notes as held on its day is known as
    such from that morning on.
    """
    booked = case.account.facts.kickoff_at
    yield judged(
        case,
        "KICKOFF-BRIEF",
        ONCE,
        {**_booked(case), **_briefing(case.account)},
        since=case.begin_of(_last_morning(case, booked)) if booked else None,
        over=_briefed_too_late(case, booked),
        ends=booked,
    )


def _briefed_too_late(case: Case, booked: datetime | None) -> bool:
    held_at = kickoff_held_at(case.account, case.now)
    if booked is None or booked <= case.now:
        return held_at is not None or booked is not None
    return held_at is not None and case.account.local_date(held_at) < case.account.local_date(booked)


def _held(case: Case) -> bool:
    return kickoff_held(case.account, case.now)


def _is_behind(case: Case) -> bool:
    return _held(case) and case.today >= case.day(BEHIND_DAY)


def _behind_at(case: Case) -> datetime | None:
    """When time alone puts the start behind: once the kickoff is held, at the begin of Day 8."""
    held_at = kickoff_held_at(case.account, case.now) or _passes(case)
    return max(held_at, case.begin_of(case.day(BEHIND_DAY))) if held_at else None


def _passes(case: Case) -> datetime | None:
    return kickoff_passes_at(case.account, case.now)


def _begun(case: Case) -> bool:
    """Whether the kickoff is over, or its time has come."""
    booked = case.account.facts.kickoff_at
    return _held(case) or (booked is not None and booked <= case.now)


def _business_day(case: Case, count: int) -> date:
    """The `count`-th business day after Day 0."""
    return working_day_after(case.account, case.calendar, case.account.start_on, count)


def _last_morning(case: Case, moment: datetime) -> date:
    """The last working day that opens before `moment`."""
    day = case.account.local_date(moment)
    if case.calendar.is_working_day(day) and case.calendar.opening(day) < moment:
        return day
    return working_day_before(case.calendar, day, 1)


def _local(case: Case, moment: datetime) -> str:
    """An instant as the account's clock shows it, ISO."""
    return moment.astimezone(case.account.zone).isoformat(timespec="minutes")


def _booked(case: Case) -> dict[str, Fact]:
    booked = case.account.facts.kickoff_at
    return {"kickoff_at": _local(case, booked) if booked else None}


def _briefing(account: Account) -> dict[str, Fact]:
    """What to have read before the call: goals sold, risks as codes, blockers, and the flows before it."""
    flows = [flow for flow in account.facts.flows if flow.before_kickoff]
    return {
        "goals": account.facts.handoff.goals,
        "first_value": account.first_value_definition,
        "promises": account.facts.handoff.promises,
        "complex": account.facts.deal.complexity is Complexity.COMPLEX,
        "risks": list(_risks(account)),
        "blockers": [blocker.text for item in account.open_milestones for blocker in item.open_blockers],
        "flows_done": [flow.name for flow in flows if flow.completed_at],
        "flows_left": [flow.name for flow in flows if not flow.completed_at],
    }


def _risks(account: Account) -> Iterator[str]:
    facts, deal = account.facts, account.facts.deal
    roles = [person.role for person in facts.stakeholders if person.left_on is None]
    if deal.concerns:
        yield "concerns"
    if deal.long_sales_cycle:
        yield "long_sales_cycle"
    if deal.integrations:
        yield "integrations"
    if facts.handoff.missing:
        yield "handoff"
    if facts.questionnaire.reviewed_on is None:
        yield "questionnaire"
    if len(roles) < LEAST_PEOPLE:
        yield "few_people"
    if "executive-sponsor" not in roles:
        yield "no_sponsor"
