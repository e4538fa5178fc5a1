"""What customers do in the product, event by event into an account's facts. The same event twice changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from pydantic_core import PydanticCustomError

from playbook.errors import Ambiguous, BadInput, NotFound, Refused
from playbook.matching import Choice, MatchKind, best, normalize
from playbook.models import Facts, SeedUser, Submission
from playbook.tracker_fields import MOST_ITEMS, parse_line, parse_text


class UsageKind(StrEnum):
    """What can be reported. Its value is a workflow, `workflow: cause`, a feature's name, a flow's key or nothing."""

    SIGNED_UP = "signed_up"
    TASK_SUCCEEDED = "task_succeeded"
    TASK_FAILED = "task_failed"
    LOGIN = "login"
    FEATURE_USED = "feature_used"
    FLOW_COMPLETED = "flow_completed"


NEEDS_USER = (UsageKind.SIGNED_UP, UsageKind.TASK_SUCCEEDED, UsageKind.TASK_FAILED)


@dataclass(frozen=True, slots=True)
class ProductEvent:
    """Something that happened in the product at an instant (aware)."""

    at: datetime
    kind: UsageKind
    user: str = ""  # a seed user's name or e-mail; may be blank but for sign-ups and tasks
    value: str = ""


@dataclass(slots=True)
class _User:
    seed: SeedUser
    tasks: dict[Submission, None] = field(default_factory=dict)

    def frozen(self) -> SeedUser:
        tasks = tuple(sorted(self.tasks, key=lambda task: task.at))
        return replace(self.seed, submissions=tasks)


class Ledger:
    """An account's facts while events are taken in: many at once cost no more than each of them."""

    def __init__(self, facts: Facts, account: str, *, adds_users: bool = False) -> None:
        """`account` is its name, for what is refused; `adds_users`: a user nobody knows becomes a seed user."""
        self._facts, self._account, self._adds = facts, account, adds_users
        self._users = {user.name: _User(user, dict.fromkeys(user.submissions)) for user in facts.seed_users}
        self._logins = dict.fromkeys(facts.logins)
        self._oldest: datetime | None = None  # of the logins, once there are as many as are kept
        self._keep_newest_logins()
        self._used = dict.fromkeys(facts.features_used)
        self._flows = {flow.key: flow for flow in facts.flows}
        self._workflows: dict[str, str] = {}  # as first spelled, by what of it counts
        self._names: dict[str, list[str]] = {}  # of users, by what counts of their name or e-mail
        self._found: dict[str, str] = {}  # user names by what was asked for
        for user in facts.seed_users:
            self._index(user)
            for task in user.submissions:
                self._workflows.setdefault(normalize(task.workflow), task.workflow)

    @property
    def facts(self) -> Facts:
        """The account's facts with all that was taken in."""
        return replace(
            self._facts,
            seed_users=tuple(user.frozen() for user in self._users.values()),
            logins=tuple(sorted(self._logins)[-MOST_ITEMS:]),
            features_used=tuple(self._used),
            flows=tuple(self._flows.values()),
        )

    def take(self, event: ProductEvent) -> bool:
        """Take an event in; whether it was new.

        Raises NotFound or Ambiguous (`seed user`, `feature`, `flow`), BadInput for a missing or overlong value, and
        Refused `too_much_usage`.
        """
        user = self._user(event.user) if event.user.strip() or event.kind in NEEDS_USER else None
        return _TAKERS[event.kind](self, user, event)

    def add_user(self, name: str, email: str | None = None) -> bool:
        """Add a seed user, or another e-mail of a known one; whether anything was new. Only the very name counts as
        known, case and blanks aside. Ambiguous, BadInput, Refused `too_much_usage`."""
        name, email = _fitting(name, "user"), _fitting(email, "email") if email else None
        known = self._exactly(name)
        if known is None:
            self._require_room(len(self._users))
        before = self._users[known].seed if known is not None else None
        after = replace(before, email=email or before.email) if before else SeedUser(name=name, email=email)
        if before == after:
            return False
        self._users.setdefault(after.name, _User(after)).seed = after
        self._index(after)
        self._found.clear()
        return True

    def find_user(self, query: str) -> SeedUser:
        """The seed user whom a name or e-mail means. NotFound, Ambiguous."""
        return self._users[self._named(query)].frozen()

    def _user(self, query: str) -> _User:
        query = _fitting(query, "user")
        if query not in self._found:
            if self._adds and self._exactly(query) is None:
                self.add_user(query, query if "@" in query else None)
            self._found[query] = self._named(query)
        return self._users[self._found[query]]

    def _named(self, query: str) -> str:
        known = self._exactly(query)
        return known if known is not None else _only("seed user", query, [(name, name) for name in self._users])

    def _exactly(self, query: str) -> str | None:
        """The name of the one user of whom this is the name or e-mail, case and blanks aside. Ambiguous."""
        found = [query] if query in self._users else self._names.get(normalize(query), [])
        if len(found) > 1:
            raise Ambiguous("seed user", query, [(name, name) for name in found])
        return found[0] if found else None

    def _index(self, user: SeedUser) -> None:
        for text in (user.name, user.email):
            names = self._names.setdefault(normalize(text), []) if text else [user.name]
            if user.name not in names:
                names.append(user.name)

    def _sign_up(self, user: _User, event: ProductEvent) -> bool:
        before = user.seed.signed_up_at
        if before is not None and before <= event.at:
            return False
        user.seed = replace(user.seed, signed_up_at=event.at)
        return True

    def _task(self, user: _User, at: datetime, workflow: str, ok: bool, cause: str | None) -> bool:
        workflow = _fitting(workflow, "workflow")
        workflow = self._workflows.setdefault(normalize(workflow), workflow)
        task = Submission(at=at, workflow=workflow, ok=ok, cause=cause)
        if task in user.tasks:
            return False
        self._require_room(len(user.tasks))
        user.tasks[task] = None
        return True

    def _succeed(self, user: _User, event: ProductEvent) -> bool:
        return self._task(user, event.at, event.value, True, None)

    def _fail(self, user: _User, event: ProductEvent) -> bool:
        workflow, cause = failure_of(event.value)
        return self._task(user, event.at, workflow, False, cause)

    def _login(self, user: _User | None, event: ProductEvent) -> bool:
        """The newest are kept: one older than all of a full list is as good as known."""
        if event.at in self._logins or (self._oldest is not None and event.at < self._oldest):
            return False
        self._logins[event.at] = None
        if len(self._logins) >= 2 * MOST_ITEMS:
            self._keep_newest_logins()
        return True

    def _keep_newest_logins(self) -> None:
        if len(self._logins) >= MOST_ITEMS:
            self._logins = dict.fromkeys(sorted(self._logins)[-MOST_ITEMS:])
            self._oldest = next(iter(self._logins))

    def _feature(self, user: _User | None, event: ProductEvent) -> bool:
        known = dict.fromkeys([*self._facts.features_purchased, *self._used])
        name = _only("feature", _fitting(event.value, "feature"), [(name, name) for name in known])
        if name in self._used:
            return False
        self._used[name] = None
        return True

    def _flow(self, user: _User | None, event: ProductEvent) -> bool:
        flows = [(key, flow.name) for key, flow in self._flows.items()]
        flow = self._flows[_only("flow", _fitting(event.value, "flow"), flows)]
        if flow.completed_at is not None and flow.completed_at <= event.at:
            return False
        self._flows[flow.key] = replace(flow, completed_at=event.at)
        return True

    def _require_room(self, have: int) -> None:
        if have >= MOST_ITEMS:
            raise Refused("too_much_usage", account=self._account, most=MOST_ITEMS)


_TAKERS: dict[UsageKind, Callable[..., bool]] = {
    UsageKind.SIGNED_UP: Ledger._sign_up,
    UsageKind.TASK_SUCCEEDED: Ledger._succeed,
    UsageKind.TASK_FAILED: Ledger._fail,
    UsageKind.LOGIN: Ledger._login,
    UsageKind.FEATURE_USED: Ledger._feature,
    UsageKind.FLOW_COMPLETED: Ledger._flow,
}


def failure_of(value: str) -> tuple[str, str | None]:
    """(workflow, cause) of `triage: missing permission`; the cause may be missing."""
    workflow, _, cause = value.partition(":")
    try:
        return workflow, parse_text(cause) or None
    except PydanticCustomError:
        raise BadInput("cause", cause[:80], "shorter_text") from None


def with_features(facts: Facts, purchased: Iterable[str], used: Iterable[str]) -> Facts:
    """The facts with more features purchased or in use, each once, case and blanks aside.

    What is in use must be one of those known; where none is known it counts as purchased too. NotFound, Ambiguous.
    """
    bought, using = list(facts.features_purchased), list(facts.features_used)
    for name in purchased:
        _put(bought, _fitting(name, "feature"))
    known = list(dict.fromkeys([*bought, *using]))
    for name in used:
        name = _fitting(name, "feature")
        if known:
            name = _only("feature", name, [(each, each) for each in known])
        else:
            _put(bought, name)
        _put(using, name)
    if len(bought) > MOST_ITEMS:
        raise Refused("too_much_usage", most=MOST_ITEMS)
    return replace(facts, features_purchased=tuple(bought), features_used=tuple(using))


def _put(names: list[str], name: str) -> None:
    if normalize(name) not in map(normalize, names):
        names.append(name)


def _only(what: str, query: str, choices: Sequence[Choice]) -> str:
    """The key of the one choice meant; never a guess between two. NotFound with the nearest names, Ambiguous."""
    match = best(query, choices)
    if match.kind is MatchKind.SEVERAL:
        raise Ambiguous(what, query, match.hits)
    if match.hit is None:
        raise NotFound(what, query, [name for _, name in match.nearest])
    return match.hit[0]


def _fitting(text: str, field_name: str) -> str:
    """One line of a length that fits. BadInput."""
    try:
        return parse_line(text)
    except PydanticCustomError:
        raise BadInput(field_name, text[:80].strip(), "shorter_text" if text.strip() else "text") from None
