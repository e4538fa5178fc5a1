"""Which rule spoke to whom on which morning: every message of the bot that stands in Slack, and the nudges it says."""

from __future__ import annotations

from collections.abc import Iterator

from playbook.models import Nudge
from storage.queries.outbox import outbox_at
from tests.stories.seen import Seen
from tests.stories.team import NEW_YORK, Team

PEOPLE = ("jane", "omar", "lena", "victor", "erin", "sam")
ESCALATIONS = "cs-escalations"


def told(team: Team) -> list[str]:
    """`02-16 09:00 jane REVIEW-30`, `01-23 09:00 jane plan: BLOCKED integration-configured`: a line a nudge."""
    return sorted(line for place, post in _posts(team) for line in _lines(team, place, post))


def _posts(team: Team) -> Iterator[tuple[str, Seen]]:
    places = {name: f"@{name}" for name in PEOPLE} | {ESCALATIONS: ESCALATIONS}
    for place, channel in places.items():
        for post in team.channel(channel):
            if post.key.startswith(("plan:", "nudge:", "escalation:")):
                yield place, post


def _lines(team: Team, place: str, post: Seen) -> Iterator[str]:
    kind = post.key.partition(":")[0]
    when = f"{post.at.astimezone(NEW_YORK):%m-%d %H:%M}"
    for nudge in team.nudges(_in_message(team, post)):
        yield f"{when} {place} {'plan: ' if kind == 'plan' else ''}{_about(nudge)}"


def _in_message(team: Team, post: Seen) -> list[int]:
    """What the message noted that it says: several nudges may share a line of a plan, or an escalation."""
    if post.ts not in team.noted:
        with team.bot.store.read() as session:
            row = outbox_at(session, post.channel, post.ts)
        assert row is not None, "forgotten after 30 days: call told() before"
        team.noted[post.ts] = list(row.about["nudges"])
    return team.noted[post.ts]


def _about(nudge: Nudge) -> str:
    about = f"{nudge.rule} {nudge.subject}" if nudge.subject else nudge.rule
    return f"{about} raised" if nudge.raised else about
