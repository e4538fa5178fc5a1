"""The Slack app manifest: least privilege, as docs and `manifest.json` show it."""

from __future__ import annotations

import json
from typing import Any

from messages.ids import Form

SCOPES = (
    "commands",
    "chat:write",
    "users:read",
    "users:read.email",
    "app_mentions:read",
    "channels:read",
    "groups:read",
    "channels:history",
    "groups:history",
    "im:history",
    "im:write",
    "files:read",
    "files:write",
)
OPTIONAL_SCOPES = {
    "users:read.email": "CSMs written as e-mail addresses in tracker files are not matched",
    "files:write": "long exports and the digest's file are not uploaded",
    "files:read": "tracker files cannot be uploaded into the import form, only pasted",
}
EVENTS = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "tokens_revoked",
    "user_change",
    "channel_archive",
    "channel_unarchive",
    "channel_rename",
    "channel_id_changed",
    "channel_shared",
)


def manifest() -> dict[str, Any]:
    """For Socket Mode; for HTTP switch it off and give the request URLs."""
    return {
        "display_information": {
            "name": "Onboard",
            "description": "Runs customer onboarding for customer-success managers",
            "background_color": "#1d3557",
        },
        "features": _features(),
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True},
            "org_deploy_enabled": False,
            "socket_mode_enabled": True,
            "token_rotation_enabled": False,
        },
    }


def _features() -> dict[str, Any]:
    return {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": "onboard", "always_online": True},
        "shortcuts": [
            {
                "name": "Add to onboarding",
                "type": "message",
                "callback_id": str(Form.SHORTCUT),
                "description": "Keep this message as a touch, note or blocker of an account",
            }
        ],
        "slash_commands": [
            {
                "command": "/onboard",
                "description": "Run a customer's onboarding",
                "usage_hint": "status acme | done acme kickoff | help",
                "should_escape": True,
            }
        ],
    }


def manifest_json() -> str:
    return json.dumps(manifest(), indent=2) + "\n"
