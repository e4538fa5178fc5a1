"""Mail by SMTP: one message to one address, sent at most once (docs/decisions/009).

A mail server has no way to be asked what it took. So what was surely not taken is tried again, and what may have been
taken, because the connection broke after the text had gone out, is never sent again.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from hashlib import sha256
from typing import Literal

from messages.mails import Letter
from messages.words import cut, one_line
from scheduler.slack import Fate, Outcome

TIMEOUT = 10  # seconds for each step of the conversation
TLS = Literal["starttls", "implicit", "none"]
IN_THE_WAY: tuple[tuple[type[Exception], str], ...] = (  # the first that fits
    (smtplib.SMTPAuthenticationError, "login"),
    (ssl.SSLCertVerificationError, "certificate"),
    (smtplib.SMTPNotSupportedError, "encryption"),
    (ssl.SSLError, "encryption"),
    (Exception, "connection"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailer:
    """How mail goes out. `sender` is `address` or `Name <address>`; without `public_url` there is no link to stop."""

    host: str
    port: int = 587
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    sender: str
    tls: TLS = "starttls"
    public_url: str | None = None
    secret: str | None = field(default=None, repr=False)

    @property
    def address(self) -> str:
        return parseaddr(self.sender)[1]

    def link(self, address: str) -> str | None:
        """The signed link that stops mail to this address; None without a public address of ours."""
        if not self.public_url or not self.secret:
            return None
        return f"{self.public_url.rstrip('/')}/unsubscribe/{signed(self.secret, address)}"

    def message(self, to: str, name: str, letter: Letter, key: str, at: datetime) -> EmailMessage:
        """The mail as it goes out; `key` makes its Message-ID, `at` its Date. No header takes a line break."""
        mail = EmailMessage(policy=SMTP)
        mail["From"] = Address(one_line(parseaddr(self.sender)[0]), addr_spec=self.address)
        mail["To"] = Address(cut(one_line(name), 60) if "@" not in name else "", addr_spec=to)
        mail["Subject"] = one_line(letter.subject)
        mail["Date"] = at
        mail["Message-ID"] = f"<{sha256(key.encode()).hexdigest()[:40]}@{self.address.rpartition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"
        for header, value in self._stopping(to).items():
            mail[header] = value
        mail.set_content(letter.text)
        return mail

    def send(self, mail: EmailMessage, to: str) -> Outcome:
        """Hand it over, once."""
        try:
            server = self._connected()
        except (smtplib.SMTPException, OSError, ssl.SSLError) as error:
            return Outcome(Fate.RETRY, error=f"connection: {type(error).__name__}")
        try:
            return _hand_over(server, self.address, to, mail.as_bytes())
        finally:
            server.close()

    def greet(self) -> str | None:
        """Connect, encrypt and log in, and send nothing: None, or what was in the way (see `IN_THE_WAY`)."""
        try:
            server = self._connected()
        except (smtplib.SMTPException, OSError) as error:
            return next(code for kind, code in IN_THE_WAY if isinstance(error, kind))
        with contextlib.suppress(smtplib.SMTPException, OSError):  # we are in; how it says goodbye is its own affair
            server.quit()
        return None

    def _connected(self) -> smtplib.SMTP:
        """Greeted, encrypted and logged in. Raises what smtplib raises: nothing was sent yet."""
        context = ssl.create_default_context()
        if self.tls == "implicit":
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT)
        try:
            if self.tls == "starttls":
                server.starttls(context=context)
            server.ehlo_or_helo_if_needed()
            if self.user and self.password:
                server.login(self.user, self.password)
        except Exception:
            server.close()
            raise
        return server

    def _stopping(self, to: str) -> Mapping[str, str]:
        """List-Unsubscribe (RFC 2369), one click where there is a link (RFC 8058)."""
        written = f"<mailto:{self.address}?subject=unsubscribe>"
        link = self.link(to)
        if link is None:
            return {"List-Unsubscribe": written}
        return {"List-Unsubscribe": f"<{link}>, {written}", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _hand_over(server: smtplib.SMTP, sender: str, to: str, text: bytes) -> Outcome:
    """MAIL, RCPT, DATA. From the first byte of the text on, a broken connection means that nobody knows."""
    try:
        server.ehlo_or_helo_if_needed()
        for code, answer in (server.mail(sender), server.rcpt(to), server.docmd("DATA")):
            if code not in (250, 251, 354):
                return _judged(code, answer)
    except (smtplib.SMTPException, OSError) as error:
        return Outcome(Fate.RETRY, error=f"connection: {type(error).__name__}")
    try:
        server.send(_stuffed(text) + b".\r\n")
        code, answer = server.getreply()
    except (smtplib.SMTPException, OSError) as error:
        return Outcome(Fate.UNKNOWN, error=f"connection lost after DATA: {type(error).__name__}")
    return Outcome(Fate.SENT) if code == 250 else _judged(code, answer)


def _judged(code: int, answer: bytes) -> Outcome:
    """4xx may do later, 5xx never will."""
    error = f"smtp {code} {cut(one_line(answer.decode('ascii', 'replace')), 120)}"
    return Outcome(Fate.REFUSED if code >= 500 else Fate.RETRY, error=error)


def _stuffed(text: bytes) -> bytes:
    """Lines that begin with a full stop get another (RFC 5321, 4.5.2); it ends with a line break."""
    lines = text.split(b"\r\n")
    lines = lines[:-1] if lines and not lines[-1] else lines
    return b"".join((b"." if line.startswith(b".") else b"") + line + b"\r\n" for line in lines)


def signed(secret: str, address: str) -> str:
    """A token that names an address and that only we can make."""
    named = base64.urlsafe_b64encode(address.encode()).decode().rstrip("=")
    return f"{named}.{_signature(secret, address)}"


def address_in(secret: str, token: str) -> str | None:
    """The address of a token of ours; None for any other text."""
    named, _, signature = token.partition(".")
    try:
        address = base64.urlsafe_b64decode(named + "=" * (-len(named) % 4)).decode("ascii")
    except ValueError:
        return None
    right = hmac.compare_digest(signature.encode("utf-8", "replace"), _signature(secret, address).encode())
    return address if right else None


def _signature(secret: str, address: str) -> str:
    return hmac.new(secret.encode(), f"unsubscribe:{address}".encode(), hashlib.sha256).hexdigest()[:40]
