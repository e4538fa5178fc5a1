"""Every verb of `/onboard`, and its help."""

from __future__ import annotations

from dataclasses import dataclass

from messages.kit import Message, context, header, message, section
from playbook.errors import NotFound
from playbook.matching import best


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb; `usage` and `example` stand without `/onboard`."""

    name: str
    usage: str
    summary: str
    example: str
    lead_only: bool = False


_ALL = (
    Verb("help", "help [verb]", "What I can do, or one verb with its example", "help done"),
    Verb("new", "new", "Start an onboarding: a form, then how I would run it and why, then the plan", "new"),
    Verb("playbooks", "playbooks", "The playbooks there are, and when to use which", "playbooks"),
    Verb(
        "playbook",
        "playbook [name]",
        "One playbook in full; without a name a form for one of the team's own, leads only",
        "playbook outcome-weighted",
    ),
    Verb(
        "replan",
        "replan <account> [playbook]",
        "Put an account on a playbook anew: shows what moves, comes and goes, then Apply",
        "replan acme milestone-map",
    ),
    Verb("import", "import", "Take over tracker files, pasted or uploaded, after a preview", "import"),
    Verb("status", "status <account>", "The account's card: health, next step, milestones, buttons", "status acme"),
    Verb(
        "list",
        "list [mine|all|overdue|stalled|at-risk|paused]",
        "Accounts, worst first, each with its reason",
        "list at-risk",
    ),
    Verb(
        "done",
        "done <account> <milestone> [on DATE]",
        "Mark a milestone done, today or on a day that has been",
        "done acme integration on 22 Jan",
    ),
    Verb("start", "start <account> <milestone>", "Mark a milestone as in progress", "start acme training"),
    Verb("reopen", "reopen <account> <milestone>", "Open a finished milestone again", "reopen acme kickoff"),
    Verb(
        "block",
        "block <account> <milestone> [us:|customer:|third-party:] <reason>",
        "Note what a milestone waits on, and on whom; with the account alone, a form",
        "block acme integration customer: SSO metadata is missing",
    ),
    Verb(
        "unblock",
        "unblock <account> <milestone>",
        "The milestone waits on nothing any more",
        "unblock acme integration",
    ),
    Verb(
        "touch",
        "touch <account> <call|email|meeting|message> [in|out] [30m] <note>",
        "Log a contact with the customer; with the account alone, a form",
        "touch acme call in 30m Agreed the SSO date with Ana",
    ),
    Verb(
        "user",
        "user <account> [[remove] <name> [e-mail|signed up|logged in|succeeded <workflow>|failed <workflow>: <cause>]]",
        "Add a seed user, take one out, or record what one did, today or `on DATE`; without a name, a form for several",
        "user acme Raj failed triage: no permission",
    ),
    Verb(
        "feature",
        "feature <account> [<name>[, <name>] [used]]",
        "Note features that were purchased, or that are in use; without a name, a form",
        "feature acme Dashboards used",
    ),
    Verb(
        "welcome", "welcome <account> [on DATE]", "The welcome is sent, today or on a day that has been", "welcome acme"
    ),
    Verb(
        "kickoff",
        "kickoff <account> [DATE TIME]",
        "Book the kickoff, by the account's clock; without a day, the form",
        "kickoff acme 27 Jan 15:00",
    ),
    Verb(
        "homework",
        "homework <account> [add|done <words>]",
        "The customer's homework: see it, add some, mark a piece done",
        "homework acme",
    ),
    Verb(
        "people",
        "people <account> [add|<name>]",
        "Who is known at the customer: see them, add one, change role or e-mail",
        "people acme add",
    ),
    Verb(
        "flow",
        "flow <account> [add|<flow> sent|completed [on DATE]]",
        "The flows the customer goes through: see them, add one, mark it sent or completed",
        "flow acme account setup completed",
    ),
    Verb(
        "note",
        "note <account> <text>",
        "Keep a note on the account; with the account alone, a form",
        "note acme Ana is away until Monday",
    ),
    Verb(
        "date",
        "date <account> <milestone> <DATE>",
        "Move a due date: shows what moves along, then Apply",
        "date acme integration 29 Jan",
    ),
    Verb(
        "skip",
        "skip <account> <milestone>",
        "Leave a step out, with the reason and what you expect of that; a must-have stays",
        "skip acme training",
    ),
    Verb(
        "criteria",
        "criteria <account>",
        "What success is for the customer, and who agreed to it when",
        "criteria acme",
    ),
    Verb(
        "left",
        "left <account> [person]",
        "Somebody at the customer left: what is to do, and who takes their place",
        "left acme Ana",
    ),
    Verb(
        "confirm",
        "confirm <account>",
        "The customer confirms first value: who, when, in their words",
        "confirm acme",
    ),
    Verb(
        "handover",
        "handover <account>",
        "Hand over to the ongoing CSM, once the customer confirmed first value",
        "handover acme",
    ),
    Verb(
        "survey",
        "survey <account>",
        "Record the survey: effort (CES), recommendation (NPS), satisfaction (CSAT)",
        "survey acme",
    ),
    Verb(
        "assign",
        "assign <account> @csm [backup @user]",
        "Give the account to a CSM; others' accounts: leads only",
        "assign acme @omar backup @jane",
    ),
    Verb(
        "pause",
        "pause <account> <reason>",
        "Stop the account's clocks; with the account alone, a form",
        "pause acme Security review until February",
    ),
    Verb(
        "resume",
        "resume <account> [DATE]",
        "Go on, today or since a day that has been; open due dates move by the length of the pause",
        "resume acme yesterday",
    ),
    Verb(
        "close",
        "close <account>",
        "End the onboarding and say what it leaves undone; leads only",
        "close acme",
        lead_only=True,
    ),
    Verb(
        "delete",
        "delete <account>",
        "Remove the account and all that belongs to it; leads only",
        "delete acme",
        lead_only=True,
    ),
    Verb("review", "review <account>", "The Day-30 question now, or its answer and plan", "review acme"),
    Verb(
        "why",
        "why <account>",
        "Every point of the score, every rule with its inputs (firing, waiting, satisfied), and the way back to green",
        "why acme",
    ),
    Verb(
        "ttv",
        "ttv <account>",
        "Time to value: its parts so far against what is typical, the bottleneck, the days left",
        "ttv acme",
    ),
    Verb(
        "users",
        "users <account>",
        "Seed users: who signed up, succeeded, came back, with which workflows, and who is missing",
        "users acme",
    ),
    Verb(
        "report",
        "report [me|csm|segment|playbook] [since DATE]",
        "The portfolio's measures, good, warning or red; DATE: only what was signed from then on",
        "report csm since 1 Jan",
    ),
    Verb(
        "agenda",
        "agenda <account>",
        "The kickoff agenda from what is known: 45 minutes, or 45–60 for a complex product",
        "agenda acme",
    ),
    Verb(
        "questionnaire",
        "questionnaire <account>",
        "The pre-kickoff questionnaire, with what is known to be corrected",
        "questionnaire acme",
    ),
    Verb(
        "handoff",
        "handoff <account>",
        "The handoff document: sales to us, near the end us to ongoing CS; what is missing is named",
        "handoff acme",
    ),
    Verb(
        "plan",
        "plan <account>",
        "The implementation plan on one page: workstreams, owners, dates, risks, escalation contact",
        "plan acme",
    ),
    Verb(
        "briefing",
        "briefing <account>",
        "The state of the onboarding in 15 minutes: done, next, what the customer decides",
        "briefing acme",
    ),
    Verb(
        "share",
        "share <account>",
        "Post a status to the customer’s shared channel, after a preview: no scores, no notes, no blame",
        "share acme",
    ),
    Verb(
        "drafts",
        "drafts <account>",
        "All that can be written: the documents, homework list, remediation plan, executive outreach, weekly update",
        "drafts acme",
    ),
    Verb("history", "history <account>", "Who did what when, with before and after", "history acme"),
    Verb("load", "load", "Active onboardings per CSM against 8 to 15, who is over, who takes the next", "load"),
    Verb(
        "nudges",
        "nudges [since DATE]",
        "By rule: how often its nudges led to an action, were snoozed or called not relevant",
        "nudges since 1 Jan",
    ),
    Verb("rest", "rest <account> <rule>", "A rule says nothing on an account any more", "rest acme TOUCH"),
    Verb("wake", "wake <account> <rule>", "A resting rule speaks on an account again", "wake acme TOUCH"),
    Verb(
        "rules",
        "rules",
        "Rules that rest for the team and their numbers, tried on the last 60 days first; leads only",
        "rules",
        lead_only=True,
    ),
    Verb(
        "cover",
        "cover [@colleague until DATE | @csm by @colleague until DATE | end]",
        "Have a colleague hear for me, or as a lead for a CSM, through that day; bare: who covers whom",
        "cover @omar until 30 Jan",
    ),
    Verb("undo", "undo", "Take back my last change, within a day", "undo"),
    Verb("digest", "digest", "Post the at-risk digest now", "digest"),
    Verb("export", "export <account>", "The account as a tracker file", "export acme"),
    Verb(
        "settings",
        "settings",
        "Channels, roles, working hours, default playbook; leads only",
        "settings",
        lead_only=True,
    ),
)
VERBS: dict[str, Verb] = {verb.name: verb for verb in _ALL}
_GROUPS = (
    ("See", ("status", "list", "why", "history", "review", "export")),
    ("Measure", ("ttv", "users", "report")),
    ("The start", ("welcome", "kickoff", "homework", "people", "flow")),
    ("Move a milestone", ("done", "start", "reopen", "block", "unblock", "date", "skip")),
    ("The long run", ("criteria", "left", "confirm", "handover", "survey")),
    ("Documents", ("agenda", "questionnaire", "handoff", "plan", "briefing", "share", "drafts")),
    ("Playbooks", ("playbooks", "playbook", "replan")),
    ("Keep track", ("touch", "user", "feature", "note")),
    ("Accounts", ("new", "import", "assign", "pause", "resume", "close", "delete")),
    ("The rest", ("load", "cover", "nudges", "rest", "wake", "rules", "undo", "digest", "settings", "help")),
)
_NAMES = (
    "Account and milestone names match loosely: `acme`, `acmecorp`, even a typo. "
    "In a thread, mention me instead of `/onboard`."
)


def help_message(verb: str | None = None) -> Message:
    """All verbs, or one with its example. Raises NotFound("verb", …, nearest) for an unknown one."""
    if verb is None:
        return _all()
    known = VERBS.get(verb.casefold().strip("/"))
    if known is None:
        found = best(verb, [(name, name) for name in VERBS])
        raise NotFound("verb", verb, [name for _, name in found.hits or found.nearest])
    lines = [f"*{known.name}*: {known.summary}", _code(known.usage), f"For example: {_code(known.example)}"]
    return message(f"{known.name}: {known.summary}. {_code(known.usage)}", [section("\n".join(lines))])


def _all() -> Message:
    blocks = [header("What I can do")]
    for title, names in _GROUPS:
        lines = [f"{_code(VERBS[name].example)} {VERBS[name].summary}" for name in names]
        blocks.append(section("\n".join([f"*{title}*", *lines])))
    blocks.append(context(_NAMES, f"{_code('help done')} shows one verb in full."))
    return message(f"What I can do: {', '.join(VERBS)}.", blocks)


def _code(words: str) -> str:
    """A command to type; verbs are our own text, so only the entities matter."""
    return f"`/onboard {words.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}`"
