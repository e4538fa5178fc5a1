"""Each row of faults in its quick size; `uv run python -m tests.faults` runs them in full."""

from __future__ import annotations

import pytest

from tests.faults.figures import Row, Silent, Size
from tests.faults.rows import ROWS


@pytest.mark.faults
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.key)
def test_every_target_is_met(row: Row) -> None:
    missed = [figure for figure in row.run(Size.QUICK, Silent()) if not figure.met]
    assert missed == []
