"""The self-serve e-mails in words (003): each about what this user has and has not done, with one question.

Plain text. Nothing generic: a subject of the playbook is kept only while it fits the user; nothing speaks of buying
more before a Yes (EXPANSION-HOLD), and another workflow is offered on one day only and never pushed (003).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from messages.drafting import quoted
from messages.hold import for_customer
from messages.words import count, cut, day, listed, one_line
from playbook.mails import Progress, progress_of
from playbook.models import Account, SeedUser
from playbook.plan_model import PlanEmail

SUBJECT = 150  # characters
REVIEW, OFFER = (
    "review",
    "second-workflow",
)  # keys of the mails that ask for the answer, and that offer another workflow
_FITS = {  # the playbook's own subjects, and whom they fit
    "welcome": (Progress.NOT_SIGNED_UP, Progress.NO_TASK),
    "first-task": (Progress.NO_TASK,),
    "return": (Progress.ONCE,),
    OFFER: (Progress.ONE_WORKFLOW,),
    "habit": (Progress.ONE_WORKFLOW, Progress.SEVERAL),
    REVIEW: tuple(Progress),
}


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    text: str


def letter(account: Account, user: SeedUser, email: PlanEmail, today: date, stop: str) -> Letter:
    """What this user gets on that day; `stop` says how to stop these e-mails. The account as it is known today."""
    progress = progress_of(user)
    first = one_line(user.name).split()
    body = [
        f"Hi {quoted(first[0], 40)}," if first and "@" not in first[0] else "Hello,",
        _STANDS[progress](account, user, today),
        _NEXT[progress](account, user, email),
        _question(progress, user, email),
        "Reply to this e-mail and a person reads it.",
    ]
    held = for_customer(account, "\n\n".join(part for part in body if part), today)
    subject = for_customer(account, _subject(progress, user, email), today) or "Where you are, and what is next"
    return Letter(cut(one_line(subject), SUBJECT), f"{held}\n\n-- \n{stop}\n")


def _subject(progress: Progress, user: SeedUser, email: PlanEmail) -> str:
    if progress in _FITS.get(email.key, (progress,)):
        return email.subject
    match progress:
        case Progress.NOT_SIGNED_UP:
            return "Your access is ready: the first few minutes"
        case Progress.NO_TASK:
            return "A first task that fits you"
        case Progress.FAILED:
            return f"“{_last_failed(user)}” did not work: what to try instead"
        case Progress.ONCE:
            return f"“{_first_done(user)}” worked: the next one like it"
        case Progress.ONE_WORKFLOW:
            return f"What you have done with “{_first_done(user)}” so far"
        case _:
            return "Where you are, and what is next"


def _not_signed_up(account: Account, user: SeedUser, today: date) -> str:
    begun = day(account.start_on, today)
    return f"{_name(account)} got access on {begun}, and you have not signed up yet under this address."


def _no_task(account: Account, user: SeedUser, today: date) -> str:
    on = f" on {day(account.local_date(user.signed_up_at), today)}" if user.signed_up_at else ""
    return f"You signed up{on} and have not tried a task yet."


def _failed(account: Account, user: SeedUser, today: date) -> str:
    last = max(user.submissions, key=lambda task: task.at)
    why = f": “{quoted(last.cause, 200)}”" if last.cause and last.cause.strip() else ""
    when = day(account.local_date(last.at), today)
    return f"Your task “{_last_failed(user)}” on {when} did not work{why}. That is ours to mend, not yours."


def _once(account: Account, user: SeedUser, today: date) -> str:
    first = user.first_success
    on = f" on {day(account.local_date(first.at), today)}" if first else ""
    return f"Your task “{_first_done(user)}” worked{on}, and it has been the only one so far."


def _one_workflow(account: Account, user: SeedUser, today: date) -> str:
    done = sum(task.ok for task in user.submissions)
    return f"You have come back: {count(done, 'task')} with “{_first_done(user)}” have worked for you so far."


def _several(account: Account, user: SeedUser, today: date) -> str:
    names = listed([f"“{quoted(name, 60)}”" for name in user.workflows], 4)
    done = sum(task.ok for task in user.submissions)
    return f"You work with {names} by now: {done} of {count(len(user.submissions), 'task')} worked."


def _sign_up(account: Account, user: SeedUser, email: PlanEmail) -> str:
    return f"Signing up takes a few minutes. A good first task afterwards is {_suggestion(account, user)}."


def _try_first(account: Account, user: SeedUser, email: PlanEmail) -> str:
    return f"A good first one is {_suggestion(account, user)}: pick a real piece of it that you know the answer to."


def _try_other(account: Account, user: SeedUser, email: PlanEmail) -> str:
    return f"Something else to try meanwhile: {_suggestion(account, user)}."


def _like_it(account: Account, user: SeedUser, email: PlanEmail) -> str:
    return f"The easiest next step is another “{_first_done(user)}”, with this week’s work."


def _beside(account: Account, user: SeedUser, email: PlanEmail) -> str:
    """Two or three workflows next to theirs, on the one day for that; otherwise they are left alone."""
    others = [name for name in _of_colleagues(account, user) if name not in user.workflows][:3]
    if email.key != OFFER or not others:
        return ""
    return f"Colleagues of yours also use {listed([f'“{quoted(name, 60)}”' for name in others])}, if one of them fits."


def _carry_on(account: Account, user: SeedUser, email: PlanEmail) -> str:
    words = account.first_value_definition
    return f"What your company set out for: “{quoted(words, 200)}”." if words and words.strip() else ""


def _question(progress: Progress, user: SeedUser, email: PlanEmail) -> str:
    if email.key == REVIEW:
        return "Did it work for you: Yes, No or Partial? One word is enough, and a sentence on why helps us act on it."
    match progress:
        case Progress.NOT_SIGNED_UP:
            return "Is something missing that keeps you from signing up?"
        case Progress.NO_TASK:
            return "Which task takes most of your week?"
        case Progress.FAILED:
            return f"What did you want “{_last_failed(user)}” to give you?"
        case Progress.ONCE:
            return "What kept you from a second one?"
        case Progress.ONE_WORKFLOW:
            return f"What would make “{_first_done(user)}” quicker for you?"
        case _:
            return "Which of them saves you most time, and which not yet?"


def _suggestion(account: Account, user: SeedUser) -> str:
    """What worked for colleagues and this user has not tried in vain, else what was bought, else their own work."""
    tried = set(user.workflows)
    names = [name for name in _of_colleagues(account, user) if name not in tried]
    names += [name for name in account.facts.features_purchased if name not in tried]
    return f"“{quoted(names[0], 80)}”" if names else "the piece of work that you do every week anyway"


def _of_colleagues(account: Account, user: SeedUser) -> list[str]:
    """Workflows that worked for others of the account, the most often first."""
    others = (each for each in account.facts.seed_users if each != user)
    done = Counter(task.workflow for each in others for task in each.submissions if task.ok)
    return [name for name, _ in done.most_common()]


def _first_done(user: SeedUser) -> str:
    return quoted(user.first_success.workflow, 80) if user.first_success else "the first task"


def _last_failed(user: SeedUser) -> str:
    failed = max((task for task in user.submissions if not task.ok), key=lambda task: task.at, default=None)
    return quoted(failed.workflow, 80) if failed else "the task"


def _name(account: Account) -> str:
    return quoted(account.name, 80)


_STANDS: dict[Progress, Callable[[Account, SeedUser, date], str]] = {
    Progress.NOT_SIGNED_UP: _not_signed_up,
    Progress.NO_TASK: _no_task,
    Progress.FAILED: _failed,
    Progress.ONCE: _once,
    Progress.ONE_WORKFLOW: _one_workflow,
    Progress.SEVERAL: _several,
}
_NEXT: dict[Progress, Callable[[Account, SeedUser, PlanEmail], str]] = {
    Progress.NOT_SIGNED_UP: _sign_up,
    Progress.NO_TASK: _try_first,
    Progress.FAILED: _try_other,
    Progress.ONCE: _like_it,
    Progress.ONE_WORKFLOW: _beside,
    Progress.SEVERAL: _carry_on,
}


def how_to_stop(link: str | None, sender: str) -> str:
    """The last line of every mail."""
    if link:
        return f"You get this because your company gave you access. To stop these e-mails: {link}"
    return f"You get this because your company gave you access. To stop these e-mails, write “unsubscribe” to {sender}."


def unsubscribe_page(done: bool) -> str:
    """The page behind the link: asks, or says that it is done. HTML without anything from outside."""
    asked = '<form method="post"><button>Stop these e-mails</button></form>'
    words = "<p>You get none of these e-mails any more.</p>" if done else f"<p>Stop the onboarding e-mails?</p>{asked}"
    head = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Onboarding e-mails</title>'
    return f'{head}<body style="font-family:sans-serif;margin:4rem auto;max-width:30rem">{words}</body></html>'
