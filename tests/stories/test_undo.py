"""`/onboard undo` takes back the last change of whoever types it, whatever it was, and says so."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from playbook.models import Account, AccountState
from tests.stories.team import Member, Team


def before(account: Account) -> object:
    """An account as people know it."""
    return (
        account.state,
        account.csm_id,
        account.backup_id,
        [(each.key, each.status, each.due_on, each.done_on, len(each.open_blockers)) for each in account.milestones],
        [note.text for note in account.notes],
        len(account.touches),
        account.review,
        account.remediation,
    )


COMMANDS = (
    "done acme integration",
    "done acme training on 22 jan",
    "start acme training",
    "reopen acme kickoff",
    "block acme training waiting on us: no trainer",
    "unblock acme integration",
    "touch acme call in 30m They are happy",
    "note acme Ana is the champion",
    "assign acme @omar backup @lena",
    "pause acme Merger",
)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_is_taken_back(team: Team, command: str) -> None:
    jane = team.owns("acme").jane
    was = before(team.account("acme"))
    jane.types(f"/onboard {command}")
    assert before(team.account("acme")) != was
    jane.types("/onboard undo").shows("Taken back")
    assert before(team.account("acme")) == was
    jane.types("/onboard history acme").shows("took back")


def moves_a_date(jane: Member) -> None:
    jane.clicks(jane.types("/onboard date acme training 2026-02-03"), "Apply")


def answers_the_review(jane: Member) -> None:
    form = jane.clicks(jane.types("/onboard review acme"), "No")
    said = {"Who at the customer said it": "Sue", "In their words": "No use", "What is the gap": "Product quality"}
    jane.submits(form, {**said, "Steps, one a line": "Fix it"})


@pytest.mark.parametrize("change", [moves_a_date, answers_the_review])
def test_a_form_is_taken_back(team: Team, change: Callable[[Member], None]) -> None:
    jane = team.owns("acme").jane
    was = before(team.account("acme"))
    change(jane)
    assert before(team.account("acme")) != was
    jane.types("/onboard undo").shows("Taken back")
    assert before(team.account("acme")) == was


def test_resume_is_taken_back(team: Team) -> None:
    jane = team.owns("acme").jane
    jane.types("/onboard pause acme Merger")
    team.clock.forward("3d")
    was = before(team.account("acme"))
    jane.types("/onboard resume acme")
    assert before(team.account("acme")) != was
    jane.types("/onboard undo").shows("Taken back")
    assert before(team.account("acme")) == was


def test_close_delete_and_new_accounts_are_taken_back(team: Team) -> None:
    lena = team.owns("acme").lena
    was = before(team.account("acme"))
    lena.types("/onboard close acme")
    assert team.account("acme").state is AccountState.CLOSED
    lena.types("/onboard undo").shows("Taken back")
    assert before(team.account("acme")) == was

    lena.clicks(lena.types("/onboard delete acme"), "Delete")
    assert not lena.types("/onboard list all").words.count("Acme")
    lena.types("/onboard undo").shows("Taken back")
    assert before(team.account("acme")) == was

    form = lena.types("/onboard new Globex")
    lena.creates(form)
    lena.types("/onboard status globex").shows("Globex")
    lena.types("/onboard undo").shows("Taken back")
    lena.types("/onboard status globex").hides("Globex*")


def test_only_my_own_last_change_within_a_day(team: Team) -> None:
    team.owns("acme")
    team.omar.types("/onboard note acme From Omar")
    team.jane.types("/onboard undo").shows("nothing")
    assert len(team.account("acme").notes) == 1
    team.clock.forward("25h")
    team.omar.types("/onboard undo").shows("nothing")
    assert len(team.account("acme").notes) == 1


def test_undo_never_takes_a_newer_change_along(team: Team) -> None:
    jane = team.owns("acme").jane
    done = jane.types("/onboard done acme training")
    team.omar.types("/onboard reopen acme training")
    jane.clicks(done, "Undo").hides("Taken back")
    assert team.account("acme").milestone("training-delivered").is_open
