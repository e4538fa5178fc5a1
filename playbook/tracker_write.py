"""An Account as the fields of a tracker file: what a reader would supply by itself is left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from playbook.models import (
    Account,
    AccountState,
    Blocker,
    Facts,
    Homework,
    Milestone,
    Note,
    Pause,
    Remediation,
    Review,
    SeedUser,
    Touch,
    WaitingOn,
    Workspace,
)
from playbook.models import Flow as Walkthrough
from playbook.plans import Playbook
from playbook.rubric import infer_kind, infer_weight, keys_to_write
from playbook.tracker_account import DEFAULT_LENGTH
from playbook.tracker_emit import Bare, Flow
from playbook.tracker_model import HealthPart

_HEALTH_WORDS = tuple(HealthPart.model_fields)


def tracker_fields(account: Account, defaults: Workspace, known: Mapping[str, Playbook]) -> dict[str, Any]:
    """The file's sections in TRACKER.md's order."""
    facts = account.facts
    sections = {
        "customer": _customer(account, defaults, known),
        "milestones": list(_milestones(account.milestones)),
        "stakeholders": [Flow(_fields(item) | {"role": Bare(item.role)}) for item in facts.stakeholders],
        "seed_users": [_seed_user(item) for item in facts.seed_users],
        "logins": [_told(at) for at in facts.logins],
        "flows": [Flow(_walkthrough(item)) for item in facts.flows],
        "touches": [Flow(_touch(item)) for item in account.touches],
        "homework": [Flow(_homework(item)) for item in facts.homework],
        "notes": [Flow(_note(item)) for item in account.notes],
        "pauses": [Flow(_pause(item)) for item in account.pauses],
        "review": _review(account.review),
        "remediation": _remediation(account.remediation),
        "survey": _fields(facts.survey) or None,
        "health": _health(facts.other.get("health")),
    }
    return {name: value for name, value in sections.items() if value is not None and value != []}


def _customer(account: Account, defaults: Workspace, known: Mapping[str, Playbook]) -> dict[str, Any]:
    facts = account.facts
    playbook = known.get(account.playbook or "")
    length = playbook.length_days if playbook else DEFAULT_LENGTH
    fields = _given(
        name=account.name,
        tier=account.tier,
        csm=account.csm,
        backup=Bare(account.backup_id) if account.backup_id else None,
        start_date=account.start_on,
        target_first_value=account.target_first_value_on,
        signed_at=account.signed_at,
        end_date=account.end_on,
        state=account.state if account.state is AccountState.CLOSED else None,
        closed_on=account.closed_on,
        playbook=Bare(account.playbook) if account.playbook else None,
        length_days=account.length_days if account.length_days != length else None,
        acv=account.acv,
        **_deal(facts),
        time_zone=Bare(account.time_zone) if account.time_zone != defaults.time_zone else None,
    )
    if account.country != defaults.country:
        fields["country"] = Bare(account.country) if account.country else None
    return fields | _given(
        **{name: getattr(facts, name) for name in ("first_contact_on", "welcome_sent_at", "kickoff_at")},
        questionnaire=_block(facts.questionnaire),
        handoff=_block(facts.handoff),
        first_value_definition=account.first_value_definition,
        success_criteria=_block(facts.criteria),
        features=_features(facts),
        stall_answered_on=account.stall_answered_on,
        choice=_block(facts.choice),
        first_value_confirmed=_block(facts.first_value_confirmed),
        **{name: getattr(facts, name) for name in ("handed_over_on", "support_contacted_on", "tier_cap_hit_on")},
        handover=_block(facts.handover),
        safety_check=_block(facts.safety_check),
        shared_channel=Bare(facts.shared_channel) if facts.shared_channel else None,
        rested_rules=facts.rested_rules or None,
    )


def _features(facts: Facts) -> Flow | None:
    used = _given(purchased=facts.features_purchased or None, used=facts.features_used or None)
    return Flow(used) if used else None


def _milestones(milestones: tuple[Milestone, ...]) -> Iterable[dict[str, Any]]:
    keys = keys_to_write([(item.name, item.key) for item in milestones])
    for item, key in zip(milestones, keys, strict=True):
        yield _milestone(item, key)


def _milestone(item: Milestone, key: str | None) -> dict[str, Any]:
    kind = item.kind if item.kind is not infer_kind(item.name, item.measure) else None
    weight = item.weight if item.weight != infer_weight(item.kind, item.name, item.phase) else None
    dates = {"name": item.name, "target_date": _told(item.due_on), "actual_date": _told(item.done_on)}
    return dates | _given(
        status=item.status,
        key=Bare(key) if key else None,
        phase=item.phase,
        start_date=item.start_on,
        owner=Bare(item.owner) if item.owner != "csm" else None,
        weight=weight,
        kind=kind,
        measure=item.measure,
        threshold=item.threshold,
        usage_event=item.usage_event,
        usage_count=item.usage_count if item.usage_count != 1 else None,
        must_have=item.must_have or None,
        depends_on=Flow([Bare(need) for need in item.depends_on]) if item.depends_on else None,
        criteria=item.criteria,
        skip=Flow(_given(reason=item.skip.reason, consequence=item.skip.consequence)) if item.skip else None,
        overrule=item.overrule,
        blockers=[_blocker(blocker) for blocker in item.blockers] or None,
    )


def _blocker(blocker: Blocker) -> Any:
    told = blocker.opened_on or blocker.resolved_on or blocker.waiting_on is not WaitingOn.CUSTOMER
    if blocker.plain and not told:
        return blocker.text
    return Flow(
        _given(
            text=blocker.text,
            waiting_on=blocker.waiting_on,
            opened_on=blocker.opened_on,
            resolved_on=blocker.resolved_on,
        )
    )


def _seed_user(user: SeedUser) -> dict[str, Any]:
    submissions = [
        Flow(_given(at=item.at, workflow=item.workflow, ok=item.ok, cause=item.cause)) for item in user.submissions
    ]
    return _given(
        name=user.name,
        email=user.email,
        signed_up_at=user.signed_up_at,
        submissions=submissions or None,
        failure_handled_at=user.failure_handled_at,
    )


def _walkthrough(flow: Walkthrough) -> dict[str, Any]:
    return _given(
        key=Bare(flow.key),
        name=flow.name,
        minutes=flow.minutes,
        before_kickoff=flow.before_kickoff or None,
        sent_at=flow.sent_at,
        completed_at=flow.completed_at,
    )


def _touch(touch: Touch) -> dict[str, Any]:
    return _given(
        at=touch.at,
        kind=touch.kind,
        direction=touch.direction,
        minutes=touch.minutes,
        note=touch.note or None,
        permalink=touch.permalink,
    )


def _homework(item: Homework) -> dict[str, Any]:
    return _given(text=item.text, who=item.who, due_on=item.due_on, done_on=item.done_on)


def _note(note: Note) -> dict[str, Any]:
    return _given(at=note.at, by=note.by, text=note.text, permalink=note.permalink)


def _pause(pause: Pause) -> dict[str, Any]:
    return {"from": _told(pause.from_on), "to": _told(pause.to_on)} | _given(reason=pause.reason)


def _review(review: Review | None) -> dict[str, Any] | None:
    if review is None:
        return None
    return _given(
        answer=review.answer,
        said_by=review.said_by,
        on=review.on,
        words=review.words,
        gap=review.gap,
        reason=review.reason,
    )


def _remediation(plan: Remediation | None) -> dict[str, Any] | None:
    if plan is None:
        return None
    return _given(
        owner=plan.owner, due_on=plan.due_on, steps=plan.steps or None, opened_on=plan.opened_on, gap=plan.gap
    )


def _deal(facts: Facts) -> dict[str, Any]:
    """What was sold, without what is not known and without what a reader supposes."""
    given = _fields(facts.deal)
    return {name: value for name, value in given.items() if value is not False}


def _health(words: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """001's health words in the order of its file."""
    return {name: Bare(words[name]) for name in _HEALTH_WORDS if name in words} if words is not None else None


def _block(part: Any) -> Flow | None:
    """A small part of `customer:` on one line; None when nothing is known."""
    known = _fields(part) if part is not None else {}
    return Flow(known) if known else None


def _fields(part: Any) -> dict[str, Any]:
    """The fields of a snapshot that say something, by their names."""
    told = {item.name: getattr(part, item.name) for item in fields(part)}
    return _given(**{name: value for name, value in told.items() if value not in ((), "")})


def _given(**fields: Any) -> dict[str, Any]:
    """The fields that say something, ready to write."""
    return {name: _told(value) for name, value in fields.items() if value is not None}


def _told(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return Bare(value.value)
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, tuple):
        return Flow(list(value))
    return value.isoformat() if isinstance(value, date) else value
