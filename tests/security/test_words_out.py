"""Whatever a person, a file or a profile says, nothing that Slack gets is live: no ping, no link, no format of theirs.

Everything that can be told is driven through the sandbox full of hostile words, and every payload is looked at.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.verbs import ROUTES as VERBS
from messages.help import VERBS as HELP
from messages.ids import Action, Form
from playbook.plans import shipped_text
from tests.security.explorer import Explorer
from tests.security.hostile import TEXTS, Words, example, full, many_steps, playbook, tracker
from tests.security.outgoing import Ears, faults
from tests.stories.conftest import working
from tests.stories.team import Team

Base = dict[str, Any]
LEADS = {"close", "delete"}  # at the very end
EVERY_DAY = {"zqacct": full()}
AT_NIGHT = EVERY_DAY | {
    "zqhalden": example("halden-robotics"),
    "zqmeridian": example("meridian-health"),
    "zqcobalt": example("cobalt-analytics"),
    "zqlong": many_steps(example("acme"), 120),
}
LIVE_MARKDOWN = re.compile(r"(?<!\\)(?:[*_`~\[<]zq|<http)|(?<!\\)\]\(|^#? *zqnl")
RUNS = [("sqlite-socket", 0), ("sqlite-http", 5), ("postgresql-socket", 10)]
MENUS = {Action.MILESTONE_MENU, Action.ACCOUNT_MENU, Action.NUDGE_MENU}  # their options name what is meant
# What the walk does not come by in every run; `tests/messages` has the screens of these with hostile words too.
RARE_ACTIONS = {
    "account.close", "account.delete", "account.drafts", "card.page", "date.apply", "draft.open", "flow.completed",
    "flow.sent", "home.page", "homework.list", "kickoff.overrule", "list.page", "menu.list", "menu.today",
    "milestone.reopen", "playbook.page", "playbook.remove", "playbooks.page", "rule.rest", "safety.check",
    "stakeholder.left", "status.share", "survey.record", "user.handled",
}  # fmt: skip
RARE_FORMS = {
    Form.ADD, Form.DRAFT, Form.INFO, Form.KICKOFF_HELD, Form.OVERRULE, Form.SAFETY, Form.SHORTCUT, Form.USER_HANDLED
}  # fmt: skip


@contextmanager
def office(url: str, folder: Path, start: int, way: str, accounts: dict[str, Base]) -> Iterator[tuple[Team, Words]]:
    """A team whose people, channel and accounts all have hostile names and words."""
    words = Words(start)
    with working(Team(url, way), furnished=True) as team:
        for who in ("jane", "omar", "victor", "erin", "sam"):
            team.control("person", user=who, real_name=words.next(80), title=words.next())
        team.control("channel", channel="acme-shared", do="rename", name=words.next())
        for name, base in accounts.items():
            file = folder / f"{name}.yaml"
            file.write_text(tracker(words, base, name), encoding="utf-8")
            team.owns(file)
            types(team, f"assign {name} @jane backup @omar")
        yield team, words


def types(team: Team, text: str) -> None:
    answer = team.control("command", user="lena", channel="@lena", text=f"/onboard {text}")
    assert answer["ok"], (text, answer)


def commands(words: Words, name: str) -> Iterator[list[str]]:
    """Every verb alone, as in its example, about an account, and with hostile words in every place."""
    for verb in sorted(set(VERBS) - LEADS):
        shown = HELP[verb].example.replace("acme", name) if verb in HELP else verb
        yield [shown, verb, f"{verb} {name}", f"{verb} {words.next()}", f"{verb} {name} {words.next()}"]


def lively(team: Team, ears: Ears) -> list[str]:
    """What was said to Slack that is live."""
    allowed = ears.allowed()
    found = [fault for where, payload in ears.said() for fault in faults(where, payload, allowed)]
    return sorted(set(found))


def test_nothing_of_a_sample_is_live(sqlite_url: str, tmp_path: Path) -> None:
    with office(sqlite_url, tmp_path, 0, "socket", EVERY_DAY) as (team, words):
        ears = Ears(team.sandbox)
        for at, texts in enumerate(commands(words, "zqacct")):
            if at % 6 == 0:
                types(team, texts[at // 6 % len(texts)])
            team.control("reload", user="lena")  # whatever form opened
        team.clock.to("2026-01-26 09:05")
        assert lively(team, ears) == []


@pytest.mark.thorough
@pytest.mark.parametrize(("way", "start"), RUNS)
def test_nothing_that_can_be_said_is_live(way: str, start: int, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    database, mode = way.split("-")
    with office(request.getfixturevalue(f"{database}_url"), tmp_path, start, mode, AT_NIGHT) as (team, words):
        ears = Ears(team.sandbox)
        team.announces("ratelimited")  # so much happens on a day
        explorer = Explorer(team, words, papers(words))
        found = set[str]()
        for name in ("zqacct", "zqhalden", "zqmeridian"):
            types(team, "")
            explorer.explore("lena")
            for texts in commands(words, name):
                for text in texts:
                    types(team, text)
                    while explorer.explore("lena"):
                        types(team, text)
            for _ in range(15):
                team.clock.forward("1d")
                for who in ("lena", "jane", "omar", "victor"):
                    team.control("home", user=who)
                    explorer.explore(who)
                found |= set(lively(team, ears))
        speaks(team, words)
        for verb in sorted(LEADS):
            types(team, "status zqlong")
            explorer.explore_last("lena")
            types(team, f"{verb} zqcobalt")
            explorer.explore_last("lena")
        assert found | set(lively(team, ears)) == set()
        assert [fault for name, text in ears.files() for fault in faults_of_file(name, text)] == []
        assert {str(each) for each in set(Action) - set(explorer.pressed) - MENUS} <= RARE_ACTIONS
        assert set(Form) - set(map(Form, explorer.sent)) <= RARE_FORMS


def papers(words: Words) -> dict[str, str]:
    return {
        Form.IMPORT: tracker(words, example("acme"), "zqpasted"),
        Form.PLAYBOOK: playbook(words, shipped_text("product-led"), "zq-plan"),
    }


def speaks(team: Team, words: Words) -> None:
    """Mentions, and messages taken over with the shortcut."""
    bot = team.sandbox.world.bot.name
    for text in (f"@{bot} status zqhalden", f"@{bot} {words.next()}", *(words.next() for _ in TEXTS)):
        ts = team.control("message", user="lena", channel="general", text=text)["ts"]
        assert team.control("shortcut", user="lena", channel="general", ts=ts)["ok"]


def faults_of_file(name: str, text: str) -> list[str]:
    """What in a file would run, format or link."""
    if name.endswith(".csv"):
        rows = csv.reader(io.StringIO(text))
        return [f"{name}: {cell}" for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]
    if name.endswith(".md"):
        return [f"{name}: {line}" for line in text.splitlines() if LIVE_MARKDOWN.search(line)]
    assert name.endswith(".yaml")
    return [] if yaml.safe_load(text)["customer"]["name"] else [f"{name} has no name"]
