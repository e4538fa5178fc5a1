"""Everything that a person can mend, in words: what is wrong, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from messages.ids import Action
from messages.kit import Block, Message, actions, button, context, fits, message, section
from messages.problems import problem_lines
from messages.refusals import not_allowed_text, refused_text
from messages.words import count, cut, escape, listed, unformatted, unmarked
from playbook.errors import Ambiguous, BadFile, BadInput, NotAllowed, NotFound, OnboardError, Problem, Refused

CHOICES = 10  # buttons; more are named
FAULTS = 60  # of a file, in a message
LINES = 8

_SEE = {
    "account": "`/onboard list all` shows every account.",
    "milestone": "`/onboard status` with its account shows its milestones.",
    "playbook": "`/onboard playbooks` shows those there are.",
    "rule": "`/onboard why` shows every rule on an account.",
    "verb": "`/onboard help` shows what I can do.",
    "seed user": "`/onboard user <account> <name> <e-mail>` adds one.".replace("<", "&lt;").replace(">", "&gt;"),
    "feature": "`/onboard feature <account> <name>` adds one.".replace("<", "&lt;").replace(">", "&gt;"),
}
# Each completes "“…” is not".
_EXPECTED = {
    "date": "a day I can read. Try `22 Jan`, `2026-01-22`, `yesterday` or `next friday`",
    "rule_number": "a number of a rule. Try `TOUCH after_days = 10`; the names stand below",
    "rule_bounds": "a number that fits that rule",
    "past_date": "today or a day that has been",
    "future_date": "a day to come",
    "recent_date": "a day of the last ten years",
    "time": "a time of day. Try `09:00`",
    "later_time": "later than the hour at which work begins",
    "touch_kind": "a kind of contact",
    "filter": "a list I know",
    "report": "a report I know",
    "choice": "one of the choices",
    "minutes": "a length between 1 minute and a day. Try `30m` or `1h`",
    "user": "a person of this workspace. Type `@` and choose them from the list",
    "full_member": (
        "a full member of this workspace. Choose somebody who is: guests, bots, people of other companies and those who"
        " left cannot be chosen here"
    ),
    "email": "an e-mail address. Try `ana@example.com`",
    "flow_state": "what became of the flow. Say `sent` or `completed`",
    "time_zone": "a time zone. Try `Europe/Berlin`",
    "country": "a country. Two letters, such as `US`",
    "number": "a whole number",
    "money": "an amount that fits: a whole number of dollars, not below zero and not above a trillion",
    "playbook": "a playbook I know",
    "count": "a number that fits: whole, not below zero and not above a thousand",
    "products": "a number of products that one plan can hold: ten at most",
    "own_words": (
        "enough to go by: it could mean anything. Note what they said worked or did not, in their own words, even if it"
        " is one sentence"
    ),
    "day_been": "a day I can read that has been. Try `22 Jan`, `2026-01-22` or `yesterday`",
    "answer": "an answer. There is only Yes, No and Partial",
    "instant": "a moment I can read. Try `2026-01-22T09:30:00-05:00`, or without a zone for the account's own clock",
    "event": "an event I know",
    "ces": "an effort score. It goes from 1 to 7",
    "nps": "a recommendation score. It goes from -100 to 100",
    "csat": "a satisfaction score. It goes from 0 to 100",
    "csv_line": "a line that fits the columns. Put quotes around a value that holds a comma, and close them",
    "shorter_line": "short enough: a line of one's own has at most 500 characters",
    "utf_8": "text in UTF-8",
    "shorter_text": "a text that fits: one line of at most 300 characters, without control characters",
    "ref": "a button of mine any more. Ask anew with `/onboard`",
}
_MISSING = {
    "text": "say it in a few words",
    "account": "name the account, as in `/onboard status acme`",
    "milestone": "name the milestone",
    "date": "name a day, such as `22 Jan`, `2026-01-22` or `next friday`",
    "time": "name an hour, such as `15:00`",
    "flow_state": "say `sent` or `completed`",
    "email": "write it as `ana@example.com`",
    "touch_kind": "say which kind of contact it was",
    "user": "type `@` and choose a person from the list",
    "workdays": "choose at least one",
    "tracker": "paste a tracker file, or upload one",
    "playbook_text": "paste a playbook, or upload one",
    "why_otherwise": "say why you run it otherwise than recommended; it stays with the account",
    "choice": "choose one",
    "channel": "choose the channel that the customer reads along in",
}
_FILE = {
    "unreadable": "cannot be read",
    "unfetched": "could not be fetched from Slack in time: try again, or paste its text instead",
    "too_large": "is larger than 1 MB",
    "not_text": "is not a text file in UTF-8",
    "columns": "lacks columns that it needs",
    "not_slacks": "is not kept by Slack: paste its text instead",
}
_FIELDS = {
    "paste_1": "text",
    "csm": "CSM",
    "said_by": "customer's name",
    "due_on": "due date",
    "ces": "number",
    "who": "person",
    **dict.fromkeys(("person_1", "person_2"), "name"),
    **dict.fromkeys(("role_1", "role_2"), "role"),
    **dict.fromkeys(("email_1", "email_2"), "e-mail"),
    "sold_to": "part about stakeholders",
    "goals": "part about goals",
    "technical": "part about technical requirements",
    "promises": "part about promises",
    "flow_state": "flow's news",
}


def error_message(error: OnboardError, *, retry: Callable[[str], str] | None = None) -> Message:
    """The private answer. `retry` maps a choice (Ambiguous: its id or key; NotFound: the near name) to the value of an
    Action.CHOOSE button; without it the choices are only named."""
    if isinstance(error, BadFile):
        return _bad_file(error)
    text = _worded(error)
    return message(unmarked(text), [section(text), *_choices(error, retry)])


def error_text(error: OnboardError) -> str:
    """The same in one plain line, for the command line."""
    if isinstance(error, BadFile):
        lines = [line.removeprefix("• ") for line in problem_lines(error, 3)]
        return cut(unformatted(f"{count(len(error.problems), 'fault')}: {'; '.join(lines)}"), 1_000)
    names = [name for _, name in error.choices] if isinstance(error, Ambiguous) else []
    offered = f" {listed([escape(name) for name in names], CHOICES)}." if names else ""
    return cut(unformatted(_worded(error) + offered), 1_000)


def file_fault(code: str, name: str, detail: str = "") -> BadFile:
    """A file whose text cannot be had: unreadable (`detail` says why), unfetched, too_large, not_text, not_slacks."""
    return BadFile([Problem(line=1, field="file", message=f"{_FILE[code]}{f': {detail}' if detail else ''}")], name)


def apology(reference: str) -> Message:
    """For what nobody foresaw; `reference` is also in the log."""
    text = (
        "Something went wrong on my side. Look with `/onboard status` whether it was done before you try again. If it"
        f" happens again, tell your admin this reference: `{escape(reference)}`"
    )
    return message(unmarked(text), [section(text)])


def _worded(error: OnboardError) -> str:
    if isinstance(error, NotFound):
        return _not_found(error)
    if isinstance(error, Ambiguous):
        return f"“{escape(error.query)}” fits {count(len(error.choices), error.what)}. Which one do you mean?"
    if isinstance(error, NotAllowed):
        return not_allowed_text(error)
    if isinstance(error, Refused):
        return refused_text(error)
    return _bad_input(error) if isinstance(error, BadInput) else "That did not work."


def _not_found(error: NotFound) -> str:
    what = escape(error.what)
    text = (
        f"I know no {what} called “{escape(error.query)}”."
        if error.query.strip()
        else f"Which {what}? Its name is missing."
    )
    if error.nearest:
        names = listed([f"*{escape(name)}*" for name in error.nearest], CHOICES).replace(" and ", " or ")
        text += f" Did you mean {names}?"
    return f"{text} {_SEE.get(error.what, '')}".rstrip()


def _bad_input(error: BadInput) -> str:
    if error.value.strip():
        expected = _EXPECTED.get(error.expected, f"a {escape(error.expected.replace('_', ' '))}")
        text = f"“{escape(error.value)}” is not {expected}."
    else:
        field = _FIELDS.get(error.field, escape(error.field.replace("_", " ")))
        text = f"The {field} is missing: {_MISSING.get(error.expected, 'please fill it in')}."
    if error.options:
        there = "I know" if error.expected == "user" else "There is"
        text += f" {there} {listed([f'`{escape(option)}`' for option in error.options], CHOICES)}."
    return text


def _choices(error: OnboardError, retry: Callable[[str], str] | None) -> list[Block]:
    """Buttons for what could have been meant."""
    if isinstance(error, Ambiguous):
        choices: Sequence[tuple[str, str]] = error.choices
    elif isinstance(error, NotFound):
        choices = [(name, name) for name in error.nearest]
    else:
        return []
    more = [context(f"and {len(choices) - CHOICES} more: type more of the name")] if len(choices) > CHOICES else []
    if retry is None:
        named = isinstance(error, Ambiguous) and choices
        return [section("\n".join(f"• {escape(name)}" for _, name in choices[:CHOICES])), *more] if named else []
    values = [(name, retry(key)) for key, name in choices[:CHOICES]]
    row = [button(name, Action.CHOOSE, value, at) for at, (name, value) in enumerate(values) if len(value) <= 2_000]
    return [actions(row, "choices"), *more] if row else more


def _bad_file(error: BadFile) -> Message:
    lines = problem_lines(error, FAULTS)
    title = f"*{count(len(error.problems), 'fault')} in {escape(error.field)}; nothing was imported.*"
    blocks = [section(title)]
    blocks += [section("\n".join(lines[at : at + LINES])) for at in range(0, len(lines), LINES)]
    return message(unmarked(f"{title} {lines[0].removeprefix('• ')}"), _that_fit(blocks))


def _that_fit(blocks: list[Block]) -> list[Block]:
    """The first blocks that a message holds, with a word where some are left out."""
    last = section("More faults follow once these are mended.")
    if fits(blocks):
        return blocks
    while not fits([*blocks, last]):
        blocks = blocks[:-1]
    return [*blocks, last]
