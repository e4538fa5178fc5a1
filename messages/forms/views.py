"""Modals that only inform."""

from __future__ import annotations

from typing import Any

from messages.errors import error_message
from messages.ids import Form
from messages.inputs import modal
from messages.kit import Message
from messages.refs import Ref
from playbook.errors import OnboardError


def info_view(title: str, message: Message, ref: Ref | None = None) -> dict[str, Any]:
    """A message as a modal, for where no message can be shown (Home); its buttons keep working."""
    return modal(Form.INFO, title, message.blocks, close="Close", ref=ref)


def error_view(error: OnboardError) -> dict[str, Any]:
    """A mendable error as a modal."""
    return info_view("That did not work", error_message(error))
