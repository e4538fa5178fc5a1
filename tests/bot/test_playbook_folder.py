"""The team's folder of playbooks: read at start, all of it or a start that says what to mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.playbook_files import read_folder, take_playbooks
from bot.setting_errors import SettingsError
from storage.engine import Store
from storage.queries.playbooks import known_playbooks
from tests.bot.conftest import NOW

OURS = "key: ours\nname: Ours\nsummary: S\nlength_days: 9\nmilestones:\n  - {key: v, name: First value, due_day: 5}\n"


def names(store: Store) -> list[str]:
    with store.read() as session:
        return [key for key in known_playbooks(session) if key.startswith("ours")]


def test_what_lies_in_the_folder_is_known_and_goes_with_it(tmp_path: Path, store: Store) -> None:
    (tmp_path / "ours.yaml").write_text(OURS)
    (tmp_path / "ours-2.yml").write_text(OURS.replace("key: ours", "key: ours-2"))
    (tmp_path / "README.md").write_text("no playbook")
    take_playbooks(store, tmp_path, NOW)
    take_playbooks(store, tmp_path, NOW)
    assert names(store) == ["ours", "ours-2"]
    (tmp_path / "ours-2.yml").unlink()
    take_playbooks(store, tmp_path, NOW)
    assert names(store) == ["ours"]
    take_playbooks(store, None, NOW)
    assert names(store) == []


def test_every_fault_of_every_file_is_named_with_what_to_do_and_nothing_is_taken(tmp_path: Path, store: Store) -> None:
    (tmp_path / "a.yaml").write_text(OURS)
    (tmp_path / "b.yaml").write_text(OURS.replace("due_day: 5", "due_day: 5, depends_on: [w]"))
    (tmp_path / "c.yaml").write_text(OURS)
    (tmp_path / "d.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError) as refused:
        take_playbooks(store, tmp_path, NOW)
    told = [str(problem) for problem in refused.value.problems]
    assert len(told) == 3
    assert "ONBOARD_PLAYBOOKS: b.yaml, line 6, milestones[0].depends_on[0]" in told[0]
    assert "Mend the file" in told[0]
    assert "c.yaml: 'ours' is the key of a.yaml too" in told[1]
    assert "d.yaml cannot be read" in told[2]
    assert names(store) == []


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        read_folder(tmp_path / "nowhere")
