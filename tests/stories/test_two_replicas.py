"""Two bots on one database, no leader: a form opened at one is submitted at the other, and so on with every preview."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.stories.conftest import working
from tests.stories.replicas import Replicas
from tests.stories.test_playbooks import OURS

ZETA = 'customer: {name: Zeta, csm: Jane Smith, start_date: "2026-01-15"}\nmilestones: []\n'


@pytest.fixture
def two(sqlite_url: str) -> Iterator[Replicas]:
    """Two replicas behind a balancer, and Acme."""
    team = Replicas(sqlite_url, "http")
    with working(team, furnished=True):
        team.owns("acme")
        yield team


def test_every_preview_goes_on_at_the_other(two: Replicas) -> None:
    jane, lena = two.jane, two.lena
    form = jane.types("/onboard new Omega")
    step = two.other().jane.submits(form).shows("I recommend")
    two.other().jane.submits(step, {}).shows("Omega")

    preview = two.other().jane.submits(jane.types("/onboard import"), {"paste_1": ZETA}).shows("Zeta")
    two.other().jane.submits(preview).shows("Imported *Zeta*")

    preview = lena.submits(lena.types("/onboard playbook"), {"paste_1": OURS}).shows("Our way")
    two.other().lena.submits(preview).shows("*Our way* is saved")
    assert [two.account(name).name for name in ("omega", "zeta")] == ["Omega", "Zeta"]


def test_a_form_answers_where_it_was_opened_whoever_takes_it(two: Replicas) -> None:
    card = two.jane.types("/onboard status acme", "general")
    form = two.jane.clicks(card, "Touch…")
    said = two.other().jane.submits(form, {"note": "Agreed with Ana"})
    assert (said.channel, said.ephemeral_to, said.ts) == (card.channel, two.jane.id, card.ts)  # the card itself, anew
    said.shows("Acme Corp")
    two.other().jane.types("/onboard undo").shows("Taken back")
    assert two.account("acme").touches == ()


def test_a_date_is_previewed_at_one_and_set_by_the_other(two: Replicas) -> None:
    form = two.jane.clicks(two.jane.types("/onboard status acme"), "Date…", near="Training delivered")
    preview = two.other().jane.submits(form, {"date": "2026-02-03"})
    two.other().jane.submits(preview).shows("Training delivered")
    assert str(two.account("acme").milestone("training-delivered").due_on) == "2026-02-03"


def test_a_delivery_that_both_get_changes_one_thing(two: Replicas) -> None:
    two.jane.types("/onboard touch acme call in 30m about SSO")
    two.other().redelivers(times=2)
    assert len(two.account("acme").touches) == 1
