"""Accounts by what people call them: exact, beginning, word, typo."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from rapidfuzz import fuzz, process
from sqlalchemy import Row, and_, bindparam, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import Pool

from playbook.errors import Ambiguous, NotFound, Refused
from playbook.matching import Match, best, length_apart, normalize, words_of_name
from playbook.models import AccountState
from storage.chunks import chunks
from storage.images import RecordedSession
from storage.records import AccountRef
from storage.tables import ACCOUNT, NAME_STAMP

CHOICES = 10  # as many as a person wants to choose from
MOST_WORDS = 8  # no account name is worth more guesses
SHORTLIST = 100  # accounts that are weighed one by one
REMEMBERED = 10_000  # answers of a book
LAST_CHAR = "\U0010ffff"
_REF = (ACCOUNT.c.id, ACCOUNT.c.name, ACCOUNT.c.state, ACCOUNT.c.name_key)
_ORDER = (ACCOUNT.c.name_key, ACCOUNT.c.id)
_STAMP = select(NAME_STAMP.c.value)
_KEYS = select(ACCOUNT.c.id, ACCOUNT.c.name_key).order_by(*_ORDER).execution_options(yield_per=5_000)
_SOME = select(*_REF[:2]).where(ACCOUNT.c.id.in_(bindparam("ids", expanding=True))).order_by(*_ORDER)
_EXACT = select(*_REF).where(ACCOUNT.c.name_key.in_(bindparam("keys", expanding=True))).order_by(*_ORDER)


def require_free_name(session: Session, name: str) -> None:
    """Refused `account_exists` when an account that is not closed has that name."""
    taken = select(ACCOUNT.c.id, ACCOUNT.c.name).where(
        ACCOUNT.c.name_key == normalize(name), ACCOUNT.c.state != AccountState.CLOSED.value
    )
    found = session.execute(taken).first()
    if found:
        raise Refused("account_exists", account=found.name, account_id=found.id)


def accounts_named(session: Session, tokens: Sequence[str] | str) -> AccountRef:
    """The one account that all the words name. NotFound with the nearest names; Ambiguous with (id, name) choices.

    A closed account gives way to a living one of the same name.
    """
    query = tokens if isinstance(tokens, str) else " ".join(tokens)
    key = normalize(query)
    if not key:
        raise NotFound("account", query)
    found = _exact(session, [key]) or _beginning(session, key)
    if found:
        return _one(found, query)
    match = _best(session, query)
    if not match.hits:
        raise NotFound("account", query, [name for _, name in match.nearest])
    return _one_of_match(session, match, query)


def split_account(session: Session, words: Sequence[str]) -> tuple[AccountRef, list[str]]:
    """The account that the first words name, as many of them as do, and the words after. NotFound, Ambiguous.

    An exact name beats a beginning, a beginning beats a word in the middle or a typo.
    """
    keys = [normalize(text) for text in _starts(words)]
    exact = _exact(session, [key for key in keys if key])
    for count in range(len(keys), 0, -1):
        found = [row for row in exact if row.name_key == keys[count - 1]]
        if found:
            return _one(found, " ".join(words[:count])), list(words[count:])
    for count in range(len(keys), 0, -1):
        found = _beginning(session, keys[count - 1]) if keys[count - 1] else []
        if found:
            one = _one(found, " ".join(words[:count]))
            return one, list(words[words_of_name(one.name, words, count) :])
    return _split_loosely(session, words)


def accounts_starting(session: Session, typed: str, limit: int = 100) -> tuple[AccountRef, ...]:
    """Living accounts, by name, whose name or a word of it begins with what was typed; '' means the first ones."""
    key = normalize(typed) if typed.strip() else ""
    living = select(*_REF).where(ACCOUNT.c.state != AccountState.CLOSED.value).order_by(*_ORDER)
    span = (ACCOUNT.c.name_key >= key, ACCOUNT.c.name_key < key + LAST_CHAR)
    found = list(session.execute(living.where(*span).limit(limit)))
    if len(found) < limit:
        inside = session.execute(living.where(ACCOUNT.c.name_key.contains(key, autoescape=True), ~and_(*span)))
        found += [row for row in inside if _has_word(row.name, key)]
    return tuple(AccountRef(id=row.id, name=row.name, state=AccountState(row.state)) for row in found[:limit])


class AccountBook:
    """Every account's name and zone at one moment, for very many look-ups without the database."""

    def __init__(self, session: Session) -> None:
        found = session.execute(select(*_REF, ACCOUNT.c.time_zone)).all()
        rows = sorted(found, key=lambda row: (row.name_key, row.id))
        self._rows: dict[int, Any] = {int(row.id): row for row in rows}
        self._keys = [str(row.name_key) for row in rows]
        self._ids = [int(row.id) for row in rows]
        self._choices = [(str(row.id), str(row.name)) for row in rows]
        self._found: dict[str, AccountRef | NotFound | Ambiguous] = {}

    def named(self, query: str) -> AccountRef:
        """The one account that a name means, as `accounts_named` finds it. NotFound, Ambiguous."""
        if query not in self._found:
            if len(self._found) >= REMEMBERED:
                self._found.clear()
            try:
                self._found[query] = self._look_up(query)
            except (NotFound, Ambiguous) as error:
                self._found[query] = error
        found = self._found[query]
        if isinstance(found, AccountRef):
            return found
        raise found.with_traceback(None)

    def zone(self, account_id: int) -> ZoneInfo:
        """Where the account lives."""
        return ZoneInfo(self._rows[account_id].time_zone)

    def _look_up(self, query: str) -> AccountRef:
        key = normalize(query)
        if not key:
            raise NotFound("account", query)
        exact = slice(bisect_left(self._keys, key), bisect_right(self._keys, key))
        begins = slice(exact.start, bisect_right(self._keys, key + LAST_CHAR))
        ids = self._ids[exact] or self._ids[begins]
        if not ids:
            match = best(query, [self._choices[place] for place in _likely(query, self._keys)])
            ids = [int(account_id) for account_id, _ in match.hits]
            if not ids:
                raise NotFound("account", query, [name for _, name in match.nearest])
        return _one([self._rows[account_id] for account_id in ids[: CHOICES + 1]], query)


def _has_word(name: str, key: str) -> bool:
    """Whether the name, from one of its words on, begins with the key."""
    words = name.split()
    return any(normalize(" ".join(words[start:])).startswith(key) for start in range(1, len(words)))


def _split_loosely(session: Session, words: Sequence[str]) -> tuple[AccountRef, list[str]]:
    """Words and typos: among the starts that hit, the one that is nearest in length to what it hits."""
    starts = _starts(words)
    matches = [(count, _best(session, start)) for count, start in enumerate(starts, start=1)]
    hits = [(count, match) for count, match in matches if match.hits]
    if not hits:
        nearest = matches[0][1].nearest if matches else ()
        raise NotFound("account", starts[0] if starts else "", [name for _, name in nearest])
    count, match = min(hits, key=lambda hit: (len(hit[1].hits) > 1, length_apart(starts[hit[0] - 1], hit[1]), -hit[0]))
    return _one_of_match(session, match, starts[count - 1]), list(words[count:])


def _starts(words: Sequence[str]) -> list[str]:
    return list(accumulate(words[:MOST_WORDS], lambda start, word: f"{start} {word}"))


def _exact(session: Session, keys: Sequence[str]) -> list[Row[Any]]:
    return list(session.execute(_EXACT, {"keys": keys}))


def _beginning(session: Session, key: str) -> list[Row[Any]]:
    span = (ACCOUNT.c.name_key >= key, ACCOUNT.c.name_key < key + LAST_CHAR)
    return list(session.execute(select(*_REF).where(*span).order_by(*_ORDER).limit(CHOICES + 1)))


def _best(session: Session, query: str) -> Match:
    """`matching.best` among the accounts whose names are likely."""
    known = _known(session)
    ids = [known.ids[place] for place in _likely(query, known.keys)]
    rows = [row for some in chunks(ids) for row in session.execute(_SOME, {"ids": some})]
    return best(query, [(str(row.id), row.name) for row in rows])


def _likely(query: str, keys: Sequence[str]) -> Iterable[int]:
    """Places of the keys that are worth a closer look, in their order: `best` takes microseconds a name, too slow for
    all of a large team's."""
    if len(keys) <= SHORTLIST:
        return range(len(keys))
    likely = process.extract(normalize(query), keys, scorer=fuzz.partial_ratio, limit=SHORTLIST)
    return sorted(place for _, _, place in likely)


@dataclass(frozen=True, slots=True)
class _Known:
    """The key of every account's name, in order, beside its id; good as long as the database has this stamp."""

    stamp: str | None
    ids: array[int]
    keys: list[str]


_known_of: WeakKeyDictionary[Pool, _Known] = WeakKeyDictionary()


def _known(session: Session) -> _Known:
    """As this transaction sees them: remembered by the process until any replica changes a name."""
    stamp = session.execute(_STAMP).scalar()
    if stamp is None or _names_anew(session):
        return _read(session, None)
    pool = session.connection().engine.pool
    known = _known_of.get(pool)
    if known is None or known.stamp != stamp:
        known = _known_of[pool] = _read(session, stamp)
    return known


def _names_anew(session: Session) -> bool:
    """Whether this very transaction changed a name, which its stamp does not tell yet."""
    return isinstance(session, RecordedSession) and any(image.names_anew for image in session.taken())


def _read(session: Session, stamp: str | None) -> _Known:
    ids, keys = array("q"), list[str]()
    for account_id, key in session.execute(_KEYS):
        ids.append(account_id)
        keys.append(key)
    return _Known(stamp, ids, keys)


def _one_of_match(session: Session, match: Match, query: str) -> AccountRef:
    ids = [int(key) for key, _ in match.hits[: CHOICES + 1]]
    return _one(list(session.execute(select(*_REF).where(ACCOUNT.c.id.in_(ids)).order_by(*_ORDER))), query)


def _one(found: Sequence[Row[Any]], query: str) -> AccountRef:
    """The only one, or the only living one; else Ambiguous."""
    living = [row for row in found if row.state != AccountState.CLOSED]
    wanted = living or list(found)
    if len({row.name_key for row in found}) == 1:
        wanted = living or wanted[-1:]  # of closed namesakes the latest
    if len(wanted) > 1:
        raise Ambiguous("account", query, [(str(row.id), row.name) for row in wanted[:CHOICES]])
    return AccountRef(id=wanted[0].id, name=wanted[0].name, state=AccountState(wanted[0].state))
