"""Names as people type them: exact beats prefix beats word prefix beats a typo."""

from __future__ import annotations

import pytest

from playbook.matching import MatchKind, best, nearest_word, normalize

ACCOUNTS = [
    ("1", "Acme Corp"),
    ("2", "Acme Labs"),
    ("3", "Northwind Traders"),
    ("4", "Café Zürich"),
    ("5", "شركة النور"),
    ("6", "🚀"),
    ("7", "Globex"),
    ("8", "Globex International"),
    ("9", "Contoso"),
    ("10", "12 Monkeys"),
]
MILESTONES = [
    ("kickoff-completed", "Kickoff completed"),
    ("sso", "Single sign-on ready"),
    ("integration-configured", "Integration configured"),
    ("training-delivered", "Training delivered"),
    ("first-value-achieved", "First value achieved"),
]


@pytest.mark.parametrize(
    ("query", "kind", "ids"),
    [
        ("Acme Corp", MatchKind.EXACT, ["1"]),
        ("acmecorp", MatchKind.EXACT, ["1"]),
        ("ACME-CORP", MatchKind.EXACT, ["1"]),
        ("globex", MatchKind.EXACT, ["7"]),  # though another begins so
        ("🚀", MatchKind.EXACT, ["6"]),
        ("شركة النور", MatchKind.EXACT, ["5"]),
        ("CAFÉ ZÜRICH", MatchKind.EXACT, ["4"]),
        ("Café Zürich", MatchKind.EXACT, ["4"]),  # decomposed accents
        ("acme c", MatchKind.CLOSE, ["1"]),
        ("acme", MatchKind.SEVERAL, ["1", "2"]),
        ("north", MatchKind.CLOSE, ["3"]),
        ("traders", MatchKind.CLOSE, ["3"]),
        ("n t", MatchKind.CLOSE, ["3"]),
        ("zürich", MatchKind.CLOSE, ["4"]),
        ("النور", MatchKind.CLOSE, ["5"]),
        ("acmecrop", MatchKind.CLOSE, ["1"]),
        ("acne corp", MatchKind.CLOSE, ["1"]),
        ("northwnid", MatchKind.CLOSE, ["3"]),
        ("nortwind tradrs", MatchKind.CLOSE, ["3"]),
        ("contosso", MatchKind.CLOSE, ["9"]),
        ("cafe zurich", MatchKind.CLOSE, ["4"]),
        ("acme lbas", MatchKind.CLOSE, ["2"]),
        ("acmr", MatchKind.SEVERAL, ["1", "2"]),
        ("globx intl", MatchKind.CLOSE, ["8"]),
        ("12", MatchKind.CLOSE, ["10"]),
        ("1", MatchKind.CLOSE, ["10"]),  # the row's id is no name
        ("zzz", MatchKind.NONE, []),
        ("", MatchKind.NONE, []),
        ("   ", MatchKind.NONE, []),
    ],
)
def test_accounts(query: str, kind: MatchKind, ids: list[str]) -> None:
    found = best(query, ACCOUNTS)
    assert (found.kind, [hit[0] for hit in found.hits]) == (kind, ids)
    assert len(found.nearest) <= (3 if kind is MatchKind.NONE else 0)


@pytest.mark.parametrize(
    ("query", "kind", "keys"),
    [
        ("integration configured", MatchKind.EXACT, ["integration-configured"]),
        ("integration-configured", MatchKind.EXACT, ["integration-configured"]),
        ("sso", MatchKind.EXACT, ["sso"]),
        ("configured", MatchKind.CLOSE, ["integration-configured"]),
        ("int conf", MatchKind.CLOSE, ["integration-configured"]),
        ("first value", MatchKind.CLOSE, ["first-value-achieved"]),
        ("value", MatchKind.CLOSE, ["first-value-achieved"]),
        ("traning", MatchKind.CLOSE, ["training-delivered"]),
        ("kickof", MatchKind.CLOSE, ["kickoff-completed"]),
        ("kikoff", MatchKind.CLOSE, ["kickoff-completed"]),
        ("party", MatchKind.NONE, []),
    ],
)
def test_milestones(query: str, kind: MatchKind, keys: list[str]) -> None:
    found = best(query, MILESTONES)
    assert (found.kind, [hit[0] for hit in found.hits]) == (kind, keys)


def test_nothing_to_choose_from() -> None:
    assert best("acme", []).kind is MatchKind.NONE


def test_two_accounts_of_one_name_are_several() -> None:
    assert best("acme", [("1", "Acme"), ("2", "ACME")]).kind is MatchKind.SEVERAL


def test_names_are_offered_however_far_they_are() -> None:
    assert len(best("xyzzy", ACCOUNTS).nearest) == 3
    assert len(best("zzz", ACCOUNTS).nearest) == 3


def test_the_nearest_names_are_offered_best_first() -> None:
    assert best("northern trading", ACCOUNTS).nearest[0] == ("3", "Northwind Traders")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Acme, Corp.", "acmecorp"),
        ("Straße", "strasse"),
        ("ＡＣＭＥ", "acme"),
        ("❤️", "❤️"),
        ("हिन्दी", "हिन्दी"),
        (" ", ""),
    ],
)
def test_normalize(text: str, expected: str) -> None:
    assert normalize(text) == expected


@pytest.mark.parametrize(("word", "expected"), [("stats", "status"), ("xyzzy", None), ("", None)])
def test_nearest_word(word: str, expected: str | None) -> None:
    assert nearest_word(word, ["status", "done", "list"]) == expected
