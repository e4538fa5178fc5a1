"""What is missing or malformed is named, all at once, with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.setting_errors import SettingsError
from bot.settings import MENDING, Settings, SlackSettings, load_settings


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in MENDING:
        monkeypatch.delenv(name, raising=False)


def names_of(kind: type[Settings], dotenv: Path | None = None) -> list[str]:
    with pytest.raises(SettingsError) as refused:
        load_settings(kind, dotenv)
    return [problem.name for problem in refused.value.problems]


def test_without_slack_there_are_defaults() -> None:
    settings = load_settings(Settings, None)
    assert settings.database_url.startswith("sqlite:///")
    assert settings.api_url == "https://slack.com/api/"


def test_everything_that_is_missing_at_once() -> None:
    assert names_of(SlackSettings) == ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"]


def test_mail_is_off_until_there_is_a_host_and_its_faults_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings(Settings, None).mailer is None
    wrong = {
        "ONBOARD_SMTP_HOST": "mail.example.com",
        "ONBOARD_SMTP_PORT": "0",
        "ONBOARD_SMTP_PASSWORD": "hunter2",
        "ONBOARD_SMTP_TLS": "none",
        "ONBOARD_PUBLIC_URL": "https://onboard.example.com",
    }
    for name, value in wrong.items():
        monkeypatch.setenv(name, value)
    named = names_of(Settings)
    assert set(named) == {"ONBOARD_SMTP_PORT", "ONBOARD_SMTP_TLS", "ONBOARD_SMTP_FROM", "ONBOARD_MAIL_SECRET"}
    right = {"PORT": "465", "TLS": "implicit", "FROM": "Onboarding <hi@example.com>"}
    for name, value in right.items():
        monkeypatch.setenv(f"ONBOARD_SMTP_{name}", value)
    monkeypatch.setenv("ONBOARD_MAIL_SECRET", "short")
    assert names_of(Settings) == ["ONBOARD_MAIL_SECRET"]
    monkeypatch.setenv("ONBOARD_MAIL_SECRET", "long enough to sign with")
    mailer = load_settings(Settings, None).mailer
    assert mailer is not None
    assert (mailer.port, mailer.tls, mailer.address) == (465, "implicit", "hi@example.com")
    assert "hunter2" not in repr(mailer)


@pytest.mark.parametrize("sender", ["nobody", "a@b\nBcc: all@example.com", "<>", "a b@example.com, c@example.com"])
def test_a_sender_that_is_no_address(sender: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONBOARD_SMTP_HOST", "localhost")
    monkeypatch.setenv("ONBOARD_SMTP_FROM", sender)
    assert names_of(Settings) == ["ONBOARD_SMTP_FROM"]


def test_everything_that_is_malformed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {
        "SLACK_BOT_TOKEN": "xoxp-1",
        "SLACK_APP_TOKEN": "xoxb-1",
        "SLACK_API_URL": "slack",
        "DATABASE_URL": "mysql://a",
        "ONBOARD_PORT": "many",
        "ONBOARD_LOG_LEVEL": "loud",
        "ONBOARD_TICK_SECONDS": "0",
        "ONBOARD_TIME_ZONE": "Mars/Base",
        "ONBOARD_FOLLOW_CLOCK": "http://example.com",
    }
    for name, value in wrong.items():
        monkeypatch.setenv(name, value)
    assert set(names_of(SlackSettings)) == set(wrong)


def test_client_id_and_secret_are_refused_because_bolt_would_drop_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1")
    monkeypatch.setenv("SLACK_CLIENT_ID", "1.2")
    monkeypatch.setenv("SLACK_CLIENT_SECRET", "s")
    assert names_of(SlackSettings) == ["SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"]


def test_no_secret_is_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxp-very-secret")
    monkeypatch.setenv("DATABASE_URL", "mysql://me:hunter2@host/db")
    with pytest.raises(SettingsError) as refused:
        load_settings(SlackSettings, None)
    assert "very-secret" not in str(refused.value)
    assert "hunter2" not in str(refused.value)


def test_the_env_file_is_read_and_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text("SLACK_BOT_TOKEN=xoxb-file\nSLACK_APP_TOKEN=xapp-file\nSLACK_SIGNING_SECRET=\nONBOARD_PORT=1\n")
    monkeypatch.setenv("ONBOARD_PORT", "4000")
    settings = load_settings(SlackSettings, dotenv)
    assert settings.bot_token.get_secret_value() == "xoxb-file"
    assert settings.app_token is not None
    assert settings.port == 4000


def test_every_setting_is_in_the_example_file_and_nothing_else() -> None:
    text = (Path(__file__).parents[2] / ".env.example").read_text()
    named = {line.partition("=")[0] for line in text.splitlines() if line and not line.startswith("#")}
    assert named == {name for name in MENDING if not name.startswith("SLACK_CLIENT_")}
