"""A real SMTP server on this machine: it keeps what it took, and misbehaves when told to."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from scheduler.mail import Mailer

SECRET = "a-secret-of-enough-length"


class Postbox:
    """What arrived. `refuse_rcpt` and `answer` are replies to RCPT and to the text; `hang_up` drops the line after.

    `{to}` in an answer is the address. `meanwhile` is done while a text is on its way.
    """

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.refuse_rcpt: str | None = None
        self.answer: str | None = None
        self.hang_up = False
        self.meanwhile: Callable[[], object] = bool

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, _: Any) -> str:
        if self.refuse_rcpt:
            return self.refuse_rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.meanwhile()
        if self.answer:
            return self.answer.format(to=envelope.rcpt_tos[0])
        assert isinstance(envelope.content, bytes)
        found = message_from_bytes(envelope.content, policy=default)
        assert isinstance(found, EmailMessage)
        self.taken.append(found)
        self.recipients += envelope.rcpt_tos
        if self.hang_up:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return "250 OK"

    def texts(self) -> list[str]:
        return [str(mail.get_content()) for mail in self.taken]


@contextmanager
def mail_server(**options: Any) -> Iterator[tuple[Postbox, Mailer]]:
    """Listening on a free port until the block ends, with aiosmtpd's `options`; the Mailer that reaches it."""
    box = Postbox()
    port = free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port, ready_timeout=10, **options)
    controller.start()
    try:
        yield box, mailer(port)
    finally:
        controller.stop()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def mailer(port: int, **changes: Any) -> Mailer:
    given: dict[str, Any] = {
        "host": "127.0.0.1", "port": port, "tls": "none", "sender": "Tiny Onboarding <hello@tiny.example>",
        "public_url": "https://onboard.tiny.example", "secret": SECRET,
    }  # fmt: skip
    return Mailer(**(given | changes))
