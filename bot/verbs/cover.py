"""`cover`: somebody stands in for a CSM who is away."""

from __future__ import annotations

from datetime import timedelta

from bot.desk import Answer
from bot.finding import person_meant
from bot.parse import one_person, read_cover
from bot.turn import Turn, done
from bot.words import Phrase
from playbook.errors import BadInput, Refused
from playbook.models import Person
from playbook.permissions import require_cover
from scheduler.cover_ends import first_moment
from scheduler.looking import working_hours
from storage.changes.covers import begin_cover, end_cover
from storage.queries.accounts import accounts_of_csm


def cover(turn: Turn, rest: Phrase) -> Answer:
    """Bare: who covers whom. `end [@csm]`; `@cover until DATE` for oneself, `@csm by @cover until DATE` for anybody."""
    if not rest:
        return Answer({"view": "covers"})
    if rest.words[0].text.casefold() == "end" and not rest.words[0].quoted:
        return _end(turn, rest.drop(1))
    today = turn.scene.now.astimezone(turn.person_zone).date()
    words = read_cover(rest, today)
    by_name = person_meant(turn, words.by, "cover") if words.by else None
    csm, by = _who(turn, person_meant(turn, words.first, "csm"), by_name)
    require_cover(csm, turn.person, turn.workspace)
    calendar = working_hours(csm, turn.workspace)
    if words.until < calendar.local_date(turn.scene.now):
        raise BadInput("date", words.until.isoformat(), "future_date")
    ends_at = calendar.midnight(words.until + timedelta(days=1))
    told_at = first_moment(turn.session, by.id, turn.scene.now)
    begin_cover(turn.change, csm, by, words.until, ends_at, told_at)
    facts = {"csm": csm.id, "cover": by.id, "until": words.until.isoformat()}
    return Answer(done(turn.tell("cover_begun", None, **facts)))


def _who(turn: Turn, named: Person, by: Person | None) -> tuple[Person, Person]:
    """Who is away and who covers. With one name: that colleague covers for whoever types, and one without accounts of
    their own, such as a lead, covers for the named."""
    if by is not None:
        return named, by
    if accounts_of_csm(turn.session, turn.person.id) or named.id == turn.person.id:
        return turn.person, named
    return named, turn.person


def _end(turn: Turn, rest: Phrase) -> Answer:
    """The running cover of the one named, else of whoever types, else the one that they give."""
    who = person_meant(turn, one_person(rest, "csm"), "csm").id if rest else turn.person.id
    covers = turn.workspace.covers
    running = [cover for cover in covers if cover.csm_id == who] or [cover for cover in covers if cover.cover_id == who]
    if not running:
        raise Refused("not_covered", who=who)
    found = running[0]
    if turn.person.id not in (found.csm_id, found.cover_id):
        turn.require_lead()
    end_cover(turn.change, found.id, first_moment(turn.session, found.csm_id, turn.scene.now))
    return Answer(done(turn.tell("cover_ended", None, csm=found.csm_id, cover=found.cover_id)))
