"""While the database is away people are told that nothing was changed, and what they typed stays."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.orm import Session

from bot.conversation import shown
from bot.enter import from_command
from bot.errors import field_errors, worded
from storage.errors import OutcomeUnknown
from tests.bot.conftest import Hands


@pytest.mark.parametrize("error", [OperationalError("", None, Exception("locked")), PoolExhausted("all 15 taken")])
def test_what_was_not_done_is_said_kindly(error: Exception) -> None:
    told = worded(error)
    assert "nothing was changed" in told.message.text
    assert "locked" not in told.message.text
    assert field_errors(told, ["note", "date"]) == {"note": told.line}


def test_what_nobody_knows_is_to_be_looked_at() -> None:
    told = worded(OutcomeUnknown())
    assert "whether it was done" in told.message.text
    assert "nothing was changed" not in told.message.text


@pytest.mark.parametrize(("wrote", "error"), [(True, OutcomeUnknown), (False, OperationalError)])
def test_what_was_written_before_it_went_away_is_not_said_to_be_undone(
    hands: Hands, wrote: bool, error: type[Exception]
) -> None:
    hands.command("jane", "status acme")  # she is known
    body = {"user_id": hands.user("jane"), "team_id": hands.bot.desk.ours.team_id}
    scene = from_command(hands.bot.desk, body)

    def server_is_gone(*_: Any) -> None:
        raise OperationalError("", None, Exception("server closed the connection"))

    event.listen(Session, "do_orm_execute", server_is_gone)
    try:
        with pytest.raises(error):
            shown(scene, {"view": "status", "account": 1, "page": 0}, wrote=wrote)
    finally:
        event.remove(Session, "do_orm_execute", server_is_gone)
