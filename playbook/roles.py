"""Who stands behind a role for one account, and who stands in when nobody does (METHOD section 1)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from zoneinfo import ZoneInfo

from playbook.calendar import Calendar, account_calendar, calendar_for
from playbook.engine import Context
from playbook.models import Account, Person, Role, Workspace
from playbook.rules.review import TO_OWNER

_STAND_INS: dict[Role, tuple[Role, ...]] = {
    Role.CSM: (Role.BACKUP, Role.CSM_LEAD, Role.VP_CS),
    Role.BACKUP: (Role.CSM, Role.CSM_LEAD, Role.VP_CS),
    Role.AE: (Role.CSM, Role.BACKUP, Role.CSM_LEAD, Role.VP_CS),
    Role.CSM_LEAD: (Role.VP_CS,),
    Role.VP_CS: (Role.CSM_LEAD,),
    Role.ENGINEERING_LEAD: (Role.CSM_LEAD, Role.VP_CS),
}


def id_in_role(role: Role, account: Account, workspace: Workspace) -> str | None:
    """The Slack user id that the account or the settings name for a role."""
    return {
        Role.CSM: account.csm_id,
        Role.BACKUP: account.backup_id,
        Role.AE: workspace.ae_default,
        Role.CSM_LEAD: workspace.csm_lead,
        Role.VP_CS: workspace.vp_cs,
        Role.ENGINEERING_LEAD: workspace.engineering_lead,
    }[role]


def role_ids(account: Account, workspace: Workspace) -> set[str]:
    """Everybody named for any role of the account, and who covers for them."""
    named = {found for role in Role if (found := id_in_role(role, account, workspace))}
    return named | {cover for found in named if (cover := workspace.covered_by(found))}


def called(person: Person, text: str) -> bool:
    """Whether a text, such as a tracker file's `csm`, means this person."""
    names = (person.id, person.name, person.real_name, person.email or "")
    return plain_name(text).casefold() in {name.casefold() for name in names if name}


def plain_name(text: str) -> str:
    """What is left of a name, an id or a mention as people write them."""
    return text.strip().removeprefix("<").removesuffix(">").removeprefix("@").partition("|")[0]


def plan_owner(account: Account, people: Mapping[str, Person]) -> Person | None:
    """The full member who owns the remediation plan, by id or by a name that is nobody else's; None when unknown."""
    if account.remediation is None:
        return None
    text = account.remediation.owner
    found = [person for person in people.values() if person.is_full_member and called(person, text)]
    return found[0] if len(found) == 1 else None


def person_told(
    rule: str, role: Role, account: Account, workspace: Workspace, people: Mapping[str, Person]
) -> Person | None:
    """Who hears what a rule says to a role. What REMEDIATION says to the CSM is for the plan's owner, if known and not
    away."""
    owner = plan_owner(account, people) if rule in TO_OWNER and role is Role.CSM else None
    if owner is not None and owner.id == account.csm_id and workspace.covered_by(owner.id):
        owner = None
    return owner or person_in_role(role, account, workspace, people)


def person_in_role(role: Role, account: Account, workspace: Workspace, people: Mapping[str, Person]) -> Person | None:
    """The full member who hears what is meant for `role`: its own person, else the nearest stand-in, else None. A CSM
    who is away is heard for by their cover."""
    cover = people.get(workspace.covered_by(account.csm_id) or "") if role is Role.CSM else None
    if cover is not None and cover.is_full_member:
        return cover
    for candidate in (role, *_STAND_INS[role]):
        person = people.get(id_in_role(candidate, account, workspace) or "")
        if person is not None and person.is_full_member:
            return person
    return None


def context_for(account: Account, workspace: Workspace, people: Mapping[str, Person]) -> Context:
    """What a look at `account` needs: everybody's working hours; those of an empty role are the workspace's."""

    @cache
    def calendar_of(role: Role) -> Calendar:
        person = person_in_role(role, account, workspace, people)
        return calendar_for(person, workspace, ZoneInfo(workspace.time_zone))

    owner = plan_owner(account, people)
    owner_calendar = calendar_for(owner, workspace, ZoneInfo(workspace.time_zone)) if owner else None
    return Context(workspace, calendar_of, account_calendar(account, workspace), owner_calendar)
