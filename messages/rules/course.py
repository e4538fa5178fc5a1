"""What the rules about the long run: criteria, skipped steps, people who leave, drag, handoff and survey say."""

from __future__ import annotations

from messages.rules.saying import Sayings

SAYINGS: Sayings = {}
