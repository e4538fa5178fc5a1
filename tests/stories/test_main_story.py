"""Issue 2, section 6: Acme from its tracker file to its remediation plan, day by day.

The tables are METHOD.md's rules worked out by hand for seed 001's dates, not what the program said.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from tests.stories.seen import Seen
from tests.stories.team import ACME, NEW_YORK, Team
from tests.stories.told import told

# Day 0 is Thu 15 Jan. Done: kickoff 16 Jan, accounts 20 Jan. Open: integration due 22 Jan (in progress, blocked
# without a date: counted from the due day before it, 20 Jan), training 27 Jan, first value 29 Jan. No touch at all.
TO_DAY_30 = {
    "01-23 Fri": {
        "jane plan": [
            "OVERDUE integration-configured",  # due 22 Jan
            "BLOCKED integration-configured",  # 21, 22, 23 Jan: the third working day
            "TOUCH",  # none since Day 0
            "STALL-3",  # since 20 Jan
            "HEALTH-80",  # (1 + 2 + 0.25 × 2) / 5 = 70
            "STAKEHOLDERS",  # the kickoff was held on the 16th, and nobody there is noted
        ]
    },
    "01-26 Mon": {"jane plan": ["STALL-6"], "lena": ["STALL-6"]},
    "01-27 Tue": {"jane plan": ["OVERDUE integration-configured", "STALL-NOTE"]},  # a week of silence
    "01-28 Wed": {
        "jane plan": [
            "OVERDUE training-delivered",  # due 27 Jan
            "BLOCKED integration-configured",  # the third working day after 23 Jan
            "HEALTH-60",  # 3.5 / 6 = 58.3
        ],
        "lena": ["HEALTH-60"],
    },
    "01-29 Thu": {  # Day 14: nobody agreed what success is
        "jane plan": ["OVERDUE integration-configured", "STALL-9", "CRITERIA-14"],
        "lena": ["CRITERIA-14"],
        "victor": ["STALL-9"],
    },
    "01-30 Fri": {  # first value was to be there by 29 Jan
        "jane plan": ["OVERDUE training-delivered", "OVERDUE first-value-achieved", "TOUCH", "DRAG", "STAKEHOLDERS"],
    },
    "02-02 Mon": {
        "jane plan": ["BLOCKED integration-configured", "CRITERIA-14"],  # the third day was Sunday
        "lena": ["OVERDUE integration-configured", "CRITERIA-14"],  # told three times
    },
    "02-03 Tue": {
        "jane plan": ["OVERDUE training-delivered", "OVERDUE first-value-achieved", "STALL-NOTE", "STALL-14"],
    },
    "02-05 Thu": {
        "jane plan": ["OVERDUE first-value-achieved", "BLOCKED integration-configured", "CRITERIA-14"],
        "lena": ["OVERDUE training-delivered", "CRITERIA-14"],
    },
    "02-06 Fri": {"jane plan": ["TOUCH", "STAKEHOLDERS"]},
    "02-09 Mon": {"jane plan": ["CRITERIA-14"], "lena": ["OVERDUE first-value-achieved", "CRITERIA-14"]},
    "02-10 Tue": {
        "jane plan": ["BLOCKED integration-configured", "STALL-21", "STALL-NOTE"],
        "lena": ["STALL-21"],
    },
    "02-12 Thu": {"jane plan": ["CRITERIA-14"], "lena": ["CRITERIA-14"]},
    "02-13 Fri": {"jane plan": ["BLOCKED integration-configured", "TOUCH", "STAKEHOLDERS"]},  # Day 29: the last TOUCH
    "02-16 Mon": {  # Day 30 was Saturday
        "jane": ["REVIEW-30"],
        "jane plan": ["CRITERIA-14"],
        "lena": ["CRITERIA-14"],
    },
    "02-17 Tue": {"jane": ["REVIEW-30"], "jane plan": ["STALL-21", "STALL-NOTE"], "lena": ["STALL-21"]},
    "02-18 Wed": {"jane": ["REVIEW-30"], "jane plan": ["BLOCKED integration-configured"]},
    "02-19 Thu": {"jane plan": ["CRITERIA-14"], "lena": ["REVIEW-30", "CRITERIA-14"]},
}
# Partial on Thu 19 Feb, with a plan until Sat 21 Mar; nobody does anything about the stall and the blocker.
AFTER_PARTIAL = {
    "02-20 Fri": {"jane plan": ["REMEDIATION", "STAKEHOLDERS"]},
    "02-23 Mon": {"jane plan": ["BLOCKED integration-configured", "CRITERIA-14"], "lena": ["CRITERIA-14"]},
    "02-24 Tue": {"jane plan": ["STALL-21", "STALL-NOTE"], "lena": ["STALL-21"]},
    "02-26 Thu": {"jane plan": ["BLOCKED integration-configured", "CRITERIA-14"], "lena": ["CRITERIA-14"]},
    "02-27 Fri": {"jane plan": ["REMEDIATION", "STAKEHOLDERS"]},
    "03-02 Mon": {"jane plan": ["CRITERIA-14"], "lena": ["CRITERIA-14"]},
    "03-03 Tue": {
        "jane plan": ["BLOCKED integration-configured", "STALL-21", "STALL-NOTE"],
        "lena": ["STALL-21"],
    },
    "03-05 Thu": {"jane plan": ["CRITERIA-14"], "lena": ["CRITERIA-14"]},
    "03-06 Fri": {"jane plan": ["BLOCKED integration-configured", "REMEDIATION", "STAKEHOLDERS"]},
    "03-09 Mon": {"jane plan": ["CRITERIA-14"], "lena": ["CRITERIA-14"]},
    "03-10 Tue": {"jane plan": ["STALL-21", "STALL-NOTE"], "lena": ["STALL-21"]},
    "03-11 Wed": {"jane plan": ["BLOCKED integration-configured"]},
    "03-12 Thu": {"jane plan": ["CRITERIA-14"], "lena": ["CRITERIA-14"]},
    "03-13 Fri": {"jane plan": ["REMEDIATION", "STAKEHOLDERS"]},
    "03-16 Mon": {"jane plan": ["BLOCKED integration-configured", "CRITERIA-14"], "lena": ["CRITERIA-14"]},
    "03-17 Tue": {"jane plan": ["STALL-21", "STALL-NOTE"], "lena": ["STALL-21"]},
    "03-19 Thu": {"jane plan": ["BLOCKED integration-configured", "CRITERIA-14"], "lena": ["CRITERIA-14"]},
    "03-20 Fri": {"jane plan": ["REMEDIATION", "STAKEHOLDERS"]},
    "03-23 Mon": {  # the plan ended on Saturday: asked again
        "jane": ["REVIEW-30"],
        "jane plan": ["CRITERIA-14"],
        "lena": ["CRITERIA-14"],
    },
    "03-24 Tue": {
        "jane": ["REVIEW-30"],
        "jane plan": ["BLOCKED integration-configured", "STALL-21", "STALL-NOTE"],
        "lena": ["STALL-21"],
    },
    "03-25 Wed": {"jane": ["REVIEW-30"]},
    "03-26 Thu": {"jane plan": ["CRITERIA-14"], "lena": ["REVIEW-30", "CRITERIA-14"]},
    "03-27 Fri": {"jane plan": ["BLOCKED integration-configured", "STAKEHOLDERS"]},
}
# From that working day on: band and score, and how many reviews are open.
DIGESTS = {
    "01-23": ("at risk, 70", 0),
    "01-28": ("critical, 58.3", 0),
    "01-30": ("critical, 38.9", 0),  # 3.5 / 9
    "02-16": ("critical, 38.9", 1),
    "02-20": ("critical, 38.9", 0),
    "03-23": ("critical, 38.9", 1),
}
LAST = date(2026, 3, 27)


def test_acme_from_its_tracker_to_its_remediation_plan(every_team: Team) -> None:
    team, jane = every_team, every_team.jane

    import_acme(team)
    done_by_click_and_taken_back(team)
    walk(team, date(2026, 2, 19))
    assert told(team) == expected(TO_DAY_30)

    answer_partial(team)
    walk(team, date(2026, 3, 12))
    assert told(team)  # its outbox rows are forgotten after 30 days
    walk(team, LAST)
    assert told(team) == expected(TO_DAY_30, AFTER_PARTIAL)
    read_the_digests(team)

    answered = jane.types("/onboard review acme").shows("Acme Corp: Partial", "Sue Park", "Retrain the seed users")
    assert {"Yes", "No", "Partial"} <= set(answered.labels)  # asked anew, since the plan has ended


def import_acme(team: Team) -> None:
    form = team.jane.types("/onboard import")
    preview = team.jane.submits(form, {"Tracker file (YAML)": ACME.read_text()})
    preview.shows("1 account", "Acme Corp", "5 milestones, 3 open")
    assert team.jane.types("/onboard list all").hides("Acme")
    created = team.jane.submits(preview)
    created.shows("Imported *Acme Corp*")
    assert team.account("acme").csm_id == team.jane.id


def done_by_click_and_taken_back(team: Team) -> None:
    jane = team.jane
    card = jane.types("/onboard status acme")
    card.shows("at risk, 70", "2 of 5 milestones done", "1 open blocker", "Next: *Integration configured*")
    late = card.words

    done = jane.clicks(card, "Done", near="Integration configured")
    assert done.ts == card.ts  # in place
    done.shows("*Integration configured* of *Acme Corp* is done", "3 of 5 milestones done", "✓ Integration configured")
    done.shows("healthy, 80", "Next: *Training delivered*").hides("open blocker")  # a day late: (1 + 2 + 0.5 × 2) / 5
    jane.types("/onboard why acme").shows("done late")
    history = jane.types("/onboard history acme").shows("Jane Smith", "Integration configured")
    assert jane.types("/onboard history acme").words == history.words

    undone = jane.clicks(done, "Undo").shows("Taken back")
    assert late in undone.words
    jane.types("/onboard history acme").shows("took back: done", "_(taken back)_").hides("assistant")
    assert team.account("acme").milestone("integration-configured").is_open


def answer_partial(team: Team) -> None:
    jane = team.jane
    team.clock.to("2026-02-19 14:00")
    question = [post for post in jane.dm() if post.key.startswith("nudge:")][-1]
    question.shows("Acme Corp: was onboarding successful?", "Day 30 was Sat 14 Feb")
    form = jane.clicks(question, "Partial").shows("Acme Corp* says *Partial")
    answer = jane.submits(
        form,
        {
            "Who at the customer said it": "Sue Park, project lead",
            "In their words": "Half of us use it",
            "What is the gap": "User education",
            "Steps, one a line": "Retrain the seed users\nNew tasks for finance",
        },
    )
    answer.shows("Partial", "Half of us use it", "2. New tasks for finance", "Sat 21 Mar")


def walk(team: Team, last: date) -> None:
    """Noon after noon, through everything that is due in between."""
    day = team.clock.now.astimezone(NEW_YORK).date()
    while day <= last:
        if team.clock.now < datetime.combine(day, time(12), NEW_YORK):
            team.clock.to(f"{day} 12:00")
        team.takes_up()
        day += timedelta(days=1)


def read_the_digests(team: Team) -> None:
    digests = {f"{post.at.astimezone(NEW_YORK):%Y-%m-%d %H:%M}": post for post in team.channel("cs-digest")}
    days = [date(2026, 1, 23) + timedelta(days=n) for n in range((LAST - date(2026, 1, 23)).days + 1)]
    working = [day for day in days if day.weekday() < 5]
    assert list(digests) == [f"{day} 09:00" for day in working]
    before: Seen | None = None
    for day, post in zip(working, digests.values(), strict=True):
        health, reviews = DIGESTS[max(start for start in DIGESTS if start <= f"{day:%m-%d}")]
        post.shows(f"1 account needs attention, {day:%a} {day.day} {day:%b}", "Acme Corp", health)
        post.shows(f"1 stalled · 1 overdue · {reviews} review{'' if reviews == 1 else 's'} open")
        if before is None:
            post.hides("Since")
        else:
            post.shows("no account came or went")
        before = post


def expected(*tables: dict[str, dict[str, list[str]]]) -> list[str]:
    """As `told` says it; an escalation stands in the escalation channel too."""
    lines = []
    for table in tables:
        for day, places in table.items():
            for place, rules in places.items():
                name, _, plan = place.partition(" ")
                for rule in rules:
                    lines.append(f"{day[:5]} 09:00 {name} {'plan: ' if plan else ''}{rule}")
                    if name in ("lena", "victor"):
                        lines.append(f"{day[:5]} 09:00 cs-escalations {rule}")
    return sorted(lines)
