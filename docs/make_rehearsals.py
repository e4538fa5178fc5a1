"""Writes docs/rehearsals/, one customer lived through on each playbook: `uv run python docs/make_rehearsals.py`.

The customer is tests/data/rehearsals/customer.yaml on the playbook's milestones. The first half of the plan is done in
time, the next milestone is blocked and comes five days late, the rest two days late; gates, milestones that use
completes and the Day-30 review stay with what the file tells of them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.rehearsing import Rehearsed, rehearse_file
from playbook.models import Account, Blocker, Kind, Milestone, MilestoneStatus, WaitingOn, Workspace
from playbook.plans import Playbook, playbooks, with_plan
from playbook.reviewing import is_review
from playbook.tracker import read_tracker, write_tracker


def at(moment: str) -> datetime:
    """An instant from its UTC text."""
    return datetime.fromisoformat(moment).replace(tzinfo=UTC)


ROOT = Path(__file__).parents[1]
FILES, PAGES = ROOT / "tests/data/rehearsals", ROOT / "docs/rehearsals"
AFTER = 14  # days that a rehearsal goes on after the plan's length
FLOWS = {  # of a plan that has them: when they were sent and completed
    "account-setup": {"sent_at": at("2026-01-14T22:05"), "completed_at": at("2026-01-15T20:00")},
    "core-workflow": {"sent_at": at("2026-01-14T22:05"), "completed_at": at("2026-01-19T16:00")},
    "permissions": {"sent_at": at("2026-01-19T15:00"), "completed_at": at("2026-01-21T18:00")},
}
NOTICE = {
    "agent-30-day": "The gate of first successful tasks is what is late: FST-ROLLCALL counts down to Day "
    "10, a Saturday, and on Monday three rules say it to four roles. Mia's success lifts "
    "coverage to 50 %, so nobody is told twice.",
    "async-first": "FLOW-UNDONE speaks once, of the one flow that is not done on Day 2; the brief on the "
    "kickoff's morning knows which is. ADVANCED-FLOW waits for Day 8 although the first "
    "success came before.",
    "enterprise-custom": "Twelve weeks: TOUCH ends with Day 30, while OVERDUE and the stall rules go on; the "
    "agreed end comes long before the plan's, and DRAG says so.",
    "expansion": "An existing customer: the plan has no general training, so nothing of it can be late. "
    "Three people have not had a first success on Day 10 all the same.",
    "milestone-map": "Wide windows: most milestones are in time, and what speaks are the people, not the "
    "dates. Nobody at the customer confirmed first value, so HANDOFF-READY stays silent.",
    "outcome-weighted": "The six weighted milestones: those of weight 3 move the score most, and HEALTH speaks "
    "on each crossing only.",
    "phase-checklist": "No KICKOFF-LATE: the kickoff has three business days here (001). HEALTH-80 comes "
    "twice, for the score was back in between. SURVEY asks 3 and 7 days after the last "
    "milestone.",
    "product-led": "Use completes the milestones on the day of the event, without a click. The third user "
    "never succeeds, and that milestone alone is late, until the CSM lead hears of it.",
    "self-serve": "Silent until Day 12, when the customer contacts support and people step in: then all "
    "that stands is said in one morning. FST-50 and FST-30 would have come that day "
    "anyway, for Day 10 is a Saturday.",
    "smb-automated": "Sign-ups and tasks close milestones; OVERDUE names the two at which this customer "
    "stalls, and each goes to the CSM lead after three mornings.",
    "win-back": "The reason for leaving is addressed first and in time. What is late comes later, as "
    "on any plan: a team that came back is watched by the same rules.",
}


def customer_on(playbook: Playbook) -> Account:
    """The example customer with this plan, done as the module says."""
    text = (FILES / "customer.yaml").read_text(encoding="utf-8")
    account = with_plan(read_tracker(text, defaults=Workspace(), name="customer.yaml"), playbook)
    by_hand = [item for item in account.milestones if not _closes_itself(item)]
    half = len(by_hand) // 2
    late = {item.key: 0 if place < half else 5 if place == half else 2 for place, item in enumerate(by_hand)}
    done = tuple(_done(item, late[item.key]) if item.key in late else item for item in account.milestones)
    flows = tuple(replace(flow, **FLOWS.get(flow.key, {})) for flow in account.facts.flows)
    return replace(account, milestones=done, facts=replace(account.facts, flows=flows))


def rehearsal_of(playbook: Playbook) -> Rehearsed:
    """The kept file of a playbook, from Day 0 until two weeks after the plan's length."""
    end = customer_on(playbook).start_on + timedelta(days=playbook.length_days + AFTER)
    return rehearse_file(FILES / f"{playbook.key}.yaml", None, end.isoformat(), None)


def page_of(playbook: Playbook) -> str:
    """The page as it is kept: what to notice, then the timeline."""
    return (
        f"# {playbook.name}\n\n{NOTICE[playbook.key]}\n\n"
        "Written by `docs/make_rehearsals.py`, which says how the customer fares; a test keeps it true.\n\n"
        f"```\n{rehearsal_of(playbook).as_text()}\n```\n"
    )


def _closes_itself(item: Milestone) -> bool:
    return item.kind is Kind.GATE or item.usage_event is not None or is_review(item)


def _done(item: Milestone, late: int) -> Milestone:
    """Complete, so many days after its due day; five days late with a blocker that took that long."""
    done_on = item.due_on + timedelta(days=late)
    wait = Blocker(
        text="Their admin has to grant access",
        waiting_on=WaitingOn.CUSTOMER,
        opened_on=max(item.start_on or item.due_on, item.due_on - timedelta(days=1)),
        resolved_on=done_on,
    )
    blockers = (wait,) if late == 5 else ()
    return replace(item, status=MilestoneStatus.COMPLETE, done_on=done_on, blockers=blockers)


def main() -> None:
    """Write every file and every page anew."""
    for playbook in playbooks().values():
        file = FILES / f"{playbook.key}.yaml"
        file.write_text(write_tracker(customer_on(playbook)), encoding="utf-8")
        (PAGES / f"{playbook.key}.md").write_text(page_of(playbook), encoding="utf-8")


if __name__ == "__main__":
    main()
