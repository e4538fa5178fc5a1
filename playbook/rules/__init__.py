"""The rules of METHOD section 5: functions over a case, and the table that names them.

A new rule is one function that yields a finding for each of its subjects, whatever its state, and one line in `RULES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from playbook.rules.case import Case
from playbook.rules.contact import stall, stall_note, touch
from playbook.rules.course import champion_left, criteria_14, drag, skip_14
from playbook.rules.due import blocked, overdue
from playbook.rules.ending import expansion_hold, handoff_ready, survey
from playbook.rules.finding import Cadence, Fact, Finding, FindingState
from playbook.rules.followup import advanced_flow, flow_undone, homework, notes_confirm, stakeholders
from playbook.rules.load import capacity
from playbook.rules.review import remediation, review_30, review_follow
from playbook.rules.score import score_falls
from playbook.rules.start import kickoff_book, kickoff_brief, kickoff_late, questionnaire, sales_handoff, welcome
from playbook.rules.usage import adoption_14, fst_coverage_falls, fst_rollcall, habit_gates, low_engagement
from playbook.rules.users import fst_48h, fst_fail, fst_repeat, return_user, workflow_one

__all__ = ["JUDGES", "RULES", "Cadence", "Case", "Fact", "Finding", "FindingState", "Rule"]

Judge = Callable[[Case], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of METHOD section 5. `urgency` orders reasons: the firing rule with the highest one names an account's
    trouble in the portfolio."""

    id: str
    judge: Judge
    source: str  # the documents it comes from
    urgency: int


RULES: dict[str, Rule] = {
    rule.id: rule
    for rule in (
        Rule("WELCOME", welcome, "004 001", 85),
        Rule("SALES-HANDOFF", sales_handoff, "001 003 004", 55),
        Rule("KICKOFF-BOOK", kickoff_book, "001", 65),
        Rule("KICKOFF-LATE", kickoff_late, "001 003", 75),
        Rule("QUESTIONNAIRE", questionnaire, "001", 42),
        Rule("KICKOFF-BRIEF", kickoff_brief, "000 001 004", 72),
        Rule("HOMEWORK", homework, "004", 58),
        Rule("STAKEHOLDERS", stakeholders, "001 002", 25),
        Rule("NOTES-CONFIRM", notes_confirm, "003", 48),
        Rule("FLOW-UNDONE", flow_undone, "000", 35),
        Rule("ADVANCED-FLOW", advanced_flow, "000", 15),
        Rule("OVERDUE", overdue, "card", 80),
        Rule("BLOCKED", blocked, "002", 70),
        Rule("TOUCH", touch, "003", 10),
        Rule("STALL-3", stall, "004", 20),
        Rule("STALL-6", stall, "004", 60),
        Rule("STALL-9", stall, "004", 90),
        Rule("STALL-14", stall, "002", 95),
        Rule("STALL-21", stall, "002 004", 110),
        Rule("STALL-NOTE", stall_note, "002", 15),
        Rule("CRITERIA-14", criteria_14, "002", 65),
        Rule("FST-48H", fst_48h, "003", 32),
        Rule("FST-FAIL", fst_fail, "003", 68),
        Rule("FST-REPEAT", fst_repeat, "003", 8),
        Rule("FST-ROLLCALL", fst_rollcall, "003", 42),
        Rule("FST-50", fst_coverage_falls, "003", 78),
        Rule("FST-30", fst_coverage_falls, "003", 88),
        Rule("RETURN-USER", return_user, "003", 22),
        Rule("WORKFLOW-ONE", workflow_one, "003", 4),
        Rule("RETURN-60", habit_gates, "003", 58),
        Rule("WORKFLOWS-2", habit_gates, "003", 56),
        Rule("ADOPTION-14", adoption_14, "001 002", 54),
        Rule("LOW-ENGAGEMENT", low_engagement, "001", 48),
        Rule("CHAMPION-LEFT", champion_left, "001 002", 85),
        Rule("SKIP-14", skip_14, "002", 25),
        Rule("HEALTH-80", score_falls, "002", 30),
        Rule("HEALTH-60", score_falls, "002", 50),
        Rule("DRAG", drag, "001 004", 75),
        Rule("CAPACITY", capacity, "004 002", 12),
        Rule("REVIEW-30", review_30, "003", 100),
        Rule("REVIEW-FOLLOW", review_follow, "003", 45),
        Rule("REMEDIATION", remediation, "003", 40),
        Rule("HANDOFF-READY", handoff_ready, "001 004", 35),
        Rule("SURVEY", survey, "001 004", 5),
        Rule("EXPANSION-HOLD", expansion_hold, "003", 0),
    )
}
"""Every rule by its id, in METHOD's order."""

JUDGES: tuple[Judge, ...] = tuple(dict.fromkeys(rule.judge for rule in RULES.values()))
"""Each rule function once: one function may judge for several rules."""
