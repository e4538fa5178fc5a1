"""The team's rules, for leads: which rest, and their numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from messages.ids import Field, Form
from messages.inputs import modal, multi_select_input, text_input
from messages.kit import context, option, section
from messages.reasons import TITLES
from playbook.models import Workspace
from playbook.rules.numbers import NUMBERS

LINES = 20  # a block


def rules_form(workspace: Workspace, rules: Sequence[str]) -> dict[str, Any]:
    """Fields: RESTED (rule ids), NUMBERS (`RULE name = number`, one a line). `rules` are those that may rest."""
    options = {rule: option(f"{rule} · {TITLES.get(rule, rule)}"[:75], rule) for rule in rules}
    chosen = [options[rule] for rule in workspace.rested_rules if rule in options]
    defaults = [
        f"`{rule}` " + ", ".join(f"{name} {value}" for name, value in own.items()) for rule, own in NUMBERS.items()
    ]
    return modal(
        Form.RULES,
        "Rules",
        [
            section("First I show what the last 60 days would have been like; nothing is saved before that."),
            multi_select_input(
                Field.RESTED, "Resting for the whole team", list(options.values()), chosen, optional=True
            ),
            text_input(
                Field.NUMBERS,
                "The team's own numbers",
                initial=numbers_text(workspace.rule_numbers) or None,
                lines=True,
                optional=True,
                hint="One a line, such as: TOUCH after_days = 10. What is not named here is as below.",
            ),
            *[context("\n".join(defaults[at : at + LINES])) for at in range(0, len(defaults), LINES)],
        ],
        submit="Try",
    )


def numbers_text(numbers: Mapping[str, Mapping[str, int]]) -> str:
    """The team's own numbers as lines to edit."""
    lines = [f"{rule} {name} = {value}" for rule, own in numbers.items() for name, value in own.items()]
    return "\n".join(lines)
