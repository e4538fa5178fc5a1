"""What people read: dates and counts in words, reasons that name their inputs, drafts that ask one thing."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from portraits import JANE, LENA, PEOPLE, WORKSPACE, acme, checked, checked_view, day, looked, noon, nudges_of, row

from messages.cards import status_card
from messages.confirmations import confirmed, done
from messages.digest import digest, digest_csv
from messages.drafts import draft
from messages.errors import error_message, error_text
from messages.explain import why_message
from messages.help import VERBS, help_message, menu
from messages.history import history_message
from messages.home import home_view
from messages.ids import Action, action_id, action_of, pattern, snooze_until
from messages.lines import dealt_with_together
from messages.nudges import escalation_message
from messages.plans import morning_plan, things
from messages.reasons import TITLES, reason
from messages.refs import Ref
from messages.reviews import review_form
from messages.snapshots import PlanItem, Upcoming
from messages.ways import ways_in_a_menu, ways_out
from messages.words import ago, count, cut, due, escape, listed, mention, plain, progress_bar
from playbook.errors import Ambiguous, BadFile, BadInput, NotAllowed, NotFound, Problem, Refused
from playbook.models import AccountState, Answer, Band, CsmCount, DigestChanges, DigestCounts, Mode, NudgeState, Pause

MONDAY = day("01-26")
NOW = noon(MONDAY)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("Acme", "Acme"),
        ("AT&T <Corp>", "AT&amp;T &lt;Corp&gt;"),
        ("*a* ~b~ `c`", "∗a∗ ∼b∼ ˋcˋ"),
        ("_it_ first_name", "ˍitˍ first_name"),
        ("two\nlines\tand\rmore", "two lines and more"),
        ("> quote", "› quote"),
        ("", "—"),
        ("\u202eevil", "evil"),
        ("שלום", "\u2068שלום\u2069"),
    ],
)
def test_outside_text_formats_pings_and_breaks_nothing(raw: str, shown: str) -> None:
    assert escape(raw) == shown


@given(st.text(), st.integers(10, 200))
def test_escaped_text_is_short_live_nowhere_and_on_one_line(text: str, limit: int) -> None:
    shown = escape(text, limit)
    assert 0 < len(shown) <= limit
    assert not set("<>*~`\n\r") & set(shown)
    assert shown.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "").count("&") == 0


def test_a_long_name_is_cut_in_sight() -> None:
    assert escape("x" * 300).endswith("x…")
    assert len(plain("y" * 300, 75)) == 75
    assert cut("a&amp;b", 5) == "a…"


@pytest.mark.parametrize(
    ("due_on", "words"),
    [
        ("01-26", "due today"),
        ("01-27", "due Tue 27 Jan, tomorrow"),
        ("01-29", "due Thu 29 Jan, in 3 days"),
        ("01-25", "1 day late, was due Sun 25 Jan"),
        ("01-22", "4 days late, was due Thu 22 Jan"),
    ],
)
def test_due_days_in_words(due_on: str, words: str) -> None:
    assert due(day(due_on), MONDAY) == words


def test_small_words() -> None:
    assert ago(day("01-25"), MONDAY) == "yesterday"
    assert count(1_200, "account") == "1,200 accounts"
    assert listed(["a", "b", "c", "d", "e"]) == "a, b, c and 2 more"
    assert listed(["a", "b"]) == "a and b"
    assert mention("UJANE") == "<@UJANE>"
    assert mention("<!channel>", "<!channel>") == "&lt;!channel&gt;"
    assert progress_bar(1, 100) == "▰▱▱▱▱▱▱▱▱▱"
    assert progress_bar(99, 100) == "▰▰▰▰▰▰▰▰▰▱"


def test_snoozes_end_tomorrow_in_three_days_or_on_monday() -> None:
    ends = {action: snooze_until(action, day("01-28")) for action in Action if action.startswith("nudge.snooze")}
    assert sorted(ends.values()) == [day("01-29"), day("01-31"), day("02-02")]


@given(st.integers(0, 10**18 - 1), st.integers(0, 10**9 - 1), st.text(max_size=100))
def test_a_ref_comes_back_as_it_went(number: int, page: int, extra: str) -> None:
    ref = Ref(number, number, number, page, extra)
    assert Ref.unpack(ref.pack()) == ref


@pytest.mark.parametrize("text", ["", "12", "a1m2n3p4", "a-1m0n0p0:", "a1m0n0p0:" + "x" * 2_000, "a١m0n0p0:"])
def test_a_forged_ref_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        Ref.unpack(text)


def test_action_ids_are_found_by_their_action() -> None:
    name = action_id(Action.MILESTONE_DONE, "home", 12)
    assert action_of(name) is Action.MILESTONE_DONE
    assert pattern(Action.MILESTONE_DONE).search(name)
    assert not pattern(Action.NUDGE_DONE).search(name)
    assert action_of("somebody.else#1") is None


@pytest.mark.parametrize(
    ("rule", "facts", "words"),
    [
        (
            "OVERDUE",
            {"name": "Integration", "due_on": "2026-01-22"},
            ["*Integration* is 4 days late, was due Thu 22 Jan"],
        ),
        (
            "BLOCKED",
            {
                "name": "Integration",
                "text": "SSO",
                "waiting_on": "customer",
                "opened_on": "2026-01-19",
                "parallel": ["Training"],
            },
            ["waits on the customer since Mon 19 Jan, 7 days ago: “SSO”", "Meanwhile: Training"],
        ),
        (
            "BLOCKED",
            {"name": "Integration", "text": "SSO", "waiting_on": "us", "counted_from": "2026-01-20"},
            ["waits on us, counted from Tue 20 Jan because the blocker has no date"],
        ),
        ("TOUCH", {"last_on": "2026-01-16", "start_on": "2026-01-15"}, ["No contact since Fri 16 Jan, 10 days ago"]),
        ("TOUCH", {"start_on": "2026-01-15"}, ["since signing on Thu 15 Jan, 11 days ago"]),
        ("STALL-3", {"since_on": "2026-01-23", "after": "call"}, ["3 days", "since Fri 23 Jan (the last call)"]),
        ("STALL-21", {"since_on": "2026-01-05", "after": "signed"}, ["21 days", "new timeline, or pause formally"]),
        (
            "HEALTH-80",
            {"score": 66.7, "late": ["A", "B"], "way_back": ["A"]},
            ["66.7, under 80", "Late: A and B", "finish A"],
        ),
        ("REVIEW-30", {"asks_on": "2026-01-20"}, ["Day 30 was Tue 20 Jan"]),
        (
            "REVIEW-30",
            {"remediation_due_on": "2026-01-25", "asks_on": "2026-01-26"},
            ["plan ended Sun 25 Jan", "again"],
        ),
        (
            "REVIEW-FOLLOW",
            {"answer": "partial", "on": "2026-01-22"},
            ["said Partial on Thu 22 Jan", "no remediation plan"],
        ),
        (
            "REVIEW-FOLLOW",
            {"answer": "yes", "on": "2026-01-22", "day_60_on": "2026-03-16"},
            ["said Yes", "Mon 16 Mar", "sales"],
        ),
        (
            "REMEDIATION",
            {"owner": "UJANE", "due_on": "2026-02-20", "steps": 3},
            ["with Jane Smith, due Fri 20 Feb", "its 3 steps"],
        ),
    ],
)
def test_a_reason_names_its_inputs(rule: str, facts: dict[str, Any], words: list[str]) -> None:
    said = reason(rule, 1, facts, MONDAY, PEOPLE)
    for part in words:
        assert part in said
    assert "!" not in said
    assert "<@" not in said, "a reason pings nobody"


@pytest.mark.parametrize("rule", [*TITLES, "SOMETHING-NEW"])
def test_every_rule_has_a_reason_even_without_facts_and_repeats_say_so(rule: str) -> None:
    assert reason(rule, 1, {}, MONDAY).strip()
    if not rule.startswith(("STALL-3", "STALL-6", "STALL-9")):
        assert "Raised 2 times before" in reason(rule, 3, {}, MONDAY)


def test_the_card_says_it_in_three_lines() -> None:
    account = acme()
    said = checked(status_card(account, looked(account, NOW), PEOPLE, WORKSPACE, NOW))
    assert "critical, 50 (down 50 in 7 days)* · day 11 of 30" in said
    assert "Next: *Integration configured*, 4 days late, was due Thu 22 Jan · 3 days to first value" in said
    assert "2 of 5 milestones done · 1 open blocker" in said
    assert "Enterprise · CSM Jane Smith" in said
    assert "Last touch: call (outbound), Fri 16 Jan" in said
    assert "waits on the customer since Mon 19 Jan: “Waiting on customer SSO metadata”" in said
    assert "Accounts provisioned · Thu 22 Jan, 2 days late" in said


def test_a_paused_card_offers_resume_and_a_closed_one_nothing_to_change() -> None:
    paused = acme(state=AccountState.PAUSED, pauses=(Pause(from_on=day("01-20"), reason="Security review"),))
    said = checked(status_card(paused, looked(paused, NOW), PEOPLE, WORKSPACE, NOW))
    assert "*Paused* since Tue 20 Jan: “Security review”" in said
    assert "Resume" in said
    closed = acme(state=AccountState.CLOSED)
    said = checked(status_card(closed, looked(closed, NOW), PEOPLE, WORKSPACE, NOW))
    assert "left open" in said
    assert "Done" not in said.splitlines()


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
    assert dealt_with_together(of["BLOCKED"], nudges) == both
    assert dealt_with_together(of["OVERDUE"], nudges) == both[::-1]
    assert set(dealt_with_together(of["TOUCH"], nudges)) == {of["TOUCH"].id, of["STALL-3"].id}
    theirs = [replace(nudge, recipient_id="ULENA") for nudge in nudges]
    assert dealt_with_together(of["BLOCKED"], theirs) == [of["BLOCKED"].id]
    elsewhere = [replace(nudge, account_id=99) for nudge in nudges]
    assert dealt_with_together(of["BLOCKED"], elsewhere) == [of["BLOCKED"].id]
    escalated = [replace(nudge, mode=Mode.ESCALATION) for nudge in nudges]
    assert dealt_with_together(of["BLOCKED"], escalated) == [of["BLOCKED"].id]


def test_a_plan_says_five_lines_an_account_and_names_the_rest_with_its_reason() -> None:
    late = tuple(replace(each, due_on=day("01-20")) for each in acme().open_milestones)
    more = tuple(replace(late[1], id=20 + n, key=f"late{n}", name=f"Step {n}", depends_on=()) for n in range(3))
    account = acme(milestones=(*late, *more))
    found = looked(account, NOW)
    items = [PlanItem(account=account, nudge=each, look=found) for each in nudges_of(account, found)]
    plan = morning_plan(JANE, items, NOW)
    assert plan is not None
    said = checked(plan.message)
    assert said.startswith("Monday 26 Jan: 8 things on 1 account")
    assert things(items, NOW) == 8, "the menu counts the same"
    assert "and 3 more: Step 1 (6 days late), Step 2 (6 days late), Health is critical\nWhy" in said
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


def test_a_newcomer_is_told_how_to_begin() -> None:
    said = checked(menu(Upcoming()))
    assert said.startswith("*Welcome.*")
    assert "What needs me today" not in said
    at_home = checked_view(home_view(JANE, [], (), PEOPLE, NOW, total=0), "home")
    assert at_home.startswith("*Welcome.*")
    for words in ("New account…", "Import…", "Help"):
        assert words in said
        assert words in at_home
    lead = checked_view(home_view(LENA, [], (), PEOPLE, NOW, total=0, is_lead=True), "home")
    assert "Settings…" in lead
    assert "All accounts" in checked(menu(Upcoming(attention=3), is_lead=True))


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (
            {"action": "milestone.complete", "milestone": "Integration", "account": "Acme"},
            "Taken back: *Integration* of *Acme* is not done any more.",
        ),
        ({"action": "account.pause", "account": "Acme"}, "Taken back: *Acme* is not paused any more."),
        ({"action": "settings.save"}, "Taken back: the settings are as they were before."),
        ({}, "Taken back: the last change."),
    ],
)
def test_undo_says_what_holds_again(facts: dict[str, Any], words: str) -> None:
    assert confirmed("undone", facts) == words


def test_nothing_to_say_is_no_message() -> None:
    assert morning_plan(JANE, [], NOW) is None


def test_an_escalation_is_for_its_person_and_without_private_buttons_in_the_channel() -> None:
    account = acme()
    found = looked(account, NOW)
    nudge = replace(next(each for each in nudges_of(account, found) if each.rule == "OVERDUE"), step=4)
    said = checked(escalation_message(account, [nudge], found, PEOPLE, NOW))
    assert "_Raised 3 times before._" in said
    assert "Not relevant…" in said
    shared = checked(escalation_message(account, [nudge], found, PEOPLE, NOW, to_channel=True))
    assert "Not relevant…" not in shared
    assert "<@UJANE>" in shared


@pytest.mark.parametrize("rule", ["STALL-3", "STALL-6", "STALL-9", "STALL-21", "TOUCH", "REVIEW-30"])
def test_a_draft_is_personal_asks_one_thing_and_sells_nothing(rule: str) -> None:
    said = draft(acme(), rule, MONDAY) or ""
    assert said.startswith("Hi Ana,")
    assert "“Customer has created 3 automated workflows”" in said
    assert said.count("?") == 1
    for word in ("checking in", "expan", "upsell", "upgrade", "!"):
        assert word not in said.casefold()


def test_a_draft_asks_for_what_the_customer_owes() -> None:
    said = draft(acme(), "STALL-3", MONDAY) or ""
    assert "Integration configured" in said
    assert "On which day can you clear this: “Waiting on customer SSO metadata”?" in said
    assert draft(acme(), "OVERDUE", MONDAY) is None


def test_why_gives_every_point_and_flag_and_the_way_back() -> None:
    account = acme()
    found = looked(account, NOW)
    said = checked(why_message(account, found, PEOPLE, NOW, nudges=nudges_of(account, found)))
    for finding in found.findings:
        assert finding.state not in ("firing", "waiting") or f"`{finding.rule}`" in said
    assert "*Score 50*: 2.5 of 5 points over 3 milestones due or done" in said
    assert "1 of 2 · Accounts provisioned: done late, within twice its time (due Tue 20 Jan, done Thu 22 Jan)" in said
    assert "Back to green" in said


@dataclass
class Changed:
    table: str
    label: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None


@dataclass
class Line:
    action: str
    changed: tuple[Changed, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)
    at: datetime = NOW
    actor_kind: str = "person"
    actor_id: str = "UJANE"
    actor_name: str = "jane"
    via: str = "click"
    undone: bool = False


def sent(rule: str) -> Changed:
    return Changed("nudge", rule, {"state": "queued"}, {"state": "sent"})


def test_history_says_who_did_what_when_with_before_and_after() -> None:
    before = {"status": "in_progress", "done_on": None, "version": 1}
    after = {"status": "complete", "done_on": "2026-01-26", "version": 2}
    lines = [
        Line("milestone.complete", (Changed("milestone", "Integration", before, after),), {"on": "2026-01-26"}),
        Line("undo", facts={"of": "milestone.complete"}, actor_id="ULENA"),
        Line("nudge.send", (sent("OVERDUE"), sent("BLOCKED")), actor_kind="assistant", undone=True),
        Line("something.new", actor_kind="cli", actor_id="", actor_name="root"),
    ]
    said = checked(history_message(acme(), lines, PEOPLE, NOW, total=40))
    assert "Mon 26 Jan 12:00 · *Jane Smith* marked *Integration* done, Mon 26 Jan" in said
    assert "status: in progress → complete · Integration done on: – → Mon 26 Jan" in said
    assert "version" not in said
    assert f"*{LENA.real_name}* took back: done" in said
    assert "*The assistant* nudged: Overdue and Blocked _(taken back)_" in said
    assert "state" not in said
    assert "*root (command line)* something new" in said
    assert "Page 1 of 3" in said


def test_history_tells_what_was_logged_answered_and_cleared() -> None:
    resolved = Changed("blocker", "SSO metadata", {"resolved_on": None}, {"resolved_on": "2026-01-26"})
    answer = {"answer": "partial", "said_by": "Ana", "words": "It half works"}
    lines = [
        Line("touch.log", facts={"kind": "email", "direction": "outbound", "minutes": 10, "note": "Asked for the key"}),
        Line("note.add", facts={"text": "They moved offices"}),
        Line("review.answer", (Changed("review", None, None, answer),), {"answer": "partial", "said_by": "Ana"}),
        Line("milestone.unblock", (resolved,), {"milestone": "integration"}),
        Line("nudge.snooze", facts={"rule": "OVERDUE", "subject": "integration", "until": "2026-01-28"}),
        Line("nudge.dismiss", facts={"rule": "TOUCH", "subject": None, "reason": "We talk daily"}),
        Line("undo", (Changed("review", None, answer, None),), {"of": "review.answer"}),
    ]
    said = checked(history_message(acme(), lines, PEOPLE, NOW))
    for words in (
        "logged an e-mail (outbound and 10 min): “Asked for the key”",
        "noted: “They moved offices”",
        "recorded the review: *Partial*, said by Ana: “It half works”",
        "cleared the blockers of *Integration configured*: “SSO metadata”",
        "blocker “SSO metadata”: open → resolved Mon 26 Jan",
        "snoozed “Overdue” of *Integration configured* until Wed 28 Jan",
        "called “No contact” not relevant: “We talk daily”",
        "took back: review answer",
        "review: partial, said by Ana → –",
    ):
        assert words in said


def test_the_menu_says_whose_accounts_are_at_risk() -> None:
    said = checked(menu(Upcoming(waiting=2, accounts=6, mine_attention=4, attention=5)))
    assert "2 things need you today. 6 accounts are yours, 4 of them at risk; 1 account of others at risk." in said


def test_the_digest_counts_lists_and_sums_up() -> None:
    counts = DigestCounts(active=12_000, healthy=1_500, critical=10_000, attention=10_000, stalled=5, reviews_open=1)
    rows = [row(number, f"Account {number}", attention_since=noon(day("01-19"))) for number in range(1, 21)]
    changes = DigestChanges(since=noon(day("01-23")), worsened=(row(1),), worsened_total=7)
    csms = [CsmCount(csm="Omar", attention=4_000), CsmCount(csm="Jane", csm_id="UJANE", attention=6_000)]
    said = checked(digest(counts, rows, csms, changes, PEOPLE, MONDAY))
    assert "10,000 accounts need attention, Mon 26 Jan" in said
    assert "🔴 10,000 critical" in said
    assert "Since Fri 23 Jan: 7 new (Acme Corp and 6 more)" in said
    assert "🔴 *Account 1* · critical, 47.9 · Jane Smith · since Mon 19 Jan" in said
    assert "All 10,000 by CSM: Jane Smith 6,000, Omar 4,000. The file in the thread lists every one." in said
    assert "<@" not in said, "a digest pings nobody"


def test_a_calm_day_is_one_line() -> None:
    calm = digest(DigestCounts(active=12, healthy=11), [], [], DigestChanges(), PEOPLE, MONDAY)
    assert checked(calm) == "Nothing is at risk today: 12 onboardings, 11 healthy."
    assert len(calm.blocks) == 1


def test_the_file_has_every_account_and_no_formula() -> None:
    text = digest_csv([row(1, "=HYPERLINK(1)"), row(2, 'a "b", c\nd')], PEOPLE, MONDAY, zone=UTC)
    lines = text.splitlines()
    assert len(lines) == 3
    assert lines[1].startswith("'=HYPERLINK(1),mid-market,Jane Smith,critical,47.9,,")
    assert lines[2].startswith('"a ""b"", c d"')


def test_a_yes_with_unmet_gates_asks_why_and_a_no_asks_for_the_plan() -> None:
    def fields(answer: Answer, unmet: list[str]) -> set[str]:
        return {block.get("block_id", "") for block in review_form(acme(), answer, unmet, MONDAY)["blocks"]} - {""}

    assert fields(Answer.YES, []) == {"said_by", "words", "date"}
    assert fields(Answer.YES, ["FST coverage"]) == {"said_by", "words", "date", "reason"}
    assert fields(Answer.NO, ["FST coverage"]) == {"said_by", "words", "date", "gap", "owner", "steps", "due_on"}


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_its_help_and_example(verb: str) -> None:
    known = VERBS[verb]
    assert known.usage.split()[0] == known.example.split()[0] == verb
    assert f"/onboard {known.example}" in checked(help_message(verb))
    assert f"/onboard {known.example}" in checked(help_message())


def test_an_unknown_verb_gets_the_nearest() -> None:
    with pytest.raises(NotFound) as caught:
        help_message("staus")
    assert "*status*" in checked(error_message(caught.value))


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (NotFound("account", "acmee", ["Acme Corp"]), "I know no account called “acmee”. Did you mean *Acme Corp*?"),
        (Refused("done_in_future", on=day("02-01")), "Sun 1 Feb 2026 has not come yet"),
        (
            Refused("before_day_zero", on=day("01-01"), start_on=day("01-15")),
            "before the contract was signed, Thu 15 Jan",
        ),
        (Refused("gate_unmet", milestone="FST", have=3, need=5), "*FST* is a gate and not met yet: 3 of the 5"),
        (NotAllowed("lead_only", lead="ULENA"), "Only leads can do this. Ask <@ULENA>."),
        (NotAllowed("stranger"), "another workspace"),
        (BadInput("date", "soonish", "date"), "“soonish” is not a day I can read"),
        (BadInput("kind", "fax", "touch_kind", ["call", "email"]), "There is `call` and `email`."),
        (BadInput("account", "", "account"), "The account is missing: name the account"),
        (
            BadFile([Problem(12, "milestones[2].name", "is missing")], "acme.yaml"),
            "line 12 · milestone 3, name: is missing",
        ),
    ],
)
def test_an_error_says_what_is_wrong_and_what_to_do(error: Any, words: str) -> None:
    assert words in checked(error_message(error))
    assert error_text(error)


def test_choices_are_buttons_that_carry_the_retry() -> None:
    error = Ambiguous("account", "ac", [("1", "Acme"), ("2", "Acorn")])
    message = error_message(error, retry=lambda choice: f"again {choice}")
    buttons = message.blocks[1]["elements"]
    assert [(each["text"]["text"], each["value"]) for each in buttons] == [("Acme", "again 1"), ("Acorn", "again 2")]
    assert "Acme and Acorn" in error_text(error)


CODES = (
    "done",
    "started",
    "reopened",
    "blocked",
    "unblocked",
    "moved",
    "touched",
    "noted",
    "assigned",
    "paused",
    "resumed",
    "closed",
    "deleted",
    "created",
    "imported",
    "undone",
    "snoozed",
    "dismissed",
    "handled",
    "reviewed",
    "planned",
    "shared",
    "digest_queued",
    "settings_saved",
    "already",
)


@pytest.mark.parametrize("code", CODES)
def test_every_confirmation_has_words_with_and_without_facts(code: str) -> None:
    facts = {
        "account": "Acme *Corp*",
        "milestone": "Integration",
        "on": "2026-01-22",
        "until": "2026-01-28",
        "answer": "yes",
    }
    assert confirmed(code, facts) != "Done."
    assert confirmed(code, {}).strip()
    assert "*Corp*" not in confirmed(code, facts)


def test_done_offers_undo_of_that_very_change() -> None:
    line = confirmed("done", {"account": "Acme", "milestone": "Integration", "on": "2026-01-22"})
    assert line == "*Integration* of *Acme* is done on Thu 22 Jan."
    message = done(line, 12, undo=7)
    assert Ref.unpack(message.blocks[0]["accessory"]["value"]) == Ref(12, extra="7")
    assert "accessory" not in done(line, 12).blocks[0]


def test_a_portfolio_row_without_a_score_has_no_number() -> None:
    counts = DigestCounts(active=1, attention=1)
    said = checked(digest(counts, [row(1, score=None, band=Band.NOT_YET)], [], DigestChanges(), PEOPLE, MONDAY))
    assert "⚪ *Acme Corp* · not yet · Jane Smith" in said
