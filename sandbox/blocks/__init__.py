"""Block Kit as the real Slack has it: the check of messages and views, and the payloads of what people do with them."""

from sandbox.blocks.actions import action_payload, find_element
from sandbox.blocks.choices import BadSelection, chosen
from sandbox.blocks.message import check_message
from sandbox.blocks.state import still_offered, view_state
from sandbox.blocks.stored import elements_of, stored_blocks
from sandbox.blocks.text import blocks_to_html, plain_to_html, to_html
from sandbox.blocks.view import check_view

__all__ = [
    "BadSelection",
    "action_payload",
    "blocks_to_html",
    "check_message",
    "check_view",
    "chosen",
    "elements_of",
    "find_element",
    "plain_to_html",
    "still_offered",
    "stored_blocks",
    "to_html",
    "view_state",
]
