"""Who may do what (issue 2, Permissions): full members read and change, leads do the rest.

Leads are the workspace's CSM lead and VP CS, and Slack admins, so that somebody can name the first lead.
"""

from __future__ import annotations

from playbook.errors import NotAllowed
from playbook.models import Account, Nudge, Person, Workspace

LEADS_ONLY = frozenset(  # changes, and taking them back
    {"account.close", "account.delete", "settings.save", "rules.save", "playbook.save", "playbook.remove"}
)


def is_lead(person: Person, workspace: Workspace) -> bool:
    """Whether `person` may change settings, assign others' accounts, close and delete."""
    return person.is_full_member and (person.is_admin or person.id in {workspace.csm_lead, workspace.vp_cs})


def require_member(person: Person | None) -> Person:
    """The person, if a full member of this workspace; else NotAllowed (unknown_person, deleted, bot …)."""
    if person is None:
        raise NotAllowed("unknown_person")
    reasons = {"deleted": person.is_deleted, "bot": person.is_bot, "stranger": person.is_stranger}
    for code, holds in {**reasons, "guest": person.is_guest}.items():
        if holds:
            raise NotAllowed(code, name=person.real_name or person.name)
    return person


def require_lead(person: Person | None, workspace: Workspace) -> Person:
    """The person, if a lead; else NotAllowed lead_only (or what require_member says)."""
    member = require_member(person)
    if not is_lead(member, workspace):
        raise NotAllowed("lead_only", lead=workspace.csm_lead)
    return member


def is_own(account: Account, person: Person, workspace: Workspace) -> bool:
    """Whether the account is the person's, as CSM, backup or cover; one that matches no Slack user is everybody's."""
    theirs = {account.csm_id, account.backup_id, workspace.covered_by(account.csm_id)}
    return account.csm_id is None or person.id in theirs


def require_cover(csm: Person, person: Person | None, workspace: Workspace) -> Person:
    """The person, if they may say who covers for the CSM: the CSM themself or a lead; else NotAllowed."""
    return require_member(person) if person is not None and person.id == csm.id else require_lead(person, workspace)


def require_own(account: Account, person: Person | None, workspace: Workspace) -> Person:
    """The person, if the account is theirs or they are a lead; else NotAllowed not_yours."""
    member = require_member(person)
    if not (is_own(account, member, workspace) or is_lead(member, workspace)):
        raise NotAllowed("not_yours", account=account.name, csm_id=account.csm_id, lead=workspace.csm_lead)
    return member


def require_recipient(nudge: Nudge, person: Person | None, workspace: Workspace) -> Person:
    """The person, if the nudge was meant for them, for nobody in particular, or they are a lead; else not_yours."""
    member = require_member(person)
    theirs = (None, member.id)
    if (
        nudge.recipient_id not in theirs
        and workspace.covered_by(nudge.recipient_id) != member.id
        and not is_lead(member, workspace)
    ):
        raise NotAllowed("not_yours", lead=workspace.csm_lead)
    return member
