"""Every verb of `/onboard` does what its help says, and help, registry, stories and docs know the same verbs."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.verbs import ROUTES
from messages.help import VERBS
from tests.stories import verbs_that_change as change
from tests.stories import verbs_that_show as show
from tests.stories.team import Team

DOCS = Path(__file__).parents[2] / "docs" / "commands.md"

STORIES: dict[str, Callable[[Team], None]] = {
    "": show.bare,
    "help": show.help_,
    "new": show.new,
    "import": show.import_,
    "playbooks": show.playbooks_,
    "playbook": show.playbook_,
    "replan": show.replan_,
    "status": show.status,
    "list": show.list_,
    "done": change.done,
    "start": change.start,
    "reopen": change.reopen,
    "block": change.block,
    "unblock": change.unblock,
    "touch": change.touch,
    "note": change.note,
    "welcome": change.welcome,
    "kickoff": change.kickoff,
    "homework": change.homework,
    "people": change.people,
    "flow": change.flow,
    "user": change.user,
    "feature": change.feature,
    "date": change.date,
    "skip": change.skip,
    "criteria": change.criteria,
    "left": change.left,
    "confirm": change.confirm,
    "handover": change.handover,
    "survey": change.survey,
    "agenda": show.agenda,
    "questionnaire": show.questionnaire,
    "handoff": show.handoff,
    "plan": show.plan,
    "briefing": show.briefing,
    "share": show.share,
    "drafts": show.drafts,
    "assign": change.assign,
    "pause": change.pause,
    "resume": change.resume,
    "close": change.close,
    "delete": change.delete,
    "review": show.review,
    "why": show.why,
    "history": show.history,
    "ttv": show.ttv,
    "users": show.users,
    "report": show.report,
    "undo": change.undo,
    "digest": show.digest,
    "export": show.export,
    "settings": show.settings,
    "cover": show.cover,
    "load": show.load,
    "nudges": show.nudges,
    "rest": show.rest,
    "wake": show.wake,
    "rules": show.rules,
}


@pytest.mark.thorough
@pytest.mark.parametrize("verb", STORIES)
def test_a_verb_does_what_its_help_says(team: Team, verb: str) -> None:
    team.owns("acme", "halden-robotics", "harbor-logistics", "pinecrest-schools")
    STORIES[verb](team)


@pytest.mark.thorough
def test_a_mention_in_a_thread_takes_the_same_words(team: Team) -> None:
    team.owns("acme")
    team.jane.clicks(team.jane.types("/onboard status acme", "general"), "Share to channel")
    card = next(post for post in team.channel("general") if "Acme Corp" in post.words)
    told = team.jane.says("@onboard done integration", "general", card)
    assert told.ephemeral_to == team.jane.id
    told.shows("*Integration configured*", "is done")
    team.jane.says("@onboard why acme", "general", card).shows("Acme Corp")


def test_help_registry_stories_and_docs_know_the_same_verbs() -> None:
    documented = dict(re.findall(r"^\| `(\w+)[^`]*` \| (.*?) \|", DOCS.read_text(), re.MULTILINE))
    assert set(documented) == set(VERBS) == set(ROUTES) == set(STORIES) - {""}
    for name, verb in VERBS.items():
        row = f"| `{verb.usage.replace('|', chr(92) + '|')}` | {verb.summary} | `/onboard {verb.example}` |"
        assert row in DOCS.read_text(), name


def test_usage_and_example_begin_with_the_verb_itself() -> None:
    for name, verb in VERBS.items():
        assert verb.usage.split()[0] == verb.example.split()[0] == name
