"""Who may do what: full members read and change, leads do the rest, everybody else is refused and told why."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.stories.seen import Seen, message_seen
from tests.stories.team import Team
from tests.stories.untouched import nothing_changes, pings

GUEST = "Guests cannot use the onboarding assistant"
STRANGER = "belongs to another workspace"
LEFT = "is deactivated"
BOT = "Bots cannot use"
OUTSIDERS = {"gus": GUEST, "exa": STRANGER, "sam": LEFT, "erin": BOT}  # sam has left, erin has turned out to be a bot


@pytest.fixture
def office(team: Team) -> Team:
    """Acme shared in a channel where everybody is, Halden of omar, and people who may not."""
    team.owns("acme", "halden-robotics")
    team.jane.clicks(team.jane.types("/onboard status acme", "general"), "Share to channel")
    becomes(team, "sam", deleted=True)
    becomes(team, "erin", is_bot=True)
    for name in OUTSIDERS:
        team.control("channel", channel="general", do="add", user=name)
    return team


def becomes(team: Team, who: str, **user: Any) -> None:
    """The bot has heard that somebody left or is a bot; their last acts are still under way."""
    person = team.sandbox.world.person(who)
    known = {"id": person.id, "name": who, "team_id": person.team_id, "real_name": person.real_name, **user}
    team.bot.desk.people.keep(known, team.clock.now)


def private(team: Team, who: str) -> str:
    """All that only this person can read: private answers, modals, Home."""
    world = team.sandbox.world
    person = world.person(who)
    posts = [post for channel in list(world.channels) for post in world.posts.of(channel)]
    told = [message_seen(post.as_control()).words for post in posts if post.ephemeral_to == person.id]
    views = getattr(team, who)._views()
    shown = [json.dumps(view["blocks"], ensure_ascii=False) for view in [*views["views"], views["home"]] if view]
    return "\n".join([*told, *shown])


def refuses(team: Team, who: str, act: str, **body: Any) -> None:
    """The act is taken by Slack, changes nothing, is seen by nobody else, and the person is told why."""
    lasting = [post.ts for name in ("general", "cs-digest") for post in team.channel(name)]
    before = private(team, who)
    with nothing_changes(team):
        team.control(act, user=who, **body)
    after = private(team, who)
    assert OUTSIDERS[who] in after[len(before) :] or after.count(OUTSIDERS[who]) > before.count(OUTSIDERS[who]), after
    now = [post.ts for name in ("general", "cs-digest") for post in team.channel(name)]
    assert [ts for ts in now if ts not in lasting and not written_by(team, ts, who)] == []


def written_by(team: Team, ts: str, who: str) -> bool:
    world = team.sandbox.world
    return any(
        post.ts == ts and post.user == world.person(who).id
        for channel in list(world.channels)
        for post in world.posts.of(channel)
    )


def living_card(team: Team) -> Seen:
    return next(post for post in team.channel("general") if "Acme Corp" in post.words)


@pytest.mark.parametrize("who", OUTSIDERS)
def test_who_is_no_full_member_is_refused_everywhere(office: Team, who: str) -> None:
    card = living_card(office)
    if who != "exa":  # Slack itself runs no commands, and has no Home, for people of another company
        for text in ("", "help", "list all", "status acme", "done acme integration", "new", "settings", "undo"):
            refuses(office, who, "command", channel="general", text=f"/onboard {text}")
        refuses(office, who, "home")
    for label, near in (("Done", "Integration configured"), ("Why", ""), ("Touch…", ""), ("Date…", "Integration")):
        block, element = card.pressable(label, near)
        chosen = {} if element["type"] == "button" else {"selected": label}
        refuses(office, who, "click", channel="general", ts=card.ts, **ids(block, element), **chosen)
    post = office.jane.posts("Ana says hello", "general")
    refuses(office, who, "shortcut", channel="general", ts=post.ts)
    refuses(office, who, "message", channel="general", text="@onboard done acme integration")
    assert pings(office, "jane") == []


@pytest.mark.parametrize("reason", [GUEST, LEFT, BOT, STRANGER])
def test_a_form_that_was_opened_while_one_still_might_is_refused(office: Team, reason: str) -> None:
    form = office.omar.clicks(office.omar.types("/onboard status acme", "general"), "Touch…")
    flags = {
        GUEST: {"is_ultra_restricted": True},
        LEFT: {"deleted": True},
        BOT: {"is_bot": True},
        STRANGER: {"team_id": "T0FOREIGN01"},
    }
    becomes(office, "omar", **flags[reason])
    with nothing_changes(office):
        office.omar.submits(form, {"note": "Agreed with Ana"}).shows(reason)


def test_menus_that_the_bot_fills_offer_nothing_to_who_may_not(office: Team) -> None:
    form = office.omar.uses_shortcut(office.jane.posts("Ana says hello", "general"))
    office.control("person", user="omar", do="guest")
    block, element = form.input("account")
    offered = office.control("suggest", user="omar", view_id=form.view_id, value="acme", **ids(block, element))
    assert offered.get("options") in ([], None)


def test_somebody_of_another_team_is_refused_whatever_their_profile_says(office: Team) -> None:
    office.sandbox.world.person("omar").team_id = "T0FOREIGN01"
    office.control("person", user="omar", title="moved")
    with nothing_changes(office):
        told = office.omar.types("/onboard done acme integration", "general")
    assert told.ephemeral_to == office.omar.id
    told.shows(STRANGER)


# leads only


@pytest.mark.parametrize("text", ["settings", "close acme", "delete acme", "assign halden @jane", "assign halden @sam"])
def test_leads_only(office: Team, text: str) -> None:
    with nothing_changes(office):
        told = office.jane.types(f"/onboard {text}", "general")
    assert told.ephemeral_to == office.jane.id
    told.shows(f"<@{office.lena.id}>")


def test_one_assigns_ones_own_account_and_a_lead_anybodys(office: Team) -> None:
    office.jane.types("/onboard assign acme @omar backup @jane")
    assert office.account("acme").csm_id == office.omar.id
    for lead in (office.lena, office.victor):
        lead.types("/onboard assign halden @jane")
        assert office.account("halden").csm_id == office.jane.id
        lead.types("/onboard assign halden @omar")


def test_a_lead_closes_deletes_and_sets(office: Team) -> None:
    office.lena.clicks(office.lena.types("/onboard delete acme"), "Delete").shows("Acme Corp")
    office.victor.types("/onboard close halden").shows("closed")
    office.victor.types("/onboard settings").shows("Digest channel")


def test_settings_are_saved_by_a_lead_alone_even_when_the_form_was_open(team: Team) -> None:
    form = team.victor.types("/onboard settings")
    team.lena.submits(team.lena.types("/onboard settings"), {"vp_cs": "omar"})
    with nothing_changes(team):
        team.victor.submits(form, {"digest_channel": "general"}).shows("Only leads")


# tampering clients: a button's value and a form's private_metadata come from outside


@pytest.mark.parametrize("label", ["Delete", "Close instead"])
def test_a_stolen_close_or_delete_is_authorised_again(office: Team, label: str) -> None:
    """A client that sends the lead's button from a message of its own."""
    _, stolen = office.lena.types("/onboard delete acme").pressable(label)
    card = office.jane.types("/onboard status acme", "general")
    block, _ = card.pressable("Why")
    for each in post_of(office, card).blocks:
        if each["block_id"] == block["block_id"]:
            each["elements"] = [dict(stolen)]
    with nothing_changes(office):
        told = office.jane._does("click", channel=card.channel, ts=card.ts, **ids(block, stolen))
    assert told.ephemeral_to == office.jane.id
    told.shows("Only leads")


@pytest.mark.parametrize(
    "value",
    [
        "",
        "nonsense",
        "a999999m1n0p0:",
        "a1m999999n0p0:",
        "a1m1n0p0:" + "x" * 1900,
        "a0m0n0p0:account.delete",
        "a1m1n0p0:<!channel>\n",
        "a-1m0n0p0:",
        "a1m1n999999p0:",
    ],
)
def test_a_tampered_value_changes_nothing_and_is_answered(office: Team, value: str) -> None:
    card = office.jane.types("/onboard status acme", "general")
    halden = office.account("halden")
    for label in ("Done", "Touch…", "History"):
        block, element = card.pressable(label, "Integration configured" if label == "Done" else "")
        with nothing_changes(office):
            answer = office.control(
                "click", user="jane", channel=card.channel, ts=card.ts, value=value, force=True, **ids(block, element)
            )
        assert answer["ok"], answer
        for view in office.jane._views()["views"]:
            office.control("close", user="jane", view_id=view["id"], all=True)
    assert office.account("halden") == halden
    assert pings(office, "jane") == []


def test_a_milestone_of_another_account_is_not_touched(office: Team) -> None:
    card = office.jane.types("/onboard status acme", "general")
    block, element = card.pressable("Done", "Integration configured")
    acme, halden = office.account("acme"), office.account("halden")
    value = f"a{acme.id}m{halden.open_milestones[0].id}n0p0:"
    with nothing_changes(office):
        told = office.jane._does(
            "click", channel=card.channel, ts=card.ts, value=value, force=True, **ids(block, element)
        )
    told.shows("not part of *Acme Corp*")


def test_tampered_private_metadata_is_authorised_again(office: Team) -> None:
    form = office.jane.clicks(office.jane.types("/onboard status acme", "general"), "Touch…")
    view = office.sandbox.world.views.stack(office.jane.id)[-1]
    for metadata in ("", "nonsense", "a999999m0n0p0:", "x" * 3000):
        view.payload["private_metadata"] = metadata
        with nothing_changes(office):
            office.control("submit", user="jane", view_id=form.view_id, values={"note": {"note": "hello"}}, force=True)
        told = office.jane.modal()
        assert told is not None, metadata
        assert told.text == "That did not work", (metadata, told.words)
        form = office.jane.clicks(office.jane.types("/onboard status acme", "general"), "Touch…")
        view = office.sandbox.world.views.stack(office.jane.id)[-1]


def test_a_review_has_no_other_answers(office: Team) -> None:
    form = office.jane.clicks(office.jane.types("/onboard review acme", "general"), "Yes")
    view = office.sandbox.world.views.stack(office.jane.id)[-1]
    view.payload["private_metadata"] = view.payload["private_metadata"].replace(":yes", ":okay")
    with nothing_changes(office):
        told = office.jane._act(
            "submit",
            view_id=form.view_id,
            values={"said_by": {"said_by": "Ana"}, "words": {"words": "Okay"}},
            force=True,
        )
    assert "There is only Yes, No and Partial" in json.dumps(told) + str(
        office.jane.modal() and office.jane.modal().words
    )


def ids(block: Any, element: Any) -> dict[str, str]:
    return {"block_id": block["block_id"], "action_id": element["action_id"]}


def post_of(team: Team, seen: Seen) -> Any:
    world = team.sandbox.world
    return next(post for post in world.posts.of(seen.channel) if post.ts == seen.ts)
