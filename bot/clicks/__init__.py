"""What every button and menu does: one table from Action to who answers it."""

from __future__ import annotations

from bot.clicks import looks, menus, milestones, nudges, users
from bot.clicks.click import ClickRoute
from messages.ids import Action

ROUTES: dict[Action, ClickRoute] = {
    Action.MILESTONE_DONE: ClickRoute(milestones.complete, writes=True),
    Action.MILESTONE_START: ClickRoute(milestones.start, writes=True),
    Action.MILESTONE_REOPEN: ClickRoute(milestones.reopen, writes=True),
    Action.MILESTONE_UNBLOCK: ClickRoute(milestones.unblock, writes=True),
    Action.MILESTONE_BLOCK: ClickRoute(milestones.block),
    Action.MILESTONE_DATE: ClickRoute(milestones.date),
    Action.DATE_APPLY: ClickRoute(milestones.apply_date, writes=True),
    Action.UNDO: ClickRoute(milestones.undo, writes=True),
    Action.ACCOUNT_STATUS: ClickRoute(looks.status),
    Action.ACCOUNT_WHY: ClickRoute(looks.why),
    Action.ACCOUNT_HISTORY: ClickRoute(looks.history),
    Action.ACCOUNT_REVIEW: ClickRoute(looks.review),
    Action.CARD_PAGE: ClickRoute(looks.card_page),
    Action.WHY_PAGE: ClickRoute(looks.why_page),
    Action.HISTORY_PAGE: ClickRoute(looks.history_page),
    Action.LIST_PAGE: ClickRoute(looks.list_page),
    Action.LIST_FILTER: ClickRoute(looks.list_page),
    Action.MENU_TODAY: ClickRoute(looks.today),
    Action.MENU_LIST: ClickRoute(looks.list_page),
    Action.MENU_HELP: ClickRoute(looks.help_),
    Action.HOME_PAGE: ClickRoute(menus.home_page, writes=True),
    Action.HOME_SCOPE: ClickRoute(menus.home_page, writes=True),
    Action.MENU_NEW: ClickRoute(menus.new),
    Action.MENU_IMPORT: ClickRoute(menus.import_),
    Action.MENU_SETTINGS: ClickRoute(menus.settings),
    Action.ACCOUNT_TOUCH: ClickRoute(menus.touch),
    Action.ACCOUNT_NOTE: ClickRoute(menus.note),
    Action.ACCOUNT_SHARE: ClickRoute(menus.share, writes=True),
    Action.ACCOUNT_RESUME: ClickRoute(menus.resume, writes=True),
    Action.ACCOUNT_CLOSE: ClickRoute(menus.close, writes=True),
    Action.ACCOUNT_DELETE: ClickRoute(menus.delete, writes=True),
    Action.USER_ADD: ClickRoute(users.add),
    Action.USER_TASK: ClickRoute(users.task),
    Action.USER_HANDLED: ClickRoute(users.handled),
    Action.FEATURE_USED: ClickRoute(users.features),
    Action.NUDGE_DONE: ClickRoute(nudges.done, writes=True),
    Action.NUDGE_BLOCK: ClickRoute(nudges.block),
    Action.NUDGE_SNOOZE_TOMORROW: ClickRoute(nudges.snooze, writes=True),
    Action.NUDGE_SNOOZE_DAYS: ClickRoute(nudges.snooze, writes=True),
    Action.NUDGE_SNOOZE_WEEK: ClickRoute(nudges.snooze, writes=True),
    Action.NUDGE_DISMISS: ClickRoute(nudges.dismiss),
    Action.NUDGE_DRAFT: ClickRoute(nudges.draft),
    Action.REVIEW_YES: ClickRoute(nudges.review),
    Action.REVIEW_NO: ClickRoute(nudges.review),
    Action.REVIEW_PARTIAL: ClickRoute(nudges.review),
    Action.REVIEW_PLAN: ClickRoute(nudges.remediation),
    Action.STALL_RESUME: ClickRoute(nudges.stall_resume),
    Action.STALL_PAUSE: ClickRoute(nudges.stall_pause),
}
MENUS = (Action.MILESTONE_MENU, Action.ACCOUNT_MENU, Action.NUDGE_MENU)  # their options name the Action
