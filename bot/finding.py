"""Which account, milestone or person the words of a command mean."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.turn import Turn
from bot.words import Phrase, Word
from playbook.errors import Ambiguous, BadInput, NotFound
from playbook.matching import Match, best, is_spelt, length_apart, words_of_name
from playbook.models import Account, Milestone, Nudge, Person
from playbook.permissions import require_recipient
from storage.queries.accounts import card_at
from storage.queries.due import nudge_by_id
from storage.queries.names import accounts_named, split_account
from storage.queries.people import people, person_by_id, person_called
from storage.records import AccountRef

BY_ID = re.compile(r"#(\d{1,18})")  # what a choice button puts in place of an ambiguous name
NAMES = 5  # of people to offer

Wanted = Callable[[Milestone], bool]


def is_open(milestone: Milestone) -> bool:
    return milestone.is_open


def is_closed(milestone: Milestone) -> bool:
    return not milestone.is_open


def is_blocked(milestone: Milestone) -> bool:
    return bool(milestone.open_blockers)


def split_off_account(turn: Turn, rest: Phrase) -> tuple[Account, Phrase]:
    """The account that the first words name, and the words after. In a card's thread its account is implied."""
    if rest and (chosen := BY_ID.fullmatch(rest.words[0].text)):
        return turn.account(int(chosen[1])), rest.drop(1)
    try:
        return _named_first(turn, rest)
    except NotFound:
        implied = _thread_account(turn)
        if implied is None:
            raise
        return implied, rest


def whole_account(turn: Turn, rest: Phrase) -> Account:
    """The one account that all the words name."""
    found = account_meant(turn, rest)
    return found if isinstance(found, Account) else turn.account(found.id)


def account_meant(turn: Turn, rest: Phrase) -> Account | AccountRef:
    """The same where its id is enough: the screen that shows it loads it."""
    if rest and (chosen := BY_ID.fullmatch(rest.query)):
        return turn.account(int(chosen[1]))
    implied = None if rest else _thread_account(turn)
    if implied is not None:
        return implied
    _require_words(rest)
    return accounts_named(turn.session, rest.texts)


def milestone_named(account: Account, query: Phrase, wanted: Wanted = is_open) -> Milestone:
    """The milestone that all the words name; of several, the only one that is `wanted`."""
    if not query:
        raise BadInput("milestone", "", "milestone", [item.name for item in account.milestones if wanted(item)])
    return _milestone(account, query.query, best(query.query, _choices(account)), wanted)


def split_off_milestone(account: Account, rest: Phrase, wanted: Wanted = is_open) -> tuple[Milestone, Phrase]:
    """The milestone that as many of the first words as possible name, and the words after.

    A typo is looked for only where nothing is spelt as it is, so that no name eats a short word of what follows.
    """
    choices = _choices(account)
    starts = [rest.take(length).query for length in range(1, len(rest.words) + 1)]
    spelt = [at for at, start in enumerate(starts, 1) if any(is_spelt(start, choice) for choice in choices)]
    if spelt:
        match = best(starts[spelt[-1] - 1], choices)
        length = words_of_name(match.hit[1] if match.hit else "", rest.texts, spelt[-1])
    else:
        typos = [(at, found) for at, start in enumerate(starts, 1) if (found := best(start, choices)).hits]
        if not typos:
            return milestone_named(account, rest.take(1), wanted), rest
        length, match = min(typos, key=lambda typo: (length_apart(starts[typo[0] - 1], typo[1]), -typo[0]))
    return _milestone(account, starts[length - 1], match, wanted), rest.drop(length)


def person_meant(turn: Turn, word: Word, field: str) -> Person:
    """The full member that a mention or a name means. Raises BadInput(`field`).

    Only known people are found: whoever was mentioned is looked up before the transaction (`Desk.meet`).
    """
    found = person_by_id(turn.session, word.user) if word.user else person_called(turn.session, word.text)
    if found is None:
        raise BadInput(field, word.text, "user", _people_like(turn, word.text))
    return full_member(found, field)


def _people_like(turn: Turn, text: str) -> list[str]:
    """Names of members that could have been meant; of nobody like it, some that are known."""
    members = [person for person in people(turn.session).values() if person.is_full_member]
    names = {person.id: person.real_name or person.name for person in members}
    near = best(text.lstrip("@"), [*names.items(), *((person.id, person.name) for person in members)])
    ids = dict.fromkeys(key for key, _ in (near.hits or near.nearest))
    return [names[key] for key in ids][:NAMES]


def full_member(person: Person, field: str) -> Person:
    """Somebody to put in charge. BadInput(`field`) for a guest or leaver: NotAllowed would be about who asks."""
    if not person.is_full_member:
        raise BadInput(field, person.real_name or person.name, "full_member")
    return person


def own_nudge(turn: Turn, nudge_id: int) -> Nudge:
    """The nudge that a button or form is about, if this person may act on it."""
    nudge = nudge_by_id(turn.session, nudge_id)
    require_recipient(nudge, turn.person, turn.workspace)
    return nudge


def _named_first(turn: Turn, rest: Phrase) -> tuple[Account, Phrase]:
    if not rest:
        raise NotFound("account", "")
    ref, after = split_account(turn.session, rest.texts)
    return turn.account(ref.id), rest.drop(len(rest.words) - len(after))


def _require_words(rest: Phrase) -> None:
    if not rest:
        raise BadInput("account", "", "account")


def _thread_account(turn: Turn) -> Account | None:
    scene = turn.scene
    if not scene.channel or not scene.thread_ts:
        return None
    card = card_at(turn.session, scene.channel, scene.thread_ts)
    return turn.account(card.account_id) if card else None


def _choices(account: Account) -> list[tuple[str, str]]:
    return [(milestone.key, milestone.name) for milestone in account.milestones]


def _milestone(account: Account, query: str, match: Match, wanted: Wanted) -> Milestone:
    hits = [milestone for key, _ in match.hits if (milestone := account.milestone(key))]
    preferred = [milestone for milestone in hits if wanted(milestone)] or hits
    if len(preferred) == 1:
        return preferred[0]
    if not preferred:
        raise NotFound("milestone", query, [name for _, name in match.nearest])
    raise Ambiguous("milestone", query, [(milestone.key, milestone.name) for milestone in preferred])
