"""What the environment (or `.env`) sets, read once; all that are missing or malformed are named at once."""

from __future__ import annotations

import re
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import quote, quote_plus, urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from bot.logs import hide
from bot.setting_errors import SettingProblem, SettingsError
from scheduler.mail import Mailer

LOOPBACK = {"127.0.0.1", "::1", "localhost"}
SENDER = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+", re.ASCII)
FORBIDDEN = ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET")


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError("is not a time zone") from error
    return name


def _web_address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("is not a web address")
    return url if url.endswith("/") else url + "/"


def _database(url: str) -> str:
    if url.partition("://")[0] not in ("sqlite", "postgresql", "postgresql+psycopg", "postgres"):
        raise ValueError("is neither SQLite nor PostgreSQL")
    try:
        parts = make_url(url)
    except (ArgumentError, ValueError):
        raise ValueError("cannot be read") from None
    if "@" in (parts.host or ""):  # half of the password would be taken for the host, and told as such
        raise ValueError("holds an @ in its password: write it as %40")
    return url


def _secret(secret: SecretStr) -> SecretStr:
    """Without the line break that files end with; what else no header takes would be told by whoever refuses it."""
    value = secret.get_secret_value().strip()
    if not (value.isascii() and value.isprintable()):
        raise ValueError("holds characters that are none of a secret's")
    return SecretStr(value)


def _loopback(url: str) -> str:
    if urlsplit(_web_address(url)).hostname not in LOOPBACK:
        raise ValueError("is not on this machine")
    return url.rstrip("/")


def _sender(text: str) -> str:
    """An address, or a name and an address in angle brackets."""
    address = parseaddr(text)[1]
    if not SENDER.fullmatch(address) or not text.isprintable():
        raise ValueError("is not an e-mail address")
    return text


Secret = Annotated[SecretStr, AfterValidator(_secret)]


def _starts(prefix: str) -> AfterValidator:
    def check(secret: SecretStr) -> SecretStr:
        if not secret.get_secret_value().startswith(prefix):
            raise ValueError(f"does not start with {prefix}")
        return secret

    return AfterValidator(check)


def _setting(name: str, default: Any = ...) -> Any:
    return Field(default=default, validation_alias=name)


class Settings(BaseSettings):
    """What every command may need. `SlackSettings` adds what only a bot that talks to Slack must have."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True, case_sensitive=True)

    api_url: Annotated[str, AfterValidator(_web_address)] = _setting("SLACK_API_URL", "https://slack.com/api/")
    database_url: Annotated[str, AfterValidator(_database)] = Field(
        "sqlite:///onboard.db", validation_alias="DATABASE_URL", repr=False
    )
    host: str = _setting("ONBOARD_HOST", "127.0.0.1")
    port: Annotated[int, Field(ge=0, le=65535)] = _setting("ONBOARD_PORT", 3000)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = _setting("ONBOARD_LOG_LEVEL", "INFO")
    tick_seconds: Annotated[float, Field(gt=0, le=3600)] = _setting("ONBOARD_TICK_SECONDS", 15.0)
    drain_seconds: Annotated[float, Field(ge=0, le=300)] = _setting("ONBOARD_DRAIN_SECONDS", 0.0)
    time_zone: Annotated[str, AfterValidator(_zone)] = _setting("ONBOARD_TIME_ZONE", "America/New_York")
    playbooks: Path | None = _setting("ONBOARD_PLAYBOOKS", None)
    smtp_host: str | None = _setting("ONBOARD_SMTP_HOST", None)
    smtp_port: Annotated[int, Field(ge=1, le=65535)] = _setting("ONBOARD_SMTP_PORT", 587)
    smtp_user: str | None = _setting("ONBOARD_SMTP_USER", None)
    smtp_password: SecretStr | None = _setting("ONBOARD_SMTP_PASSWORD", None)
    smtp_tls: Literal["starttls", "implicit", "none"] = _setting("ONBOARD_SMTP_TLS", "starttls")
    smtp_from: Annotated[str, AfterValidator(_sender)] | None = Field(
        None, validation_alias="ONBOARD_SMTP_FROM", validate_default=True
    )
    public_url: Annotated[str, AfterValidator(_web_address)] | None = _setting("ONBOARD_PUBLIC_URL", None)
    mail_secret: SecretStr | None = Field(None, validation_alias="ONBOARD_MAIL_SECRET", validate_default=True)
    follow_clock: Annotated[str, AfterValidator(_loopback)] | None = _setting("ONBOARD_FOLLOW_CLOCK", None)

    @field_validator("smtp_from")
    @classmethod
    def _from_whom(cls, sender: str | None, info: ValidationInfo) -> str | None:
        if sender is None and info.data.get("smtp_host"):
            raise ValueError("is missing, and ONBOARD_SMTP_HOST is set")
        return sender

    @field_validator("smtp_tls")
    @classmethod
    def _not_in_clear(cls, tls: str, info: ValidationInfo) -> str:
        far = info.data.get("smtp_host") not in (None, *LOOPBACK)
        if tls == "none" and far and info.data.get("smtp_password"):
            raise ValueError("would send the password in clear over the network")
        return tls

    @field_validator("mail_secret")
    @classmethod
    def _signs_links(cls, secret: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if secret is None and info.data.get("public_url") and info.data.get("smtp_host"):
            raise ValueError("is missing, and ONBOARD_PUBLIC_URL is set")
        if secret is not None and len(secret.get_secret_value()) < 16:
            raise ValueError("is shorter than 16 characters")
        return secret

    @property
    def secrets(self) -> tuple[str, ...]:
        """Everything in them that nobody else may read."""
        values = [getattr(self, name) for name in type(self).model_fields]
        secrets = [value.get_secret_value() for value in values if isinstance(value, SecretStr)]
        password = make_url(self.database_url).password
        return (*secrets, *([password, quote(password, safe=""), quote_plus(password)] if password else []))

    @property
    def mailer(self) -> Mailer | None:
        """How mail goes out; None while it is off."""
        if self.smtp_host is None or self.smtp_from is None:
            return None
        return Mailer(
            host=self.smtp_host,
            port=self.smtp_port,
            user=self.smtp_user,
            password=self.smtp_password.get_secret_value() if self.smtp_password else None,
            sender=self.smtp_from,
            tls=self.smtp_tls,
            public_url=self.public_url,
            secret=self.mail_secret.get_secret_value() if self.mail_secret else None,
        )


class SlackSettings(Settings):
    """With a bot token, and an app token (Socket Mode) or a signing secret (HTTP)."""

    bot_token: Annotated[Secret, _starts("xoxb-")] = _setting("SLACK_BOT_TOKEN")
    app_token: Annotated[Secret, _starts("xapp-")] | None = _setting("SLACK_APP_TOKEN", None)
    signing_secret: Secret | None = Field(None, validation_alias="SLACK_SIGNING_SECRET", validate_default=True)
    client_id: str | None = _setting("SLACK_CLIENT_ID", None)
    client_secret: SecretStr | None = _setting("SLACK_CLIENT_SECRET", None)

    @field_validator("signing_secret")
    @classmethod
    def _one_way_in(cls, secret: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if secret is None and "app_token" in info.data and info.data["app_token"] is None:
            raise ValueError("is missing, and so is SLACK_APP_TOKEN: one of the two is needed")
        return secret

    @field_validator("client_id", "client_secret")
    @classmethod
    def _absent(cls, value: object) -> None:
        if value is not None:
            raise ValueError("is set, and Bolt would silently drop the bot token because of it")


MENDING = {
    "SLACK_BOT_TOKEN": "Copy the Bot User OAuth Token (xoxb-…) from your app's OAuth & Permissions page",
    "SLACK_APP_TOKEN": "Make an app-level token (xapp-…) with connections:write on your app's Basic Information page",
    "SLACK_SIGNING_SECRET": "Copy the Signing Secret from Basic Information, or set SLACK_APP_TOKEN for Socket Mode",
    "SLACK_CLIENT_ID": "Remove it: this app uses no OAuth flow",
    "SLACK_CLIENT_SECRET": "Remove it: this app uses no OAuth flow",
    "SLACK_API_URL": "Leave it out for the real Slack, or give an address such as http://127.0.0.1:8765/api/",
    "DATABASE_URL": "Give sqlite:///onboard.db or postgresql://user:password@host/name",
    "ONBOARD_HOST": "Give an address to listen on, such as 127.0.0.1 or 0.0.0.0",
    "ONBOARD_PORT": "Give a whole number from 0 to 65535",
    "ONBOARD_LOG_LEVEL": "Give DEBUG, INFO, WARNING or ERROR",
    "ONBOARD_TICK_SECONDS": "Give a number of seconds above 0, up to 3600",
    "ONBOARD_DRAIN_SECONDS": "Give a number of seconds from 0 to 300",
    "ONBOARD_TIME_ZONE": "Give an IANA name such as Europe/Berlin",
    "ONBOARD_PLAYBOOKS": "Name a folder of playbook files (YAML), or leave it out",
    "ONBOARD_SMTP_HOST": "Name a mail server such as smtp.example.com, or leave it out: no e-mails are sent then",
    "ONBOARD_SMTP_PORT": "Give a whole number from 1 to 65535; 587 for starttls, 465 for implicit",
    "ONBOARD_SMTP_USER": "Give the name to log in with, or leave it out",
    "ONBOARD_SMTP_PASSWORD": "Give the password to log in with, or leave it out",
    "ONBOARD_SMTP_TLS": "Give starttls, implicit or none",
    "ONBOARD_SMTP_FROM": "Give the sender, such as Acme Onboarding <onboarding@acme.example>",
    "ONBOARD_PUBLIC_URL": "Give the address at which customers reach this program, such as https://onboard.acme.example",
    "ONBOARD_MAIL_SECRET": "Give at least 16 random characters; they sign the links that stop e-mails",
    "ONBOARD_FOLLOW_CLOCK": "Give a sandbox on this machine such as http://127.0.0.1:8765, or leave it out",
}


Kind = TypeVar("Kind", bound=Settings)


def load_settings(kind: type[Kind], dotenv: Path | None = Path(".env")) -> Kind:
    """Reads the environment over the file `dotenv`; logs tell none of its secrets. Raises SettingsError."""
    try:
        settings = kind(_env_file=dotenv)
        hide(*settings.secrets)
        return settings
    except ValidationError as error:
        details = error.errors(include_url=False)
        raise SettingsError([_problem(detail) for detail in details]) from error


def _problem(detail: ErrorDetails) -> SettingProblem:
    name = str(detail["loc"][0])
    field = SlackSettings.model_fields.get(name)
    name = str(field.validation_alias) if field else name  # a default that fails is reported by its Python name
    return SettingProblem(name, _wrong(name, detail), MENDING.get(name, "See .env.example"))


def _wrong(name: str, detail: ErrorDetails) -> str:
    """What is wrong in words, with the value only where it is no secret."""
    if detail["type"] == "missing":
        return "is missing"
    wrong = (
        detail["msg"].removeprefix("Value error, ") if detail["type"] == "value_error" else "is not of the right form"
    )
    secret = "TOKEN" in name or name in (
        "SLACK_SIGNING_SECRET",
        "ONBOARD_SMTP_PASSWORD",
        "ONBOARD_MAIL_SECRET",
        "DATABASE_URL",
        *FORBIDDEN,
    )
    return wrong if secret else f"{detail['input']!r} {wrong}"
