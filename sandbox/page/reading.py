"""Who has read what: the page's own memory of unread messages, for as long as the sandbox runs."""

from __future__ import annotations

from collections.abc import Iterable

from sandbox.page.source import Place, Post

NEVER = "0"


def later(one: str, other: str) -> str:
    """The later of two message ts."""
    return max(one, other, key=float)


class Reading:
    """The ts up to which each person has read each place."""

    def __init__(self) -> None:
        self._read: dict[tuple[str, str], str] = {}

    def mark(self, user_id: str, place_id: str, posts: Iterable[Post]) -> None:
        """Everything shown is read now."""
        for post in posts:
            self._read[user_id, place_id] = later(self.upto(user_id, place_id), post.ts)

    def upto(self, user_id: str, place_id: str) -> str:
        """The ts of the last message read, "0" when nothing was."""
        return self._read.get((user_id, place_id), NEVER)

    def unread(self, user_id: str, place: Place, posts: Iterable[Post]) -> int:
        """How many messages of others in that place a member has not seen yet."""
        if user_id not in place.members:
            return 0
        upto = float(self.upto(user_id, place.id))
        return sum(1 for post in posts if float(post.ts) > upto and post.author_id != user_id)
