"""From database rows to the playbook's snapshots, and back to column values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row

from playbook.matching import normalize
from playbook.models import (
    Account,
    AccountState,
    Answer,
    Blocker,
    Direction,
    Facts,
    Gap,
    Kind,
    Measure,
    Milestone,
    MilestoneStatus,
    Mode,
    Note,
    Nudge,
    NudgeState,
    Pause,
    Remediation,
    Review,
    Role,
    Skip,
    Tier,
    Touch,
    TouchKind,
    UsageEvent,
    WaitingOn,
)

Values = dict[str, Any]
_FACTS = TypeAdapter(Facts)
_ACCOUNT = TypeAdapter(Account)
_PLAIN_ACCOUNT = [
    "id",
    "name",
    "csm",
    "csm_id",
    "backup_id",
    "start_on",
    "signed_at",
    "target_first_value_on",
    "end_on",
    "playbook",
    "length_days",
    "acv",
    "time_zone",
    "country",
    "first_value_definition",
    "closed_on",
    "stall_answered_on",
]
_PLAIN_MILESTONE = [
    "id",
    "key",
    "name",
    "due_on",
    "start_on",
    "phase",
    "done_on",
    "owner",
    "weight",
    "threshold",
    "usage_count",
    "must_have",
    "criteria",
    "overrule",
]
# by value: an enum takes several times as long to look up its own
_ROLES, _MODES = {each.value: each for each in Role}, {each.value: each for each in Mode}
_NUDGE_STATES = {each.value: each for each in NudgeState}
_STATUSES, _KINDS = {each.value: each for each in MilestoneStatus}, {each.value: each for each in Kind}
_plain_account, _plain_milestone = attrgetter(*_PLAIN_ACCOUNT), attrgetter(*_PLAIN_MILESTONE)


def facts_document(facts: Facts) -> Values:
    """Facts as the JSON of their table; `other` is kept as it is."""
    document: Values = _FACTS.dump_python(replace(facts, other={}), mode="json")
    return {**document, "other": facts.other}


def facts_of(document: Values | None) -> Facts:
    return _FACTS.validate_python(document) if document else Facts()


def account_document(account: Account) -> Values:
    """A whole account, stored or not, as JSON in which dates of `facts.other` are dates still."""
    bare = replace(account, facts=replace(account.facts, other={}))
    return {**_ACCOUNT.dump_python(bare, mode="json"), "other": account.facts.other}


def account_in(document: Values) -> Account:
    """What `account_document` was given."""
    account = _ACCOUNT.validate_python({name: value for name, value in document.items() if name != "other"})
    return replace(account, facts=replace(account.facts, other=document["other"]))


def account_values(account: Account) -> Values:
    values = {name: getattr(account, name) for name in _PLAIN_ACCOUNT if name != "id"}
    return {**values, "name_key": normalize(account.name), "tier": account.tier.value, "state": account.state.value}


def account_of(row: Any, parts: Values, facts: Facts, review: Review | None, plan: Remediation | None) -> Account:
    """From a row of the account table, Core or ORM."""
    return Account(
        **dict(zip(_PLAIN_ACCOUNT, _plain_account(row), strict=True)),
        tier=Tier(row.tier),
        state=AccountState(row.state),
        facts=facts,
        review=review,
        remediation=plan,
        **parts,
    )


def milestone_values(milestone: Milestone, position: int) -> Values:
    values = {name: getattr(milestone, name) for name in _PLAIN_MILESTONE if name != "id"}
    return {
        **values,
        "position": position,
        "status": milestone.status.value,
        "kind": milestone.kind.value,
        "measure": milestone.measure.value if milestone.measure else None,
        "usage_event": milestone.usage_event.value if milestone.usage_event else None,
        "depends_on": list(milestone.depends_on),
        "skip_reason": milestone.skip.reason if milestone.skip else None,
        "skip_consequence": milestone.skip.consequence if milestone.skip else None,
    }


def milestone_of(row: Any, blockers: Sequence[Blocker]) -> Milestone:
    """From a row of the milestone table, Core or ORM."""
    skip = None
    if row.skip_reason is not None:
        skip = Skip(reason=row.skip_reason, consequence=row.skip_consequence or "")
    return Milestone(
        **dict(zip(_PLAIN_MILESTONE, _plain_milestone(row), strict=True)),
        status=_STATUSES[row.status],
        kind=_KINDS[row.kind],
        measure=Measure(row.measure) if row.measure else None,
        usage_event=UsageEvent(row.usage_event) if row.usage_event else None,
        depends_on=tuple(row.depends_on),
        skip=skip,
        blockers=tuple(blockers),
    )


def blocker_of(row: Row[Any]) -> Blocker:
    return Blocker(
        id=row.id, text=row.text, waiting_on=WaitingOn(row.waiting_on), opened_on=row.opened_on,
        resolved_on=row.resolved_on, plain=row.plain,
    )  # fmt: skip


def touch_of(row: Row[Any]) -> Touch:
    return Touch(
        id=row.id, at=row.at, kind=TouchKind(row.kind), direction=Direction(row.direction), minutes=row.minutes,
        note=row.note, permalink=row.permalink,
    )  # fmt: skip


def note_of(row: Row[Any]) -> Note:
    return Note(id=row.id, at=row.at, by=row.by, text=row.text, permalink=row.permalink)


def pause_of(row: Row[Any]) -> Pause:
    return Pause(id=row.id, from_on=row.from_on, to_on=row.to_on, reason=row.reason)


def review_of(values: Values) -> Review:
    gap = Gap(values["gap"]) if values["gap"] else None
    return Review(**{**values, "answer": Answer(values["answer"]), "gap": gap})


def review_values(review: Review) -> Values:
    return {
        "answer": review.answer.value, "said_by": review.said_by, "on": review.on, "words": review.words,
        "gap": review.gap.value if review.gap else None, "reason": review.reason,
    }  # fmt: skip


def remediation_of(values: Values) -> Remediation:
    gap = Gap(values["gap"]) if values["gap"] else None
    return Remediation(**{**values, "steps": tuple(values["steps"]), "gap": gap})


def remediation_values(plan: Remediation) -> Values:
    return {
        "owner": plan.owner, "due_on": plan.due_on, "steps": list(plan.steps), "opened_on": plan.opened_on,
        "gap": plan.gap.value if plan.gap else None,
    }  # fmt: skip


def nudge_of(row: Any) -> Nudge:
    """From a row of the nudge table, Core or ORM."""
    return Nudge(
        id=row.id, account_id=row.account_id, rule=row.rule, subject=row.subject, episode=row.episode, step=row.step,
        to=_ROLES[row.role], mode=_MODES[row.mode], send_at=row.send_at, facts=dict(row.facts),
        state=_NUDGE_STATES[row.state],
        recipient_id=row.recipient_id, sent_at=row.sent_at, snoozed_until=row.snoozed_until,
        dismissed_reason=row.dismissed_reason, raised=row.raised, acknowledged_at=row.acknowledged_at,
        acknowledged_by=row.acknowledged_by,
    )  # fmt: skip


def nudge_values(nudge: Nudge) -> Values:
    return {
        "account_id": nudge.account_id, "key": nudge.key, "rule": nudge.rule, "subject": nudge.subject,
        "episode": nudge.episode, "step": nudge.step, "role": nudge.to.value, "mode": nudge.mode.value,
        "send_at": nudge.send_at, "facts": dict(nudge.facts), "state": nudge.state.value,
        "recipient_id": nudge.recipient_id, "sent_at": nudge.sent_at, "snoozed_until": nudge.snoozed_until,
        "dismissed_reason": nudge.dismissed_reason,
        "raised": nudge.raised, "acknowledged_at": nudge.acknowledged_at, "acknowledged_by": nudge.acknowledged_by,
    }  # fmt: skip
