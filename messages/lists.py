"""The customer's homework, the people there, and the flows they go through, each with what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from messages.ids import Action
from messages.kit import Block, Message, actions, button, context, header, message, section
from messages.refs import Ref
from messages.words import count, day, due, escape, said
from playbook.course import mark_of
from playbook.models import Account, Flow, Homework, Stakeholder

SHOWN = 20  # pieces, each in a block of its own
ROLES = {
    "executive-sponsor": "Executive sponsor",
    "champion": "Champion",
    "project-lead": "Project lead",
    "technical-contact": "Technical contact",
    "primary-contact": "Primary contact",
    "user": "User",
}


def homework_message(account: Account, today: date) -> Message:
    """What the customer has to do, what is open first."""
    pieces = list(enumerate(account.facts.homework))
    ordered = sorted(pieces, key=lambda piece: (piece[1].done_on is not None, piece[1].due_on or date.max))
    blocks = [_piece(account, place, item, today) for place, item in ordered[:SHOWN]]
    left = sum(item.done_on is None for _, item in pieces)
    title = f"{count(left, 'piece')} of homework open" if pieces else "No homework yet"
    return _listed(account, title, blocks, len(pieces), [("Add homework…", Action.HOMEWORK_ADD)])


def people_message(account: Account, today: date) -> Message:
    """Who is known at the customer, those who left last."""
    people = list(enumerate(account.facts.stakeholders))
    ordered = sorted(people, key=lambda each: each[1].left_on is not None)
    blocks = [_person(account, place, person, today) for place, person in ordered[:SHOWN]]
    here = sum(person.left_on is None for _, person in people)
    title = f"{count(here, 'person', 'people')} known" if people else "Nobody is known yet"
    return _listed(account, title, blocks, len(people), [("Add a person…", Action.STAKEHOLDER_ADD)])


def flows_message(account: Account, today: date) -> Message:
    """The flows that the customer goes through by themselves (000)."""
    flows = account.facts.flows
    blocks = [block for flow in flows[:SHOWN] for block in _flow(account, flow, today)]
    done = sum(flow.completed_at is not None for flow in flows)
    title = f"{done} of {count(len(flows), 'flow')} completed" if flows else "No flows yet"
    return _listed(account, title, blocks, len(flows), [("Add a flow…", Action.FLOW_ADD)])


def _listed(
    account: Account, title: str, blocks: list[Block], total: int, more: Sequence[tuple[str, Action]]
) -> Message:
    row = [button(text, action, Ref(account.id), "list") for text, action in more]
    row.append(button("Open", Action.ACCOUNT_STATUS, Ref(account.id), "list", label=f"Open {account.name}"))
    rest = [context(f"and {total - SHOWN} more: `/onboard export` has all of them")] if total > SHOWN else []
    name = escape(account.name)
    return message(f"{name}: {title}.", [header(f"{title}: {account.name}"), *blocks, *rest, actions(row, "list")])


def _piece(account: Account, place: int, item: Homework, today: date) -> Block:
    who = f" · {escape(item.who)}" if item.who else " · nobody named"
    if item.done_on:
        return section(f"✓ {said(item.text)}{who} · done {day(item.done_on, today)}")
    when = due(item.due_on, today) if item.due_on else "no day agreed"
    late = "🔴" if item.due_on and item.due_on < today else "○"
    ref = Ref(account.id, extra=mark_of(place, item.text))
    return section(
        f"{late} {said(item.text)}{who} · {when}",
        button("Done", Action.HOMEWORK_DONE, ref, "list", place, label=f"Done: {item.text}"),
    )


def _person(account: Account, place: int, person: Stakeholder, today: date) -> Block:
    role = ROLES.get(person.role, escape(person.role))
    mail = f" · {escape(person.email, 120)}" if person.email else " · no e-mail"
    left = f" · left {day(person.left_on, today)}" if person.left_on else ""
    ref = Ref(account.id, extra=mark_of(place, person.name))
    return section(
        f"*{escape(person.name)}* · {role}{mail}{left}",
        button("Change…", Action.STAKEHOLDER_EDIT, ref, "list", place, label=f"Change {person.name}"),
    )


def _flow(account: Account, flow: Flow, today: date) -> list[Block]:
    words = [f"*{escape(flow.name)}*"]
    words += [count(flow.minutes, "minute")] if flow.minutes else []
    words += ["before the kickoff"] if flow.before_kickoff else []
    words += [f"sent {day(account.local_date(flow.sent_at), today)}"] if flow.sent_at else []
    if flow.completed_at:
        return [section(f"✓ {' · '.join(words)} · completed {day(account.local_date(flow.completed_at), today)}")]
    ref = Ref(account.id, extra=flow.key)
    row = [] if flow.sent_at else [button("Sent", Action.FLOW_SENT, ref, "list", flow.key, label=f"Sent: {flow.name}")]
    row.append(button("Completed", Action.FLOW_COMPLETED, ref, "list", flow.key, label=f"Completed: {flow.name}"))
    return [section(f"○ {' · '.join(words)}"), actions(row, block_id=f"flow.{flow.key}")]
