"""The Web API as the real slack_sdk WebClient finds it: shapes, errors, pages, files."""

from __future__ import annotations

from typing import Any
from urllib.request import Request, urlopen

import pytest
from conftest import NOW, Hands
from interacting import error_of
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.server import Sandbox

JANE, GENERAL, BOT = "U0JANE00000", "C0GENERAL00", "U0ONBOARD00"
METADATA = {"event_type": "onboard_outbox", "event_payload": {"key": "k1"}}


def test_posts_have_unique_increasing_ts(slack: WebClient) -> None:
    stamps = [slack.chat_postMessage(channel="general", text=str(number))["ts"] for number in range(5)]
    assert stamps == sorted(set(stamps))
    assert float(stamps[0]) == pytest.approx(NOW.timestamp(), abs=1)


def test_a_dm_goes_to_a_user_id_without_im_write(slack: WebClient, hands: Hands) -> None:
    hands("scopes", remove=["im:write", "mpim:write"])
    posted = slack.chat_postMessage(channel=JANE, text="Good morning")
    assert posted["channel"] == "D0JANE00000"
    assert hands.texts("@jane", "jane") == ["Good morning"]
    with pytest.raises(SlackApiError) as caught:
        slack.conversations_open(users=JANE)
    assert caught.value.response["needed"] == "im:write,mpim:write"
    assert "chat:write" in caught.value.response["provided"]


@pytest.mark.parametrize(
    ("method", "arguments", "error"),
    [
        ("chat.postMessage", {"channel": "C0NOWHERE", "text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"channel": "U0EXA000000", "text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"channel": "general"}, "no_text"),
        ("chat.postMessage", {"channel": "general", "text": "x" * 40_001}, "msg_too_long"),
        ("chat.postMessage", {"channel": "general", "text": "x", "thread_ts": "1.2"}, "thread_not_found"),
        ("chat.postMessage", {"channel": "general", "text": "x", "blocks": [{"type": "poem"}]}, "invalid_blocks"),
        ("chat.postMessage", {"channel": "general", "text": "x", "blocks": "nonsense"}, "invalid_blocks_format"),
        ("chat.postMessage", {"text": "x"}, "invalid_arguments"),
        ("chat.postEphemeral", {"channel": "cs-digest", "user": "U0EXA000000", "text": "x"}, "user_not_in_channel"),
        ("chat.update", {"channel": GENERAL, "ts": "1.2", "text": "x"}, "message_not_found"),
        ("chat.delete", {"channel": "C0NOWHERE", "ts": "1.2"}, "channel_not_found"),
        ("chat.scheduleMessage", {"channel": "general", "text": "x", "post_at": 1}, "time_in_past"),
        ("chat.scheduleMessage", {"channel": "general", "text": "x", "post_at": 1893456000}, "time_too_far"),
        ("conversations.open", {"users": "U0NOBODY"}, "user_not_found"),
        ("conversations.open", {"users": BOT}, "cannot_dm_bot"),
        ("conversations.list", {"types": "everything"}, "invalid_types"),
        ("conversations.list", {"cursor": "garbage!"}, "invalid_cursor"),
        ("conversations.list", {"limit": "5000"}, "invalid_limit"),
        ("users.info", {"user": "U0NOBODY"}, "user_not_found"),
        ("users.lookupByEmail", {"email": "nobody@sandbox.example"}, "users_not_found"),
        ("views.open", {"trigger_id": "1.2.3", "view": {"type": "modal"}}, "invalid_arguments"),
        ("views.publish", {"user_id": "U0NOBODY", "view": {"type": "home", "blocks": []}}, "user_not_found"),
        ("files.info", {"file": "F0NOWHERE"}, "file_not_found"),
        ("chat.unfurl", {}, "unknown_method"),
        ("admin.users.list", {}, "unknown_method"),
    ],
)
def test_refusals(slack: WebClient, method: str, arguments: dict[str, Any], error: str) -> None:
    reads = method.partition(".")[2] in ("list", "info", "lookupByEmail")
    body = {"params": arguments} if reads else {"json": arguments}
    assert error_of(lambda: slack.api_call(method, **body)) == error  # type: ignore[arg-type]


def test_bad_payloads_are_kept_for_the_tests_to_see(slack: WebClient, sandbox: Sandbox) -> None:
    long_title = {"type": "modal", "title": {"type": "plain_text", "text": "x" * 25}, "blocks": []}
    with pytest.raises(SlackApiError) as caught:
        slack.views_open(trigger_id="1.2.3", view=long_title)
    assert "json-pointer:/view/title" in caught.value.response["response_metadata"]["messages"][0]
    assert [(one.where, one.error) for one in sandbox.refusals] == [("views.open", "invalid_arguments")]


def test_only_a_members_channel_takes_a_post(slack: WebClient, hands: Hands) -> None:
    hands("channel", channel="cs-digest", do="remove_bot")
    assert error_of(lambda: slack.chat_postMessage(channel="cs-digest", text="x")) == "not_in_channel"
    slack.conversations_join(channel="C0CSDIGEST0")
    assert slack.chat_postMessage(channel="cs-digest", text="x")["ok"]
    hands("channel", channel="cs-digest", do="archive")
    assert error_of(lambda: slack.chat_postMessage(channel="cs-digest", text="x")) == "is_archived"
    hands("channel", channel="cs-digest", do="delete")
    assert error_of(lambda: slack.chat_postMessage(channel="C0CSDIGEST0", text="x")) == "channel_not_found"


def test_a_private_channel_is_not_there_for_those_outside(slack: WebClient, hands: Hands) -> None:
    channel = hands("channel", do="create", name="secret", private=True, members=["jane"])["channel"]
    assert error_of(lambda: slack.conversations_info(channel=channel)) == "channel_not_found"
    assert error_of(lambda: slack.chat_postMessage(channel=channel, text="x")) == "channel_not_found"


def test_metadata_comes_back_only_when_asked_for(slack: WebClient) -> None:
    slack.chat_postMessage(channel=GENERAL, text="x", metadata=METADATA)
    assert "metadata" not in slack.conversations_history(channel=GENERAL)["messages"][0]
    [message] = slack.conversations_history(channel=GENERAL, include_all_metadata=True)["messages"]
    assert message["metadata"] == METADATA


@pytest.mark.parametrize(
    ("metadata", "error"),
    [
        ({"event_type": "x", "event_payload": {"key": "y" * 9000}}, "metadata_too_large"),
        ({"event_payload": {}}, "invalid_metadata_format"),
    ],
)
def test_bad_metadata(slack: WebClient, metadata: dict[str, Any], error: str) -> None:
    assert error_of(lambda: slack.chat_postMessage(channel=GENERAL, text="x", metadata=metadata)) == error


def test_history_is_paged_newest_first_without_replies_and_ephemerals(slack: WebClient) -> None:
    stamps = [slack.chat_postMessage(channel=GENERAL, text=f"m{number}")["ts"] for number in range(3)]
    slack.chat_postMessage(channel=GENERAL, text="reply", thread_ts=stamps[0])
    slack.chat_postEphemeral(channel=GENERAL, user=JANE, text="psst")
    first = slack.conversations_history(channel=GENERAL, limit=2)
    assert [message["text"] for message in first["messages"]] == ["m2", "m1"]
    assert first["has_more"] is True
    rest = slack.conversations_history(channel=GENERAL, limit=2, cursor=first["response_metadata"]["next_cursor"])
    assert [(message["text"], message.get("reply_count")) for message in rest["messages"]] == [("m0", 1)]
    after = slack.conversations_history(channel=GENERAL, oldest=stamps[1])["messages"]
    assert [message["text"] for message in after] == ["m2"]
    both = slack.conversations_history(channel=GENERAL, oldest=stamps[1], latest=stamps[1], inclusive=True)["messages"]
    assert [message["text"] for message in both] == ["m1"]


def test_a_thread_is_read_from_its_parent(slack: WebClient) -> None:
    parent = slack.chat_postMessage(channel=GENERAL, text="parent")["ts"]
    reply = slack.chat_postMessage(channel=GENERAL, text="reply", thread_ts=parent, reply_broadcast=True)["ts"]
    nested = slack.chat_postMessage(channel=GENERAL, text="nested", thread_ts=reply)
    assert nested["message"]["thread_ts"] == parent
    messages = slack.conversations_replies(channel=GENERAL, ts=parent)["messages"]
    assert [message["text"] for message in messages] == ["parent", "reply", "nested"]
    shown = slack.conversations_history(channel=GENERAL)["messages"]
    assert [message["text"] for message in shown] == ["reply", "parent"]
    slack.chat_delete(channel=GENERAL, ts=parent)
    assert slack.conversations_history(channel=GENERAL)["messages"][-1]["subtype"] == "tombstone"


def test_an_update_keeps_what_is_not_sent(slack: WebClient, hands: Hands) -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "one"}}]
    ts = slack.chat_postMessage(channel=GENERAL, text="one", blocks=blocks, metadata=METADATA)["ts"]
    slack.chat_update(channel=GENERAL, ts=ts, text="two")
    [message] = hands.see("messages", channel="general")["messages"]
    assert (message["text"], message["edited"], message["metadata"]) == ("two", True, METADATA)
    assert message["blocks"][0]["text"]["text"] == "one"
    slack.chat_update(channel=GENERAL, ts=ts, text="three", blocks=[])
    assert hands.see("messages", channel="general")["messages"][0]["blocks"] == []
    assert error_of(lambda: slack.chat_update(channel=GENERAL, ts=ts, text="x" * 4001)) == "msg_too_long"
    theirs = hands("message", user="jane", channel="general", text="mine")["ts"]
    assert error_of(lambda: slack.chat_update(channel=GENERAL, ts=theirs, text="x")) == "cant_update_message"
    assert error_of(lambda: slack.chat_delete(channel=GENERAL, ts=theirs)) == "cant_delete_message"


def test_lists_are_paged(slack: WebClient) -> None:
    names = [one["name"] for page in slack.conversations_list(limit=3) for one in page["channels"]]
    assert names == ["general", "cs-digest", "cs-escalations", "acme-shared"]
    people = [one["name"] for page in slack.users_list(limit=4) for one in page["members"]]
    assert people == ["jane", "omar", "lena", "victor", "erin", "sam", "gus", "onboard"]
    members = [one for page in slack.conversations_members(channel="C0CSDIGEST0", limit=3) for one in page["members"]]
    assert len(members) == 7
    assert slack.conversations_info(channel="C0ACMESHARED")["channel"]["is_ext_shared"]


def test_people_are_as_users_info_tells_them(slack: WebClient, hands: Hands) -> None:
    jane = slack.users_info(user=JANE)["user"]
    assert (jane["tz"], jane["tz_offset"], jane["real_name"]) == ("America/New_York", -18000, "Jane Smith")
    assert jane["profile"]["email"] == "jane@sandbox.example"
    assert slack.users_lookupByEmail(email="jane@sandbox.example")["user"]["id"] == JANE
    assert slack.users_info(user="U0GUS000000")["user"]["is_restricted"] is True
    assert slack.users_info(user="U0LENA00000")["user"]["is_admin"] is True
    assert slack.users_info(user=BOT)["user"]["is_bot"] is True
    hands("scopes", remove=["users:read.email"])
    assert "email" not in slack.users_info(user=JANE)["user"]["profile"]
    hands("person", user="omar", do="deactivate")
    assert slack.users_info(user="U0OMAR00000")["user"]["deleted"] is True
    assert hands("command", user="omar", channel="general", text="/onboard")["error"] == "user_deactivated"


def test_reading_methods_do_not_read_json(slack: WebClient) -> None:
    assert error_of(lambda: slack.api_call("users.info", json={"user": JANE})) == "invalid_arguments"


def test_reactions_bookmarks_and_permalinks(slack: WebClient) -> None:
    ts = slack.chat_postMessage(channel=GENERAL, text="x")["ts"]
    slack.reactions_add(channel=GENERAL, timestamp=ts, name="eyes")
    assert error_of(lambda: slack.reactions_add(channel=GENERAL, timestamp=ts, name="eyes")) == "already_reacted"
    assert slack.reactions_get(channel=GENERAL, timestamp=ts)["message"]["reactions"][0]["users"] == [BOT]
    slack.reactions_remove(channel=GENERAL, timestamp=ts, name="eyes")
    assert error_of(lambda: slack.reactions_remove(channel=GENERAL, timestamp=ts, name="eyes")) == "no_reaction"
    link = {"channel_id": GENERAL, "title": "Plan", "type": "link", "link": "https://sandbox.example/plan"}
    made = slack.bookmarks_add(**link)["bookmark"]
    assert [one["id"] for one in slack.bookmarks_list(channel_id=GENERAL)["bookmarks"]] == [made["id"]]
    slack.bookmarks_remove(channel_id=GENERAL, bookmark_id=made["id"])
    assert slack.bookmarks_list(channel_id=GENERAL)["bookmarks"] == []
    permalink = slack.chat_getPermalink(channel=GENERAL, message_ts=ts)["permalink"]
    assert permalink.endswith(f"/archives/{GENERAL}/p{ts.replace('.', '')}")


def test_a_file_is_uploaded_shared_and_read_back(slack: WebClient, sandbox: Sandbox, hands: Hands) -> None:
    done = slack.files_upload_v2(channel=GENERAL, filename="risk.csv", content="a,b\n", initial_comment="All of them")
    file = slack.files_info(file=done["file"]["id"])["file"]
    assert (file["name"], file["size"], file["filetype"]) == ("risk.csv", 4, "csv")
    [message] = hands.see("messages", channel="general")["messages"]
    assert (message["text"], message["files"][0]["id"]) == ("All of them", file["id"])
    asked = Request(file["url_private_download"], headers={"Authorization": f"Bearer {sandbox.bot_token}"})
    with urlopen(asked) as answer:
        assert answer.read() == b"a,b\n"
    assert error_of(lambda: slack.files_upload_v2(channel=JANE, filename="x.csv", content="a")) == "channel_not_found"
