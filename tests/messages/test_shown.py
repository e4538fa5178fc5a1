"""Cards, Home, digest and escalations: what is shown of an account and of many."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

from portraits import JANE, LENA, PEOPLE, WORKSPACE, acme, checked, checked_view, day, looked, noon, nudges_of, row

from messages.cards import status_card
from messages.digest import digest, digest_csv
from messages.home import home_view
from messages.menu import menu
from messages.nudges import escalation_message
from messages.snapshots import Upcoming
from playbook.models import AccountState, Band, CsmCount, DigestChanges, DigestCounts, Pause

MONDAY = day("01-26")
NOW = noon(MONDAY)


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


def test_an_escalation_is_for_its_person_and_without_private_buttons_in_the_channel() -> None:
    account = acme()
    found = looked(account, NOW)
    nudge = replace(next(each for each in nudges_of(account, found) if each.rule == "OVERDUE"), step=4)
    said = checked(escalation_message(account, [nudge], found, PEOPLE, NOW))
    assert "Raised" not in said, "what was tried says it with its days"
    assert "Not relevant…" in said
    shared = checked(escalation_message(account, [nudge], found, PEOPLE, NOW, to_channel=True))
    assert "Not relevant…" not in shared
    assert "<@UJANE>" in shared


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


def test_a_portfolio_row_without_a_score_has_no_number() -> None:
    counts = DigestCounts(active=1, attention=1)
    said = checked(digest(counts, [row(1, score=None, band=Band.NOT_YET)], [], DigestChanges(), PEOPLE, MONDAY))
    assert "⚪ *Acme Corp* · not yet · Jane Smith" in said
