"""How a story types a verb."""

from __future__ import annotations

from tests.stories.seen import Seen
from tests.stories.team import Team


def typed(team: Team, text: str, who: str = "jane") -> Seen:
    """A command in a channel, where the answer is private."""
    member = getattr(team, who)
    told: Seen | None = member.types(f"/onboard {text}".rstrip(), "general")
    assert told is not None, text
    assert told.view_id or told.ephemeral_to == member.id, text
    return told
