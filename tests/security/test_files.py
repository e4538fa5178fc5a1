"""Files from outside and files for outside: bombs and tricks are refused quickly, and what we write runs nowhere.

Every way in reads YAML by one reader (`playbook.tracker_lines`); what it refuses, with its lines, is told by
`tests/playbook/test_tracker_yaml.py`. Here each way in meets each bomb.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.files import _text_of
from bot.measuring import NotMeasured, measure_file
from bot.playbook_files import read_folder
from bot.rehearsing import NotRehearsed, rehearse_file
from bot.setting_errors import SettingsError
from messages.digest import digest_csv
from messages.exports import csv_lines
from playbook.errors import BadFile
from playbook.models import AccountRow, Band, Person, Workspace
from playbook.plans import load_playbook
from playbook.tracker import read_tracker

LAUGHS = 'a: &a ["ha"]\n' + "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in pairwise("abcdefghi"))
BOMBS: dict[str, bytes] = {
    "billion laughs": LAUGHS.encode(),
    "an alias of itself": b"a: &a [*a]\n",
    "merged keys": b"base: &b {x: 1}\nother: {<<: *b}\n",
    "depth": b"[" * 100_000,
    "depth of mappings": b"".join(b" " * at + b"a:\n" for at in range(900)),
    "a tag that runs": b"customer: !!python/object/apply:os.system [ls]\n",
    "a tag that makes": b"customer: !!python/object/new:type [x]\n",
    "a binary": b"customer: !!binary aGk=\n",
    "a set": b"customer: !!set {a, b}\n",
    "a directive": b"%YAML 9.9\n%TAG ! tag:evil,2026:\n---\n!x a\n",
    "size": b"a: " + b"x" * 1_500_000,
    "many keys": b"".join(b"k%d: 1\n" % at for at in range(20_000)),
    "a key twice": b"customer: {name: A, name: B}\ncustomer: {name: C}\n",
    "a NUL": b"customer: {name: A\0B}\n",
    "an escaped NUL": b'customer: {name: "A\\0B"}\n',
    "half a character": b'customer: {name: "\\ud800"}\n',
    "not UTF-8": b"customer: {name: \xff\xfe}\n",
    "UTF-16": "customer: {name: A}\n".encode("utf-16"),
    "two documents": b"a: 1\n---\nb: 2\n",
    "a list as key": b"? [a]\n: b\n",
    "nothing": b"",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40,
    "a number of 100,000 digits": b"customer: {acv: " + b"9" * 100_000 + b"}\n",
}


def tracker(_: Path, content: bytes) -> Any:
    return read_tracker(_text_of("a.yaml", content), defaults=Workspace())


def playbook(_: Path, content: bytes) -> Any:
    return load_playbook(_text_of("a.yaml", content), "a.yaml")


def written(folder: Path, content: bytes) -> Path:
    (folder / "a.yaml").write_bytes(content)
    return folder / "a.yaml"


WAYS: dict[str, Callable[[Path, bytes], Any]] = {
    "a tracker in Slack": tracker,
    "a playbook in Slack": playbook,
    "the folder of playbooks": lambda folder, content: read_folder(written(folder, content).parent),
    "measure": lambda folder, content: measure_file(written(folder, content), None),
    "rehearse": lambda folder, content: rehearse_file(written(folder, content), None, None, None),
}


EVERY_DAY, *NIGHTLY = WAYS


@pytest.mark.parametrize("way", [EVERY_DAY, *(pytest.param(way, marks=pytest.mark.thorough) for way in NIGHTLY)])
@pytest.mark.parametrize("bomb", BOMBS)
def test_every_way_in_refuses_every_bomb_quickly(way: str, bomb: str, tmp_path: Path) -> None:
    begun = process_time()
    with pytest.raises((BadFile, SettingsError, NotMeasured, NotRehearsed)):
        WAYS[way](tmp_path, BOMBS[bomb])
    assert process_time() - begun < 3


CELLS = st.text(st.sampled_from("=+-@\t\r\n;,\"' \u202e\u200b＝＋－＠aé|!"), max_size=12) | st.sampled_from(
    ['=HYPERLINK("http://x")', "=cmd|' /C calc'!A0", "x;=1+1", 'x";=1+1', "\u202e=1", "\ufeff=1", "\n=1", " =1"]
)
STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def cells_of(text: str) -> list[str]:
    """Every cell, as a spreadsheet reads them that divides at commas, at semicolons or at tabs."""
    return [cell for mark in ",;\t" for row in csv.reader(io.StringIO(text), delimiter=mark) for cell in row]


def runs(text: str) -> list[str]:
    """The cells that a spreadsheet would run; a number below zero is only a number."""
    cells = [cell for cell in cells_of(text) if cell.lstrip(" \ufeff\u200b\u202e").startswith(STARTS)]
    return [cell for cell in cells if not cell.removeprefix("-").replace(".", "", 1).isdigit()]


@given(CELLS)
def test_no_csv_that_we_write_holds_a_formula(text: str) -> None:
    row = AccountRow(id=1, name=text, csm=text, band=Band.CRITICAL, score=1.0, next_milestone=text)
    people = {"U1": Person(id="U1", name=text, real_name=text)}
    told = [digest_csv([row, AccountRow(id=2, name="x", csm="x", csm_id="U1")], people, date(2026, 1, 23))]
    told.append("".join(csv_lines([{"account": text, "nps": -40, "deep": {"word": text}}])))
    for each in told:
        assert runs(each) == []
        assert len({len(row) for row in csv.reader(io.StringIO(each))}) == 1
