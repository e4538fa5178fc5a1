"""The command line. Whatever is slow to import is imported by the command that needs it, so that help comes at once."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from bot.settings import Settings
    from playbook.errors import OnboardError
    from storage.engine import Store

cli = typer.Typer(
    name="onboard",
    help="Run customer onboarding in Slack.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
MENDS = {
    "not_empty": "A restore never overwrites: name an empty database in ONBOARD_DATABASE_URL (for SQLite move the file"
    " away), or keep a copy of this one first with `onboard db backup FILE`",
    "other_revision": "Bring the older one of the two up to date, then copy again: `onboard db upgrade`",
    "not_a_backup": "Name a file that `onboard db backup FILE` has written",
    "cut_short": "The file is not whole: copy it again, or take an earlier one",
    "damaged": "The file is not whole: copy it again, or take an earlier one",
}  # what to do when a copy is refused
database = typer.Typer(help="The database: upgrade, backup, restore.", no_args_is_help=True)
cli.add_typer(database, name="db")


def main() -> None:
    """The entry point: settings that do not do are named, all of them, without a trace."""
    from bot.settings import SettingsError

    try:
        cli()
    except SettingsError as error:
        _fail(*(str(problem) for problem in error.problems))


@cli.command()
def demo(
    port: Annotated[int, typer.Option(help="Port of the sandbox's page, on this machine only.")] = 8765,
    today: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day to begin on.")] = datetime(2026, 1, 23),  # noqa: DTZ001
    db: Annotated[Path | None, typer.Option(help="Keep the data in this SQLite file.")] = None,
    browser: Annotated[bool, typer.Option(help="Open the page in a browser.")] = True,
    empty: Annotated[bool, typer.Option("--empty", help="Begin without the example accounts.")] = False,
) -> None:
    """Try all of it without a Slack account: a local Slack, the bot and a dozen accounts."""
    from bot.demo import DemoOptions, RealTokenError, run_demo
    from bot.logs import set_up

    set_up("WARNING")
    try:
        run_demo(DemoOptions(port=port, today=today.date(), database=db, empty=empty), browser=browser)
    except RealTokenError as error:
        _fail(f"{', '.join(error.names)} holds a real Slack token; the demo does not start beside one. Unset it first.")
    except OSError as error:
        _fail(f"The demo cannot use port {port}: {error.strerror}. Choose another with --port.")


@cli.command()
def serve() -> None:
    """Run the bot: Socket Mode with SLACK_APP_TOKEN, else HTTP at /slack/events."""
    from bot.logs import set_up
    from bot.serve import run_serve
    from bot.settings import SlackSettings, load_settings

    settings = load_settings(SlackSettings)
    set_up(settings.log_level)
    run_serve(settings)


@cli.command()
def doctor() -> None:
    """Check token, scopes, channels, settings, database and clock, each with the step that mends it."""
    from bot.doctor import examine
    from bot.settings import SlackSettings, load_settings
    from scheduler.slack import make_client
    from storage.engine import Store

    settings = load_settings(SlackSettings)
    client = make_client(settings.bot_token.get_secret_value(), settings.api_url)
    well = True
    for finding in examine(settings, Store(settings.database_url), client):
        mark = "!" if finding.warning else "✓" if finding.ok else "✗"
        mend = f" → {finding.mend}" if finding.mend and (finding.warning or not finding.ok) else ""
        typer.echo(f"{mark} {finding.what}: {finding.seen}{mend}")
        well = well and finding.ok
    raise typer.Exit(0 if well else 1)


@cli.command()
def manifest() -> None:
    """Print the Slack app manifest."""
    from bot.manifest import manifest_json

    typer.echo(manifest_json(), nl=False)


@cli.command("import")
def import_(files: Annotated[list[Path], typer.Argument(help="Tracker files (YAML).")]) -> None:
    """Import tracker files; a file with any error changes nothing."""
    from rich.console import Console
    from rich.progress import Progress

    from bot.trackers import import_files
    from scheduler.clock import SystemClock

    store, failed = _store(), 0
    with Progress(console=Console(stderr=True)) as progress:
        task = progress.add_task("Importing", total=len(files))
        for done in import_files(store, files, SystemClock().now()):
            progress.advance(task)
            if done.error is None:
                typer.echo(f"{done.path}: imported {done.name}")
            else:
                failed += 1
                typer.echo(f"{done.path}: {_in_words(done.error)}", err=True)
    _find_csms(store)
    store.close()
    raise typer.Exit(1 if failed else 0)


@cli.command()
def export(
    names: Annotated[list[str] | None, typer.Argument(help="Accounts to print.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every account that is not closed.")] = False,
    to: Annotated[Path | None, typer.Option(help="Write a file an account into this folder.")] = None,
) -> None:
    """Print accounts as tracker files, or write them into a folder."""
    from bot.trackers import export_all, export_named, file_name
    from playbook.errors import OnboardError
    from scheduler.clock import SystemClock

    if not names and not everything:
        _fail("Name an account, or give --all.")
    store = _store()
    try:
        found = export_all(store, SystemClock().now()) if everything else (export_named(store, n) for n in names or [])
        for name, text in found:
            if to is None:
                typer.echo(f"---\n{text}" if everything or len(names or []) > 1 else text, nl=False)
            else:
                to.mkdir(parents=True, exist_ok=True)
                (to / file_name(name)).write_text(text, encoding="utf-8")
                typer.echo(to / file_name(name))
    except OnboardError as error:
        _fail(_in_words(error))


@cli.command()
def measure(
    file: Annotated[Path, typer.Argument(help="A tracker file (YAML).")],
    at: Annotated[
        str | None, typer.Option(help="The day to measure at its end, as 2026-01-23; today unless given.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Every measure of one account on a day: health, TTV, usage, where the days went. No database, no Slack."""
    from bot.measuring import NotMeasured, measure_file

    try:
        found = measure_file(file, at)
    except NotMeasured as error:
        _fail(*error.lines)
    typer.echo(found.as_json() if as_json else found.as_text())


@cli.command()
def rehearse(
    file: Annotated[Path, typer.Argument(help="A tracker file (YAML).")],
    start: Annotated[
        str | None, typer.Option("--from", help="Begin on this day, as if imported then; Day 0 unless given.")
    ] = None,
    until: Annotated[str | None, typer.Option(help="The last day, as 2026-04-15; Day 90 unless given.")] = None,
    playbook: Annotated[str | None, typer.Option(help="Plan the customer anew with this playbook.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Live through one tracker file: who would be told what, when and why. No database, no Slack."""
    from bot.rehearsing import NotRehearsed, rehearse_file

    try:
        found = rehearse_file(file, start, until, playbook)
    except NotRehearsed as error:
        _fail(*error.lines)
    typer.echo(found.as_json() if as_json else found.as_text())


@cli.command()
def sweep(
    now: Annotated[str | None, typer.Option(help="Pretend that it is this instant (ISO, with a zone).")] = None,
) -> None:
    """One tick, for those who prefer cron: look at what is due, and send it."""
    from bot.logs import set_up
    from bot.settings import SlackSettings, load_settings
    from bot.sweeping import instant, sweep_once

    settings = load_settings(SlackSettings)
    set_up(settings.log_level)
    try:
        next_at = sweep_once(settings, instant(now) if now else None)
    except ValueError as error:
        _fail(f"--now: {error}")
    typer.echo(f"next due {next_at.isoformat()}" if next_at else "nothing is due later")


@cli.command()
def sandbox(port: Annotated[int, typer.Option(help="Port, on this machine only.")] = 8765) -> None:
    """The local Slack alone, for a bot of your own."""
    from bot.alone import run_sandbox

    try:
        run_sandbox(port)
    except OSError as error:
        _fail(f"The sandbox cannot use port {port}: {error.strerror}. Choose another with --port.")


@database.command()
def upgrade() -> None:
    """Bring the tables up to date."""
    store = _store(upgraded=False)
    store.upgrade()
    typer.echo(f"at revision {store.current()}")


@database.command()
def backup(file: Path) -> None:
    """Write a consistent copy while the bot runs: a SQLite file, or JSON lines for *.jsonl and PostgreSQL."""
    from storage.backup import backup as write
    from storage.errors import BackupRefused

    try:
        report = write(_store(), file)
    except (BackupRefused, OSError) as error:
        _fail(str(error))
    typer.echo(f"{report.path}: {report.rows} rows")


@database.command()
def restore(file: Path) -> None:
    """Fill an empty database from a copy."""
    from storage.backup import restore as read
    from storage.errors import BackupRefused

    try:
        report = read(_store(), file)
    except BackupRefused as error:
        _fail(f"{error}", *filter(None, [MENDS.get(error.code)]))
    except OSError as error:
        _fail(str(error))
    typer.echo(f"{report.rows} rows from {report.path}")


def _store(*, upgraded: bool = True) -> Store:
    from bot.settings import Settings, load_settings
    from storage.engine import Store

    settings: Settings = load_settings(Settings)
    store = Store(settings.database_url)
    if upgraded:
        store.upgrade()
    return store


def _find_csms(store: Store) -> None:
    """Whom the files name as CSM, where Slack can be asked already; else `serve` and `sweep` ask when they begin."""
    from bot.csms import find_csms
    from bot.settings import SettingsError, SlackSettings, load_settings
    from scheduler.clock import SystemClock
    from scheduler.slack import make_client
    from storage.queries.people import csms_unknown

    try:
        settings = load_settings(SlackSettings)
    except SettingsError:
        return
    client = make_client(settings.bot_token.get_secret_value(), settings.api_url)
    if find_csms(store, client, settings.time_zone, SystemClock().now()):
        with store.read() as session:
            for name in csms_unknown(session):
                typer.echo(f"! {name}: matches nobody in Slack. /onboard assign names the CSM", err=True)


def _in_words(error: OnboardError) -> str:
    from messages.errors import error_text
    from messages.problems import problem_lines
    from playbook.errors import BadFile

    if isinstance(error, BadFile):
        return "\n".join(["nothing was taken", *(f"  {line}" for line in problem_lines(error, len(error.problems)))])
    return error_text(error)


def _fail(*lines: str) -> NoReturn:
    for line in lines:
        typer.echo(line, err=True)
    sys.exit(1)
