"""Documents from Slack: shown, turned to their other form, copied; and a status posted for the customer to read."""

from __future__ import annotations

from messages.documents.sharing import SURE
from tests.stories.seen import Seen
from tests.stories.team import Team

SHARED = "acme-shared"  # Exa Customer reads along there


def test_the_agenda_has_two_forms_and_is_copied(team: Team) -> None:
    team.owns("acme")
    shown = team.jane.types("/onboard agenda acme", "general").shows("45 minutes", "blanks to fill in, marked ▢")
    other = team.jane.clicks(shown, "The 45–60-minute agenda").shows("50 minutes", "Why you bought this")
    copied = team.jane.clicks(other, "Copy as Markdown")
    copied.shows("# Kickoff agenda: Acme Corp", "- **When:** ▢ book the call", "## 7. Next steps and homework (5 min)")
    assert team.jane.clicks(other, "The 45-minute agenda").shows("45 minutes").ephemeral_to == team.jane.id


def test_a_questionnaire_is_marked_as_sent(team: Team) -> None:
    team.owns("acme")
    shown = team.jane.types("/onboard questionnaire acme").shows("Not sent yet.")
    team.jane.clicks(shown, "Mark as sent")
    assert team.account("acme").facts.questionnaire.sent_on is not None
    labels = team.jane.types("/onboard questionnaire acme").shows("Sent Fri 23 Jan.").labels
    assert "Mark as reviewed" in labels
    assert "Mark as sent" not in labels


def test_a_document_too_long_to_copy_comes_as_a_file(team: Team) -> None:
    team.owns("acme")
    many = "\n".join(
        f"  - {{name: 'Milestone number {n} of the long way', target_date: '2026-02-01'}}" for n in range(80)
    )
    form = team.jane.types("/onboard import")
    text = f"customer:\n  name: Longish\n  csm: Jane Smith\n  start_date: '2026-01-15'\nmilestones:\n{many}\n"
    for at in range(40):
        text += "homework:\n" if at == 0 else ""
        text += f"  - {{text: 'Piece {at}: send the list of people and what each may do', who: Ana}}\n"
    file = team.jane.uploads("longish.yaml", text)
    preview = team.jane.submits(form, {"file": [file]})
    team.jane.submits(preview)
    listed = team.jane.types("/onboard drafts longish")
    homework = team.jane.clicks(listed, "Homework list").shows("40 pieces open", "more lines: copy it as Markdown")
    team.jane.clicks(homework, "Copy as Markdown").shows("comes as a Markdown file")
    (post,) = [post for post in team.jane.dm() if post.raw.get("files")]
    (sent,) = post.raw["files"]
    assert sent["name"].startswith("homework-longish-")
    assert sent["name"].endswith(".md")


def test_a_draft_opens_without_a_nudge_and_is_logged_as_sent(team: Team) -> None:
    team.owns("acme")
    listed = team.jane.types("/onboard drafts acme")
    form = team.jane.clicks(listed, "Weekly update…").shows("Make it yours")
    assert "What we need from you" in str(form.input("draft")[1]["initial_value"])
    team.jane.submits(form)
    assert team.account("acme").touches[-1].note


def test_a_status_is_previewed_posted_once_and_the_channel_remembered(team: Team) -> None:
    team.owns("acme").jane.types("/onboard note acme Ana is hopeless")
    form = team.jane.types("/onboard share acme").shows("The customer reads this", "“Integration configured”")
    assert team.jane.is_refused(form, {"channel": None})
    values = {"channel": SHARED, "note": "Good call today, <!channel>"}
    team.jane.submits(form, values)
    team.redelivers()
    (post,) = posted(team)
    post.shows(
        "Acme Corp: your onboarding", "Good call today, &lt;!channel&gt;", "2 of 5 steps", "Jane Smith is the one"
    )
    post.hides("hopeless", "SSO", "risk", "70")
    assert post.labels == []
    assert team.account("acme").facts.shared_channel == team.sandbox.world.channel(SHARED).id
    assert team.account("acme").touches[-1].note == "Status posted in the shared channel"
    again = team.jane.types("/onboard share acme")
    assert again.input("channel")[1]["initial_conversation"] == team.sandbox.world.channel(SHARED).id
    team.jane.types("/onboard history acme").shows("posted a status for the customer in <#")
    assert f"shared_channel: {team.sandbox.world.channel(SHARED).id}" in team.jane.types("/onboard export acme").words


def test_what_changed_since_the_preview_is_shown_before_it_goes_out(team: Team) -> None:
    team.owns("acme")
    form = team.jane.types("/onboard share acme")
    team.omar.types("/onboard done acme training")
    again = team.jane.submits(form, {"channel": SHARED}).shows("It changed while you read it", "“Training delivered”")
    assert posted(team) == []
    team.jane.submits(again, {"channel": SHARED})
    assert len(posted(team)) == 1


def test_a_status_goes_nowhere_but_where_this_customer_reads(team: Team) -> None:
    """Slack says who reads along; who knows better ticks it."""
    team.announces("only_us")
    team.owns("acme", "lumen-retail")
    jane = team.jane
    refused = jane.is_refused(jane.types("/onboard share acme"), {"channel": "cs-digest", "flags": [SURE]})
    assert "no customer reads there" in refused["channel"]
    jane.submits(jane.types("/onboard share acme"), {"channel": "general"})
    told = next(post for post in jane.dm() if "could not post the status for *Acme Corp*" in post.words)
    told.shows("nobody of another organisation is in it", "or tick there that they read along")
    assert [post for post in team.channel("general") if post.key] == []
    jane.submits(jane.types("/onboard share acme"), {"channel": "general", "flags": [SURE]})
    assert len([post for post in team.channel("general") if post.key]) == 1
    jane.submits(jane.types("/onboard share acme"), {"channel": SHARED})
    form = jane.types("/onboard share lumen")
    refused = jane.is_refused(form, {"channel": SHARED})
    assert "The status of Acme Corp goes to that channel" in refused["channel"]
    jane.submits(form, {"channel": SHARED, "flags": [SURE]})
    assert len(posted(team)) == 2


def test_a_channel_without_the_bot_and_a_lost_answer(team: Team) -> None:
    team.announces("not_in_channel")
    team.owns("acme").sandbox.world.add_channel("elsewhere", [team.jane.id])
    team.jane.submits(team.jane.types("/onboard share acme"), {"channel": "elsewhere", "flags": [SURE]})
    assert any("could not post the status for *Acme Corp*" in post.words for post in team.jane.dm())
    assert not [touch for touch in team.account("acme").touches if touch.note.startswith("Status posted")]
    team.fails("chat.postMessage", when="after", do="drop")
    team.jane.submits(team.jane.types("/onboard share acme"), {"channel": SHARED})
    team.clock.forward("30m")
    assert len(posted(team)) == 1


def test_only_who_looks_after_the_account_shares_and_never_a_closed_one(team: Team) -> None:
    team.owns("acme")
    team.jane.types("/onboard assign acme @jane")
    team.omar.types("/onboard share acme").hides("The customer reads this").shows("Acme Corp")
    team.lena.types("/onboard close acme")
    team.jane.types("/onboard share acme").shows("closed")
    team.jane.types("/onboard plan nobody").shows("no account called")
    team.jane.types("/onboard agenda").shows("missing")


def posted(team: Team) -> list[Seen]:
    return [post for post in team.channel(SHARED) if post.key.startswith("customer_status:")]
