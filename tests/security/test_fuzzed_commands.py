"""Whatever is typed after `/onboard`: a friendly answer, never a traceback."""

from __future__ import annotations

import pytest

from tests.security.conftest import Office
from tests.security.fuzzing import tell


@pytest.mark.parametrize("times", [15, pytest.param(2_000, marks=pytest.mark.thorough)])
def test_whatever_is_typed_gets_a_kind_answer(office: Office, times: int) -> None:
    assert len(list(tell(office, 1, times))) == times
