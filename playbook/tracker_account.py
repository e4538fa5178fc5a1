"""A validated tracker file as an Account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from playbook.models import (
    Account,
    AccountState,
    Blocker,
    Choice,
    Confirmation,
    Criteria,
    Deal,
    Facts,
    Flow,
    Handoff,
    Handover,
    Homework,
    Milestone,
    MilestoneStatus,
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
    Touch,
    Workspace,
)
from playbook.plans import Playbook, with_plan
from playbook.rubric import assign_keys, infer_kind, infer_weight
from playbook.tracker_customer import CustomerPart
from playbook.tracker_model import MilestonePart, RemediationPart, SeedUserPart, TrackerPart
from playbook.tracker_part import Part

DEFAULT_LENGTH = 30
PLAIN_FACTS = (  # of `customer:`, by the same names in Facts
    "first_contact_on",
    "welcome_sent_at",
    "kickoff_at",
    "handed_over_on",
    "support_contacted_on",
    "tier_cap_hit_on",
    "shared_channel",
    "rested_rules",
)
_OTHER = ("health",)  # sections of the file that no rule reads, kept in Facts.other


def account_from(part: TrackerPart, defaults: Workspace, known: Mapping[str, Playbook]) -> Account:
    """The account that the file describes; without milestones of its own it gets the playbook's."""
    customer = part.customer
    account = Account(
        name=customer.name,
        csm=customer.csm,
        backup_id=customer.backup,
        tier=customer.tier,
        state=_state(part),
        start_on=customer.start_date,
        signed_at=customer.signed_at,
        target_first_value_on=customer.target_first_value,
        end_on=customer.end_date,
        playbook=customer.playbook,
        length_days=customer.length_days or _length(customer.playbook, known),
        acv=customer.acv,
        time_zone=customer.time_zone or defaults.time_zone,
        country=customer.country if "country" in customer.model_fields_set else defaults.country,
        first_value_definition=customer.first_value_definition,
        closed_on=customer.closed_on,
        stall_answered_on=customer.stall_answered_on,
        milestones=_milestones(part.milestones),
        touches=tuple(sorted((Touch(**_plain(item)) for item in part.touches), key=lambda touch: touch.at)),
        notes=tuple(sorted((Note(**_plain(item)) for item in part.notes), key=lambda note: note.at)),
        pauses=tuple(sorted((Pause(**_plain(item)) for item in part.pauses), key=lambda pause: pause.from_on)),
        review=Review(**_plain(part.review)) if part.review else None,
        remediation=_remediation(part.remediation),
        facts=_facts(part, known),
    )
    return account if account.milestones else _with_playbook(account, known, customer, defaults)


def _with_playbook(
    account: Account, known: Mapping[str, Playbook], customer: CustomerPart, defaults: Workspace
) -> Account:
    """The account with the milestones of its playbook, else of the workspace's default one."""
    key = account.playbook or defaults.default_playbook
    planned = with_plan(account, known.get(key) or next(iter(known.values())))
    return replace(planned, length_days=customer.length_days or planned.length_days)


def _length(playbook: str | None, known: Mapping[str, Playbook]) -> int:
    plan = known.get(playbook or "")
    return plan.length_days if plan else DEFAULT_LENGTH


def _state(part: TrackerPart) -> AccountState:
    if part.customer.state is AccountState.CLOSED:
        return AccountState.CLOSED
    return AccountState.PAUSED if any(pause.to_on is None for pause in part.pauses) else AccountState.ACTIVE


def _milestones(parts: tuple[MilestonePart, ...]) -> tuple[Milestone, ...]:
    keys = assign_keys([(part.name, part.key) for part in parts])
    return tuple(_milestone(part, key) for part, key in zip(parts, keys, strict=True))


def _milestone(part: MilestonePart, key: str) -> Milestone:
    kind = part.kind or infer_kind(part.name, part.measure)
    done = MilestoneStatus.COMPLETE if part.actual_date else MilestoneStatus.PENDING
    return Milestone(
        key=key,
        name=part.name,
        due_on=part.target_date,
        start_on=part.start_date,
        phase=part.phase,
        done_on=part.actual_date,
        status=part.status or done,
        owner=part.owner.value,
        weight=part.weight or infer_weight(kind, part.name, part.phase),
        kind=kind,
        measure=part.measure,
        threshold=part.threshold,
        usage_event=part.usage_event,
        usage_count=part.usage_count,
        must_have=part.must_have,
        depends_on=part.depends_on,
        criteria=part.criteria,
        skip=Skip(**_plain(part.skip)) if part.skip else None,
        overrule=part.overrule,
        blockers=tuple(Blocker(**_plain(blocker)) for blocker in part.blockers),
    )


def _remediation(part: RemediationPart | None) -> Remediation | None:
    return Remediation(**_plain(part)) if part else None


def _facts(part: TrackerPart, known: Mapping[str, Playbook]) -> Facts:
    features = part.customer.features
    return Facts(
        stakeholders=tuple(Stakeholder(**_plain(item) | {"role": item.role.value}) for item in part.stakeholders),
        seed_users=tuple(_seed_user(item) for item in part.seed_users),
        logins=tuple(sorted(part.logins)),
        flows=tuple(Flow(**_plain(item)) for item in part.flows),
        homework=tuple(Homework(**_plain(item)) for item in part.homework),
        features_purchased=features.purchased if features else (),
        features_used=features.used if features else (),
        **_customer_facts(part.customer, known),
        survey=Survey(**_plain(part.survey)) if part.survey else Survey(),
        other=part.model_dump(mode="json", include=set(_OTHER), exclude_none=True),
    )


def _customer_facts(part: CustomerPart, known: Mapping[str, Playbook]) -> dict[str, Any]:
    """The facts that the file keeps under `customer:`."""
    plan = known.get(part.playbook or "")
    deal = {item.name: getattr(part, item.name) for item in fields(Deal)}
    return {name: getattr(part, name) for name in PLAIN_FACTS} | {
        "deal": Deal(**{name: value for name, value in deal.items() if value is not None}),
        "choice": Choice(**_plain(part.choice)) if part.choice else None,
        "questionnaire": Questionnaire(**_plain(part.questionnaire)) if part.questionnaire else Questionnaire(),
        "handoff": Handoff(**_plain(part.handoff)) if part.handoff else Handoff(),
        "criteria": Criteria(**_plain(part.success_criteria)) if part.success_criteria else None,
        "first_value_confirmed": _confirmation(part),
        "handover": Handover(**_plain(part.handover)) if part.handover else None,
        "safety_check": SafetyCheck(**_plain(part.safety_check)) if part.safety_check else None,
        "kickoff_hours": plan.kickoff_hours if plan else None,
    }


def _confirmation(part: CustomerPart) -> Confirmation | None:
    return Confirmation(**_plain(part.first_value_confirmed)) if part.first_value_confirmed else None


def _seed_user(part: SeedUserPart) -> SeedUser:
    submissions = sorted((Submission(**_plain(item)) for item in part.submissions), key=lambda item: item.at)
    return SeedUser(
        name=part.name,
        email=part.email,
        signed_up_at=part.signed_up_at,
        submissions=tuple(submissions),
        failure_handled_at=part.failure_handled_at,
    )


def _plain(part: Part) -> dict[str, Any]:
    """The part's own fields by their names here, for a snapshot of the same shape."""
    return {name: getattr(part, name) for name in type(part).model_fields}
