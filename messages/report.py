"""`/onboard report`: a portfolio against the documents' bands, or its groups side by side, the worst first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from messages.charts import bar_chart
from messages.kit import Block, Message, context, header, message, section
from messages.measures import NOT_YET, PARTS, where_text
from messages.ttv import SEGMENTS
from messages.words import count, day, escape, listed, plain, points
from playbook.measures.bands import Grade, Limit, Metric
from playbook.measures.portfolio import Grouping, Reading, Table
from playbook.measures.ttv import TYPICAL, Part
from playbook.models import Person

GROUPS = 30  # rows; a table takes 100, a reader fewer
NAMED = 12  # groups whose days are told
MARKS = {Grade.GOOD: "🟢", Grade.WARNING: "🟡", Grade.RED: "🔴"}
NAMES = {
    Metric.MEDIAN_TTV: "Median time to value",
    Metric.P90_TTV: "P90 time to value",
    Metric.KICKOFF_TO_GO_LIVE: "Kickoff to go-live",
    Metric.COMPLETION_RATE: "Milestones in time",
    Metric.ONBOARDING_COMPLETION: "Onboardings completed",
    Metric.RETENTION_90: "Retention at 90 days",
    Metric.CES: "Customer effort (CES)",
    Metric.NPS: "Onboarding NPS",
    Metric.CSAT: "Satisfaction (CSAT)",
    Metric.ACTIVATION: "Seed users activated",
    Metric.FEATURE_ADOPTION: "Feature adoption",
    Metric.PRE_KICKOFF_FLOWS: "Flows before kickoff",
    Metric.STALLED: "Stalled",
    Metric.PER_CSM: "Active per CSM",
}
_DAYS = (Metric.MEDIAN_TTV, Metric.P90_TTV, Metric.KICKOFF_TO_GO_LIVE)
_PLAIN = (Metric.CES, Metric.NPS, Metric.PER_CSM)
_SIGNS = {"<": "under", "≤": "at most", ">": "over", "≥": "at least"}
_GRADES = (Grade.RED, Grade.WARNING, Grade.GOOD)
_BY = {
    Grouping.CSM: ("CSM", "CSMs"),
    Grouping.SEGMENT: ("segment", "segments"),
    Grouping.PLAYBOOK: ("playbook", "playbooks"),
}
_HEAD = ("Grade", "Measure", "Now", "Band (typical)", "Target", "Counted")
_COLUMNS = (  # of the table of groups
    ("TTV", Metric.MEDIAN_TTV),
    ("In time", Metric.COMPLETION_RATE),
    ("Completed", Metric.ONBOARDING_COMPLETION),
    ("90 days", Metric.RETENTION_90),
    ("Stalled", Metric.STALLED),
)


def report_message(found: Table, *, mine: bool, since: date | None, today: date) -> Message:
    """All accounts, or one's own, as one table: red first. `since` is the first day of signing that counts."""
    title = f"{'My portfolio' if mine else 'Portfolio'}: {count(found.accounts, 'account')}"
    if not found.accounts:
        return _empty(mine=mine, since=since, today=today)
    measured = sorted((each for each in found.readings if each.grade), key=lambda each: _GRADES.index(_grade(each)))
    first = f"*{_verdict(found)}.* {_worst(measured)}".rstrip()
    blocks: list[Block] = [
        header(title),
        section(first),
        _table([_HEAD, *(_reading_row(each) for each in measured)], 2),
    ]
    blocks += _parts_chart(found)
    blocks.append(section(f"*Where the days went*: {where_text(found.days)}."))
    blocks.append(context(*_notes(found, since, today)))
    return message(f"{title}. {first}".replace("*", ""), blocks)


def groups_message(
    found: Sequence[Table], by: Grouping, people: Mapping[str, Person], *, since: date | None, today: date
) -> Message:
    """The groups side by side, the one with most red first."""
    if not found:
        return _empty(mine=False, since=since, today=today)
    accounts = sum(each.accounts for each in found)
    title = f"By {_BY[by][0]}: {count(len(found), *_BY[by])}, {count(accounts, 'account')}"
    names = [_group_name(each, by, people) for each in found]
    head = (_BY[by][0][:1].upper() + _BY[by][0][1:], "Accounts", *(name for name, _ in _COLUMNS))
    rows = [_group_row(name, each) for name, each in zip(names, found, strict=True)][:GROUPS]
    first = _groups_summary(names, found)
    blocks: list[Block] = [header(title), section(first), _table([head, *rows], 1)]
    blocks += [*_groups_chart(names, found), *_groups_days(names, found)]
    more = [f"and {count(len(found) - GROUPS, 'group')} more"] if len(found) > GROUPS else []
    how = "🟢 good, 🟡 warning, 🔴 red, by what is usual; TTV (time to value) is the median of those who reached it."
    blocks.append(context(*more, how, *_since(since, today)))
    return message(f"{title}. {first}".replace("*", ""), blocks)


def _empty(*, mine: bool, since: date | None, today: date) -> Message:
    whose = "No account is yours" if mine else "There is no account"
    when = f" that was signed since {day(since, today)}" if since else " yet"
    text = f"{whose}{when}, so there is nothing to report."
    return message(text, [section(text)])


def _grade(reading: Reading) -> Grade:
    return reading.grade or Grade.GOOD


def _verdict(found: Table) -> str:
    """`2 red, 3 warning, 4 good`."""
    told = [f"{found.count(grade)} {grade}" for grade in _GRADES if found.count(grade)]
    return ", ".join(told) or "Nothing can be measured yet"


def _worst(measured: Sequence[Reading]) -> str:
    reds = [f"{_within(each.metric)} {_value(each)}" for each in measured if each.grade is Grade.RED]
    return f"Red: {listed(reds, 3)}." if reds else ""


def _within(metric: Metric) -> str:
    """Its name within a sentence."""
    return NAMES[metric][:1].lower() + NAMES[metric][1:]


def _reading_row(reading: Reading) -> tuple[str, ...]:
    grade = _grade(reading)
    return (
        f"{MARKS[grade]} {grade}",
        NAMES[reading.metric],
        _value(reading),
        _band(reading),
        _target(reading),
        f"{reading.of:,}",
    )


def _value(reading: Reading) -> str:
    """`32 days`, `83.3 %`, `2.5`, `3 of 11`."""
    if reading.metric is Metric.STALLED and reading.value is not None:
        return f"{reading.value:g} of {reading.of}"
    return NOT_YET if reading.value is None else _with_unit(reading.metric, points(reading.value), reading.value == 1)


def _with_unit(metric: Metric, text: str, one: bool = False) -> str:
    if metric in _DAYS:
        return f"{text} {'day' if one else 'days'}"
    return text if metric in _PLAIN else f"{text} %"


def _band(reading: Reading) -> str:
    """`low (14–21)`; where 002 has no bands, its typical range alone or nothing."""
    if reading.scale.typical is None:
        return NOT_YET
    low, high = (points(each) for each in reading.scale.typical)
    typical = low if low == high else f"{low}–{high}"
    return f"{reading.level} ({typical})" if reading.level else typical


def _target(reading: Reading) -> str:
    """`under 30: met`."""
    target: Limit | None = reading.scale.target
    if target is None:
        return NOT_YET
    return f"{_SIGNS[target.sign]} {points(target.value)}: {'met' if reading.meets_target else 'missed'}"


def _notes(found: Table, since: date | None, today: date) -> list[str]:
    """What is not measured, against whose bands, and how to cut it otherwise."""
    missing = [_within(each.metric) for each in found.readings if each.value is None]
    mixed = "the mid-market's bands, for segments are mixed"
    against = f"the {SEGMENTS[found.segment]} bands" if found.segment else mixed
    counted = "Counted are accounts; for what is done in time milestones, for activation users, and flows."
    notes = [
        f"{count(found.active, 'account')} active. Time is held against {against}. {counted}",
        *_since(since, today),
    ]
    if missing:
        notes.append(f"Not measurable yet: {', '.join(missing)}.")
    return [*notes, "`/onboard report csm`, `segment` or `playbook` cuts it; `since 1 Jan` takes later signings only."]


def _since(since: date | None, today: date) -> list[str]:
    return [f"Signed since {day(since, today)}."] if since else []


def _parts_chart(found: Table) -> list[Block]:
    """The median parts of TTV beside what is typical: the bottleneck at a glance."""
    known = [(part, days) for part in Part if (days := found.parts[part]) is not None]
    series = {
        "Median": [days for _, days in known],
        "Typical, at most": [float(TYPICAL[part][1]) for part, _ in known],
    }
    return bar_chart("Time to value: days in each part", [PARTS[part] for part, _ in known], series, "days")


def _group_name(found: Table, by: Grouping, people: Mapping[str, Person]) -> str:
    """As plain text: a table's cells are not mrkdwn."""
    key = found.key or ""
    if by is Grouping.CSM:
        person = people.get(key)
        return plain((person.real_name or person.name) if person else found.name or "somebody", 60)
    if by is Grouping.SEGMENT:
        return {str(tier): name for tier, name in SEGMENTS.items()}.get(key, key)
    return plain(key, 60) if key else "a plan of its own"


def _group_row(name: str, found: Table) -> tuple[str, ...]:
    cells = [_cell(found.reading(metric)) for _, metric in _COLUMNS]
    return (name, f"{found.accounts:,}", *cells)


def _cell(reading: Reading) -> str:
    return f"{MARKS[_grade(reading)]} {_value(reading)}" if reading.grade else NOT_YET


def _groups_days(names: Sequence[str], found: Sequence[Table]) -> list[Block]:
    """Where the days of each group went: in words, and as a chart of shares."""
    named = [(name, each.days) for name, each in zip(names, found, strict=True) if each.days.total][:NAMED]
    lines = [f"{escape(name, 60)}: {where_text(days)}" for name, days in named]
    series = {
        who: [round(100 * float(getattr(days, part)) / days.total, 1) for _, days in named]
        for part, who in (("us", "Us"), ("customer", "Customer"), ("third_party", "Third party"), ("paused", "Paused"))
    }
    chart = bar_chart("Whose days, in percent", [name for name, _ in named], series, "percent")
    return [section("\n".join(["*Where the days went*", *lines])), *chart] if named else []


def _groups_summary(names: Sequence[str], found: Sequence[Table]) -> str:
    """Where most is red."""
    reds = [(name, each.count(Grade.RED)) for name, each in zip(names, found, strict=True) if each.count(Grade.RED)]
    if not reds:
        return "*Nothing is red.*"
    told = listed([f"{escape(name, 60)} ({number} red)" for name, number in reds], 3)
    return f"*Most to do*: {told}."


def _groups_chart(names: Sequence[str], found: Sequence[Table]) -> list[Block]:
    timed = [(name, each.reading(Metric.MEDIAN_TTV).value) for name, each in zip(names, found, strict=True)]
    known = [(name, value) for name, value in timed if value is not None]
    series = {"Median": [value for _, value in known]}
    return bar_chart("Median time to value", [name for name, _ in known], series, "days")


def _table(rows: Sequence[Sequence[str]], numbers_from: int) -> Block:
    """Slack's table of plain cells; columns from `numbers_from` on stand right."""
    cells = [[{"type": "raw_text", "text": plain(cell, 80)} for cell in row] for row in rows]
    settings = [None if place < numbers_from else {"align": "right"} for place in range(len(rows[0]))]
    return {"type": "table", "rows": cells, "column_settings": settings}
