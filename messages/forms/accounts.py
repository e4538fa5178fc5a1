"""Modals about an account: a new one, who has it, and the two ways out of a stall."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from messages.forms.options import playbook_choices, tiers, zone_option
from messages.ids import Field, Form
from messages.inputs import (
    checkbox_input,
    date_input,
    external_input,
    modal,
    number_input,
    select_input,
    text_input,
    user_input,
)
from messages.kit import Block, context, divider, option, section
from messages.refs import Ref
from messages.segments import APPROACHES, CHECK_INS, TOUCH_MODELS, segment_line, segment_reasons
from messages.words import cut, escape, one_line
from playbook.models import Account, Complexity, Maturity, Motion, Person, Tier, Workspace
from playbook.plans import Playbook
from playbook.segments import Segment

MOST_ACV = 1_000_000_000_000  # dollars; more is a slip of the keyboard
MOST_INTEGRATIONS = 1_000
COMPLEXITIES = {Complexity.SIMPLE: "Simple: standard product", Complexity.COMPLEX: "Complex: custom work, many systems"}
MOTIONS = {
    Motion.NEW: "New customer",
    Motion.PLG: "From free use to a paid plan",
    Motion.EXPANSION: "Customer already, with a new product",
    Motion.WIN_BACK: "Back after having left",
}
MATURITIES = {
    Maturity.MATURE: "Mature: they do much of the setup",
    Maturity.GROWING: "Growing: they do it with our help",
    Maturity.NONE: "None: we do it with them",
}
FLAGS = {
    "strategic": "Strategic account",
    "concerns": "They stated concerns about the implementation",
    "long_sales_cycle": "The sale took long",
}


def new_form(workspace: Workspace, person: Person, today: date, *, name: str = "") -> dict[str, Any]:
    """A new onboarding, first step: whose it is and what was sold; `name` as already typed.

    Fields: NAME, SIGNED_ON, FIRST_VALUE, CSM, TIER, ACV, TIME_ZONE, COUNTRY; and optionally COMPLEXITY, INTEGRATIONS,
    PRODUCTS, MOTION, OPS_MATURITY, FLAGS.
    """
    blocks = [*_customer_inputs(person, today, name), *_place_inputs(workspace), divider(), *_deal_inputs()]
    return modal(Form.NEW, "New account", blocks, submit="Next")


def _customer_inputs(person: Person, today: date, name: str) -> list[Block]:
    levels = tiers()
    return [
        text_input(Field.NAME, "Customer", initial=cut(one_line(name), 200), longest=200, placeholder="Acme Corp"),
        date_input(Field.SIGNED_ON, "Contract signed on", today, hint="Day 0: every day count starts here."),
        text_input(
            Field.FIRST_VALUE,
            "First value, in the customer's own words",
            lines=True,
            optional=True,
            placeholder="We have created 3 automated workflows",
        ),
        user_input(Field.CSM, "CSM", person.id),
        select_input(Field.TIER, "Tier", list(levels.values()), levels[Tier.MID_MARKET]),
        number_input(Field.ACV, "Contract value, dollars a year", most=MOST_ACV, optional=True),
    ]


def _place_inputs(workspace: Workspace) -> list[Block]:
    return [
        external_input(Field.TIME_ZONE, "Customer's time zone", "Type a city", zone_option(workspace.time_zone)),
        text_input(
            Field.COUNTRY,
            "Country",
            initial=workspace.country,
            optional=True,
            longest=2,
            hint="Two letters, such as US; its public holidays are then no working days.",
        ),
    ]


def _deal_inputs() -> list[Block]:
    """What the recommendation of the next step goes by; all of it may stay open."""
    choices = (
        (Field.COMPLEXITY, "Implementation", COMPLEXITIES),
        (Field.MOTION, "How they come", MOTIONS),
        (Field.OPS_MATURITY, "Their operations team", MATURITIES),
    )
    complexity, motion, maturity = (
        select_input(field, label, [option(name, key) for key, name in names.items()], optional=True)
        for field, label, names in choices
    )
    return [
        context("As far as you know it: the next step recommends how to run this, and says why."),
        complexity,
        number_input(Field.INTEGRATIONS, "Integrations", most=MOST_INTEGRATIONS, optional=True),
        text_input(Field.PRODUCTS, "Products sold", optional=True, longest=1_000, hint="In their order, with commas."),
        motion,
        maturity,
        checkbox_input(
            Field.FLAGS, "Anything special", [option(name, key) for key, name in FLAGS.items()], (), optional=True
        ),
    ]


def plan_form(account: Account, segment: Segment, playbooks: Mapping[str, Playbook], key: str) -> dict[str, Any]:
    """A new onboarding, second step: the recommendation with its reasons, to take or to choose otherwise.

    Fields: PLAYBOOK, [TOUCH_MODEL, APPROACH, CADENCE, where recommended], NOTE. `key` (Ref.extra) is under which the
    bot keeps the account of the first step.
    """
    plans = playbook_choices(playbooks)
    reasons = segment_reasons(segment)
    blocks = [
        section(f"For *{escape(account.name)}* I recommend {segment_line(segment, playbooks)}."),
        section("\n".join(reasons)),
        select_input(Field.PLAYBOOK, "Playbook", list(plans.values()), plans.get(segment.playbook)),
        *_choice_inputs(segment),
        text_input(
            Field.NOTE,
            "Why otherwise",
            lines=True,
            optional=True,
            longest=1_000,
            hint="Only where you choose something else. It stays with the account.",
        ),
    ]
    return modal(Form.NEW_PLAN, "How to run it", blocks, submit="Create", close="Back", ref=Ref(extra=key))


def _choice_inputs(segment: Segment) -> list[Block]:
    rows = (
        (Field.TOUCH_MODEL, "Touch model", TOUCH_MODELS, segment.touch_model),
        (Field.APPROACH, "Approach", APPROACHES, segment.approach),
        (Field.CADENCE, "Check-ins", CHECK_INS, segment.cadence),
    )
    blocks = []
    for field, label, names, chosen in rows:
        options = {str(key): option(name[0].upper() + name[1:], str(key)) for key, name in names.items()}
        blocks.append(
            select_input(field, label, list(options.values()), options.get(str(chosen)), optional=chosen is None)
        )
    return blocks


def stall_resume_form(account: Account, today: date, *, nudge: int = 0) -> dict[str, Any]:
    """STALL-21, way one: a new timeline.

    Fields: DATE (the new due day of the next milestone, Ref.milestone; what depends on it moves), NOTE.
    """
    following = min(account.open_milestones, key=lambda milestone: milestone.due_on, default=None)
    name = f"*{escape(following.name)}*" if following else "the next step"
    blocks = [
        section(
            f"*{escape(account.name)}* goes on. Agree with the customer when {name} will be done, and who does it"
            " there."
        ),
        date_input(Field.DATE, "New due date", max(following.due_on, today) if following else today),
        text_input(Field.NOTE, "What the customer committed to", lines=True, optional=True),
    ]
    ref = Ref(account.id, following.id if following else 0, nudge)
    return modal(Form.STALL_RESUME, "Resume", blocks, submit="Resume", ref=ref)


def stall_pause_form(account: Account, *, nudge: int = 0) -> dict[str, Any]:
    """STALL-21, way two, and Pause in general. Field: REASON."""
    blocks = [
        section(
            f"*{escape(account.name)}* pauses: its clocks stand still, and open due dates move when it is resumed."
        ),
        text_input(Field.REASON, "Why, and until when as far as is known", lines=True),
    ]
    return modal(Form.STALL_PAUSE, "Pause", blocks, submit="Pause", ref=Ref(account.id, nudge=nudge))
