"""Loose matching of account and milestone names, as people type them in a hurry.

Exact beats prefix beats word prefix beats a typo; the first tier with a hit answers alone.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

Choice = tuple[str, str]  # (id or key, name)
NEAREST = 3
LONG_WORD = 5  # letters; a shorter word is too easily the first of what follows a name


class MatchKind(StrEnum):
    EXACT = "exact"  # one hit, spelled as it is
    CLOSE = "close"  # one hit, by prefix, word or typo
    SEVERAL = "several"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Match:
    """`hits` are what the query means (one for exact and close); `nearest` are up to three to offer for none."""

    kind: MatchKind
    hits: tuple[Choice, ...] = ()
    nearest: tuple[Choice, ...] = ()

    @property
    def hit(self) -> Choice | None:
        """The one choice meant, if there is exactly one."""
        return self.hits[0] if len(self.hits) == 1 else None


def normalize(text: str) -> str:
    """Casefolded letters, digits and their marks of any script; a name of symbols alone keeps its symbols."""
    if text.isascii():  # the same, ten times as fast
        folded = text.lower()
        kept = "".join(filter(str.isalnum, folded))
    else:
        folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
        kept = "".join(filter(_counts, folded))
    return kept or "".join(folded.split())


def best(query: str, choices: Sequence[Choice]) -> Match:
    """What `query` means among (id, name) `choices`; ids that are not numbers count as exact names too."""
    wanted = normalize(query)
    if not wanted or not choices:
        return Match(MatchKind.NONE, nearest=tuple(choices[:NEAREST]))
    exact = [choice for choice in choices if wanted in _full_names(choice)]
    if exact:
        return _found(exact, MatchKind.EXACT)
    looser: tuple[Callable[[str, str, str], bool], ...] = (_is_prefix, _is_word_prefix)
    for fits in looser:
        hits = [choice for choice in choices if fits(wanted, query, choice[1])]
        if hits:
            return _found(hits, MatchKind.CLOSE)
    typos = _typo_hits(wanted, choices)
    if typos:
        return _found(typos, MatchKind.CLOSE)
    return Match(MatchKind.NONE, nearest=_nearest(wanted, choices))


def is_spelt(query: str, choice: Choice) -> bool:
    """Whether `query` means the choice without a typo: exactly, by its beginning or by its words."""
    wanted = normalize(query)
    if not wanted:
        return False
    return (
        wanted in _full_names(choice)
        or _is_prefix(wanted, query, choice[1])
        or _is_word_prefix(wanted, query, choice[1])
    )


def words_of_name(name: str, words: Sequence[str], count: int) -> int:
    """How many words belong to `name`, once `count` are its beginning: long ones a typo away from its next do too."""
    parts = name.split()
    while count < min(len(words), len(parts)) and len(words[count]) >= LONG_WORD:
        if not best(words[count], [("0", parts[count])]).hits:
            break
        count += 1
    return count


def length_apart(query: str, match: Match) -> int:
    """By how many letters the query is longer or shorter than the nearest in length of what it hits."""
    return min(abs(len(normalize(name)) - len(normalize(query))) for _, name in match.hits)


def nearest_word(word: str, known: Sequence[str], least: float = 55.0) -> str | None:
    """The known word most like `word` (similarity of at least `least` percent), or None."""
    found = process.extractOne(word.casefold(), known, scorer=fuzz.ratio, processor=str.casefold, score_cutoff=least)
    return found[0] if found else None


def _counts(char: str) -> bool:
    selector = "\ufe00" <= char <= "\ufe0f"  # variation selectors colour an emoji, they are no letters
    return char.isalnum() or (unicodedata.category(char).startswith("M") and not selector)


def _words(text: str) -> list[str]:
    words = (normalize(word) for word in text.replace("-", " ").replace("_", " ").split())
    return [word for word in words if word]


def _full_names(choice: Choice) -> set[str]:
    key, name = choice
    return {normalize(name)} if key.isdigit() else {normalize(name), normalize(key)}


def _is_prefix(wanted: str, _query: str, name: str) -> bool:
    return normalize(name).startswith(wanted)


def _is_word_prefix(wanted: str, query: str, name: str) -> bool:
    words = _words(name)
    if any("".join(words[start:]).startswith(wanted) for start in range(len(words))):
        return True
    asked = _words(query)
    left = iter(words)
    return bool(asked) and all(any(word.startswith(part) for word in left) for part in asked)


def _edits_allowed(wanted: str) -> int:
    """Short words leave no room for typos: one edit from 4 letters, two from 8, three from 13."""
    return sum(len(wanted) >= least for least in (4, 8, 13))


def _typo_hits(wanted: str, choices: Sequence[Choice]) -> list[Choice]:
    allowed = _edits_allowed(wanted)
    if not allowed:
        return []
    scored = [(min(OSA.distance(wanted, run, score_cutoff=allowed) for run in _runs(wanted, choice[1])), choice)
              for choice in choices]  # fmt: skip
    least = min(edits for edits, _ in scored)
    return [choice for edits, choice in scored if edits == least <= allowed]


def _runs(wanted: str, name: str) -> Iterator[str]:
    """Every run of neighbouring words of `name`, joined, and its beginning as long as the query."""
    words = _words(name)
    whole = normalize(name)
    yield from (whole, whole[: len(wanted)], whole[: len(wanted) + 1])
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            run = "".join(words[start:end])
            yield run
            if len(run) > len(wanted) + 3:
                break


def _found(hits: Sequence[Choice], one: MatchKind) -> Match:
    return Match(one if len(hits) == 1 else MatchKind.SEVERAL, hits=tuple(hits))


def _nearest(wanted: str, choices: Sequence[Choice]) -> tuple[Choice, ...]:
    """The three that are most alike, however far they are: somebody who mistyped still sees names that exist."""
    names = [normalize(name) for _, name in choices]
    ranked = process.extract(wanted, names, scorer=fuzz.WRatio, limit=NEAREST)
    return tuple(choices[index] for _, _, index in ranked)
