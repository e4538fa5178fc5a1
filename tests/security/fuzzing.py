"""Commands of any kind, as many as wanted: `uv run python -m tests.security.fuzzing 100000 [SEED]`.

Each has to get a friendly answer: never a traceback, never an apology for what nobody foresaw, nothing that is live.
"""

from __future__ import annotations

import random
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

from rich.progress import track

from bot.verbs import ROUTES as VERBS
from messages.help import VERBS as HELP
from storage.engine import Store
from tests.security.conftest import Office, at_work

CHUNK = 500  # commands on one database, so that what they leave there slows none of them
LIVE = re.compile("<[!#]|<https?:|<@(?!U0JANE00000|U0LENA00000)")

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


def tell(office: Office, seed: int, times: int) -> Iterator[str]:
    """Types them, and says of each what came of it: a message or a form. Fails with the text at fault."""
    for text in commands(seed, times):
        begun = len(office.logs)
        answer = office.hands.command("jane", text)
        unforeseen = [line for line in office.logs[begun:] if line["event"] == "unforeseen"]
        assert [line for line in unforeseen if line["error"] != "SlackApiError"] == [], (seed, text)
        assert "Traceback" not in str(answer), (seed, text)
        assert not LIVE.search(str(answer.get("text", ""))), (seed, text, answer)
        del office.logs[begun:]
        yield str(answer.get("response_type") or "form")


def main() -> None:
    """Prints how many were typed, what came of them, and how long it took."""
    times, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    begun, found = monotonic(), Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        template, path = Path(folder) / "template.db", Path(folder) / "onboard.db"
        store = Store(f"sqlite:///{template}")
        store.upgrade()
        store.close()
        for at in track(range(0, times, CHUNK), "Typing"):
            shutil.copyfile(template, path)
            with at_work(f"sqlite:///{path}") as office:
                found.update(tell(office, seed + at, min(CHUNK, times - at)))
            for left in Path(folder).glob("onboard.db*"):
                left.unlink()
    print(f"{found.total():,} commands in {monotonic() - begun:,.0f} s, seed {seed}: {dict(found)}, no traceback")


if __name__ == "__main__":
    main()
