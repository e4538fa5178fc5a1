"""`onboard doctor` at a real mail server with STARTTLS and a login; no mail is sent."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.bot.test_doctor import Doctor, doctor
from tests.scheduler.mail_server import Postbox, free_port, mail_server

__all__ = ["doctor"]

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.skipif(shutil.which("openssl") is None, reason="a certificate for the mail server takes openssl"),
]

PASSWORD = "correct horse"


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Of a server called localhost, good for a day, with its key beside it."""
    path = tmp_path / "cert.pem"
    made = "req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
    key = str(path.with_suffix(".key"))
    subprocess.run(["openssl", *made.split(), "-keyout", key, "-out", str(path)], check=True, capture_output=True)
    return path


@pytest.fixture
def box(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Postbox]:
    """A server that wants STARTTLS and then a login; the settings fit it."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, certificate.with_suffix(".key"))
    wants = {"tls_context": context, "require_starttls": True, "authenticator": _right, "auth_required": True}
    with mail_server(**wants) as (found, mailer):
        for name, value in {
            "SSL_CERT_FILE": str(certificate),
            "ONBOARD_SMTP_HOST": "localhost",
            "ONBOARD_SMTP_PORT": str(mailer.port),
            "ONBOARD_SMTP_FROM": mailer.sender,
            "ONBOARD_SMTP_USER": "onboard",
            "ONBOARD_SMTP_PASSWORD": PASSWORD,
        }.items():
            monkeypatch.setenv(name, value)
        yield found


def _right(server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: object) -> AuthResult:
    assert isinstance(given, LoginPassword)
    return AuthResult(success=given.password == PASSWORD.encode(), handled=False)


def test_it_greets_encrypts_and_logs_in_and_sends_nothing(doctor: Doctor, box: Postbox) -> None:
    answer = doctor()
    assert answer.exit_code == 0, answer.output
    assert "takes us, starttls, logged in" in answer.output
    assert box.taken == []


def test_a_wrong_password_is_told_without_it(doctor: Doctor, box: Postbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONBOARD_SMTP_PASSWORD", "wrong horse")
    answer = doctor()
    assert answer.exit_code == 1
    assert "✗ Mail: " in answer.output
    assert "login refused → Check ONBOARD_SMTP_USER" in answer.output
    assert "horse" not in answer.output


def test_a_certificate_of_nobody_we_trust(doctor: Doctor, box: Postbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    answer = doctor()
    assert answer.exit_code == 1
    assert "certificate refused → Give in ONBOARD_SMTP_HOST the name" in answer.output


def test_a_server_without_encryption_and_none_at_all(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONBOARD_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("ONBOARD_SMTP_FROM", "hello@tiny.example")
    with mail_server() as (_, mailer):
        monkeypatch.setenv("ONBOARD_SMTP_PORT", str(mailer.port))
        assert "encryption refused → Check ONBOARD_SMTP_TLS" in doctor().output
        monkeypatch.setenv("ONBOARD_SMTP_TLS", "none")
        assert "takes us, none" in doctor().output
    monkeypatch.setenv("ONBOARD_SMTP_PORT", str(free_port()))
    answer = doctor()
    assert answer.exit_code == 1
    assert "connection refused → Check ONBOARD_SMTP_HOST" in answer.output
