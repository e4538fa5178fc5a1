"""What every modal does when it is submitted: one table from Form to who takes it."""

from __future__ import annotations

from bot.submits import accounts, contacts, course, imports, milestones, playbooks, reviews, settings, users
from bot.submits.submission import SubmitRoute
from messages.ids import Form

ROUTES: dict[Form, SubmitRoute] = {
    Form.NEW: SubmitRoute(accounts.new),
    Form.NEW_PLAN: SubmitRoute(accounts.create, writes=True),
    Form.PLAYBOOK: SubmitRoute(playbooks.preview),
    Form.PLAYBOOK_PREVIEW: SubmitRoute(playbooks.save, writes=True),
    Form.STALL_RESUME: SubmitRoute(accounts.stall_resume, writes=True),
    Form.STALL_PAUSE: SubmitRoute(accounts.stall_pause, writes=True),
    Form.IMPORT: SubmitRoute(imports.preview),
    Form.IMPORT_PREVIEW: SubmitRoute(imports.create, writes=True),
    Form.BLOCK: SubmitRoute(milestones.block, writes=True),
    Form.DATE: SubmitRoute(milestones.preview_date),
    Form.DATE_PREVIEW: SubmitRoute(milestones.apply_date, writes=True),
    Form.OVERRULE: SubmitRoute(milestones.overrule, writes=True),
    Form.TOUCH: SubmitRoute(contacts.touch, writes=True),
    Form.NOTE: SubmitRoute(contacts.note, writes=True),
    Form.DRAFT: SubmitRoute(contacts.sent_draft, writes=True),
    Form.DISMISS: SubmitRoute(contacts.dismiss, writes=True),
    Form.ADD: SubmitRoute(contacts.add, writes=True),
    Form.REVIEW: SubmitRoute(reviews.answer, writes=True),
    Form.REMEDIATION: SubmitRoute(reviews.remediation, writes=True),
    Form.USER_ADD: SubmitRoute(users.add, writes=True),
    Form.USER_TASK: SubmitRoute(users.task, writes=True),
    Form.USER_HANDLED: SubmitRoute(users.handled, writes=True),
    Form.FEATURE_USED: SubmitRoute(users.features, writes=True),
    Form.SKIP: SubmitRoute(course.skip, writes=True),
    Form.CRITERIA: SubmitRoute(course.criteria, writes=True),
    Form.LEFT: SubmitRoute(course.left, writes=True),
    Form.CONFIRM: SubmitRoute(course.confirm, writes=True),
    Form.HANDOVER: SubmitRoute(course.handover, writes=True),
    Form.SURVEY: SubmitRoute(course.survey, writes=True),
    Form.SAFETY: SubmitRoute(course.safety, writes=True),
    Form.CLOSE: SubmitRoute(course.close, writes=True),
    Form.SETTINGS: SubmitRoute(settings.save, writes=True),
}
