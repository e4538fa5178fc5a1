"""While the database is away people are told that nothing was changed, and what they typed stays."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from bot.errors import field_errors, worded
from storage.errors import OutcomeUnknown


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
