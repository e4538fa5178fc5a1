"""The morning plan: by account, with reasons and ways out, however much it has to say."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from portraits import JANE, acme, checked, day, looked, noon, nudges_of

from messages.briefs import brief_of
from messages.groups import group_blocks, grouped, height
from messages.lines import dealt_with_together, seriousness
from messages.nudges import escalation_message
from messages.plans import SHAPES, morning_plan, things
from messages.snapshots import PlanItem
from messages.ways import ways_in_a_menu, ways_out
from playbook.models import Mode, NudgeState
from playbook.rules import RULES

MONDAY = day("01-26")
NOW = noon(MONDAY)


def _plan(states: dict[str, dict[str, Any]] | None = None) -> str:
    account = acme()
    found = looked(account, NOW)
    nudges = [replace(nudge, **(states or {}).get(nudge.rule, {})) for nudge in nudges_of(account, found)]
    plan = morning_plan(JANE, [PlanItem(account=account, nudge=each, look=found) for each in nudges], NOW)
    assert plan is not None
    return checked(plan.message)


def test_the_morning_plan_is_by_account_with_reasons_and_ways_out() -> None:
    said = _plan()
    assert said.startswith("Monday 26 Jan: 3 things on 1 account"), "the score is told as well"
    late_and_blocked = "*Integration configured* is 4 days late and waits on the customer since Mon 19 Jan: “Waiting on"
    assert late_and_blocked in said
    assert said.count("Integration configured* is") == 1
    assert "Quiet for" in said
    assert "No contact logged since Fri 16 Jan." in said, "TOUCH stands beside the stall"
    assert "Health fell under 80 and under 60." in said
    assert "Meanwhile: First value achieved." in said
    for way in ("Done", "Blocked…", "Snooze until tomorrow", "Snooze 3 days", "Not relevant…", "Draft…", "Unblock"):
        assert way in said
    assert "Snooze until next week, Mon 2 Feb" in said


def test_what_was_dealt_with_stays_as_a_quiet_line() -> None:
    said = _plan(
        {
            "TOUCH": {"snoozed_until": day("01-28")},
            "STALL-3": {"state": NudgeState.DISMISSED, "dismissed_reason": "They are on holiday"},
            "BLOCKED": {"episode": "another"},
        }
    )
    assert said.startswith("Monday 26 Jan: 2 things on 1 account")
    assert "*Integration configured* is 4 days late (due Thu 22 Jan) and waits on the customer." in said
    assert "✓ Gone quiet: not relevant, They are on holiday" in said
    assert "No contact" not in said


def test_a_line_is_settled_when_all_that_it_says_is() -> None:
    until = {"snoozed_until": day("01-28")}
    said = _plan({"OVERDUE": until, "BLOCKED": until, "STALL-3": {"episode": "another"}})
    assert "✓ Integration configured: snoozed until Wed 28 Jan" in said
    assert "No contact for 10 days" in said


def test_what_one_line_says_is_dealt_with_together_and_nothing_else() -> None:
    account = acme()
    nudges = nudges_of(account, looked(account, NOW))
    of = {nudge.rule: nudge for nudge in nudges}
    both = [of["BLOCKED"].id, of["OVERDUE"].id]
    assert dealt_with_together(of["BLOCKED"], nudges, account) == both
    assert dealt_with_together(of["OVERDUE"], nudges, account) == both[::-1]
    assert set(dealt_with_together(of["TOUCH"], nudges, account)) == {of["TOUCH"].id, of["STALL-3"].id}
    theirs = [replace(nudge, recipient_id="ULENA") for nudge in nudges]
    assert dealt_with_together(of["BLOCKED"], theirs, account) == [of["BLOCKED"].id]
    elsewhere = [replace(nudge, account_id=99) for nudge in nudges]
    assert dealt_with_together(of["BLOCKED"], elsewhere, account) == [of["BLOCKED"].id]
    escalated = [replace(nudge, mode=Mode.ESCALATION) for nudge in nudges]
    assert dealt_with_together(of["BLOCKED"], escalated, account) == [of["BLOCKED"].id]


def test_a_plan_says_five_lines_an_account_and_names_the_rest_with_its_reason() -> None:
    late = tuple(replace(each, due_on=day("01-20")) for each in acme().open_milestones)
    more = tuple(replace(late[1], id=20 + n, key=f"late{n}", name=f"Step {n}", depends_on=()) for n in range(3))
    account = acme(milestones=(*late, *more))
    found = looked(account, NOW)
    items = [PlanItem(account=account, nudge=each, look=found) for each in nudges_of(account, found)]
    plan = morning_plan(JANE, items, NOW)
    assert plan is not None
    said = checked(plan.message)
    assert said.startswith("Monday 26 Jan: 7 things on 1 account")
    assert things(items, NOW) == 7, "the menu counts the same"
    assert "and 2 more: Step 2 (6 days late), Health is critical\nWhy" in said
    assert "*Training delivered* waits for it." in said, "it cannot be done before, and has no line of its own"
    assert [block["type"] for block in plan.message.blocks].count("actions") == 1, "the worst line has a row of buttons"
    assert set(plan.told) == {item.nudge.id for item in items}, "what is summed up is told"


def test_every_line_has_all_its_ways_out() -> None:
    account = acme()
    found = looked(account, NOW)
    for nudge in nudges_of(account, found):
        menu = [each["text"]["text"] for each in ways_in_a_menu(account, [nudge], MONDAY)["options"]]
        row = ways_out(account, [nudge], MONDAY)
        buttons = [each["text"]["text"] for each in row[:-1]] + [each["text"]["text"] for each in row[-1]["options"]]
        assert sorted(menu) == sorted(buttons)
        snoozes = {"Snooze until tomorrow", "Snooze 3 days", "Snooze until next week, Mon 2 Feb"}
        assert {"Done", "Blocked…", "Not relevant…", *snoozes} < set(menu), nudge.rule
    review = replace(nudges_of(account, found)[0], rule="REVIEW-30", subject=None)
    assert "Review…" in str(ways_in_a_menu(account, [review], MONDAY))


def troubled(accounts: int, milestones: int = 8) -> list[PlanItem]:
    """What a CSM with so many accounts is told, each silent and with that many late milestones."""
    step = acme().open_milestones[0]
    items = list[PlanItem]()
    for number in range(1, accounts + 1):
        late = (replace(step, id=at, key=f"s{at}", name=f"Step {at}", due_on=day("01-20")) for at in range(milestones))
        account = acme(id=number, name=f"Account {number:02}", milestones=tuple(late))
        found = looked(account, NOW)
        nudges = nudges_of(account, found, number * 1_000)
        items += [PlanItem(account=account, nudge=each, look=found) for each in nudges]
    return items


def test_twenty_troubled_accounts_are_all_in_one_plan_with_their_ways_out() -> None:
    items = troubled(20)
    plan = morning_plan(JANE, items, NOW)
    assert plan is not None
    said = checked(plan.message)
    assert set(plan.told) == {item.nudge.id for item in items}
    accounts = plan.message.blocks[1:]
    assert len(accounts) == 20, "a block each, and no account is left out"
    for number, block in enumerate(accounts, 1):
        assert f"*Account {number:02}*" in block["text"]["text"]
        assert "*Step 0* is 6 days late" in block["text"]["text"]
        assert "more: *Why* in the menu shows them." in block["text"]["text"]
        first, second, last = block["accessory"]["option_groups"]
        offered = [option["text"]["text"] for option in second["options"]]
        assert [group["label"]["text"] for group in (first, second)] == ["Stalled", "Step 0"]
        snoozes = {"Snooze until tomorrow", "Snooze 3 days", "Snooze until next week, Mon 2 Feb"}
        assert {"Done", "Blocked…", "Not relevant…", *snoozes} < set(offered)
        assert [option["text"]["text"] for option in last["options"]] == ["Open the card", "Why"]
    assert said.startswith(f"Monday 26 Jan: {things(items, NOW)} things on 20 accounts")


def test_what_was_dealt_with_stays_quietly_in_a_compact_plan() -> None:
    until = {"snoozed_until": day("01-28")}
    items = [
        replace(item, nudge=replace(item.nudge, **until))
        if item.account.id == 1 or item.nudge.subject == "s0"
        else item
        for item in troubled(20)
    ]
    plan = morning_plan(JANE, items, NOW)
    assert plan is not None
    checked(plan.message)
    by_name = {block["text"]["text"].split("*")[1]: block for block in plan.message.blocks[1:]}
    assert "✓ Step 0: snoozed until Wed 28 Jan" in by_name["Account 02"]["text"]["text"]
    assert by_name["Account 02"]["accessory"]["option_groups"][1]["label"]["text"] == "Step 1"
    assert "✓ and 8 more" in by_name["Account 01"]["text"]["text"]
    assert by_name["Account 01"]["accessory"]["text"]["text"] == "Open"


def test_how_high_a_group_is_is_known_before_it_is_drawn() -> None:
    quiet = [replace(item, nudge=replace(item.nudge, snoozed_until=day("01-28"))) for item in troubled(1)]
    for items in (quiet, troubled(1, 2), troubled(1), [*troubled(1)[:-3], *quiet[-3:]]):
        (group,) = grouped(items, NOW)
        for shape in SHAPES:
            for first in (True, False):
                assert height(group, shape, first=first) == len(group_blocks(group, shape, first=first)), shape


def test_a_few_accounts_have_buttons() -> None:
    plan = morning_plan(JANE, troubled(5, 2), NOW)
    assert plan is not None
    assert [block["type"] for block in plan.message.blocks].count("actions") == 5


def test_a_menu_is_new_with_each_redraw() -> None:
    account = acme()
    found = looked(account, NOW)
    items = [PlanItem(account=account, nudge=each, look=found) for each in nudges_of(account, found)]
    drawn = [morning_plan(JANE, items, NOW + timedelta(seconds=late)) for late in (0, 1)]
    first, second = (
        {one["block_id"] for one in plan.message.blocks if one.get("accessory", {}).get("type") == "static_select"}
        for plan in drawn
        if plan
    )
    assert len(first) == len(second) == 2
    assert not first & second


def test_what_is_done_with_stays_as_a_quiet_line_until_the_next_reminder() -> None:
    handled = {"state": NudgeState.SENT, "dismissed_reason": "done"}
    said = _plan({"STALL-3": handled, "TOUCH": handled})
    assert "✓ Gone quiet: done" in said
    assert "Quiet for" not in said


def test_nothing_to_say_is_no_message() -> None:
    assert morning_plan(JANE, [], NOW) is None


def test_lines_are_in_the_order_of_urgency_whatever_the_rule() -> None:
    by_urgency = sorted(RULES, key=lambda rule: -RULES[rule].urgency)
    assert sorted(RULES, key=seriousness) == by_urgency
    assert seriousness("SOMETHING-NEW") > max(seriousness(rule) for rule in RULES)


def test_a_late_first_value_and_its_target_are_one_line_and_so_are_all_tasks_after_somebody_left() -> None:
    late = {"name": "First value", "due_on": "2026-01-22"}
    said = brief_of({"OVERDUE": [late], "DRAG": [{"which": "target", "last_on": "2026-01-22"}]}, MONDAY)
    assert said == "*First value* is 4 days late (due Thu 22 Jan)."
    said = brief_of({"OVERDUE": [late], "DRAG": [{"which": "target", "last_on": "2026-01-20"}]}, MONDAY)
    assert said.endswith("Its target was Tue 20 Jan.")
    said = brief_of({"OVERDUE": [late], "KICKOFF-BOOK": [{}]}, MONDAY)
    assert said == "*First value* is 4 days late (due Thu 22 Jan). It has no date yet."
    gone = {"name": "Ana", "role": "champion", "left_on": "2026-01-23", "due_on": "2026-02-06"}
    said = brief_of({"CHAMPION-LEFT": [gone | {"task": "new-contact"}, gone | {"task": "realignment-call"}]}, MONDAY)
    assert said.count("*Ana*") == 1
    assert "another champion" in said
    assert "re-alignment call" in said


def test_an_escalation_says_a_silence_once_however_many_roles_hear_of_it() -> None:
    account = acme()
    found = looked(account, NOW)
    silent = next(each for each in nudges_of(account, found) if each.rule == "STALL-3")
    twice = [silent, replace(silent, id=silent.id + 1000)]
    said = checked(escalation_message(account, twice, found, {}, NOW, to_channel=True))
    assert said.count("no customer reply") == 1
