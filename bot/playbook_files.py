"""The team's folder of playbooks (ONBOARD_PLAYBOOKS), read at start: all of it, or a start that says what to mend."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from bot.setting_errors import SettingProblem, SettingsError
from messages.words import cut, one_line
from playbook.errors import BadFile
from playbook.plans import load_playbook
from storage.changes.playbooks import take_folder
from storage.engine import Actor, Store

NAME = "ONBOARD_PLAYBOOKS"
ENDINGS = (".yaml", ".yml")
LARGEST = 1_000_000  # bytes
SHOWN = 20  # faults of a file
ASSISTANT = Actor("assistant", "assistant", "Onboarding assistant")
MEND = "Mend the file and start again; `/onboard playbook` in Slack shows the same faults while you try"


def take_playbooks(store: Store, folder: Path | None, now: datetime) -> None:
    """Make the stored playbooks of the folder those that lie in it; without a folder there are none of it.

    SettingsError with every fault of every file: then nothing was taken.
    """
    files = read_folder(folder) if folder else {}
    with store.change(actor=ASSISTANT, via="start", now=now) as change:
        take_folder(change, files)


def read_folder(folder: Path) -> dict[str, str]:
    """The text of each playbook file by its name. SettingsError."""
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix in ENDINGS and path.is_file())
    except OSError as error:
        wrong = f"{str(folder)!r} cannot be read: {error.strerror}"
        raise SettingsError(
            [SettingProblem(NAME, wrong, "Name a folder of playbook files, or leave it out")]
        ) from error
    texts: dict[str, str] = {}
    keys: dict[str, str] = {}
    problems: list[SettingProblem] = []
    for path in paths:
        try:
            texts[path.name] = _text(path)
            key = load_playbook(texts[path.name], path.name).key
        except BadFile as error:
            problems += _problems(path, error)
            continue
        except (OSError, UnicodeDecodeError, ValueError) as error:
            problems.append(SettingProblem(NAME, f"{path.name} cannot be read: {error}", "Mend it, or take it away"))
            continue
        if key in keys:
            problems.append(SettingProblem(NAME, f"{path.name}: {key!r} is the key of {keys[key]} too", MEND))
        keys.setdefault(key, path.name)
    if problems:
        raise SettingsError(problems)
    return texts


def _text(path: Path) -> str:
    content = path.read_bytes()
    if len(content) > LARGEST:
        raise ValueError("it is larger than 1 MB")
    return content.decode("utf-8-sig")


def _problems(path: Path, error: BadFile) -> Iterator[SettingProblem]:
    for problem in error.problems[:SHOWN]:
        near = f" (did you mean {problem.nearest}?)" if problem.nearest else ""
        wrong = f"{path.name}, line {problem.line}, {problem.field}: {cut(one_line(problem.message), 300)}{near}"
        yield SettingProblem(NAME, wrong, MEND)
    if len(error.problems) > SHOWN:
        yield SettingProblem(NAME, f"{path.name}: {len(error.problems) - SHOWN} more faults", MEND)
