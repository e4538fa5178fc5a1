"""The command line. Whatever is slow to import is imported by the command that needs it, so that help comes at once."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.console import bar, fail, fail_with_trace, in_words, open_store
from bot.databases import database
from bot.forgetting import forget
from bot.setting_errors import SettingsError

if TYPE_CHECKING:
    from storage.engine import Store

cli = typer.Typer(
    name="onboard",
    help="Run customer onboarding in Slack.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
cli.add_typer(database, name="db")
cli.command()(forget)


class Format(StrEnum):
    """What `export --all` can print instead of tracker files."""

    JSON = "json"
    CSV = "csv"


def main() -> None:
    """The entry point: settings that do not do are named, all of them, without a trace."""
    try:
        cli()
    except SettingsError as error:
        fail(*(str(problem) for problem in error.problems))
    except Exception:  # noqa: BLE001 - the last stop
        fail_with_trace()


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
        fail(f"{', '.join(error.names)} holds a real Slack token; the demo does not start beside one. Unset it first.")
    except OSError as error:
        fail(f"The demo cannot use port {port}: {error.strerror}. Choose another with --port.")


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
    """Check token, scopes, channels, settings, database, clock and mail, each with the step that mends it."""
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

    from bot.playbook_files import take_playbooks
    from bot.settings import Settings, load_settings
    from bot.trackers import import_files
    from scheduler.clock import SystemClock

    store, failed = open_store(), 0
    take_playbooks(store, load_settings(Settings).playbooks, SystemClock().now())
    with Progress(console=Console(stderr=True)) as progress:
        task = progress.add_task("Importing", total=len(files))
        for done in import_files(store, files, SystemClock().now()):
            progress.advance(task)
            if done.error is None:
                typer.echo(f"{done.path}: imported {done.name}")
            else:
                failed += 1
                typer.echo(f"{done.path}: {in_words(done.error)}", err=True)
    _find_csms(store)
    store.close()
    raise typer.Exit(1 if failed else 0)


@cli.command()
def usage(
    file: Annotated[Path, typer.Argument(help="Comma-separated, with the columns at, account, user, event, value.")],
    add_users: Annotated[
        bool, typer.Option("--add-users", help="A user whom an account does not know becomes a seed user of it.")
    ] = False,
) -> None:
    """Take in what customers did in the product. Lines at fault are left out and told; twice changes nothing."""
    from bot.usage_files import take_usage_file
    from messages.usage import refused_line, usage_summary
    from playbook.errors import OnboardError
    from scheduler.clock import SystemClock

    store, new, known, refused, accounts = open_store(), 0, 0, 0, set[int]()
    try:
        with bar("Reading", file.stat().st_size if file.is_file() else None) as moved:
            for stretch in take_usage_file(store, file, SystemClock().now(), adds_users=add_users):
                for number, error in stretch.refused:
                    typer.echo(refused_line(number, error), err=True)
                new, known, refused = new + stretch.new, known + stretch.known, refused + len(stretch.refused)
                accounts |= stretch.accounts
                moved(stretch.read)
    except OnboardError as error:
        fail(in_words(error))
    finally:
        store.close()
    typer.echo(usage_summary(file.name, new, known, refused, len(accounts)))
    raise typer.Exit(1 if refused else 0)


@cli.command()
def export(
    names: Annotated[list[str] | None, typer.Argument(help="Accounts to print.")] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Every account that is not closed; with --format closed ones too.")
    ] = False,
    to: Annotated[
        Path | None, typer.Option(help="Write a file an account into this folder; with --format one.")
    ] = None,
    format: Annotated[
        Format | None, typer.Option(help="With --all: not tracker files but every account with all its measures.")
    ] = None,
) -> None:
    """Print accounts as tracker files, or write them into a folder."""
    from bot.exporting import export_measures, export_trackers
    from playbook.errors import OnboardError
    from scheduler.clock import SystemClock

    if not names and not everything:
        fail("Name an account, or give --all.")
    if format and (names or not everything):
        fail("--format is for every account: give --all, and no names.")
    store, now = open_store(), SystemClock().now()
    try:
        if format:
            export_measures(store, str(format), to, now)
        else:
            export_trackers(store, None if everything else names or [], to, now)
    except OnboardError as error:
        fail(in_words(error))


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
        fail(*error.lines)
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
        fail(*error.lines)
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
        fail(f"--now: {error}")
    typer.echo(f"next due {next_at.isoformat()}" if next_at else "nothing is due later")


@cli.command()
def unsubscribe(
    address: Annotated[str, typer.Argument(help="The e-mail address that asked for it.")],
    start_again: Annotated[bool, typer.Option("--undo", help="They want the e-mails after all.")] = False,
) -> None:
    """No self-serve e-mails to an address any more, for those who asked by mail instead of by the link."""
    from playbook.mails import plain_address
    from scheduler.clock import SystemClock
    from scheduler.mailing import resume_mail, stop_mail

    known = plain_address(address)
    if known is None:
        fail(f"{address}: is not an e-mail address")
        return
    change = resume_mail if start_again else stop_mail
    changed = change(open_store(), known, SystemClock().now(), "cli")
    what = "gets the e-mails again" if start_again else "gets no e-mails any more"
    typer.echo(f"{known} {what}" if changed else f"{known}: nothing to change")


@cli.command()
def sandbox(port: Annotated[int, typer.Option(help="Port, on this machine only.")] = 8765) -> None:
    """The local Slack alone, for a bot of your own."""
    from bot.alone import run_sandbox

    try:
        run_sandbox(port)
    except OSError as error:
        fail(f"The sandbox cannot use port {port}: {error.strerror}. Choose another with --port.")


def _find_csms(store: Store) -> None:
    """Whom the files name as CSM, where Slack can be asked already; else `serve` and `sweep` ask when they begin."""
    from bot.csms import find_csms
    from bot.settings import SlackSettings, load_settings
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
