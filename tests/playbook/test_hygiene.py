"""A dry run counts what other rules would have said; numbers have bounds."""

from __future__ import annotations

from dataclasses import replace

from rehearsal import acme, day

from playbook.hygiene import dry_run
from playbook.models import Workspace
from playbook.rules.numbers import NUMBERS, most_of

TODAY = day("03-01")
PLAIN = Workspace()


def test_the_same_rules_say_the_same() -> None:
    found = dry_run([acme()], PLAIN, PLAIN, TODAY)
    assert (found.accounts, found.before, found.gone, found.new) == (1, found.after, (), ())
    assert found.before > 0


def test_a_resting_rule_is_missing_by_name_and_nothing_else_is() -> None:
    found = dry_run([acme()], PLAIN, replace(PLAIN, rested_rules=("TOUCH",)), TODAY)
    assert {spoken.told.rule for spoken in found.gone} == {"TOUCH"}
    assert found.new == ()
    assert found.before - found.after == len(found.gone) == found.by_rule()[0][1]


def test_another_number_moves_nudges() -> None:
    other = replace(PLAIN, rule_numbers={"TOUCH": {"after_days": 12}})
    found = dry_run([acme()], PLAIN, other, TODAY)
    assert {rule for rule, _, _ in found.by_rule()} == {"TOUCH"}
    assert found.gone
    assert found.new


def test_every_number_has_a_bound_that_its_default_keeps() -> None:
    for own in NUMBERS.values():
        for name, value in own.items():
            assert 1 <= value <= most_of(name)
