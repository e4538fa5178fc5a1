"""Playbooks: plans of milestones kept as YAML, and what they become for one account (METHOD section 3).

Those that ship lie in templates/; a team's own are read the same way with `load_playbook`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from playbook.clocks import day_after
from playbook.course import QUESTIONNAIRE, WELCOME
from playbook.errors import Problem
from playbook.lint import Lint, LintItem, lint
from playbook.models import Account, Flow, Milestone, MilestoneStatus
from playbook.plan_model import Phase, PlanMilestone, Playbook
from playbook.products import in_sequence
from playbook.tracker_lines import field_name, read_document
from playbook.tracker_problems import validated

__all__ = [
    "Lint",
    "LintItem",
    "Phase",
    "PlanMilestone",
    "Playbook",
    "lint",
    "load_playbook",
    "milestones_for",
    "playbooks",
    "shipped_text",
    "warnings_of",
    "with_plan",
]


def playbooks() -> dict[str, Playbook]:
    """The playbooks that ship, by key, the default one first."""
    return dict(_shipped())


@lru_cache(maxsize=200)
def load_playbook(text: str, name: str = "playbook") -> Playbook:
    """A playbook file, validated and linted; BadFile has every error with its line. Warnings pass: see `lint`."""
    document = read_document(text, name)
    playbook = validated(Playbook, document)
    if playbook is not None:
        for item in lint(playbook).errors:
            document.add(item.path, item.message, item.nearest)
    document.raise_problems(name)
    assert playbook is not None  # no problems means that it fits
    return playbook


def warnings_of(text: str) -> tuple[Problem, ...]:
    """The lint warnings of a playbook file that is taken, each with its line. BadFile for one that is not."""
    document = read_document(text, "playbook")
    found = lint(load_playbook(text)).warnings
    return tuple(Problem(document.line_of(item.path), field_name(item.path), item.message) for item in found)


def with_plan(account: Account, playbook: Playbook) -> Account:
    """The account on this playbook: its milestones, length and kickoff limit, and its flows where it has none.

    With several products sold, the plan runs them one after the other (002, edge case 2). Paused days do not count
    (METHOD section 2). A welcome noted as sent, a questionnaire as reviewed, is done in the plan too.
    """
    plan = in_sequence(playbook, account.facts.deal.products)
    facts = replace(account.facts, kickoff_hours=plan.kickoff_hours, flows=account.facts.flows or flows_of(plan))
    planned = milestones_for(plan, account.start_on, account.signed_at, account.zone)
    milestones = tuple(_as_known(account, _after_pauses(account, item)) for item in planned)
    return replace(account, playbook=plan.key, length_days=plan.length_days, milestones=milestones, facts=facts)


def flows_of(playbook: Playbook) -> tuple[Flow, ...]:
    """The plan's flows, none of them sent."""
    return tuple(
        Flow(key=flow.key, name=flow.name, minutes=flow.minutes, before_kickoff=flow.before_kickoff)
        for flow in playbook.flows
    )


def milestones_for(
    playbook: Playbook,
    start_on: date,
    signed_at: datetime | None,
    zone: ZoneInfo,
    products: Sequence[str] = (),
) -> tuple[Milestone, ...]:
    """Every milestone of the plan with its days for an account signed on `start_on`, Day 0, in `zone`.

    Hour limits of whole days fall on that day; others on the local day that many hours after `signed_at` (else 09:00).
    Of several `products` each has its own stretch.
    """
    signed = (signed_at or datetime.combine(start_on, time(9), zone)).astimezone(zone)
    return tuple(_milestone(item, start_on, signed) for item in in_sequence(playbook, products).milestones)


def _after_pauses(account: Account, item: Milestone) -> Milestone:
    """Its days with every paused day left out."""
    due_on = day_after(account, account.start_on, account.day_number(item.due_on))
    start_on = item.start_on and day_after(account, account.start_on, account.day_number(item.start_on))
    return replace(item, due_on=due_on, start_on=start_on and min(start_on, due_on))


def _as_known(account: Account, item: Milestone) -> Milestone:
    """Done on the day of the fact that it stands for, if that is known: the welcome, the questionnaire."""
    sent_at = account.facts.welcome_sent_at
    days = {
        WELCOME: account.local_date(sent_at) if sent_at else None,
        QUESTIONNAIRE: account.facts.questionnaire.reviewed_on,
    }
    done_on = days.get(item.key)
    return replace(item, status=MilestoneStatus.COMPLETE, done_on=done_on) if done_on else item


def _milestone(item: PlanMilestone, start_on: date, signed: datetime) -> Milestone:
    due_on = start_on + timedelta(days=item.due)
    if item.due_day is None and (item.due_hours or 0) % 24:
        limit = signed.astimezone(ZoneInfo("UTC")) + timedelta(hours=item.due_hours or 0)
        due_on = max(start_on, limit.astimezone(signed.tzinfo).date())
    return Milestone(
        key=item.key,
        name=item.name,
        due_on=due_on,
        start_on=None if item.start_day is None else min(due_on, start_on + timedelta(days=item.start_day)),
        phase=item.phase,
        owner=item.owner.value,
        weight=item.told_weight,
        kind=item.told_kind,
        measure=item.measure,
        threshold=item.threshold,
        usage_event=item.usage_event,
        usage_count=item.usage_count,
        must_have=item.must_have,
        depends_on=item.depends_on,
        criteria=item.told_criteria,
    )


@cache
def _shipped() -> dict[str, Playbook]:
    folder = files("playbook") / "templates"
    texts = [(item.name, item.read_text(encoding="utf-8")) for item in folder.iterdir() if item.name.endswith(".yaml")]
    loaded = (load_playbook(text, name) for name, text in sorted(texts))
    return {playbook.key: playbook for playbook in loaded}


def shipped_text(key: str) -> str:
    """The file of a playbook that ships, for a team that wants to start from it. KeyError."""
    return (files("playbook") / "templates" / f"{_shipped()[key].key}.yaml").read_text(encoding="utf-8")
