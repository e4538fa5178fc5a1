"""The verbs of `/onboard`: one table, whose keys equal `messages.help.VERBS` (a test holds them together)."""

from __future__ import annotations

from bot.turn import Route
from bot.verbs import accounts, course, cover, lookups, measures, milestones, playbooks, team, usage

BARE = Route(lookups.menu)

ROUTES: dict[str, Route] = {
    "help": Route(lookups.help_),
    "new": Route(accounts.new),
    "playbooks": Route(playbooks.playbooks_),
    "playbook": Route(playbooks.playbook_),
    "replan": Route(playbooks.replan_),
    "import": Route(accounts.import_),
    "status": Route(lookups.status_),
    "list": Route(lookups.list_),
    "done": Route(milestones.done_, writes=True),
    "start": Route(milestones.start, writes=True),
    "reopen": Route(milestones.reopen, writes=True),
    "block": Route(milestones.block, writes=True),
    "unblock": Route(milestones.unblock, writes=True),
    "touch": Route(accounts.touch, writes=True),
    "note": Route(accounts.note, writes=True),
    "user": Route(usage.user, writes=True),
    "feature": Route(usage.feature, writes=True),
    "date": Route(milestones.date_),
    "skip": Route(course.skip),
    "criteria": Route(course.criteria),
    "left": Route(course.left),
    "confirm": Route(course.confirm),
    "handover": Route(course.handover),
    "survey": Route(course.survey),
    "assign": Route(accounts.assign, writes=True, names_people=True),
    "pause": Route(accounts.pause, writes=True),
    "resume": Route(accounts.resume, writes=True),
    "close": Route(accounts.close, writes=True),
    "delete": Route(accounts.delete),
    "review": Route(lookups.review),
    "why": Route(lookups.why),
    "history": Route(lookups.history),
    "ttv": Route(measures.ttv, writes=True),
    "users": Route(measures.users, writes=True),
    "report": Route(measures.report, writes=True),
    "cover": Route(cover.cover, writes=True, names_people=True),
    "undo": Route(team.undo, writes=True),
    "digest": Route(team.digest, writes=True),
    "export": Route(lookups.export, writes=True),
    "settings": Route(team.settings),
}
