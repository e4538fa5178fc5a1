"""Rules about each seed user's tasks: FST-48H, FST-FAIL, FST-REPEAT, RETURN-USER and WORKFLOW-ONE (003).

Hours run on through a pause: these are moments, not days of the onboarding (docs/rules.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from playbook.models import Mode, Role, SeedUser, Submission
from playbook.rules.case import Case
from playbook.rules.finding import Cadence, Fact, Finding, FindingState, Stage

ADJACENT_SHOWN = 3  # 003: two or three examples of adjacent workflows
FAILED_TWICE = 2
_CSM = (Role.CSM, Mode.PLAN)
ONCE = Cadence((Stage((_CSM,)),))
AT_ONCE = Cadence((Stage(((Role.CSM, Mode.NOW),)),))
TO_ENGINEERING = Cadence((Stage(((Role.ENGINEERING_LEAD, Mode.ESCALATION),)),))

_Told = Iterator[Finding]
_ABSENT = FindingState.NOT_APPLICABLE


def fst_48h(case: Case) -> _Told:
    """FST-48H (003): a seed user signed up 48 hours ago and has not given the product a single task.

    CSM once a user, with that user's e-mail and words for a call. Until a submission.
    """
    after = timedelta(hours=case.number("FST-48H", "after_hours"))

    def judged(user: SeedUser) -> Finding:
        facts = _facts_of(case, user) | _recommended(case, user)
        if user.signed_up_at is None:
            return _of(user, "FST-48H", _ABSENT, facts)
        facts["signed_up_at"] = case.local_text(user.signed_up_at)
        if user.submissions:
            return _of(user, "FST-48H", FindingState.SATISFIED, facts)
        return _from_moment(case, _of(user, "FST-48H", FindingState.WAITING, facts), user.signed_up_at + after, ONCE)

    return _each(case, "FST-48H", judged)


def fst_fail(case: Case) -> _Told:
    """FST-FAIL (003): a seed user's very first task failed.

    CSM at once, with 24 hours to find the cause and recommend another task. Until that user has succeeded at
    something, or a person said that it is handled.
    """
    within = timedelta(hours=case.number("FST-FAIL", "within_hours"))

    def judged(user: SeedUser) -> Finding:
        first = user.first_submission
        if first is None:
            return _of(user, "FST-FAIL", _ABSENT, _facts_of(case, user))
        facts = _facts_of(case, user) | _history_of(case, first.workflow) | {"workflow": first.workflow}
        if first.ok or user.first_success or _is_handled(user, first):
            return _of(user, "FST-FAIL", FindingState.SATISFIED, facts)
        facts |= _recommended(case, user) | {
            "failed_at": case.local_text(first.at),
            "due_at": case.local_text(first.at + within),
            "cause": first.cause,
        }
        return _from_moment(case, _of(user, "FST-FAIL", FindingState.FIRING, facts), first.at, AT_ONCE)

    return _each(case, "FST-FAIL", judged)


def fst_repeat(case: Case) -> _Told:
    """FST-REPEAT (003): the same cause failed a second time, for a second user or for the same one again.

    Engineering lead once a cause, to judge whether it is the product.
    """
    causes = _failures_by_cause(case)
    if not causes:
        yield Finding(rule="FST-REPEAT", state=_ABSENT)
    for failures in causes:
        first = failures[0][1]
        facts: dict[str, Fact] = {
            "cause": first.cause,
            "users": list(dict.fromkeys(user.name for user, _ in failures)),
            "workflows": list(dict.fromkeys(task.workflow for _, task in failures)),
            "first_at": case.local_text(first.at),
            "last_at": case.local_text(failures[-1][1].at),
            "times": len(failures),
        }
        again = len(failures) >= FAILED_TWICE
        yield Finding(
            rule="FST-REPEAT",
            subject=first.cause,
            state=FindingState.FIRING if again else FindingState.SATISFIED,
            since=failures[FAILED_TWICE - 1][1].at if again else None,
            cadence=TO_ENGINEERING if again else None,
            facts=facts,
        )


def return_user(case: Case) -> _Told:
    """RETURN-USER (003): 7 days, as 168 hours, after a seed user's first successful task there was no other.

    CSM with tasks like the first one; 3 days later CSM again, to ask what stands in the way. Until a submission.
    """
    after = timedelta(days=case.number("RETURN-USER", "after_days"))
    again = Stage((_CSM,), case.number("RETURN-USER", "again_days"))
    cadence = Cadence((Stage((_CSM,)), again))

    def judged(user: SeedUser) -> Finding:
        first = user.first_success
        if first is None:
            return _of(user, "RETURN-USER", _ABSENT, _facts_of(case, user))
        facts = _facts_of(case, user) | {"workflow": first.workflow, "first_at": case.local_text(first.at)}
        if user.returned:
            return _of(user, "RETURN-USER", FindingState.SATISFIED, facts)
        return _from_moment(case, _of(user, "RETURN-USER", FindingState.WAITING, facts), first.at + after, cadence)

    return _each(case, "RETURN-USER", judged)


def workflow_one(case: Case) -> _Told:
    """WORKFLOW-ONE (003): a seed user came back after the first success, and has tried one workflow only.

    CSM once a user, with two or three workflows that others here succeed with: offered once, never pushed.
    """

    def judged(user: SeedUser) -> Finding:
        facts = _facts_of(case, user)
        back = user.returned
        if back is None:
            return _of(user, "WORKFLOW-ONE", _ABSENT, facts)
        facts |= {"workflow": back.workflow, "returned_at": case.local_text(back.at)}
        if len(user.workflows) > 1:
            return _of(user, "WORKFLOW-ONE", FindingState.SATISFIED, facts)
        facts["adjacent"] = workflows_others_use(case, user)[:ADJACENT_SHOWN]
        return _from_moment(case, _of(user, "WORKFLOW-ONE", FindingState.FIRING, facts), back.at, ONCE)

    return _each(case, "WORKFLOW-ONE", judged)


def workflows_others_use(case: Case, user: SeedUser) -> list[str]:
    """Workflows new to this user with which other seed users of the account succeeded, most of them first."""
    users_of: dict[str, int] = {}
    for other in case.account.facts.seed_users:
        if other.name != user.name:
            for workflow in dict.fromkeys(task.workflow for task in other.submissions if task.ok):
                users_of[workflow] = users_of.get(workflow, 0) + 1
    return sorted((each for each in users_of if each not in user.workflows), key=lambda each: (-users_of[each], each))


def _each(case: Case, rule: str, judged: Callable[[SeedUser], Finding]) -> _Told:
    """A finding a seed user; one that says so where there is none."""
    if not case.account.facts.seed_users:
        yield Finding(rule=rule, state=_ABSENT)
    yield from map(judged, case.account.facts.seed_users)


def _of(user: SeedUser, rule: str, state: FindingState, facts: dict[str, Fact]) -> Finding:
    return Finding(rule=rule, subject=user.name, state=state, facts=facts)


def _from_moment(case: Case, finding: Finding, at: datetime, cadence: Cadence) -> Finding:
    """The finding as one that fires from `at` on, and waits until then."""
    fires = at <= case.now
    state = FindingState.FIRING if fires else FindingState.WAITING
    return replace(finding, state=state, since=at, until=None if fires else at, cadence=cadence)


def _facts_of(case: Case, user: SeedUser) -> dict[str, Fact]:
    facts: dict[str, Fact] = {"user": user.name}
    if user.email:
        facts["email"] = user.email
    return facts


def _recommended(case: Case, user: SeedUser) -> dict[str, Fact]:
    """The workflow that most others succeed with, and that this user has not failed at."""
    return {"recommended": found[0]} if (found := workflows_others_use(case, user)) else {}


def _history_of(case: Case, workflow: str) -> dict[str, Fact]:
    """How a workflow has gone in this account: 003 asks for it where a cause is looked for."""
    tasks = [task for user in case.account.facts.seed_users for task in user.submissions if task.workflow == workflow]
    return {"tried": len(tasks), "succeeded": sum(task.ok for task in tasks)}


def _is_handled(user: SeedUser, first: Submission) -> bool:
    return user.failure_handled_at is not None and user.failure_handled_at >= first.at


def _failures_by_cause(case: Case) -> list[list[tuple[SeedUser, Submission]]]:
    """Failures that name a cause, oldest first, together where they name the same but for case and runs of blanks."""
    named = [
        (user, task)
        for user in case.account.facts.seed_users
        for task in user.submissions
        if not task.ok and task.cause and task.cause.strip()
    ]
    together: dict[str, list[tuple[SeedUser, Submission]]] = {}
    for user, task in sorted(named, key=lambda failure: failure[1].at):
        together.setdefault(" ".join((task.cause or "").casefold().split()), []).append((user, task))
    return list(together.values())
