"""How many onboardings each CSM carries, who is over, and who takes the next (CAPACITY; 004, 002)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from playbook.engine import Look
from playbook.models import Workspace
from playbook.rules.finding import Finding, FindingState
from playbook.rules.numbers import NUMBERS

AUTOMATED = ("smb-automated", "product-led", "self-serve")  # playbooks that ask little of a person (002, 003)
RULE = "CAPACITY"


@dataclass(frozen=True, slots=True, kw_only=True)
class CsmLoad:
    """One CSM's active onboardings. `csm_id` is None for a name that matches nobody in Slack; `away` while covered."""

    csm_id: str | None
    csm: str
    active: int
    automated: int = 0
    away: bool = False


def most(load: CsmLoad, workspace: Workspace) -> int:
    """How many one person can carry: 15, and 30 when all of them are automated (METHOD 5)."""
    automated = load.active > 0 and load.active == load.automated
    return _number(workspace, "most_automated" if automated else "most")


def healthy_from(workspace: Workspace) -> int:
    """Fewer than these leave room without a doubt (004: 8 to 15 is healthy)."""
    return _number(workspace, "healthy_from")


def is_over(load: CsmLoad, workspace: Workspace) -> bool:
    """Whether somebody in Slack carries more than they can; a name that is nobody has no capacity to judge."""
    return load.csm_id is not None and load.active > most(load, workspace)


def with_room(loads: Sequence[CsmLoad], workspace: Workspace) -> tuple[CsmLoad, ...]:
    """Who could take another one, the one with the fewest first; nobody who is away."""
    free = [load for load in loads if load.csm_id and not load.away and load.active < most(load, workspace)]
    return tuple(sorted(free, key=lambda load: (load.active, load.csm.casefold())))


def capacity_finding(load: CsmLoad | None, workspace: Workspace) -> Finding:
    """What CAPACITY finds about the CSM of an account, for `why`. It speaks to the CSM lead, over the portfolio."""
    if load is None or load.csm_id is None:
        return Finding(rule=RULE, state=FindingState.NOT_APPLICABLE)
    resting = RULE in workspace.rested_rules
    state = FindingState.FIRING if is_over(load, workspace) else FindingState.SATISFIED
    found = Finding(
        rule=RULE,
        state=state,
        facts={"owner": load.csm_id, "active": load.active, "most": most(load, workspace)},
    )
    return found.rested("team") if resting else found


def with_load(look: Look, load: CsmLoad | None, workspace: Workspace) -> Look:
    """A look that also says how the account's CSM is loaded: what no look at one account can know."""
    others = tuple(finding for finding in look.findings if finding.rule != RULE)
    return replace(look, findings=(*others, capacity_finding(load, workspace)))


def _number(workspace: Workspace, name: str) -> int:
    return workspace.rule_numbers.get(RULE, {}).get(name, NUMBERS[RULE][name])
