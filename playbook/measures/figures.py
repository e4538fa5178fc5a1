"""What the portfolio adds up of one account: a few numbers, so that ten thousand accounts need not be held at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from playbook.clocks import day_after
from playbook.ending import ended_on, is_handed_over
from playbook.gates import measure
from playbook.health import finished_on
from playbook.known import known_at
from playbook.measures.bands import segment_of
from playbook.measures.days import Days, days_spent
from playbook.measures.ttv import Split, kickoff_held_on, split
from playbook.models import Account, AccountState, Answer, Kind, Measure, MilestoneStatus, Survey, Tier
from playbook.rules.contact import LADDER, quiet_since

CHURN_DAYS = 90
ACTIVATION_DAY = 10  # the FST gate's day (003): before it nobody's activation is judged
ADOPTION_DAY = 30  # 002 speaks of the first 30 days


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """One account's part in a portfolio. What is None has no part in that line yet.

    `over`: its onboarding should be, or is, at its end; `retained`: known from Day 90 on.
    """

    csm: str
    csm_id: str | None
    segment: Tier
    playbook: str | None
    is_active: bool
    is_stalled: bool
    ttv: Split
    go_live: int | None  # days from the kickoff
    due: int  # milestones due or done
    in_time: int  # of them, done in time
    over: bool
    reached_value: bool
    retained: bool | None
    survey: Survey
    seed_users: int
    with_fst: int
    adoption: float | None  # percent
    flows: int  # to be completed before the kickoff, once that was held
    flows_in_time: int
    days: Days


def figures_at(account: Account, now: datetime) -> Figures | None:
    """The figures as known at `now`; None for an account that is not signed yet."""
    on = account.local_date(now)
    if on < account.start_on:
        return None
    account = known_at(account, now)
    due, in_time = _milestones(account, on)
    seed_users, with_fst = _activation(account, on)
    flows, flows_in_time = _flows(account)
    active = account.state is AccountState.ACTIVE
    return Figures(
        csm=account.csm,
        csm_id=account.csm_id,
        segment=segment_of(account),
        playbook=account.playbook,
        is_active=active,
        is_stalled=active and _is_stalled(account, on),
        ttv=split(account),
        go_live=_go_live(account),
        due=due,
        in_time=in_time,
        over=_is_over(account, on),
        reached_value=any(m.kind is Kind.VALUE and finished_on(m) for m in account.milestones),
        retained=_retained(account, on),
        survey=account.facts.survey,
        seed_users=seed_users,
        with_fst=with_fst,
        adoption=measure(account, Measure.FEATURE_ADOPTION, now) if account.day_number(on) >= ADOPTION_DAY else None,
        flows=flows,
        flows_in_time=flows_in_time,
        days=days_spent(account, on),
    )


def _milestones(account: Account, on: date) -> tuple[int, int]:
    """Milestones that are due or done, and those of them done in time: running accounts owe no more yet (chosen)."""
    planned = [m for m in account.milestones if m.status is not MilestoneStatus.SKIPPED]
    counted = [(m.due_on, finished_on(m)) for m in planned if m.due_on < on or finished_on(m)]
    return len(counted), sum(1 for due_on, done_on in counted if done_on and done_on <= due_on)


def _go_live(account: Account) -> int | None:
    """Days from the kickoff held until all milestones were done, else until the handoff to ongoing CS (chosen)."""
    started = kickoff_held_on(account)
    done = [finished_on(m) for m in account.milestones if m.status is not MilestoneStatus.SKIPPED]
    days = [day for day in done if day]
    live = max(days) if days and len(days) == len(done) else account.facts.handed_over_on
    return max(0, (live - started).days) if started and live else None


def _is_over(account: Account, on: date) -> bool:
    """Closed, handed over, all done, or past its agreed end or its playbook's length."""
    end_on = account.start_on + timedelta(days=account.total_days)
    return account.state is AccountState.CLOSED or ended_on(account) is not None or end_on < on


def _retained(account: Account, on: date) -> bool | None:
    """Whether the customer was still there on Day 90, known from then on.

    Lost is (chosen): closed before Day 90 without a Yes at the review and without a handoff to ongoing CS, since
    closing after either is how an onboarding ends well.
    """
    day_90 = account.start_on + timedelta(days=CHURN_DAYS)
    if on < day_90:
        return None
    said_yes = account.review is not None and account.review.answer is Answer.YES
    well = said_yes or is_handed_over(account)
    return well or account.state is not AccountState.CLOSED or (account.closed_on or day_90) >= day_90


def _is_stalled(account: Account, on: date) -> bool:
    """STALL-3's measure: open milestones, and 3 days without an answer or progress."""
    quiet_on, _ = quiet_since(account, on)
    return bool(account.open_milestones) and day_after(account, quiet_on, LADDER[0]) <= on


def _activation(account: Account, on: date) -> tuple[int, int]:
    """Seed users, and those with a first successful task, from Day 10 on."""
    users = account.facts.seed_users if account.day_number(on) >= ACTIVATION_DAY else ()
    return len(users), sum(any(task.ok for task in user.submissions) for user in users)


def _flows(account: Account) -> tuple[int, int]:
    """Flows meant for before the kickoff, and those completed by its day, of an account whose kickoff was held."""
    held_on = kickoff_held_on(account)
    flows = [flow for flow in account.facts.flows if flow.before_kickoff] if held_on else []
    done = [account.local_date(flow.completed_at) for flow in flows if flow.completed_at]
    return len(flows), sum(1 for day in done if held_on and day <= held_on)
