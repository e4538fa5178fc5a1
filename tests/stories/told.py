"""Which rule spoke to whom on which morning, read from the messages that stand in Slack."""

from __future__ import annotations

from collections.abc import Iterator

from playbook.models import Nudge
from tests.stories.seen import Seen
from tests.stories.team import NEW_YORK, Team

PEOPLE = ("jane", "omar", "lena", "victor", "erin", "sam")
ESCALATIONS = "cs-escalations"


def told(team: Team) -> list[str]:
    """`02-16 09:00 jane REVIEW-30`, `01-23 09:00 jane plan: OVERDUE integration-configured`: one for each thing said."""
    return sorted(line for place, post in _posts(team) for line in _lines(team, place, post))


def _posts(team: Team) -> Iterator[tuple[str, Seen]]:
    places = {name: f"@{name}" for name in PEOPLE} | {ESCALATIONS: ESCALATIONS}
    for place, channel in places.items():
        for post in team.channel(channel):
            if post.key.startswith(("plan:", "nudge:", "escalation:")):
                yield place, post


def _lines(team: Team, place: str, post: Seen) -> Iterator[str]:
    kind, number, *_ = post.key.split(":")
    ids = post.nudge_ids if kind == "plan" else [int(number)]
    when = f"{post.at.astimezone(NEW_YORK):%m-%d %H:%M}"
    for nudge in team.nudges(ids):
        yield f"{when} {place} {'plan: ' if kind == 'plan' else ''}{_about(nudge)}"


def _about(nudge: Nudge) -> str:
    return f"{nudge.rule} {nudge.subject}" if nudge.subject else nudge.rule
