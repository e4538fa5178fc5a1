"""Every message and view is one that Slack takes, whatever the names are and however much there is to say."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from portraits import (
    HOSTILE,
    JANE,
    PEOPLE,
    WORKSPACE,
    acme,
    action_ids,
    checked,
    checked_view,
    day,
    hostile_account,
    looked,
    noon,
    nudges_of,
    row,
)

from messages.cards import card_view, status_card
from messages.digest import digest
from messages.drafts import draft
from messages.errors import apology, error_message, error_text
from messages.explain import why_message
from messages.forms import (
    add_form,
    block_form,
    date_form,
    date_preview,
    dismiss_form,
    draft_form,
    import_errors,
    import_form,
    import_preview,
    info_view,
    new_form,
    note_form,
    overrule_form,
    refused_view,
    remediation_form,
    review_form,
    settings_form,
    stall_pause_form,
    stall_resume_form,
    touch_form,
)
from messages.help import VERBS, help_message
from messages.home import home_view, refused_home
from messages.menu import menu
from messages.notices import delete_question, export_message, notice
from messages.nudges import escalation_message, gate_names, nudge_message
from messages.plans import morning_plan
from messages.portfolio import FILTERS, PAGE, portfolio_page
from messages.reasons import TITLES, reason
from messages.reviews import review_answered, review_question
from messages.shifts import shift_message
from messages.snapshots import DeliveryProblem, PlanItem, PlannedAccount, Upcoming
from playbook.errors import Ambiguous, BadFile, BadInput, NotAllowed, NotFound, Problem, Refused, Stale
from playbook.models import (
    Account,
    Answer,
    CsmCount,
    DigestChanges,
    DigestCounts,
    Gap,
    Remediation,
    Review,
    Workspace,
)
from playbook.plans import playbooks
from playbook.shift import shift
from tests.shared import examples

NOW = noon(day("02-16"))
TODAY = day("02-16")
LIVE = ("<!channel>", "<@U123>", "<https://", "<@", "<#", "<!")


def harmless(text: str) -> None:
    """Nothing from outside is live: our own mentions are of known people and channels only."""
    for known in ("<@UJANE>", "<@ULENA>", "<#C1>"):
        text = text.replace(known, "")
    assert not any(live in text for live in LIVE)


def all_messages(account: Account) -> list[str]:
    """Every message about one account, checked; what they say."""
    found = looked(account, NOW)
    nudges = nudges_of(account, found)
    items = [PlanItem(account=account, nudge=nudge, look=found) for nudge in nudges]
    said = [
        checked(status_card(account, found, PEOPLE, WORKSPACE, NOW, notice="Done.", undo=3)),
        checked(status_card(account, found, PEOPLE, WORKSPACE, NOW, page=10**6, private=False)),
        checked(why_message(account, found, PEOPLE, NOW, nudges=nudges)),
        checked(review_question(account, gate_names(account, NOW), NOW)),
        checked(delete_question(account)),
    ]
    plan = morning_plan(JANE, items, NOW)
    said += [checked(plan.message)] if plan else []
    for nudge in nudges:
        said.append(checked(nudge_message(account, nudge, found, PEOPLE, NOW)))
        said += [
            checked(escalation_message(account, [nudge], found, PEOPLE, NOW, to_channel=to_channel))
            for to_channel in (True, False)
        ]
    return said


def all_views(account: Account, text: str) -> list[str]:
    """Every modal about one account, checked."""
    first = account.milestones[0]
    moves = shift(account, first.key, first.due_on + timedelta(days=3)) if first.is_open else ()
    plan = PlannedAccount(name=text, milestones=3, open_milestones=1, start_on=TODAY, csm=text)
    wrong = BadFile([Problem(number, text, text, text) for number in range(1, 41)], text or "file")
    card = status_card(account, looked(account, NOW), PEOPLE, WORKSPACE, NOW)
    views = [
        block_form(account, first, TODAY),
        block_form(account, None, TODAY, nudge=4),
        date_form(account, first, TODAY),
        date_preview(account, first, moves, TODAY, TODAY),
        overrule_form(account, first, TODAY, {"have": 2, "need": 5}),
        touch_form(account, TODAY),
        note_form(account),
        draft_form(account, text * 50),
        dismiss_form(account, reason("OVERDUE", 1, {"name": text}, TODAY), nudge=7),
        add_form(text * 50, "C1:1700000000.000100"),
        stall_resume_form(account, TODAY),
        stall_pause_form(account),
        remediation_form(account, TODAY),
        *(review_form(account, answer, [text] * 4, TODAY) for answer in Answer),
        import_form(),
        import_form(wrong),
        import_errors([wrong] * 30),
        import_preview([plan] * 300, "key"),
        import_preview([replace(plan, exists=True)], "key"),
        new_form(WORKSPACE, JANE, TODAY, name=text),
        card_view(account, card),
        info_view(text, card),
        refused_view(error_message(NotFound("account", text, [text]))),
    ]
    return [checked_view(view) for view in views]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_fit_and_are_harmless(text: str) -> None:
    for said in all_messages(hostile_account(text)) + all_views(hostile_account(text), text):
        harmless(said)


@examples(12)
@given(text=st.text(max_size=120), milestones=st.integers(1, 9))
def test_any_words_fit_and_are_harmless(text: str, milestones: int) -> None:
    account = hostile_account(text, milestones)
    for said in all_messages(account) + all_views(account, text):
        harmless(said)


@pytest.mark.parametrize("text", ["Integration", "&" * 300])
def test_two_hundred_milestones_are_paged_and_none_is_lost(text: str) -> None:
    account = hostile_account(text, 200)
    found = looked(account, NOW)
    seen: list[str] = []
    for page in range(200):
        card = status_card(account, found, PEOPLE, WORKSPACE, NOW, page=page)
        checked(card)
        seen += [name for name in action_ids(card.blocks) if name.startswith("milestone.menu")]
        if not any(name == "card.page#on" for name in action_ids(card.blocks)):
            break
    assert sorted(seen) == sorted(f"milestone.menu#{milestone.id}" for milestone in account.open_milestones)


@pytest.mark.parametrize("text", ["Acme Corp", *HOSTILE], ids=range(len(HOSTILE) + 1))
def test_lists_digest_and_home_fit_full_of_anything(text: str) -> None:
    facts = {"name": text, "text": text, "due_on": "2026-01-20", "parallel": [text] * 9, "late": [text] * 9}
    for rule in TITLES:
        rows = [
            row(at, text, csm_id=None, reason_rule=rule, reason_facts=facts, attention_since=NOW) for at in range(1, 31)
        ]
        rows = [replace(each, csm=text, next_milestone=text, next_milestone_id=each.id) for each in rows]
        for name in FILTERS:
            harmless(checked(portfolio_page(rows[:PAGE], filter=name, total=999, page=3, people=PEOPLE, today=TODAY)))
        counts = DigestCounts(active=20_000, attention=10_000, critical=10_000)
        csms = [CsmCount(csm=text, attention=20) for _ in range(500)]
        changes = DigestChanges(since=NOW, worsened=tuple(rows[:5]), worsened_total=400)
        harmless(checked(digest(counts, rows, csms, changes, PEOPLE, TODAY)))
        problem = DeliveryProblem(kind=text, destination=text, error=text, at=NOW)
        view = home_view(
            JANE, rows, (), PEOPLE, NOW, total=10_000, page=2, scope="all", is_lead=True, problems=[problem] * 9
        )
        harmless(checked_view(view, "home"))


def test_a_plan_of_a_hundred_accounts_says_how_many_it_leaves_out() -> None:
    items = []
    for number in range(1, 101):
        account = replace(hostile_account("&" * 300), id=number)
        found = looked(account, NOW)
        items += [
            PlanItem(account=account, nudge=each, look=found) for each in nudges_of(account, found, number * 1000)
        ]
    plan = morning_plan(JANE, items, NOW)
    assert plan is not None
    said = checked(plan.message)
    shown = len({item.account.id for item in items if item.nudge.id in plan.told})
    assert shown >= 20
    assert f"and {100 - shown} more accounts: " in said
    assert "`/onboard list mine` has every one." in said
    assert len(checked_view(home_view(JANE, [], items, PEOPLE, NOW, total=0), "home")) > 1_000


@pytest.mark.parametrize(("answer", "text"), list(product(Answer, ["They like it", *HOSTILE])))
def test_answers_and_their_plans_fit(answer: Answer, text: str) -> None:
    review = Review(answer=answer, said_by=text, on=TODAY, words=text, gap=Gap.USER_EDUCATION, reason=text)
    plan = Remediation(owner=text, due_on=TODAY, steps=(text,) * 60, opened_on=day("02-01"))
    account = acme(review=review, remediation=plan)
    harmless(checked(review_answered(account, review, PEOPLE, NOW)))
    harmless(checked(status_card(account, looked(account, NOW), PEOPLE, WORKSPACE, NOW)))


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_errors_fit_with_any_words(text: str) -> None:
    problems = [Problem(number, text, text, text) for number in range(1, 600)]
    errors = [
        NotFound("account", text, [text] * 12),
        Ambiguous("milestone", text, [(str(number), text) for number in range(40)]),
        Refused("account_exists", name=text),
        Refused(text, anything=text),
        Stale("already_done", name=text),
        NotAllowed("not_yours", account=text, lead="ULENA"),
        BadInput("date", text, "date", [text] * 12),
        BadInput(text, "", text),
        BadFile(problems, text),
    ]
    for error in errors:
        harmless(checked(error_message(error)))
        harmless(checked(error_message(error, retry=lambda choice: choice[:1_900] or "-")))
        assert error_text(error).strip()
    harmless(checked(apology(text)))
    for code in ("csm_left", "csm_unknown", "channel_lost", "role_unset", text):
        harmless(
            checked(notice(code, {"accounts": [text] * 50, "account": text, "name": text, "csm": text, "role": text}))
        )


def test_what_has_no_words_from_outside_fits_too() -> None:
    checked(help_message())
    for verb in VERBS:
        checked(help_message(verb))
    checked(menu(Upcoming(waiting=3, accounts=4, attention=1), is_lead=True))
    checked(menu(Upcoming()))
    checked_view(refused_home("Guests cannot."), "home")
    checked_view(settings_form(WORKSPACE, playbooks()))
    many = Workspace(extra_holidays=tuple(TODAY + timedelta(days=number) for number in range(900)))
    assert "Only the latest" in checked_view(settings_form(many, playbooks()))


def test_a_tracker_file_is_shown_whole_or_not_at_all() -> None:
    text = 'customer:\n  name: "```<!channel>*"\n' * 200
    shown = export_message(acme(), text)
    assert shown is not None
    assert (
        text in checked(shown).replace("\n\n", "\n")
        or "".join(part["elements"][0]["elements"][0]["text"] for part in shown.blocks[1:]) == text
    )
    assert export_message(acme(), text * 10) is None


@pytest.mark.parametrize("text", ["Integration", *HOSTILE], ids=range(len(HOSTILE) + 1))
def test_a_shift_of_many_milestones_fits(text: str) -> None:
    account = hostile_account(text, 60)
    first = account.milestones[0]
    message = shift_message(account, first, shift(account, first.key, TODAY), TODAY, TODAY)
    harmless(checked(message))


@given(text=st.text(max_size=4_000))
def test_drafts_take_any_words_and_fit_their_input(text: str) -> None:
    account = acme(first_value_definition=text, csm=text)
    for rule in ("STALL-3", "STALL-6", "STALL-9", "STALL-21", "TOUCH", "REVIEW-30", "BLOCKED"):
        said = draft(account, rule, TODAY, "integration")
        assert said is not None
        checked_view(draft_form(account, said))
