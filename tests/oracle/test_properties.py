"""What holds for every customer, however untidy its file: at which hours, when never, once, and to somebody there."""

from __future__ import annotations

from collections import Counter
from datetime import date, time, timedelta

import yaml
from hypothesis import given
from hypothesis import strategies as st

from playbook.calendar import account_calendar
from playbook.models import Account, Person, Role, Workspace
from playbook.rehearsal import Told, rehearse
from playbook.roles import person_told
from playbook.rules import RULES
from playbook.tracker import read_tracker
from tests.oracle.customers import made_up
from tests.shared import examples

SEEDS = st.integers(1000, 10**9)
PEOPLE = {name: Person(id=name, name=name, real_name=name) for name in ("U0CSM", "U0BACKUP", "U0LEAD", "U0VP", "U0ENG")}


def lived(seed: int) -> tuple[Account, tuple[Told, ...]]:
    text = yaml.safe_dump(made_up(seed), sort_keys=False)
    account = read_tracker(text, defaults=Workspace(), name=f"customer {seed}")
    return account, rehearse(account, Workspace(), until=account.start_on + timedelta(days=70))


@examples(3)
@given(SEEDS)
def test_nothing_is_told_outside_working_hours(seed: int) -> None:
    account, told = lived(seed)
    calendar = account_calendar(account, Workspace())
    for one in told:
        here = one.at.astimezone(account.zone)
        assert calendar.is_working_day(here.date()), one
        assert time(9) <= here.time() < time(18), one


@examples(3)
@given(SEEDS)
def test_nothing_is_told_of_who_is_paused_closed_or_not_yet_signed(seed: int) -> None:
    account, told = lived(seed)
    for one in told:
        assert one.at >= account.signed
        assert not is_paused(account, account.local_date(one.at)), one
        assert account.closed_on is None or account.local_date(one.at) < account.closed_on, one


def is_paused(account: Account, on: date) -> bool:
    return any(pause.from_on <= on and (pause.to_on is None or on < pause.to_on) for pause in account.pauses)


@examples(3)
@given(SEEDS)
def test_nothing_is_told_twice(seed: int) -> None:
    _, told = lived(seed)
    keys = Counter((one.rule, one.subject, one.episode, one.step, role) for one in told for role in one.to)
    assert [key for key, times in keys.items() if times > 1] == []


@given(st.sets(st.sampled_from(sorted(PEOPLE))), st.sampled_from(sorted(RULES)), st.sampled_from(Role))
def test_somebody_hears_it_as_long_as_a_lead_is_there(gone: set[str], rule: str, role: Role) -> None:
    """Whoever left, a full member stands behind every role while the CSM lead or the VP is one."""
    people = {name: person for name, person in PEOPLE.items() if name not in gone}
    account = Account(name="A", csm="U0CSM", csm_id="U0CSM", backup_id="U0BACKUP", start_on=date(2026, 1, 15))
    settled = Workspace(csm_lead="U0LEAD", vp_cs="U0VP", engineering_lead="U0ENG", ae_default="U0AE")
    person = person_told(rule, role, account, settled, people)
    if {"U0LEAD", "U0VP"} - gone:
        assert person is not None
    if person is not None:
        assert person.is_full_member
        assert person.id not in gone
