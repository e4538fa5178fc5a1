"""A relay before the sandbox: what passes through it can be cut off without either side being told."""

from __future__ import annotations

import contextlib
import socket
import threading
from dataclasses import dataclass
from urllib.parse import urlsplit

CHUNK = 1 << 16


@dataclass(slots=True)
class Line:
    """A connection: both ends, and whether what is said on it still arrives."""

    ends: tuple[socket.socket, socket.socket]
    passes: bool = True


class Relay:
    """Serves on a port of its own and passes everything on to `url`. A context."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._to = (parts.hostname or "", parts.port or 80)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._lines: list[Line] = []
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def __enter__(self) -> Relay:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()
        for line in self._lines:
            for end in line.ends:
                end.close()

    def silence(self) -> None:
        """From here on nothing arrives on the connections that there are; new ones are none the worse."""
        for line in self._lines:
            line.passes = False

    def _serve(self) -> None:
        with contextlib.suppress(OSError):  # closed
            while True:
                near, _ = self._listening.accept()
                line = Line((near, socket.create_connection(self._to)))
                self._lines.append(line)
                for one, other in (line.ends, line.ends[::-1]):
                    threading.Thread(target=_pump, args=(line, one, other), daemon=True).start()


def _pump(line: Line, one: socket.socket, other: socket.socket) -> None:
    with contextlib.suppress(OSError):  # an end is closed
        while said := one.recv(CHUNK):
            if line.passes:
                other.sendall(said)
        if line.passes:
            other.shutdown(socket.SHUT_WR)
