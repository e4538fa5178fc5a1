"""Modals that only inform."""

from __future__ import annotations

from typing import Any

from messages.ids import Form
from messages.inputs import modal
from messages.kit import Message
from messages.refs import Ref


def info_view(title: str, message: Message, ref: Ref | None = None) -> dict[str, Any]:
    """A message as a modal, for where no message can be shown (Home); its buttons keep working."""
    return modal(Form.INFO, title, message.blocks, close="Close", ref=ref)


def answer_view(message: Message) -> dict[str, Any]:
    """A private answer where there are no private messages."""
    return info_view("Onboarding", message)


def refused_view(message: Message) -> dict[str, Any]:
    """What went wrong, where there are no private messages."""
    return info_view("That did not work", message)
