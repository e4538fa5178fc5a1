"""Each row of faults in its quick size; `uv run python -m tests.faults` runs them in full."""

from __future__ import annotations

import pytest

from tests.faults.figures import Row, Silent, Size
from tests.faults.mutants import MUTANTS, ROOT
from tests.faults.rows import ROWS


@pytest.mark.faults
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.key)
def test_every_target_is_met(row: Row) -> None:
    missed = [figure for figure in row.run(Size.QUICK, Silent()) if not figure.met]
    assert missed == []


def test_every_mutant_finds_the_guard_that_it_removes() -> None:
    edits = [(mutant.key, name, old) for mutant in MUTANTS for name, old, _ in mutant.edits]
    assert [(key, name) for key, name, old in edits if (ROOT / name).read_text("utf-8").count(old) != 1] == []
