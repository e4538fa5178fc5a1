"""Who may do what: full members change, leads do the rest, everybody else is refused with the reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from playbook.errors import NotAllowed
from playbook.models import Account, Mode, Nudge, Person, Role, Workspace
from playbook.permissions import is_lead, require_lead, require_member, require_own, require_recipient

JANE = Person(id="U1", name="jane", real_name="Jane Smith")
LENA = Person(id="U3", name="lena", real_name="Lena")
VICTOR = Person(id="U4", name="victor", real_name="Victor")
ADMIN = Person(id="U9", name="root", real_name="Root", is_admin=True)
WORKSPACE = Workspace(csm_lead="U3", vp_cs="U4", engineering_lead="U5")
ACME = Account(name="Acme", csm="Jane Smith", csm_id="U1", backup_id="U2", start_on=date(2026, 1, 15))


@pytest.mark.parametrize(
    ("change", "code"),
    [({"is_guest": True}, "guest"), ({"is_stranger": True}, "stranger"), ({"is_bot": True}, "bot"),
     ({"is_deleted": True}, "deleted"), ({"is_guest": True, "is_admin": True}, "guest"),
     ({"is_stranger": True, "is_deleted": True}, "deleted")],
)  # fmt: skip
def test_who_is_no_full_member_is_refused_everywhere(change: dict[str, bool], code: str) -> None:
    person = replace(LENA, **change)  # type: ignore[arg-type]
    for refused in (
        lambda: require_member(person),
        lambda: require_lead(person, WORKSPACE),
        lambda: require_own(ACME, person, WORKSPACE),
    ):
        with pytest.raises(NotAllowed) as caught:
            refused()
        assert caught.value.code == code
    assert not is_lead(person, WORKSPACE)


def test_an_unknown_person_is_refused() -> None:
    with pytest.raises(NotAllowed) as caught:
        require_member(None)
    assert caught.value.code == "unknown_person"


@pytest.mark.parametrize(
    ("person", "lead"),
    [(JANE, False), (LENA, True), (VICTOR, True), (ADMIN, True), (Person(id="U5", name="e", real_name="Erin"), False)],
)
def test_leads(person: Person, lead: bool) -> None:
    assert is_lead(person, WORKSPACE) is lead
    if lead:
        assert require_lead(person, WORKSPACE) is person
    else:
        with pytest.raises(NotAllowed, match="lead_only"):
            require_lead(person, WORKSPACE)


def test_a_workspace_without_leads_makes_nobody_a_lead_but_admins() -> None:
    assert not is_lead(JANE, Workspace())
    assert is_lead(ADMIN, Workspace())


@pytest.mark.parametrize(
    ("person_id", "csm_id", "allowed"),
    [("U1", "U1", True), ("U2", "U1", True), ("U7", "U1", False), ("U3", "U1", True), ("U7", None, True)],
)
def test_whose_account_it_is(person_id: str, csm_id: str | None, allowed: bool) -> None:
    person = Person(id=person_id, name="x", real_name="X")
    account = replace(ACME, csm_id=csm_id)
    if allowed:
        assert require_own(account, person, WORKSPACE) is person
    else:
        with pytest.raises(NotAllowed, match="not_yours"):
            require_own(account, person, WORKSPACE)


@pytest.mark.parametrize(
    ("person", "recipient", "allowed"),
    [(JANE, "U1", True), (JANE, None, True), (JANE, "U2", False), (LENA, "U2", True), (ADMIN, "U2", True)],
)
def test_whose_nudge_it_is(person: Person, recipient: str | None, allowed: bool) -> None:
    nudge = Nudge(
        account_id=1, rule="OVERDUE", subject=None, episode="e", step=1, to=Role.CSM, mode=Mode.PLAN,
        send_at=datetime(2026, 1, 23, 14, tzinfo=UTC), recipient_id=recipient,
    )  # fmt: skip
    if allowed:
        assert require_recipient(nudge, person, WORKSPACE) is person
    else:
        with pytest.raises(NotAllowed, match="not_yours"):
            require_recipient(nudge, person, WORKSPACE)
    with pytest.raises(NotAllowed, match="guest"):
        require_recipient(nudge, replace(person, is_guest=True), WORKSPACE)
