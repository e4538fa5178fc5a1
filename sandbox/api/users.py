"""users.info, list, lookupByEmail."""

from __future__ import annotations

from sandbox.api.arguments import Arguments
from sandbox.api.registry import TIER_2, TIER_3, TIER_4, Answered, method
from sandbox.errors import SlackError
from sandbox.people import Person
from sandbox.workspace import Sandbox


@method("users.info", "users:read", per_minute=TIER_4, takes_json=False)
def info(sandbox: Sandbox, arguments: Arguments) -> Answered:
    """One person; the address only with users:read.email."""
    person = sandbox.world.people.get(arguments.required("user"))
    if person is None:
        raise SlackError("user_not_found")
    return {"user": as_seen(sandbox, person)}


@method("users.list", "users:read", per_minute=TIER_2, takes_json=False)
def list_users(sandbox: Sandbox, arguments: Arguments) -> Answered:
    """Everybody of this workspace, deactivated ones too, by page."""
    people = [one for one in sandbox.world.people.values() if not one.is_stranger]
    items, cursor = arguments.page(people, default=1000)
    return {
        "members": [as_seen(sandbox, one) for one in items],
        "cache_ts": int(sandbox.clock.now().timestamp()),
        "response_metadata": {"next_cursor": cursor},
    }


@method("users.lookupByEmail", "users:read.email", per_minute=TIER_3, takes_json=False)
def lookup_by_email(sandbox: Sandbox, arguments: Arguments) -> Answered:
    """The active member with that address."""
    wanted = arguments.required("email").casefold()
    for person in sandbox.world.people.values():
        if person.email == wanted and not (person.deleted or person.is_bot or person.is_stranger):
            return {"user": as_seen(sandbox, person)}
    raise SlackError("users_not_found")


def as_seen(sandbox: Sandbox, person: Person) -> Answered:
    """The user object that the app's scopes allow."""
    return person.as_api(sandbox.clock.now(), with_email="users:read.email" in sandbox.tokens.scopes)
