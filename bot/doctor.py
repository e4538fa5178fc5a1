"""`onboard doctor`: everything that has to be right, each fault with the step that mends it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.manifest import OPTIONAL_SCOPES, SCOPES
from bot.settings import SlackSettings
from playbook.models import Workspace
from scheduler.mail import Mailer
from storage.engine import Store
from storage.queries.outbox import PROBLEMS_FOR, outbox_problems
from storage.queries.people import people, workspace

MOST_SKEW = 60  # seconds; Slack's signatures are good for five minutes

DATABASE = {  # what a problem is, and what mends it
    "unreachable": ("cannot be read", "Check DATABASE_URL and that the database runs"),
    "not_upgraded": ("has the tables of an older release", "Run: onboard db upgrade"),
    "newer": ("has the tables of a newer release", "This program is older than the database: update it"),
}
MAIL_MENDING = {
    "login": "Check ONBOARD_SMTP_USER and ONBOARD_SMTP_PASSWORD, and that this server takes logins",
    "certificate": "Give in ONBOARD_SMTP_HOST the name that the server's certificate is for",
    "encryption": "Check ONBOARD_SMTP_TLS and ONBOARD_SMTP_PORT: starttls on 587, implicit on 465",
    "connection": "Check ONBOARD_SMTP_HOST and ONBOARD_SMTP_PORT, and that this machine may reach them",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: what was looked at, whether it is right, what was seen, and how to mend it."""

    what: str
    ok: bool
    seen: str
    mend: str = ""
    warning: bool = False


def examine(settings: SlackSettings, store: Store, client: WebClient) -> Iterator[Finding]:
    """All checks, in an order in which the first fault explains the later ones."""
    yield _database(store)
    checks: list[Callable[[], Iterator[Finding]]] = [lambda: _slack(client), lambda: _socket(settings, client)]
    if store.check().ok:
        checks += [lambda: _team(store, client), lambda: _deliveries(store)]
    checks.append(lambda: _mail(settings.mailer))
    for check in checks:
        yield from check()


def _database(store: Store) -> Finding:
    """An empty one is as it should be before the first start."""
    check = store.check()
    if check.problem is None:
        return Finding("Database", True, f"{check.dialect}, revision {check.revision}")
    if check.problem == "not_upgraded" and check.revision is None:
        return Finding("Database", True, f"{check.dialect}, empty", "`onboard serve` makes the tables", warning=True)
    what, mend = DATABASE[check.problem]
    return Finding("Database", False, f"{check.dialect} {what}" + (f": {check.detail}" if check.detail else ""), mend)


def _slack(client: WebClient) -> Iterator[Finding]:
    try:
        answer = client.auth_test()
    except (SlackApiError, OSError) as error:
        yield Finding("Bot token", False, _reason(error), "Copy the Bot User OAuth Token into SLACK_BOT_TOKEN again")
        return
    yield Finding("Bot token", True, f"{answer.get('user')} in {answer.get('team')}")
    headers = {name.lower(): value for name, value in answer.headers.items()}
    yield from _scopes(_first(headers.get("x-oauth-scopes")))
    yield from _clock(_first(headers.get("date")))


def _scopes(header: str) -> Iterator[Finding]:
    granted = {scope.strip() for scope in header.split(",") if scope.strip()}
    if not granted:
        yield Finding("Scopes", True, "not told by this server", warning=True)
        return
    missing = [scope for scope in SCOPES if scope not in granted]
    needed = [scope for scope in missing if scope not in OPTIONAL_SCOPES]
    mend = "Paste the output of `onboard manifest` into the app's manifest and reinstall it"
    yield Finding("Scopes", not needed, f"missing {', '.join(needed)}" if needed else "all that are needed", mend)
    for scope in missing:
        if scope in OPTIONAL_SCOPES:
            yield Finding(f"Scope {scope}", True, f"missing: {OPTIONAL_SCOPES[scope]}", mend, warning=True)


def _clock(header: str) -> Iterator[Finding]:
    if not header:
        return
    skew = abs((datetime.now(UTC) - parsedate_to_datetime(header)).total_seconds())
    yield Finding("Clock", skew <= MOST_SKEW, f"{skew:.0f} s from Slack's", "Switch on time synchronisation (NTP)")


def _socket(settings: SlackSettings, client: WebClient) -> Iterator[Finding]:
    if settings.app_token is None:
        yield Finding("Way in", True, "HTTP at /slack/events")
        return
    try:
        client.apps_connections_open(app_token=settings.app_token.get_secret_value())
    except (SlackApiError, OSError) as error:
        mend = "Make an app-level token with connections:write, and switch Socket Mode on"
        yield Finding("App token", False, _reason(error), mend)
        return
    yield Finding("App token", True, "Socket Mode opens")


def _team(store: Store, client: WebClient) -> Iterator[Finding]:
    with store.read() as session:
        team, known = workspace(session), people(session)
    for name, channel in (("Digest channel", team.digest_channel), ("Escalation channel", team.escalation_channel)):
        yield _channel(client, name, channel)
    for name, user in _roles(team):
        person = known.get(user or "")
        gone = person is not None and not person.is_full_member
        seen = "nobody" if user is None else (person.real_name if person else user)
        yield Finding(
            name, not gone, f"{seen} is no longer a full member" if gone else seen, "Choose another: /onboard settings",
            warning=user is None,
        )  # fmt: skip


def _roles(team: Workspace) -> list[tuple[str, str | None]]:
    return [("CSM lead", team.csm_lead), ("VP CS", team.vp_cs), ("Engineering lead", team.engineering_lead)]


def _channel(client: WebClient, name: str, channel: str | None) -> Finding:
    if channel is None:
        return Finding(name, True, "none chosen", "Choose one: /onboard settings", warning=True)
    try:
        info = client.conversations_info(channel=channel)["channel"]
    except (SlackApiError, OSError) as error:
        return Finding(name, False, _reason(error), "Choose another: /onboard settings")
    if info.get("is_archived"):
        return Finding(name, False, f"#{info['name']} is archived", "Choose another: /onboard settings")
    if info.get("is_ext_shared") or info.get("is_pending_ext_shared"):
        seen = f"#{info['name']} is shared with another organisation, which reads along"
        return Finding(name, False, seen, "Choose another: /onboard settings")
    mend = f"Type /invite @onboard in #{info['name']}"
    return Finding(name, bool(info.get("is_member")), f"#{info['name']}", mend)


def _deliveries(store: Store) -> Iterator[Finding]:
    with store.read() as session:
        rows = outbox_problems(session, datetime.now(UTC) - PROBLEMS_FOR)
    if not rows:
        yield Finding("Deliveries", True, "nothing refused")
    for row in rows:
        seen = f"{row.kind} to {row.lane or 'a person'}: {row.error or row.state}"
        yield Finding("Delivery", True, seen, "Mend the channel or person; later messages go", warning=True)


def _mail(mailer: Mailer | None) -> Iterator[Finding]:
    """Connects, encrypts and logs in as a mail would; sends none."""
    if mailer is None:
        yield Finding("Mail", True, "off")
        return
    place, wrong = f"{mailer.host}:{mailer.port}", mailer.greet()
    if wrong is not None:
        yield Finding("Mail", False, f"{place}: {wrong} refused", MAIL_MENDING[wrong])
        return
    yield Finding("Mail", True, f"{place} takes us, {mailer.tls}" + (", logged in" if mailer.user else ""))


def _reason(error: Exception) -> str:
    return str(error.response.get("error")) if isinstance(error, SlackApiError) else str(error)


def _first(value: object) -> str:
    if isinstance(value, list):
        return str(value[0]) if value else ""
    return str(value or "")
