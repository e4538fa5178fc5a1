"""The ids that tie what people see to who listens: actions, forms (modals) and fields (inputs).

A message's action ids are `<Action>#<n>…`, because Slack wants them unique within a message; an input's
action id equals its block id, the `Field`, so that a submitted value is `values[field][field]`.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum


class Action(StrEnum):
    """What a person can press. `…_MENU` are overflow menus whose options name the Action meant in `Ref.extra`."""

    MILESTONE_DONE = "milestone.complete"
    MILESTONE_MENU = "milestone.menu"
    MILESTONE_START = "milestone.start"
    MILESTONE_REOPEN = "milestone.reopen"
    MILESTONE_BLOCK = "milestone.block"
    MILESTONE_UNBLOCK = "milestone.unblock"
    MILESTONE_DATE = "milestone.date"
    MILESTONE_SKIP = "milestone.skip"  # opens the form

    ACCOUNT_STATUS = "account.show"
    ACCOUNT_MENU = "account.menu"
    ACCOUNT_WHY = "account.why"
    ACCOUNT_HISTORY = "account.history"
    ACCOUNT_USERS = "account.users"
    ACCOUNT_TOUCH = "account.touch"
    ACCOUNT_NOTE = "account.note"
    ACCOUNT_SHARE = "account.share"
    ACCOUNT_REVIEW = "account.review"
    ACCOUNT_RESUME = "account.resume"
    ACCOUNT_CLOSE = "account.close"
    ACCOUNT_DELETE = "account.delete"

    CARD_PAGE = "card.page"
    HISTORY_PAGE = "history.page"
    WHY_PAGE = "why.page"
    HOME_PAGE = "home.page"
    HOME_SCOPE = "home.scope"  # Ref.extra is "mine" or "all"
    LIST_PAGE = "list.page"  # Ref.extra is the filter
    LIST_FILTER = "list.filter"  # a select; the option's Ref.extra is the filter

    USER_ADD = "user.add"  # opens the form for seed users
    USER_TASK = "user.task"  # opens the form for a task of a seed user
    USER_HANDLED = "user.handled"  # a first task that failed: opens the form for what was done
    FEATURE_USED = "feature.used"  # opens the form for features in use

    CRITERIA_EDIT = "criteria.edit"  # these open the forms of the long run
    STAKEHOLDER_LEFT = "stakeholder.left"
    VALUE_CONFIRM = "value.confirm"
    ACCOUNT_HANDOVER = "account.handover"
    SURVEY_RECORD = "survey.record"
    SAFETY_CHECK = "safety.check"

    NUDGE_DONE = "nudge.done"
    NUDGE_MENU = "nudge.menu"
    NUDGE_BLOCK = "nudge.block"
    NUDGE_SNOOZE_TOMORROW = "nudge.snooze.tomorrow"
    NUDGE_SNOOZE_DAYS = "nudge.snooze.days"
    NUDGE_SNOOZE_WEEK = "nudge.snooze.week"
    NUDGE_DISMISS = "nudge.dismiss"
    RULES_SAVE = "rules.save"  # the rules of the dry run that the message tells of
    RULES_EDIT = "rules.edit"
    RULE_REST = "rule.rest"  # Ref.extra is the rule, to rest on the account
    NUDGE_ACKNOWLEDGE = "nudge.acknowledge"  # somebody has an escalation
    NUDGE_DRAFT = "nudge.draft"  # opens the draft for the customer

    REVIEW_YES = "review.yes"
    REVIEW_NO = "review.no"
    REVIEW_PARTIAL = "review.partial"
    REVIEW_PLAN = "review.plan"  # opens the remediation form
    STALL_RESUME = "stall.resume"
    STALL_PAUSE = "stall.pause"

    WELCOME_SENT = "welcome.sent"
    HANDOFF_EDIT = "handoff.edit"  # opens the sales handoff document
    QUESTIONNAIRE_SENT = "questionnaire.sent"
    QUESTIONNAIRE_REVIEWED = "questionnaire.reviewed"
    KICKOFF_BOOK = "kickoff.book"  # opens the form for its date
    KICKOFF_HELD = "kickoff.held"  # opens the form of what it leaves behind
    KICKOFF_OVERRULE = "kickoff.overrule"  # opens the form for why it was held without; Ref.extra is the day
    HOMEWORK_LIST = "homework.list"
    HOMEWORK_ADD = "homework.add"
    HOMEWORK_DONE = "homework.done"  # Ref.extra is the piece, `playbook.course.mark_of`, unless its nudge says so
    STAKEHOLDER_LIST = "stakeholder.list"
    FLOW_LIST = "flow.list"
    STAKEHOLDER_ADD = "stakeholder.add"
    STAKEHOLDER_EDIT = "stakeholder.edit"  # Ref.extra is the person, `playbook.course.mark_of`
    FLOW_ADD = "flow.add"
    FLOW_SENT = "flow.sent"  # Ref.extra is the flow's key, unless its nudge says so
    FLOW_COMPLETED = "flow.completed"

    DOCUMENT_SHOW = "document.show"  # Ref.extra is "kind:variant", here and below
    DOCUMENT_COPY = "document.copy"  # opens its Markdown, or sends it as a file
    DRAFT_OPEN = "draft.open"  # Ref.extra is the rule that the draft comes from
    ACCOUNT_DRAFTS = "account.drafts"  # everything that can be written for the account
    STATUS_SHARE = "status.share"  # opens the preview of the status for the customer

    PLAYBOOKS_PAGE = "playbooks.page"
    PLAYBOOK_SHOW = "playbook.show"  # Ref.extra is the key, here and below
    PLAYBOOK_PAGE = "playbook.page"
    PLAYBOOK_NEW = "playbook.new"
    PLAYBOOK_EDIT = "playbook.edit"
    PLAYBOOK_REMOVE = "playbook.remove"
    REPLAN_APPLY = "replan.apply"  # Ref.extra is "mark:key": what was shown, and the playbook

    MENU_TODAY = "menu.today"
    MENU_LIST = "menu.list"
    MENU_NEW = "menu.new"
    MENU_IMPORT = "menu.import"
    MENU_HELP = "menu.help"
    MENU_SETTINGS = "menu.settings"

    CHOOSE = "choice.take"  # one of several names; the value is the bot's own retry
    DATE_APPLY = "date.apply"  # Ref.extra is the new due date, ISO
    UNDO = "change.undo"


class Form(StrEnum):
    """Callback ids of modals and of the message shortcut."""

    NEW = "form.new"
    NEW_PLAN = "form.new.plan"  # its second step
    PLAYBOOK = "form.playbook"
    PLAYBOOK_PREVIEW = "form.playbook.preview"
    IMPORT = "form.import"
    IMPORT_PREVIEW = "form.import.preview"
    BLOCK = "form.block"
    DATE = "form.date"
    DATE_PREVIEW = "form.date.preview"
    TOUCH = "form.touch"
    NOTE = "form.note"
    DISMISS = "form.dismiss"
    SETTINGS = "form.settings"
    RULES = "form.rules"
    OVERRULE = "form.overrule"
    REVIEW = "form.review"
    REMEDIATION = "form.remediation"
    STALL_RESUME = "form.stall.resume"
    STALL_PAUSE = "form.stall.pause"
    DRAFT = "form.draft"
    USER_ADD = "form.user.add"
    USER_TASK = "form.user.task"
    USER_HANDLED = "form.user.handled"
    FEATURE_USED = "form.feature.used"
    SKIP = "form.skip"
    CRITERIA = "form.criteria"
    LEFT = "form.left"
    CONFIRM = "form.confirm"
    HANDOVER = "form.handover"
    SURVEY = "form.survey"
    SHARE = "form.share"
    SAFETY = "form.safety"
    KICKOFF = "form.kickoff"
    KICKOFF_HELD = "form.kickoff.held"
    HANDOFF = "form.handoff"  # the sales handoff document
    HOMEWORK = "form.homework"
    STAKEHOLDER = "form.stakeholder"
    STAKEHOLDER_CHANGE = "form.stakeholder.change"
    FLOW = "form.flow"
    ADD = "form.add"  # the shortcut's modal
    SHORTCUT = "message.add"  # the message shortcut itself
    INFO = "form.info"  # read only


class Field(StrEnum):
    """Block id and action id of an input."""

    NAME = "name"
    SIGNED_ON = "signed_on"
    TIER = "tier"
    ACV = "acv"
    CSM = "csm"
    PLAYBOOK = "playbook"
    FIRST_VALUE = "first_value"
    COMPLEXITY = "complexity"
    INTEGRATIONS = "integrations"
    PRODUCTS = "products"
    MOTION = "motion"
    OPS_MATURITY = "ops_maturity"
    FLAGS = "flags"  # strategic, concerns, long_sales_cycle
    TOUCH_MODEL = "touch_model"
    APPROACH = "approach"
    CADENCE = "cadence"
    TIME_ZONE = "time_zone"  # external select: answer with forms.zone_options
    COUNTRY = "country"
    PASTE_1 = "paste_1"
    PASTE_2 = "paste_2"
    PASTE_3 = "paste_3"
    FILE = "file"
    REASON = "reason"
    CONSEQUENCE = "consequence"
    PERSON = "person"  # the mark of one in the account's list of stakeholders
    AGREED_ON = "agreed_on"
    PLAN = "plan"
    HEALTH = "health"
    CES = "ces"
    NPS = "nps"
    CSAT = "csat"
    IN_USE = "in_use"
    TICKETS = "tickets"
    WAITING_ON = "waiting_on"
    DATE = "date"
    TIME = "time"
    HOMEWORK = "homework"
    WHO = "who"
    PERSON_1 = "person_1"  # two people at the customer, each with name, role and e-mail
    ROLE_1 = "role_1"
    EMAIL_1 = "email_1"
    PERSON_2 = "person_2"
    ROLE_2 = "role_2"
    EMAIL_2 = "email_2"
    GOALS = "goals"  # the parts of the sales handoff document
    SOLD_TO = "sold_to"
    TECHNICAL = "technical"
    PROMISES = "promises"
    KIND = "kind"
    DIRECTION = "direction"
    MINUTES = "minutes"
    NOTE = "note"
    ANSWER = "answer"
    SAID_BY = "said_by"
    WORDS = "words"
    GAP = "gap"
    OWNER = "owner"
    STEPS = "steps"
    DUE_ON = "due_on"
    DRAFT = "draft"
    CHANNEL = "channel"
    USERS = "users"
    WORKFLOW = "workflow"
    PURCHASED = "purchased"
    USED = "used"
    ACCOUNT = "account"  # external select: answer with forms.account_options
    ADD_AS = "add_as"  # touch, note or blocker
    MILESTONE = "milestone"  # external select: answer with forms.milestone_options
    DIGEST_CHANNEL = "digest_channel"
    ESCALATION_CHANNEL = "escalation_channel"
    DIGEST_HOUR = "digest_hour"
    CSM_LEAD = "csm_lead"
    VP_CS = "vp_cs"
    ENGINEERING_LEAD = "engineering_lead"
    AE_DEFAULT = "ae_default"
    OPENS = "opens"
    CLOSES = "closes"
    WORKDAYS = "workdays"
    HOLIDAY_COUNTRY = "holiday_country"
    EXTRA_HOLIDAYS = "extra_holidays"
    DEFAULT_PLAYBOOK = "default_playbook"
    RESTED = "rested"
    NUMBERS = "numbers"


PASTES = (Field.PASTE_1, Field.PASTE_2, Field.PASTE_3)  # joined in this order, with a newline where one lacks it


def snooze_until(action: Action, today: date) -> date:
    """The day a snoozed nudge may come back at the earliest: tomorrow, in three days, or Monday of next week."""
    match action:
        case Action.NUDGE_SNOOZE_TOMORROW:
            return today + timedelta(days=1)
        case Action.NUDGE_SNOOZE_DAYS:
            return today + timedelta(days=3)
        case _:
            return today + timedelta(days=7 - today.weekday())


def action_id(action: Action, *parts: int | str) -> str:
    """`milestone.complete#12`: unique within a message as long as `parts` are."""
    return f"{action}#{'.'.join(str(part) for part in parts)}" if parts else str(action)


def action_of(text: str) -> Action | None:
    """The Action of an action id, or None for one that is not ours."""
    try:
        return Action(text.partition("#")[0])
    except ValueError:
        return None
