"""Whatever is typed after `/onboard`: a friendly answer, never a traceback."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from bot.verbs import ROUTES as VERBS
from messages.help import VERBS as HELP
from tests.security.conftest import Office

pytestmark = pytest.mark.thorough

PIECES = [
    "acme", "Acme Corp", "halden", '"', "“", "'", "<!channel>", "<@U0JANE00000|jane>", "<@U0NOBODY>", "<#C1|x>", "<>",
    "<http://x|y>", "&lt;", "&", "on", "22 Jan", "2026-13-45", "9999-12-31", "0001-01-01", "tomorrow", "-1", "9" * 400,
    "²", "٣", "30m", "99999h", "in", "out", "customer:", ":", "all", "remove", "on DATE", "{}", "{0}", "%s", "%", "\\",
    "\n", "\t", "\x00", "\u202e", "👩‍👩‍👧‍👦", "שלום", "ß", "İ", "a" * 3_000, "'; DROP TABLE account; --",
    "../../etc/passwd", "integration", "kickoff", "TOUCH", "after_days", "=", "1e999", "nan", "null",
    "jane@example.com", "<mailto:a@b.c|a@b.c>",
]  # fmt: skip


def commands(seed: int, times: int) -> Iterator[str]:
    chance = random.Random(seed)
    examples = [verb.example for verb in HELP.values()]
    for _ in range(times):
        start = chance.choice([*VERBS, *VERBS, *examples, "", chance.choice(PIECES)])
        yield " ".join([start, *chance.choices(PIECES, k=chance.randint(0, 5))])


def tell(office: Office, seed: int, times: int) -> None:
    for text in commands(seed, times):
        begun = len(office.logs)
        answer = office.hands.command("jane", text)
        unforeseen = [line for line in office.logs[begun:] if line["event"] == "unforeseen"]
        assert [line for line in unforeseen if line["error"] != "SlackApiError"] == [], repr(text)
        assert "Traceback" not in str(answer), repr(text)
        del office.logs[begun:]


def test_a_few_hundred_of_any_kind(office: Office) -> None:
    tell(office, 1, 400)


@pytest.mark.thorough
def test_a_hundred_thousand(office: Office) -> None:
    for seed in range(100):
        tell(office, seed + 2, 1_000)
