"""The scheduler and the rehearsal run the same rules: 90 days of each example tell the same at the same time.

One side is the real sweep and delivery with a database and a served Slack, the other nothing but the file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.manifest import SCOPES
from playbook.calendar import account_calendar
from playbook.models import Account, Workspace
from playbook.rehearsal import rehearse
from playbook.tracker import read_tracker
from sandbox.clock import Limits
from sandbox.server import Sandbox, SandboxServer
from storage.changes.nudges import acknowledge_nudges
from storage.engine import Store
from tests.scheduler.conftest import RealTime
from tests.scheduler.office import JANE, LENA, OMAR, VICTOR, Office

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))
QUICK = ("harbor-logistics",)  # which is closed soon
DAYS = 90
Said = tuple[datetime, str, int, str, str | None]


def lived(office: Office, account: Account) -> Counter[Said]:
    """What reached people in Slack, one entry a person, from an import at the first moment of Day 0."""
    zone = account.zone
    team = dict.fromkeys(("jane", "omar", "lena", "victor"), account.time_zone)
    for name, time_zone in team.items():
        office.person(name, time_zone=time_zone)
    office.settings(
        time_zone=account.time_zone,
        holiday_country=account.country,
        ae_default=OMAR,
        csm_lead=LENA,
        vp_cs=VICTOR,
        engineering_lead=VICTOR,
    )
    office.create(account)
    for number in range(1, DAYS + 2):
        office.walk_to(f"{account.start_on + timedelta(days=number)} 00:00", zone)
        acknowledge(office)
    with office.store.read() as session:
        rows = session.execute(text("SELECT sent_at, rule, step, role, subject FROM nudge WHERE state = 'sent'")).all()
    end = account_calendar(account, Workspace()).midnight(account.start_on + timedelta(days=DAYS + 1))
    told = [(aware(row[0]), row[1], row[2], row[3], row[4]) for row in rows]
    return Counter(one for one in told if one[0] < end)


def acknowledge(office: Office) -> None:
    """A rehearsal takes every escalation as taken up at once; here somebody does so each midnight."""
    told = "SELECT id FROM nudge WHERE mode = 'escalation' AND state = 'sent' AND acknowledged_at IS NULL AND NOT ended"
    with office.change(LENA) as change:
        for found in change.session.execute(text(told)).scalars().all():
            acknowledge_nudges(change, [found])


@pytest.fixture
def on_day_zero(file: Path, store: Store) -> Iterator[Office]:
    """A team at the first moment of the file's Day 0: no clock goes back."""
    account = read(file)
    first = account_calendar(account, Workspace()).midnight(account.start_on)
    sandbox = Sandbox(first, scopes=SCOPES, limits=Limits(monotonic=RealTime()))
    server = SandboxServer(sandbox).start()
    made = Office(sandbox, store)
    made.open()
    yield made
    server.stop()
    assert sandbox.refusals == []


def read(file: Path) -> Account:
    return read_tracker(file.read_text(), defaults=Workspace(), name=file.name)


def aware(stored: datetime | str) -> datetime:
    """As each database gives it back: an instant, or its text in UTC."""
    at = datetime.fromisoformat(stored) if isinstance(stored, str) else stored
    return at if at.tzinfo else datetime.fromisoformat(f"{at.isoformat()}+00:00")


def rehearsed(account: Account) -> Counter[Said]:
    told = rehearse(account, Workspace())
    return Counter((one.at, one.rule, one.step, str(role), one.subject) for one in told for role in one.to)


@pytest.mark.parametrize(
    "file",
    [pytest.param(file, id=file.stem, marks=() if file.stem in QUICK else pytest.mark.thorough) for file in EXAMPLES],
)
@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_the_scheduler_tells_what_the_rehearsal_said(file: Path, on_day_zero: Office) -> None:
    account = read(file)
    found, meant = lived(on_day_zero, replace(account, csm_id=JANE)), rehearsed(account)
    assert sorted((found - meant).elements(), key=str) == []
    assert sorted((meant - found).elements(), key=str) == []
