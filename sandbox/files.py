"""Uploaded files: the app's (files.getUploadURLExternal and its kin) and those people put into modals."""

from __future__ import annotations

import itertools
import mimetypes
import secrets
from dataclasses import dataclass, field
from typing import Any

FILETYPES = {"yaml": "yaml", "yml": "yaml", "csv": "csv", "txt": "text", "json": "json", "pdf": "pdf", "png": "png"}


@dataclass(slots=True)
class File:
    """A file; `complete` once completeUploadExternal has been called. `length` is the announced size in bytes."""

    id: str
    name: str
    user: str
    length: int
    created: int
    title: str = ""
    alt_txt: str = ""
    content: bytes | None = None
    complete: bool = False
    ticket: str = field(default_factory=lambda: secrets.token_hex(12))
    channels: list[str] = field(default_factory=list)

    @property
    def mimetype(self) -> str:
        """Guessed from the name."""
        return mimetypes.guess_type(self.name)[0] or "text/plain"

    def as_api(self, base_url: str) -> dict[str, Any]:
        """The file object of files.info."""
        ending = self.name.rpartition(".")[2].lower()
        address = f"{base_url}/files-pri/{self.id}"
        return {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": self.mimetype,
            "filetype": FILETYPES.get(ending, ending or "binary"),
            "pretty_type": ending.upper() or "Binary",
            "user": self.user,
            "size": self.length,
            "mode": "hosted",
            "is_external": False,
            "is_public": False,
            "editable": False,
            "url_private": f"{address}/{self.name}",
            "url_private_download": f"{address}/download/{self.name}",
            "permalink": f"{base_url}/files/{self.user}/{self.id}/{self.name}",
            "channels": [one for one in self.channels if one.startswith("C")],
            "groups": [one for one in self.channels if one.startswith("G")],
            "ims": [one for one in self.channels if one.startswith("D")],
            "has_rich_preview": False,
        }


class Files:
    """Every file by id."""

    def __init__(self) -> None:
        self._by_id: dict[str, File] = {}
        self._count = itertools.count(1)

    def announce(self, name: str, length: int, user: str, created: int, alt_txt: str = "") -> File:
        """Make room for an upload of `length` bytes."""
        file = File(f"F0{next(self._count):09d}", name, user, length, created, alt_txt=alt_txt)
        self._by_id[file.id] = file
        return file

    def find(self, file_id: str) -> File | None:
        """The file with that id, or None."""
        return self._by_id.get(file_id)

    def by_ticket(self, ticket: str) -> File | None:
        """The file that waits for its bytes under that upload address."""
        return next((file for file in self._by_id.values() if file.ticket == ticket), None)
