"""The modals that people fill in. Values come back as `values[field][field]`, ids as the Ref in private_metadata."""

from messages.forms.accounts import new_form, plan_form, stall_pause_form, stall_resume_form
from messages.forms.contacts import add_form, dismiss_form, draft_form, note_form, touch_form
from messages.forms.imports import import_errors, import_form, import_preview
from messages.forms.milestones import block_form, date_form, date_preview, overrule_form
from messages.forms.options import account_options, milestone_options, zone_options
from messages.forms.playbooks import playbook_errors, playbook_form, playbook_preview
from messages.forms.settings import settings_form
from messages.forms.views import answer_view, info_view, refused_view
from messages.reviews import remediation_form, review_form

__all__ = [
    "account_options",
    "add_form",
    "answer_view",
    "block_form",
    "date_form",
    "date_preview",
    "dismiss_form",
    "draft_form",
    "import_errors",
    "import_form",
    "import_preview",
    "info_view",
    "milestone_options",
    "new_form",
    "note_form",
    "overrule_form",
    "plan_form",
    "playbook_errors",
    "playbook_form",
    "playbook_preview",
    "refused_view",
    "remediation_form",
    "review_form",
    "settings_form",
    "stall_pause_form",
    "stall_resume_form",
    "touch_form",
    "zone_options",
]
