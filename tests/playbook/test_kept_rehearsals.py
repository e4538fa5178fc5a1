"""docs/rehearsals/: each playbook that ships has its timeline there, and it is what the rules say today."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from playbook.models import Workspace
from playbook.plans import playbooks
from playbook.tracker import read_tracker

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_rehearsals", ROOT / "docs/make_rehearsals.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["make_rehearsals"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("key", playbooks())
def test_the_timeline_is_what_the_rules_say(key: str, maker: ModuleType) -> None:
    """Written anew by `uv run python docs/make_rehearsals.py`; read what changed before committing it."""
    file = ROOT / f"tests/data/rehearsals/{key}.yaml"
    assert read_tracker(file.read_text(), defaults=Workspace()) == maker.customer_on(playbooks()[key])
    assert (ROOT / f"docs/rehearsals/{key}.md").read_text() == maker.page_of(playbooks()[key])


def test_no_page_is_left_of_a_playbook_that_is_gone() -> None:
    assert {page.stem for page in (ROOT / "docs/rehearsals").glob("*.md")} == set(playbooks())
