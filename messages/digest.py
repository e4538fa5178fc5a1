"""The daily at-risk digest and its file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo

from messages.exports import csv_line, safe_cell
from messages.ids import Action
from messages.kit import MESSAGE_BLOCKS, Block, Message, button, context, divider, header, message, section, size
from messages.portfolio import row_line, row_reason
from messages.refs import Ref
from messages.words import BANDS, called, count, day, escape, listed, points, unformatted
from playbook.models import AccountRow, Band, CsmCount, DigestChanges, DigestCounts, Person

TOP = 20  # rows that storage should hand in; as many as fit are shown
CSMS = 15  # CSMs named in the counts
ROOM = 12_500
COLUMNS = ("account", "tier", "csm", "health", "score", "needs attention since", "why", "next milestone", "due")


def digest(
    counts: DigestCounts,
    top: Sequence[AccountRow],
    per_csm: Sequence[CsmCount],
    changes: DigestChanges,
    people: Mapping[str, Person],
    today: date,
    *,
    zone: tzinfo = UTC,
) -> Message:
    """Counts, what changed, the accounts that need attention worst first with why, since when and whose, the rest as
    counts per CSM. One line when nothing is at risk. `today` and `zone` are the workspace's."""
    if not counts.attention:
        return _calm(counts, changes, zone)
    title = f"{count(counts.attention, 'account needs', 'accounts need')} attention, {day(today)}"
    blocks = [header(title), section(_counts(counts)), *_changes(changes, today, zone), divider()]
    rest = _rest(counts, per_csm, people)
    used, shown = size([*blocks, *rest]), 0
    for row in top[:TOP]:
        more = _row(row, people, today, zone)
        used += size(more)
        if len(blocks) + len(rest) + 1 > MESSAGE_BLOCKS or used > ROOM:
            break
        blocks.append(more)
        shown += 1
    if shown < counts.attention:
        blocks += rest
    first = " ".join(f"{escape(row.name)}: {row_reason(row, today)}" for row in top[:3])
    return message(f"{title}. {first}".replace("*", ""), blocks)


def digest_needs_file(counts: DigestCounts) -> bool:
    """Whether the digest may leave accounts out, so that the file should go with it."""
    return counts.attention > TOP


def _calm(counts: DigestCounts, changes: DigestChanges, zone: tzinfo) -> Message:
    parts = [f"Nothing is at risk today: {count(counts.active, 'onboarding')}"]
    if counts.healthy:
        parts.append(f"{counts.healthy:,} healthy")
    if counts.overdue:
        parts.append(f"{counts.overdue:,} with something overdue")
    if counts.reviews_open:
        parts.append(f"{count(counts.reviews_open, 'review')} open")
    if changes.recovered_total:
        parts.append(f"{changes.recovered_total:,} recovered since {_since(changes, zone)}")
    text = ", ".join(parts) + "."
    return message(text, [section(text)])


def _since(changes: DigestChanges, zone: tzinfo) -> str:
    return day(changes.since.astimezone(zone).date()) if changes.since else "the last digest"


def _counts(counts: DigestCounts) -> str:
    """The bands, worst first, then the troubles."""
    bands = ((Band.CRITICAL, counts.critical), (Band.AT_RISK, counts.at_risk), (Band.HEALTHY, counts.healthy))
    health = [f"{BANDS[band][0]} {number:,} {BANDS[band][1]}" for band, number in bands]
    if counts.not_yet:
        health.append(f"{BANDS[Band.NOT_YET][0]} {counts.not_yet:,} not yet scored")
    troubles = [
        f"{counts.stalled:,} stalled",
        f"{counts.overdue:,} overdue",
        f"{count(counts.reviews_open, 'review')} open",
    ]
    if counts.paused:
        troubles.append(f"{counts.paused:,} paused")
    return f"*{' · '.join(health)}* of {count(counts.active, 'onboarding')}\n{' · '.join(troubles)}"


def _changes(changes: DigestChanges, today: date, zone: tzinfo) -> list[Block]:
    if changes.since is None:
        return []
    since = f"Since {_since(changes, zone)}"
    moved = (
        ("new", changes.worsened, changes.worsened_total),
        ("recovered", changes.recovered, changes.recovered_total),
    )
    told = [f"{total:,} {word} ({_among(rows, total)})" for word, rows, total in moved if total]
    return [context(f"{since}: {', '.join(told) if told else 'no account came or went'}")]


def _among(rows: Sequence[AccountRow], total: int) -> str:
    names = [escape(row.name, 40) for row in rows[:3]]
    if total > len(names):
        return f"{', '.join(names)} and {total - len(names):,} more" if names else "see the list"
    return listed(names)


def _row(row: AccountRow, people: Mapping[str, Person], today: date, zone: tzinfo) -> Block:
    since = row.attention_since.astimezone(zone).date() if row.attention_since else None
    when = f" · {'new today' if since == today else f'since {day(since, today)}'}" if since else ""
    text = f"{row_line(row, people)}{when}\n{row_reason(row, today)}"
    return section(text, button("Open", Action.ACCOUNT_STATUS, Ref(row.id), row.id, label=f"Open {row.name}"))


def _rest(counts: DigestCounts, per_csm: Sequence[CsmCount], people: Mapping[str, Person]) -> list[Block]:
    """All of them as counts per CSM; where the file is."""
    busiest = sorted(per_csm, key=lambda each: (-each.attention, each.csm.casefold()))
    named = [f"{called(each.csm_id, people, each.csm)} {each.attention:,}" for each in busiest[:CSMS]]
    others = sum(each.attention for each in busiest[CSMS:])
    if others:
        named.append(f"{count(len(busiest) - CSMS, 'other')} {others:,}")
    where = (
        "The file in the thread lists every one."
        if digest_needs_file(counts)
        else "`/onboard list all` has every one, worst first."
    )
    by_csm = f"All {counts.attention:,} by CSM: {', '.join(named)}. " if named else ""
    return [section(f"{by_csm}{where}")]


def digest_csv(rows: Iterable[AccountRow], people: Mapping[str, Person], today: date, *, zone: tzinfo = UTC) -> str:
    """All rows as CSV text for a file; no cell that a spreadsheet would run as a formula."""
    lines = ([safe_cell(value) for value in _values(row, people, today, zone)] for row in rows)
    return "".join(map(csv_line, (COLUMNS, *lines)))


def _values(row: AccountRow, people: Mapping[str, Person], today: date, zone: tzinfo) -> tuple[str, ...]:
    person = people.get(row.csm_id) if row.csm_id else None
    return (
        row.name,
        str(row.tier),
        (person.real_name or person.name) if person else row.csm,
        BANDS[row.band][1],
        points(row.score) if row.score is not None else "",
        _day_of(row.attention_since, zone),
        unformatted(row_reason(row, today)),
        row.next_milestone or "",
        row.next_due_on.isoformat() if row.next_due_on else "",
    )


def _day_of(instant: datetime | None, zone: tzinfo) -> str:
    return instant.astimezone(zone).date().isoformat() if instant else ""
