"""What the rules about seed users, their tasks and what they use say."""

from __future__ import annotations

from messages.rules.saying import Sayings

SAYINGS: Sayings = {}
