"""The menu of the bare command: how things stand, and where to begin."""

from __future__ import annotations

from messages.ids import Action
from messages.kit import Block, Message, actions, button, message, section
from messages.refs import Ref
from messages.snapshots import Upcoming
from messages.words import count

WELCOME = (
    "*Welcome.* No onboarding is yours yet. Start one with *New account*, or *Import* the tracker files you have. "
    "From then on I tell you each working morning what needs you, and keep quiet otherwise."
)


def menu(upcoming: Upcoming, *, is_lead: bool = False) -> Message:
    """The bare command's private menu; a newcomer's says how to begin."""
    begins = not (upcoming.accounts or upcoming.waiting or upcoming.attention)
    text = WELCOME if begins else _how_things_stand(upcoming)
    make = begin_buttons("menu", is_lead=is_lead, first=begins)
    if begins:
        return message(text, [section(text), actions(make, "menu.make")])
    list_of = "mine" if upcoming.accounts else "all"
    see = [
        button("What needs me today", Action.MENU_TODAY, Ref(), "menu", style="primary"),
        button(f"{'My' if upcoming.accounts else 'All'} accounts", Action.MENU_LIST, Ref(extra=list_of), "menu"),
    ]
    return message(text, [section(text), actions(see, "menu.see"), actions(make, "menu.make")])


def begin_buttons(where: str, *, is_lead: bool, first: bool = False) -> list[Block]:
    """New account, Import and Help, for leads Settings; `first`: there is nothing else to do yet."""
    style = "primary" if first else None
    row = [
        button("New account…", Action.MENU_NEW, Ref(), where, style=style),
        button("Import…", Action.MENU_IMPORT, Ref(), where),
        button("Help", Action.MENU_HELP, Ref(), where),
    ]
    return [*row, button("Settings…", Action.MENU_SETTINGS, Ref(), where)] if is_lead else row


def _how_things_stand(upcoming: Upcoming) -> str:
    needs = "Nothing needs you today."
    if upcoming.waiting:
        more = f", and {count(upcoming.beyond, 'more account does', 'more accounts do')}" if upcoming.beyond else ""
        needs = f"{count(upcoming.waiting, 'thing needs', 'things need')} you today{more}."
    mine = "No account is yours yet"
    if upcoming.accounts:
        mine = f"{count(upcoming.accounts, 'account is', 'accounts are')} yours"
        mine += f", {upcoming.mine_attention} of them at risk" if upcoming.mine_attention else ""
    others = upcoming.attention - upcoming.mine_attention
    everybody = f"; {count(others, 'account')} of others at risk" if others > 0 else ""
    return f"{needs} {mine}{everybody}."
