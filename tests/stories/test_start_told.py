"""Who hears what at the start of an onboarding, morning by morning, worked out by hand from METHOD and docs/rules.md.

Nova was signed on Thu 22 Jan, 09:00; the sandbox begins on Fri 23 Jan. The kickoff is to be held within 3 business
days: by Tue 27 Jan.
"""

from __future__ import annotations

from pathlib import Path

from tests.stories.team import Team
from tests.stories.told import told

NOVA = """\
customer: {name: Nova, csm: Jane Smith, start_date: 2026-01-22, first_value_definition: "Three workflows run alone"}
milestones:
  - {name: Kickoff held, key: kickoff, target_date: 2026-02-10}
  - {name: Kickoff notes confirmed, key: kickoff-notes, target_date: 2026-02-10, kind: customer-confirmed}
  - {name: Primary use case live, key: use-case, target_date: 2026-02-11}
  - {name: First value, key: value, target_date: 2026-02-12, kind: value}
stakeholders: [{name: Ana Ortiz, role: champion}]
flows:
  - {key: setup, name: Account setup, minutes: 12, before_kickoff: true}
  - {key: advanced, name: Advanced, minutes: 14}
"""
RULES = (
    "WELCOME", "SALES-HANDOFF", "KICKOFF-BOOK", "KICKOFF-LATE", "QUESTIONNAIRE", "KICKOFF-BRIEF", "HOMEWORK",
    "STAKEHOLDERS", "NOTES-CONFIRM", "FLOW-UNDONE", "ADVANCED-FLOW",
)  # fmt: skip
HELD = {
    "homework": "Send the SSO metadata",
    "who": "Ana Ortiz",
    "due_on": "2026-01-29",
    "person_2": "Raj Patel",
    "role_2": "Technical contact",
    "email_2": "raj@nova.com",
    "goals": "Less triage by hand",
    "sold_to": "Ana decides, Raj runs it",
    "technical": "SSO",
    "promises": "none",
}
UNTIL_HELD = [
    "01-23 09:00 jane WELCOME",
    "01-23 09:00 jane plan: KICKOFF-BOOK",  # the first business day after the signing
    "01-23 09:00 jane plan: SALES-HANDOFF",
    "01-23 09:00 lena WELCOME",  # 24 hours after the signing
    "01-23 09:00 sam plan: SALES-HANDOFF",
    "01-26 09:00 jane plan: FLOW-UNDONE setup",  # Day 2 was a Saturday
    "01-26 09:00 jane plan: NOTES-CONFIRM kickoff-notes",  # Day 3 was a Sunday
    "01-26 09:00 jane plan: QUESTIONNAIRE",  # two business days before the kickoff
    "01-26 09:00 jane plan: SALES-HANDOFF",
    "01-26 09:00 sam plan: SALES-HANDOFF",
    "01-27 09:00 jane plan: NOTES-CONFIRM kickoff-notes",
    "01-27 09:00 jane plan: SALES-HANDOFF",
    "01-27 09:00 sam plan: SALES-HANDOFF",
    "01-28 09:00 jane plan: KICKOFF-BRIEF",
    "01-28 09:00 jane plan: KICKOFF-LATE",
    "01-28 09:00 jane plan: NOTES-CONFIRM kickoff-notes",
    "01-28 09:00 lena SALES-HANDOFF",  # told three times
]
AFTERWARDS = [
    "01-29 09:00 jane plan: NOTES-CONFIRM kickoff-notes",
    "01-30 09:00 jane plan: ADVANCED-FLOW advanced",  # Day 8, the use case is live
    "01-30 09:00 jane plan: HOMEWORK",
    "02-02 09:00 jane plan: HOMEWORK",  # three days on
]


def start_told(team: Team) -> list[str]:
    return [line for line in told(team) if "cs-escalations" not in line and any(rule in line for rule in RULES)]


def test_each_rule_of_the_start_speaks_on_its_morning(team: Team, tmp_path: Path) -> None:
    (tmp_path / "nova.yaml").write_text(NOVA)
    jane = team.owns(tmp_path / "nova.yaml").jane
    team.clock.to("2026-01-23 10:00")
    jane.types("/onboard welcome nova").shows("noted as sent")
    jane.types("/onboard kickoff nova 28 Jan 15:00").shows("Nova", "28 Jan")
    team.clock.to("2026-01-28 16:00")
    assert start_told(team) == UNTIL_HELD

    jane.submits(jane.types("/onboard done nova kickoff"), HELD).shows("The kickoff of")
    team.clock.to("2026-01-29 10:00")
    jane.types("/onboard done nova kickoff notes").shows("is done")
    jane.types("/onboard done nova use case").shows("is done")
    team.clock.to("2026-02-02 10:00")
    assert start_told(team) == sorted(UNTIL_HELD + AFTERWARDS)
