"""Which rules help: what became of their nudges, rules that rest, and other numbers, tried before they are saved."""

from __future__ import annotations

import threading
from collections.abc import Mapping

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import ORMExecuteState, Session
from structlog.testing import capture_logs

from tests.stories.seen import Seen
from tests.stories.team import Team


@pytest.fixture
def acme(team: Team) -> Team:
    team.owns("acme")
    team.clock.to("2026-01-23 09:00")
    return team


def tried(team: Team, values: Mapping[str, object]) -> Seen:
    """A lead tries rules; what the last 60 days would have been like comes as a direct message."""
    form = team.lena.types("/onboard rules").shows("nothing is saved before that")
    team.lena.submits(form, values)
    team.bot.desk.after.drain(60)
    team.control("clock")
    return [post for post in team.lena.dm() if post.key.startswith("dry_run:")][-1]


def test_what_became_of_nudges(acme: Team) -> None:
    acme.jane.clicks(acme.jane.plan(), "Done", near="No one is noted at the customer")
    told = acme.lena.types("/onboard nudges").shows(
        "Nudges since Wed 24 Dec 2025", "told", "`STAKEHOLDERS`", "100 % acted (1)", "`TOUCH`"
    )
    told.shows("`HEALTH-80` Health fell: *1* told · 0 % acted (0)")
    acme.lena.types("/onboard nudges since 23 Jan").shows("Nudges since Fri 23 Jan")
    acme.lena.types("/onboard nudges since 2027-01-01").shows("today or a day that has been")


def test_a_rule_rests_on_an_account_and_wakes(acme: Team) -> None:
    acme.jane.types("/onboard rest acme touch").shows("`TOUCH` rests on *Acme Corp*")
    acme.jane.types("/onboard why acme").shows("`TOUCH` put to rest on this account")
    acme.jane.types("/onboard rest acme TOUCH").shows("rests on *Acme Corp* already")
    acme.jane.types("/onboard undo").shows("the rule speaks on *Acme Corp* again")
    acme.jane.types("/onboard wake acme TOUCH").shows("does not rest")
    acme.jane.types("/onboard rest acme TUOCH").shows("I know no rule called", "TOUCH")
    acme.jane.types("/onboard rest acme").shows("Which rule?")
    acme.jane.types("/onboard rest acme EXPANSION-HOLD").shows("holds for every account")
    acme.jane.types("/onboard history acme").shows("put “No contact” to rest here")


def test_three_times_not_relevant_offers_to_rest(acme: Team) -> None:
    for times in (1, 2, 3):
        plan = next(post for post in reversed(acme.jane.dm()) if "o contact" in post.words)
        form = acme.jane.clicks(plan, "Not relevant…", near="o contact")
        said = acme.jane.submits(form, {"reason": "They prefer their portal"})
        assert ("was called not relevant" in said.words) is (times == 3)
        acme.jane.types("/onboard touch acme email A word")
        acme.clock.forward("10d")
    said.shows("“No contact” (`TOUCH`) was called not relevant 3 times on *Acme Corp*")
    shown = acme.lena.types("/onboard nudges").shows("`TOUCH` was called not relevant 3 times on *Acme Corp*")
    assert "Let it rest there" in shown.labels
    rests = acme.jane.clicks(said, "Let it rest here").shows("`TOUCH` rests on *Acme Corp*")
    assert acme.account("acme").facts.rested_rules == ("TOUCH",)
    acme.jane.clicks(rests, "Undo")
    assert acme.account("acme").facts.rested_rules == ()


def test_other_rules_are_tried_then_saved_then_taken_back(acme: Team) -> None:
    acme.passes("2026-02-20 09:00")
    values = {"rested": ["TOUCH", "CRITERIA-14"], "numbers": "blocked after_working_days = 20"}
    other, answer = tried(acme, {"rested": ["BLOCKED"]}), tried(acme, values)
    answer.shows("On the last 60 days:", "instead of", "No longer", "`TOUCH`", "fewer")
    other.shows("`BLOCKED` (Integration configured), to the CSM")
    assert acme.account("acme").facts.rested_rules == ()
    acme.lena.types("/onboard why acme").hides("put to rest by the team")
    acme.lena.clicks(answer, "Save these rules").shows("Rules saved")
    acme.jane.types("/onboard why acme").shows("`TOUCH` put to rest by the team")
    acme.lena.types("/onboard nudges").shows("Resting for the team: `TOUCH` and `CRITERIA-14`")
    saved = acme.lena.again(answer).shows("These are the team's rules now")
    assert saved.labels == ["Change them…"]
    acme.lena.clicks(other, "Save these rules").shows("Somebody else saved")
    acme.lena.types("/onboard undo").shows("the rules are as they were")
    acme.jane.types("/onboard why acme").hides("put to rest by the team")


@pytest.mark.parametrize("gone", ["GROUP BY nudge.account_id", ""], ids=["reading", "all"])
def test_who_tries_rules_hears_also_when_nothing_comes_of_it(acme: Team, gone: str) -> None:
    """At once when only the trial failed; soon when whoever tried could say nothing more, as when the bot is killed."""
    form = acme.lena.types("/onboard rules")

    def database_is_gone(asked: ORMExecuteState) -> None:
        if threading.current_thread().name.startswith("after") and gone in str(asked.statement):
            raise OperationalError("", None, Exception("server closed the connection"))

    event.listen(Session, "do_orm_execute", database_is_gone)
    try:
        with capture_logs():
            acme.lena.submits(form, {"rested": ["TOUCH"], "numbers": "blocked after_working_days = 20"})
            acme.bot.desk.after.drain(60)
    finally:
        event.remove(Session, "do_orm_execute", database_is_gone)
    acme.clock.forward("1m" if gone else "11m")
    (told,) = [post for post in acme.lena.dm() if "could not try the rules" in post.words]
    told.shows("Nothing is saved", "`/onboard rules`", "resting `TOUCH`", "`BLOCKED after_working_days = 20`")


def test_only_leads_and_only_numbers_that_fit(acme: Team) -> None:
    acme.jane.types("/onboard rules").shows("Only leads can do this")
    form = acme.lena.types("/onboard rules")
    for line in ("TOUCH", "TOUCH often = 3", "NO-SUCH after_days = 3", "TOUCH after_days = 0", "FST-50 percent = 101"):
        assert "numbers" in acme.lena.is_refused(form, {"numbers": line})
