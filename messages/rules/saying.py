"""What can be said for a rule: the form that every module of this package fills in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from messages.facts import Facts
from messages.ids import Action
from playbook.models import Account

Words = Callable[[Facts, date], str]
Merged = Callable[[Sequence[Facts], date], str]
Body = Callable[[Account, Facts, date], list[str]]
Greets = Callable[[Facts], str | None]
Call = Callable[[Account, Facts, date], str]
Own = tuple[str, Action]  # what a button says and does


@dataclass(frozen=True, slots=True)
class Saying:
    """The words and buttons of one rule.

    `reason` has the whole of it with every input, `brief` is the plan's short sentence; both give escaped mrkdwn from
    a finding's facts and the reader's day, and are never empty. `about` names what a line of the plan is about, so that
    rules about the same thing share a line; `merged` is `brief` of several of its findings in one line.
    With `shared` all its subjects of an account share one, and so do their ways out but for the drafts.
    `own` are the actions that the rule is about. `draft` gives the
    paragraphs of a message to the customer, without greeting and signature, as plain text; `contacts` are the
    stakeholder roles it is for, the first that is known; `greets` names whom it is for where that is no stakeholder,
    and `on_a_call` how a call could begin. `done` takes the place of the button Done.
    """

    title: str
    reason: Words
    brief: Words
    about: str | None = None
    merged: Merged | None = None
    shared: bool = False
    own: tuple[Own, ...] = ()
    draft: Body | None = None
    contacts: tuple[str, ...] = ()
    greets: Greets | None = None
    on_a_call: Call | None = None
    done: Own | None = None


Sayings = Mapping[str, Saying]
