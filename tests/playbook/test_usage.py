"""Product events taken into an account's facts: loosely by name, never twice, never by a guess."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from playbook.errors import Ambiguous, BadInput, NotFound, Refused
from playbook.models import Facts, Flow, SeedUser, Submission
from playbook.tracker_fields import MOST_ITEMS
from playbook.usage import Ledger, ProductEvent, UsageKind, with_features
from playbook.usage_lines import UsageColumns

RAJ = SeedUser(name="Raj Patel", email="raj@example.com")
FACTS = Facts(
    seed_users=(RAJ, SeedUser(name="Rajan Li"), SeedUser(name="Ana")),
    features_purchased=("Dashboards", "Reports"),
    flows=(Flow(key="setup", name="Account setup"),),
)


def at(hour: int, day: int = 20) -> datetime:
    return datetime(2026, 1, day, hour, tzinfo=UTC)


def event(kind: UsageKind, user: str = "", value: str = "", hour: int = 10) -> ProductEvent:
    return ProductEvent(at(hour), kind, user, value)


def taken(*events: ProductEvent) -> Facts:
    """The facts after all events, of which each is new the first time and known the second."""
    ledger = Ledger(FACTS, "Acme")
    assert [ledger.take(each) for each in events] == [True] * len(events)
    after = ledger.facts
    again = Ledger(after, "Acme")
    assert [again.take(each) for each in events] == [False] * len(events)
    assert again.facts == after
    return after


@pytest.mark.parametrize("name", ["Raj Patel", "raj patel", "RAJPATEL", "Raj@Example.com", "patel", "Raj Patle"])
def test_a_user_is_known_by_name_e_mail_a_word_or_a_typo(name: str) -> None:
    after = taken(event(UsageKind.SIGNED_UP, name))
    assert [user.signed_up_at for user in after.seed_users] == [at(10), None, None]


@pytest.mark.parametrize(("name", "error"), [("Raj", Ambiguous), ("Zebedee", NotFound)])
def test_nobody_is_guessed(name: str, error: type[Exception]) -> None:
    ledger = Ledger(FACTS, "Acme")
    with pytest.raises(error):
        ledger.take(event(UsageKind.LOGIN, name))
    assert ledger.facts == FACTS


def test_tasks_are_kept_in_order_with_the_spelling_of_their_workflow_and_their_cause() -> None:
    after = taken(
        event(UsageKind.TASK_FAILED, "Ana", "Triage: no permission: at all", hour=12),
        event(UsageKind.TASK_SUCCEEDED, "Ana", "triage", hour=11),
        event(UsageKind.TASK_FAILED, "Ana", "summary", hour=13),
    )
    assert after.seed_users[2].submissions == (
        Submission(at=at(11), workflow="Triage", ok=True),
        Submission(at=at(12), workflow="Triage", ok=False, cause="no permission: at all"),
        Submission(at=at(13), workflow="summary", ok=False),
    )


def test_logins_features_and_flows() -> None:
    after = taken(
        event(UsageKind.LOGIN, hour=12),
        event(UsageKind.LOGIN, "Ana", hour=11),
        event(UsageKind.FEATURE_USED, value="report"),
        event(UsageKind.FLOW_COMPLETED, value="account setup"),
    )
    assert after.logins == (at(11), at(12))
    assert after.features_used == ("Reports",)
    assert after.flows[0].completed_at == at(10)


def test_the_earliest_sign_up_counts() -> None:
    ledger = Ledger(FACTS, "Acme")
    assert [ledger.take(event(UsageKind.SIGNED_UP, "Ana", hour=hour)) for hour in (11, 12, 10)] == [True, False, True]
    assert ledger.facts.seed_users[2].signed_up_at == at(10)


def test_unknown_users_are_added_only_when_asked_and_then_a_likeness_is_nobody_else() -> None:
    ledger = Ledger(FACTS, "Acme", adds_users=True)
    for name in ("Raj", "ana", "zoe@example.com", "Zoe@example.com"):
        ledger.take(event(UsageKind.TASK_SUCCEEDED, name, "triage"))
    users = [(user.name, user.email) for user in ledger.facts.seed_users]
    assert users[3:] == [("Raj", None), ("zoe@example.com", "zoe@example.com")]
    assert [len(user.submissions) for user in ledger.facts.seed_users] == [0, 0, 1, 1, 1]


def test_an_account_holds_as_much_as_its_file_and_the_newest_logins() -> None:
    logins = tuple(datetime.fromtimestamp(1_700_000_000 + second, UTC) for second in range(MOST_ITEMS))
    full = SeedUser(name="Ana", submissions=tuple(Submission(at=moment, workflow="w", ok=True) for moment in logins))
    ledger = Ledger(Facts(seed_users=(full,), logins=logins), "Acme")
    with pytest.raises(Refused, match="too_much_usage"):
        ledger.take(event(UsageKind.TASK_SUCCEEDED, "Ana", "w"))
    assert ledger.take(event(UsageKind.LOGIN))
    assert not ledger.take(ProductEvent(datetime(2020, 1, 1, tzinfo=UTC), UsageKind.LOGIN))
    assert ledger.facts.logins == (*logins[1:], at(10))


def test_features_in_use_are_known_ones_or_the_first() -> None:
    assert with_features(Facts(), (), ("Reports",)).features_purchased == ("Reports",)
    after = with_features(FACTS, ("Alerts", "dashboards"), ("alert", "Reports"))
    assert after.features_purchased == ("Dashboards", "Reports", "Alerts")
    assert after.features_used == ("Alerts", "Reports")
    with pytest.raises(NotFound):
        with_features(FACTS, (), ("Zebra",))


COLUMNS = UsageColumns("Value;at;Account;event;user;more")


@pytest.mark.parametrize(
    ("line", "user", "value"),
    [
        ('"triage: no; really";2026-01-20 10:00;Acme;task_failed;Raj;x', "Raj", "triage: no; really"),
        ('="triage";2026-01-20T10:00:00;Acme;Task Succeeded;\'=Raj', "=Raj", "triage"),
        (";2026-01-20;Acme;LOGIN;;", "", ""),
    ],
)
def test_lines_are_read_by_their_columns(line: str, user: str, value: str) -> None:
    found = COLUMNS.read(line)
    assert (found.account, found.user, found.value) == ("Acme", user, value)
    assert found.event(ZoneInfo("America/New_York")).at.utcoffset() is not None


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (";yesterday;Acme;login;Raj", "at"),
        (";0001-01-01;Acme;login;Raj", "at"),
        (";2026-01-20;;login;Raj", "account"),
        (";2026-01-20;Acme;logins;Raj", "event"),
        (";2026-01-20;Acme;task_succeeded;Raj", "value"),
        ("triage;2026-01-20;Acme;task_succeeded;", "user"),
        ('"triage;2026-01-20;Acme;task_succeeded;Raj', "line"),
        ("a;b;2026-01-20;Acme;login;Raj;x", "line"),
    ],
)
def test_a_line_at_fault_says_which_column(line: str, field: str) -> None:
    with pytest.raises(BadInput) as caught:
        COLUMNS.read(line)
    assert caught.value.field == field
