"""One account as a YAML tracker file, in and out (TRACKER.md)."""

from __future__ import annotations

from collections.abc import Mapping

from playbook.models import Account, Workspace
from playbook.plans import Playbook, playbooks
from playbook.tracker_account import account_from
from playbook.tracker_checks import check
from playbook.tracker_emit import emit
from playbook.tracker_lines import read_document
from playbook.tracker_model import TrackerPart
from playbook.tracker_problems import validated
from playbook.tracker_write import tracker_fields

_SPACED = frozenset({"milestones"})


def read_tracker(
    text: str, *, defaults: Workspace, known: Mapping[str, Playbook] | None = None, name: str = "tracker"
) -> Account:
    """The account that one file describes.

    What the file leaves open comes from `defaults`: time zone, country and, without milestones, the default playbook.
    `known` playbooks are those that ship unless given; `name` is what BadFile calls the file. Raises BadFile with
    every problem of the file, each with its line and field.
    """
    plans = known or playbooks()
    document = read_document(text, name)
    part = validated(TrackerPart, document)
    check(document, plans)
    document.raise_problems(name)
    assert part is not None  # no problems means that it fits
    return account_from(part, defaults, plans)


def write_tracker(
    account: Account, *, defaults: Workspace | None = None, known: Mapping[str, Playbook] | None = None
) -> str:
    """The account as a file that `read_tracker` with the same `defaults` (none: Workspace()) reads back the same.

    Ids of rows and the CSM's Slack id stay behind: they mean nothing elsewhere.
    """
    return emit(tracker_fields(account, defaults or Workspace(), known or playbooks()), spaced=_SPACED)
