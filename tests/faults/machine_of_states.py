"""The state machine of hypothesis: people act as they like, the bot ticks, crashes, is copied and undone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import ClassVar, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import text

from playbook.models import Account, Answer, Direction, Remediation, Review, Skip, TouchKind
from playbook.plans import playbooks, with_plan
from scheduler.looking import working_hours
from storage.changes.accounts import (
    assign_account,
    close_account,
    create_account,
    delete_account,
    pause_account,
    resume_account,
)
from storage.changes.contacts import log_touch
from storage.changes.course import skip_milestone
from storage.changes.covers import begin_cover, end_cover
from storage.changes.milestones import (
    block_milestone,
    complete_milestone,
    move_milestone,
    reopen_milestone,
    start_milestone,
    unblock_milestone,
)
from storage.changes.nudges import acknowledge_nudges, dismiss_nudge, handle_nudge, snooze_nudge
from storage.changes.people import save_workspace
from storage.changes.playbooks import remove_playbook, save_playbook
from storage.changes.replans import replan_account
from storage.changes.reviews import answer_review, answer_stall, open_remediation
from storage.changes.undo import undo_last
from storage.engine import Change
from storage.queries.accounts import account_by_id
from storage.queries.people import person_by_id, workspace
from storage.queries.playbooks import known_playbooks
from tests.faults.databases import Databases
from tests.faults.workplace import Workplace
from tests.scheduler.office import JANE, LENA, OMAR, VICTOR

T = TypeVar("T")
WHO, CSMS = (JANE, LENA), (JANE, OMAR, VICTOR)
PLANS = ("phase-checklist", "outcome-weighted", "smb-automated")
OWN = "ours"  # a playbook of the team's own
NUMBER, DAYS = st.integers(0, 11), st.integers(0, 9)
FEW = st.integers(0, 3)  # so that one milestone meets several things
BY = st.sampled_from(WHO)
LENGTHS = (None, None, timedelta(hours=1), timedelta(hours=9), timedelta(days=1), timedelta(days=4), timedelta(days=20))


def own_playbook(days: int) -> str:
    return (
        f"key: {OWN}\nname: Ours\nsummary: Ours\nwhen: Always\nsource: us\nlength_days: {days}\nmilestones:\n"
        "  - {key: start, name: Start, due_day: 2}\n  - {key: worth, name: Worth, due_day: 5, kind: value}\n"
    )


def pick(number: int, among: Sequence[T]) -> T | None:
    """One of them, whatever the number; None of none."""
    return among[number % len(among)] if among else None


class States(RuleBasedStateMachine):
    """On one kind of database; `counts` what happened in all examples."""

    databases: ClassVar[Databases]
    kind: ClassVar[str]
    counts: ClassVar[Counter[str]]

    def __init__(self) -> None:
        super().__init__()
        self.place, self.named = Workplace(self.databases, self.kind), 0

    def teardown(self) -> None:
        self.counts.update(self.place.done)
        self.counts["steps"] += self.place.steps
        self.place.close()

    @initialize(number=NUMBER)
    def two_accounts(self, number: int) -> None:
        for each in (number, number + 1):
            self.bring_in(JANE, each, each)

    # accounts

    @rule(who=BY, number=NUMBER, days=DAYS)
    def bring_in(self, who: str, number: int, days: int) -> None:
        if len(self._accounts()) >= 3:
            return
        self.named += 1
        begun = Account(
            name=f"Customer {self.named}",
            csm="Jane Smith",
            csm_id=JANE,
            start_on=self._today() - timedelta(days=3 * days),
        )
        account = with_plan(begun, playbooks()[PLANS[number % len(PLANS)]])
        self.place.act(who, "create", lambda change: create_account(change, account))

    @rule(
        who=BY, number=NUMBER, what=st.sampled_from(("pause", "resume", "close", "delete", "touch", "stall")), days=DAYS
    )
    def whole_account(self, who: str, number: int, what: str, days: int) -> None:
        if (account := pick(number, self._accounts())) is None or (what in ("close", "delete") and days > 3):
            return
        on = self._day(account) - timedelta(days=days // 3)
        act = {
            "pause": lambda change: pause_account(change, account.id, "holiday", on),
            "resume": lambda change: resume_account(change, account.id, on),
            "close": lambda change: close_account(change, account.id),
            "delete": lambda change: delete_account(change, account.id),
            "touch": lambda change: log_touch(change, account.id, TouchKind.CALL, Direction.INBOUND, 30, "well"),
            "stall": lambda change: answer_stall(change, account.id, on),
        }[what]
        self.place.act(who, what, act)

    @rule(who=BY, number=NUMBER, csm=st.sampled_from(CSMS), backup=st.sampled_from((None, "", *CSMS)))
    def assign(self, who: str, number: int, csm: str, backup: str | None) -> None:
        if account := pick(number, self._accounts()):
            self.place.act(who, "assign", lambda change: assign_account(change, account.id, csm, csm, backup))

    @rule(who=BY, number=NUMBER, plan=st.sampled_from((*PLANS, OWN)))
    def replan(self, who: str, number: int, plan: str) -> None:
        def do(change: Change) -> None:
            if (account := pick(number, self._accounts())) and (own := known_playbooks(change.session).get(plan)):
                replan_account(change, account.id, own)

        self.place.act(who, "replan", do)

    @rule(who=BY, number=NUMBER, answer=st.sampled_from(Answer), plan=st.booleans())
    def review(self, who: str, number: int, answer: Answer, plan: bool) -> None:
        if (account := pick(number, self._accounts())) is None:
            return
        today = self._day(account)
        said = Review(answer=answer, said_by="Ana", on=today, words="As hoped", reason="known")
        owned = Remediation(owner="Jane Smith", due_on=today + timedelta(days=30), steps=("train",))
        if plan:
            self.place.act(who, "remediation", lambda change: open_remediation(change, account.id, owned))
        else:
            self.place.act(who, "review", lambda change: answer_review(change, account.id, said))

    # milestones and nudges

    @rule(
        who=BY, number=NUMBER, which=FEW, days=DAYS,
        what=st.sampled_from(("done", "done", "done", "start", "reopen", "skip", "block", "block", "unblock", "move")),
    )  # fmt: skip
    def milestone(self, who: str, number: int, which: int, days: int, what: str) -> None:
        account = pick(number, self._accounts())
        milestone = pick(which, account.milestones) if account else None
        if account is None or milestone is None:
            return
        id, key, on = account.id, milestone.key, self._day(account) - timedelta(days=days // 2)
        act = {
            "done": lambda change: complete_milestone(change, id, key, on, "known" if days % 2 else None),
            "start": lambda change: start_milestone(change, id, key),
            "reopen": lambda change: reopen_milestone(change, id, key),
            "skip": lambda change: skip_milestone(change, id, key, Skip(reason="known", consequence="slower")),
            "block": lambda change: block_milestone(change, id, key, "no access"),
            "unblock": lambda change: unblock_milestone(change, id, key),
            "move": lambda change: move_milestone(change, id, key, milestone.due_on + timedelta(days=days - 3)),
        }[what]
        self.place.act(who, what, act)

    @rule(who=BY, number=NUMBER, what=st.sampled_from(("snooze", "dismiss", "handle", "acknowledge")), days=DAYS)
    def nudge(self, who: str, number: int, what: str, days: int) -> None:
        wanted = "SELECT id FROM nudge WHERE NOT ended AND state <> 'gone' ORDER BY id DESC"
        with self.place.store.read() as session:
            modes = "= 'escalation'" if what == "acknowledge" else "<> ''"
            found = session.execute(text(wanted.replace("ORDER", f"AND mode {modes} ORDER"))).scalars().all()
            calendar = working_hours(person_by_id(session, JANE), workspace(session))
        if (id := pick(number, found)) is None:
            return
        until = calendar.local_date(self.place.now) + timedelta(days=1 + days)
        morning = calendar.morning_at_or_after(calendar.midnight(until))
        act = {
            "snooze": lambda change: snooze_nudge(change, id, until, morning),
            "dismiss": lambda change: dismiss_nudge(change, id, "not here"),
            "handle": lambda change: handle_nudge(change, id),
            "acknowledge": lambda change: acknowledge_nudges(change, [id]),
        }[what]
        self.place.act(who, what, act)

    # the team

    @rule(csm=st.sampled_from(CSMS), cover=st.sampled_from(CSMS), days=DAYS)
    def cover(self, csm: str, cover: str, days: int) -> None:
        until = self._today() + timedelta(days=days)

        def do(change: Change) -> None:
            one, other = (person_by_id(change.session, each) for each in (csm, cover))
            assert one
            assert other
            ends_at = working_hours(one, workspace(change.session)).midnight(until + timedelta(days=1))
            begin_cover(change, one, other, until, ends_at, change.now)

        self.place.act(csm, "cover", do)

    @rule(csm=st.sampled_from(CSMS), who=BY)
    def back(self, csm: str, who: str) -> None:
        def do(change: Change) -> None:
            for cover in workspace(change.session).covers:
                if cover.csm_id == csm:
                    end_cover(change, cover.id, change.now)

        self.place.act(who, "cover ended", do)

    @rule(who=BY, what=st.sampled_from(("save", "save", "remove", "default", "default back")), days=DAYS)
    def playbook(self, who: str, what: str, days: int) -> None:
        def default(change: Change, key: str) -> None:
            if key in known_playbooks(change.session):  # as the form offers no other
                save_workspace(change, replace(workspace(change.session), default_playbook=key))

        act = {
            "save": lambda change: save_playbook(change, own_playbook(10 + days)),
            "remove": lambda change: remove_playbook(change, OWN),
            "default": lambda change: default(change, OWN),
            "default back": lambda change: default(change, PLANS[0]),
        }[what]
        self.place.act(who, f"playbook {what}", act)

    @rule(name=st.sampled_from(("omar", "victor")), gone=st.booleans())
    def member(self, name: str, gone: bool) -> None:
        self.place.office.person(name, is_deleted=gone)

    # time, undo, and what goes wrong

    @rule(who=st.sampled_from((JANE, LENA, LENA, OMAR, VICTOR)))
    def undo(self, who: str) -> None:
        self.place.undo(who, lambda change: undo_last(change, who))

    @rule(length=st.sampled_from(LENGTHS))
    def time(self, length: timedelta | None) -> None:
        self.place.go_on(length)

    @rule(length=st.sampled_from(LENGTHS))
    def more_time(self, length: timedelta | None) -> None:
        self.place.go_on(length)

    @rule(statements=st.integers(0, 60))
    def crash_soon(self, statements: int) -> None:
        self.place.breaker.arm(statements)

    @rule(do=st.sampled_from(("drop", "500", "late", "429")), when=st.sampled_from(("before", "after")))
    def slack_fails(self, do: str, when: str) -> None:
        self.place.office.fail("chat.postMessage", "before" if do == "429" else when, do)

    @rule(name=st.sampled_from(("copy.db", "copy.jsonl")), luck=st.integers(0, 4))
    def copy(self, name: str, luck: int) -> None:
        if luck == 0:
            self.place.copy(name)

    @invariant()
    def all_holds(self) -> None:
        self.place.check()

    def _today(self) -> date:
        return self.place.now.date()

    def _day(self, account: Account) -> date:
        return account.local_date(self.place.now)

    def _accounts(self) -> list[Account]:
        with self.place.store.read() as session:
            ids = session.execute(text("SELECT id FROM account ORDER BY id")).scalars().all()
            return [account_by_id(session, each) for each in ids]
