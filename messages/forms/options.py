"""Options of menus: fixed ones, and the answers to what a person types into an external menu."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, Protocol
from zoneinfo import available_timezones

from messages.kit import Block, option
from messages.refs import Ref
from messages.words import due
from playbook.models import Account, Direction, Tier, TouchKind, WaitingOn
from playbook.plans import Playbook

MOST = 100
_TIERS = {Tier.ENTERPRISE: "Enterprise", Tier.MID_MARKET: "Mid-market", Tier.SMB: "SMB", Tier.FREE: "Free"}
_WAITING = {WaitingOn.US: "Us", WaitingOn.CUSTOMER: "The customer", WaitingOn.THIRD_PARTY: "A third party"}


class Named(Protocol):
    """Anything stored with a name: AccountRef, AccountRow, Account."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...


def tiers() -> dict[Tier, Block]:
    return {tier: option(name, tier) for tier, name in _TIERS.items()}


def waiting() -> dict[WaitingOn, Block]:
    return {who: option(name, who) for who, name in _WAITING.items()}


def touch_kinds() -> dict[TouchKind, Block]:
    return {kind: option(kind.capitalize(), kind) for kind in TouchKind}


def directions() -> dict[Direction, Block]:
    return {
        Direction.INBOUND: option("They to us (inbound)", Direction.INBOUND),
        Direction.OUTBOUND: option("We to them (outbound)", Direction.OUTBOUND),
    }


def playbook_choices(playbooks: Mapping[str, Playbook]) -> dict[str, Block]:
    """The playbooks by key; one whose key is over 150 characters cannot be chosen here."""
    usable = [(key, playbook.name) for key, playbook in playbooks.items() if 1 <= len(key) <= 150]
    return {key: option(name or key, key) for key, name in usable[:MOST]}


def zone_option(zone: str) -> Block:
    return option(zone.replace("_", " "), zone)


@cache
def _zones() -> tuple[str, ...]:
    return tuple(
        sorted(
            zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix", "right"))
        )
    )


def zone_options(query: str) -> dict[str, Any]:
    """The answer to a person typing into TIME_ZONE: IANA zones that hold what was typed; the value is the zone."""
    wanted = query.casefold().replace(" ", "_")
    return {"options": [zone_option(zone) for zone in _zones() if wanted in zone.casefold()][:MOST]}


def account_options(accounts: Sequence[Named]) -> dict[str, Any]:
    """The answer to a person typing into ACCOUNT; the value is Ref(account)."""
    return {"options": [option(account.name, Ref(account.id)) for account in accounts[:MOST]]}


def milestone_options(account: Account, query: str, today: date) -> dict[str, Any]:
    """The answer to a person typing into MILESTONE: open ones that hold it; the value is Ref(account, milestone)."""
    wanted = query.casefold()
    open_ones = sorted(account.open_milestones, key=lambda milestone: milestone.due_on)
    fitting = [milestone for milestone in open_ones if wanted in milestone.name.casefold()][:MOST]
    return {
        "options": [
            option(milestone.name, Ref(account.id, milestone.id), due(milestone.due_on, today)) for milestone in fitting
        ]
    }
