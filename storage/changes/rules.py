"""Rules that rest on one account, and wake again."""

from __future__ import annotations

from dataclasses import replace

from playbook.errors import Refused
from playbook.models import Account
from storage.changes.facts import facts_held, keep_facts
from storage.changes.working import begin
from storage.transaction import Change

NEVER_REST = ("CAPACITY", "EXPANSION-HOLD")  # the first is about a CSM, the second says nothing


def rest_rule(change: Change, account_id: int, rule: str) -> Account:
    """It says nothing on this account any more. NotFound; Refused `account_closed`, `rule_rests_already`,
    `rule_never_rests`."""
    row = begin(change, account_id, "rule.rest", rule=rule)
    facts = facts_held(change, row)
    if rule in NEVER_REST:
        raise Refused("rule_never_rests", rule=rule)
    if rule in facts.rested_rules:
        raise Refused("rule_rests_already", rule=rule, account=row.name)
    return keep_facts(change, row, replace(facts, rested_rules=(*facts.rested_rules, rule)))


def wake_rule(change: Change, account_id: int, rule: str) -> Account:
    """It speaks again. NotFound; Refused `account_closed`, `rule_is_awake`."""
    row = begin(change, account_id, "rule.wake", rule=rule)
    facts = facts_held(change, row)
    if rule not in facts.rested_rules:
        raise Refused("rule_is_awake", rule=rule, account=row.name)
    left = tuple(other for other in facts.rested_rules if other != rule)
    return keep_facts(change, row, replace(facts, rested_rules=left))
