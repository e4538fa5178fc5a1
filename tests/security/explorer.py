"""Somebody who presses everything there is to press, and fills every form with hostile words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from messages.ids import Action, Field, action_of
from messages.refs import Ref
from sandbox.looks import messages_of, views_of
from tests.security.hostile import Words
from tests.stories.seen import Block, Element, Seen, message_seen, view_seen
from tests.stories.team import Team

PASTES = (Field.PASTE_1, Field.PASTE_2, Field.PASTE_3)
KINDS = {Action.DOCUMENT_SHOW, Action.DOCUMENT_COPY, Action.DRAFT_OPEN, Action.LIST_FILTER}  # each of them is another
LAST = {Action.ACCOUNT_DELETE, Action.ACCOUNT_CLOSE}  # nothing is left to press afterwards
FITTING = {  # what is given at the second try where hostile words are refused
    Field.MINUTES: "30",
    Field.ACV: "60000",
    Field.EMAIL_1: "zq1@example.com",
    Field.EMAIL_2: "zq2@example.com",
    Field.CES: "2",
    Field.NPS: "40",
    Field.CSAT: "80",
    Field.NUMBERS: "TOUCH after_days = 11",
    Field.EXTRA_HOLIDAYS: "2026-12-24",
    Field.COUNTRY: "US",
    Field.HOLIDAY_COUNTRY: "US",
}


class Explorer:
    """`pressed` and `sent` count what was reached; each is tried `most` times at most."""

    def __init__(self, team: Team, words: Words, papers: Mapping[str, str], most: int = 1) -> None:
        """`papers` are what is pasted into a form, by its callback id."""
        self._team, self._words, self._papers, self._most = team, words, papers, most
        self._kinds: Counter[str] = Counter()
        self.pressed: Counter[Action] = Counter()
        self.sent: Counter[str] = Counter()  # callback ids

    def explore(self, who: str) -> int:
        """Everything that `who` sees now, and what comes up because of it, until nothing is new; how often they acted.

        An answer may take the place of what was pressed: then the rest of that comes only when it is asked for again.
        """
        before = self.pressed.total() + self.sent.total()
        self._fill_what_opened(who)
        while found := next(self._new(who), None):
            self._press(who, *found)
            self._fill_what_opened(who)
        return self.pressed.total() + self.sent.total() - before

    def explore_last(self, who: str) -> None:
        """What was left for the end: closing and deleting."""
        for action in sorted(LAST, reverse=True):
            found = next((each for each in self._elements(who) if each[3] is action), None)
            if found and self.pressed[action] < self._most:
                self._press(who, *found)

    def _new(self, who: str) -> Iterator[tuple[Seen, Block, Element, Action, Any]]:
        for found in self._elements(who):
            action = found[3]
            if action not in LAST and self._is_new(action, *found[1:3], found[4]):
                yield found

    def _is_new(self, action: Action, block: Block, element: Element, value: Any) -> bool:
        return self._kinds[_kind(action, element, value)] < self._most

    def _elements(self, who: str) -> Iterator[tuple[Seen, Block, Element, Action, Any]]:
        """What can be pressed, the newest first; of a menu each option."""
        for seen in self._screens(who):
            for block, element in seen.elements():
                if block["type"] == "input":
                    continue
                action = action_of(str(element.get("action_id")))
                options = element.get("options") or [
                    option for group in element.get("option_groups", ()) for option in group["options"]
                ]
                if action and element["type"] == "button":
                    yield seen, block, element, action, None
                for option in options if action else ():
                    meant = action_of(Ref.unpack(option["value"]).extra) or action
                    if meant:
                        yield seen, block, element, meant, option["value"]

    def _screens(self, who: str) -> Iterator[Seen]:
        team, person = self._team, self._team.sandbox.world.person(who)
        views = views_of(team.sandbox, {"user": who})
        if views["home"]:
            yield view_seen(views["home"])
        for channel in list(team.sandbox.world.channels.values()):
            if person.id in channel.members and not channel.is_deleted:
                raw = messages_of(team.sandbox, {"channel": channel.id, "viewer": who})["messages"]
                yield from (message_seen(each) for each in reversed(raw) if each["blocks"])

    def _press(self, who: str, seen: Seen, block: Block, element: Element, action: Action, label: Any) -> None:
        self.pressed[action] += 1
        self._kinds[_kind(action, element, label)] += 1
        place = {"view_id": "home" if seen.is_home else seen.view_id} if seen.view_id else {}
        place = place or {"channel": seen.channel, "ts": seen.ts}
        ids = {"block_id": block["block_id"], "action_id": element["action_id"]}
        chosen = {} if label is None else {"selected": label}
        answer = self._team.control("click", user=who, **place, **ids, **chosen)
        assert answer["ok"], (action, answer)

    def _fill_what_opened(self, who: str) -> None:
        """Every modal that lies on top, until none does; what is refused is mended once, then closed."""
        while views := views_of(self._team.sandbox, {"user": who})["views"]:
            view, form = view_seen(views[-1]), views[-1]["callback_id"]
            if self._press_within(who, view):
                continue
            if views[-1].get("submit") and self.sent[form] < self._most:
                self.sent[form] += 1
                if not self._submit(who, view, {}) or not self._submit(who, view, FITTING):
                    continue
            self._team.control("close", user=who, view_id=view.view_id, all=True)

    def _press_within(self, who: str, view: Seen) -> bool:
        """Something in the modal on top that was not pressed yet, if there is."""
        for block, element in view.elements():
            action = action_of(str(element.get("action_id")))
            if action is None or element["type"] != "button" or action in LAST:
                continue
            if self._is_new(action, block, element, None):
                self._press(who, view, block, element, action, None)
                return True
        return False

    def _submit(self, who: str, view: Seen, texts: Mapping[Field, str]) -> dict[str, str]:
        """What is wrong, by field."""
        values = {}
        for block in view.blocks:
            if block["type"] == "input":
                given = self._given(who, view, block, texts)
                if given is not None:
                    values[block["block_id"]] = {block["element"]["action_id"]: given}
        answer = self._team.control("submit", user=who, view_id=view.view_id, values=values)
        return dict(answer["errors"])

    def _given(self, who: str, view: Seen, block: Block, texts: Mapping[Field, str]) -> Any:
        """Something for a field: hostile words wherever words go, else the first that is offered."""
        element, field = block["element"], Field(block["block_id"])
        match element["type"]:
            case "plain_text_input" if field in PASTES:
                return self._page(view, PASTES.index(field))
            case "plain_text_input":
                return texts.get(field) or self._words.next(min(element.get("max_length", 280), 280))
            case "number_input":
                return texts.get(field) or FITTING.get(field) or element.get("min_value", "1")
            case "datepicker":
                return element.get("initial_date") or self._team.clock.now.date().isoformat()
            case "timepicker":
                return element.get("initial_time") or "09:00"
            case "static_select" | "radio_buttons":
                return element["options"][0]["value"]
            case "checkboxes" | "multi_static_select":
                return [option["value"] for option in element["options"][:2]]
            case "users_select":
                return element.get("initial_user") or "omar"
            case "conversations_select":
                return element.get("initial_conversation") or "acme-shared"
            case "external_select":
                return self._offered(who, view, block)
        return None

    def _page(self, view: Seen, number: int) -> str | None:
        """So many lines of the paper as fit into one field."""
        pages = [""]
        for line in self._papers[view.raw["callback_id"]].splitlines(keepends=True):
            pages += [""] if len(pages[-1]) + len(line) > 3_000 else []
            pages[-1] += line
        assert len(pages) <= len(PASTES)
        return pages[number] if number < len(pages) else None

    def _offered(self, who: str, view: Seen, block: Block) -> Any:
        ids = {"block_id": block["block_id"], "action_id": block["element"]["action_id"]}
        answer: dict[str, Any] = {}
        for typed in ("", "zq"):
            answer = self._team.control("suggest", user=who, view_id=view.view_id, **ids, value=typed)
            options = [one for group in answer.get("option_groups", [answer]) for one in group.get("options", [])]
            if options:
                return options[0]
        return None


def _kind(action: Action, element: Element, value: Any) -> str:
    """What counts as the same thing pressed again."""
    if action not in KINDS:
        return str(action)
    return f"{action} {Ref.unpack(value or element['value']).extra}"
