"""How much memory a process holds."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


def resident_megabytes(pid: int | None = None) -> float:
    """The resident memory of a process (this one) now."""
    return _kilobytes(pid or os.getpid()) / 1024


def _kilobytes(pid: int) -> int:
    status = Path(f"/proc/{pid}/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1])
    shown = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True)
    return int(shown.stdout)
