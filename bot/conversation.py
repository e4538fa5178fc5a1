"""A command's text in, its answer out: the same for `/onboard`, for a mention and for a choice button."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.desk import Answer, Scene
from bot.errors import worded
from bot.parse import Line, read_line
from bot.retry import retry_of
from bot.turn import Instead, Turn, turn
from bot.verbs import BARE, ROUTES
from messages.kit import Message
from playbook.errors import NotFound
from scheduler.screens import screen
from storage.errors import AWAY, AlreadyDone, OutcomeUnknown
from storage.queries.history import audit_line


@dataclass(frozen=True, slots=True)
class Reply:
    """What to show: a message, or a view to open where there is a trigger."""

    message: Message | None = None
    view: Mapping[str, Any] | None = None


def converse(enter: Callable[[], Scene], source: str) -> Reply:
    """Runs the command `source` for the scene that `enter` makes (or refuses). Never raises."""
    try:
        scene = enter()
        line = read_line(source, list(ROUTES))
        return _run(scene, line)
    except Exception as error:  # noqa: BLE001 - every failure gets an answer, in one place
        return Reply(worded(error, retry_of(source, error)).message)


def shown(scene: Scene, about: Mapping[str, Any], *, wrote: bool) -> Message | None:
    """The screen that `about` describes, from what is committed now. If that can be read no more, what was written
    stands nevertheless: OutcomeUnknown."""
    if not about:
        return None
    try:
        with scene.desk.store.read() as session:
            return screen(session, about, scene.person, scene.now)
    except AWAY as error:
        if wrote:
            raise OutcomeUnknown from error
        raise


def already(scene: Scene, news: AlreadyDone) -> dict[str, Any]:
    """A redelivery changed nothing: the current state instead, where it is known whose."""
    notice = {"code": "already", "undo": 0}
    with scene.desk.store.read() as session:
        try:
            account = audit_line(session, news.audit_id).account_id if news.audit_id else None
        except NotFound:
            account = None
    if account is None:
        return {"view": "done", "account": 0, "notice": notice}
    return {"view": "status", "account": account, "page": 0, "notice": notice}


def answered(scene: Scene, writes: bool, work: Callable[[Turn], Answer]) -> Answer:
    """One turn of `work`, and what it answers; of a redelivery, that it was done already."""
    try:
        with turn(scene, writes=writes) as current:
            return work(current)
    except Instead as other:
        return other.answer
    except AlreadyDone as news:
        return Answer(already(scene, news))


def _run(scene: Scene, line: Line) -> Reply:
    route = ROUTES[line.verb] if line.verb else BARE
    if route.names_people:
        scene.desk.meet((word.user for word in line.rest.words if word.user), scene.now)
    answer = answered(scene, route.writes, lambda current: route.answer(current, line.rest))
    return Reply(shown(scene, answer.about, wrote=route.writes), answer.view)
