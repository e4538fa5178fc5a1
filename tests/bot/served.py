"""A process of the program that serves, for the tests that start real ones."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time

ONBOARD = [sys.executable, "-c", "from bot.cli import main; main()"]
WAIT = 20  # seconds that a process may take to start or stop


class Served:
    """A process that serves, from its first word to its exit code."""

    def __init__(self, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [*ONBOARD, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, bufsize=1
        )
        self.said: list[str] = []

    def says(self, pattern: str) -> re.Match[str]:
        """Reads on until a line matches."""
        deadline = time.monotonic() + WAIT
        assert self.process.stdout is not None
        while time.monotonic() < deadline and (line := self.process.stdout.readline()):
            self.said.append(line)
            if found := re.search(pattern, line):
                return found
        raise AssertionError(f"never said {pattern!r}: {self.said}")

    def ends(self, number: signal.Signals = signal.SIGTERM) -> float:
        """Seconds that it takes to stop, with exit code 0."""
        began = time.monotonic()
        self.process.send_signal(number)
        rest, _ = self.process.communicate(timeout=WAIT)
        assert self.process.returncode == 0, rest
        assert "Traceback" not in "".join(self.said) + rest
        return time.monotonic() - began
