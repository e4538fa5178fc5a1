"""Every rule of METHOD's table as it stands on one account: firing in full, waiting a line each, the rest calmly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from messages.inputs_of_rules import DRAGS, NOT_APPLICABLE, RESTED, SATISFIED, inputs_words
from messages.kit import Block, context, section
from messages.reasons import TITLES, reason
from messages.words import called, count, day, escape, listed, name_of
from playbook.engine import Look
from playbook.models import Account, Nudge, NudgeState, Person
from playbook.rules import RULES
from playbook.rules.finding import Finding, FindingState

FULL = 3  # firing subjects of one rule that are told in full; the others are summed up
NAMED = 12  # of those summed up
LINES = 8  # small lines a block
Latest = Mapping[tuple[str, str | None, str], Nudge]


def firing_blocks(
    account: Account, look: Look, nudges: Sequence[Nudge], people: Mapping[str, Person], today: date
) -> list[Block]:
    """What fires, most urgent first, and what became of its latest nudge."""
    latest = {nudge.thread: nudge for nudge in sorted(nudges, key=lambda nudge: (nudge.step, nudge.id))}
    firing = _by_rule(look, FindingState.FIRING)
    blocks = [block for found in firing for block in _firing(account, found, latest, people, today)]
    return blocks or [section("*Flags:* none.")]


def quiet_blocks(account: Account, look: Look, people: Mapping[str, Person], today: date) -> list[Block]:
    """Every rule that waits (soonest first), rests, or is satisfied."""
    look = replace(look, findings=tuple(_with_owner(finding, people) for finding in look.findings))
    waiting = sorted(_by_rule(look, FindingState.WAITING), key=_soonest)
    satisfied = _by_rule(look, FindingState.SATISFIED)
    resting = [found for found in _absent_groups(look) if "rested" in found[0].facts]
    return [
        *_small("Waiting", [_waiting(account, found, today) for found in waiting]),
        *_small("Resting", [_resting(found) for found in resting]),
        *_small("Satisfied", [_satisfied(found, today) for found in satisfied]),
    ]


def absent_blocks(look: Look) -> list[Block]:
    """Every rule that applies to nothing here, by why."""
    return _small("What does not apply here", _absent(_absent_only(look)))


def absent_words(look: Look) -> str:
    """How many those are, in a sentence; empty where there are none."""
    found = _absent_only(look)
    if not found:
        return ""
    reasons = list(dict.fromkeys(_why_absent(each) for each in found))
    if len(reasons) == 1:
        return f"{reasons[0][:1].upper()}{reasons[0][1:]}: none of the {len(found)} rules speaks."
    return f"{count(len(found), 'rule')} {'does' if len(found) == 1 else 'do'} not apply here: {listed(reasons, 3)}."


def _with_owner(finding: Finding, people: Mapping[str, Person]) -> Finding:
    """With its owner by name."""
    owner = finding.facts.get("owner")
    if not isinstance(owner, str):
        return finding
    return replace(finding, facts={**finding.facts, "owner": name_of(owner, people, owner)})


def _absent_only(look: Look) -> list[list[Finding]]:
    return [found for found in _absent_groups(look) if "rested" not in found[0].facts]


def _absent_groups(look: Look) -> list[list[Finding]]:
    """The findings of each rule that has nothing to judge, those that rest among them."""
    spoken = {finding.rule for finding in look.findings if finding.state is not FindingState.NOT_APPLICABLE}
    absent = [found for found in _by_rule(look, FindingState.NOT_APPLICABLE) if found[0].rule not in spoken]
    looked = {finding.rule for finding in look.findings}
    absent += [[Finding(rule=rule, state=FindingState.NOT_APPLICABLE)] for rule in RULES if rule not in looked]
    return absent


def _by_rule(look: Look, state: FindingState) -> list[list[Finding]]:
    """The findings in that state, a list a rule, the most urgent rule first."""
    found: dict[str, list[Finding]] = {}
    for finding in look.findings:
        if finding.state is state:
            found.setdefault(finding.rule, []).append(finding)
    return [found[rule] for rule in sorted(found, key=lambda rule: -RULES[rule].urgency)]


def _small(title: str, lines: Sequence[str]) -> list[Block]:
    """Small lines under a title, as many blocks as they take."""
    titled = [f"*{title}*", *lines] if lines else []
    return [context("\n".join(titled[at : at + LINES])) for at in range(0, len(titled), LINES)]


def _firing(
    account: Account, findings: Sequence[Finding], latest: Latest, people: Mapping[str, Person], today: date
) -> list[Block]:
    """The first subjects of a rule in full, the others by name."""
    most = FULL if len(findings) > FULL + 1 else len(findings)
    blocks = [section(_in_full(account, each, latest.get(each.thread), people, today)) for each in findings[:most]]
    if others := findings[most:]:
        names = listed([_subject(account, each) for each in others], NAMED)
        blocks.append(context(f"`{escape(others[0].rule)}` {len(others)} more: {names}"))
    return blocks


def _in_full(account: Account, finding: Finding, nudge: Nudge | None, people: Mapping[str, Person], today: date) -> str:
    text = f"`{escape(finding.rule)}` {reason(finding.rule, 1, finding.facts, today, people)}"
    since = f"since {day(finding.since.astimezone(account.zone).date(), today)}" if finding.since else ""
    told = _told(account, nudge, people, today) if nudge else ""
    return text + (f"\n_{' · '.join(part for part in (since, told) if part)}_" if since or told else "")


def _told(account: Account, nudge: Nudge, people: Mapping[str, Person], today: date) -> str:
    """What became of the latest nudge of the thread."""
    who = called(nudge.recipient_id, people, str(nudge.to))
    if nudge.state is NudgeState.DISMISSED:
        return "not relevant" + (f": {escape(nudge.dismissed_reason, 120)}" if nudge.dismissed_reason else "")
    if nudge.state is NudgeState.SENT:
        on = (nudge.sent_at or nudge.send_at).astimezone(account.zone).date()
        return f"step {nudge.step} {'done by' if nudge.is_handled else 'told to'} {who}, {day(on, today)}"
    if nudge.snoozed_until is not None:
        return f"snoozed until {day(nudge.snoozed_until, today)}"
    return f"step {nudge.step} goes to {who}, {day(nudge.send_at.astimezone(account.zone).date(), today)}"


def _subject(account: Account, finding: Finding) -> str:
    """What a finding is about, by name."""
    milestone = account.milestone(finding.subject) if finding.subject else None
    other = finding.subject or DRAGS.get(finding.episode, finding.episode) or finding.rule
    return escape(milestone.name if milestone else other)


def _soonest(findings: Sequence[Finding]) -> tuple[bool, float]:
    moments = [finding.until.timestamp() for finding in findings if finding.until]
    return not moments, min(moments, default=0.0)


def _waiting(account: Account, findings: Sequence[Finding], today: date) -> str:
    """`TOUCH` until Thu 22 Jan · signed Thu 15 Jan; of several subjects the soonest with its inputs, the rest named."""
    first, *others = sorted(findings, key=lambda finding: _soonest([finding]))
    until = (
        f"until {day(first.until.astimezone(account.zone).date(), today)}" if first.until else "until something happens"
    )
    inputs = inputs_words(first.facts, today)
    text = f"`{escape(first.rule)}` {until}" + (f" · {inputs}" if inputs else "")
    return text + (f"; and {len(others)} more: {_others(account, others, today)}" if others else "")


def _others(account: Account, findings: Sequence[Finding], today: date) -> str:
    told = []
    for finding in findings:
        until = f" ({day(finding.until.astimezone(account.zone).date(), today)})" if finding.until else ""
        told.append(f"{_subject(account, finding)}{until}")
    return listed(told, NAMED)


def _satisfied(findings: Sequence[Finding], today: date) -> str:
    rule, inputs = findings[0].rule, [inputs_words(finding.facts, today) for finding in findings]
    told = listed([f"_{text}_" for text in inputs if text], 2).replace(" and _", "; _") if any(inputs) else ""
    return f"`{escape(rule)}` {SATISFIED.get(rule, 'satisfied')}" + (f": {told}" if told else "")


def _resting(findings: Sequence[Finding]) -> str:
    rested = str(findings[0].facts["rested"])
    return f"`{escape(findings[0].rule)}` {RESTED.get(rested, 'resting')}"


def _absent(groups: Sequence[Sequence[Finding]]) -> list[str]:
    """A line a reason, with all its rules: `no milestone is open: Gone quiet `STALL-3`, Still quiet `STALL-6``."""
    lines: dict[str, list[str]] = {}
    for found in groups:
        rule = found[0].rule
        lines.setdefault(_why_absent(found), []).append(f"{TITLES.get(rule, '')} `{escape(rule)}`".strip())
    return [f"{why}: {', '.join(rules)}" for why, rules in lines.items()]


def _why_absent(findings: Sequence[Finding]) -> str:
    state = findings[0].facts.get("account")
    if isinstance(state, str):
        return f"no rule speaks while the account is {escape(state)}" if state != "active" else "not signed yet"
    return NOT_APPLICABLE.get(findings[0].rule, "does not apply")
