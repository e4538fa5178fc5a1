"""What the rules about the beginning, from the welcome to the flows before the kickoff say."""

from __future__ import annotations

from messages.rules.saying import Sayings

SAYINGS: Sayings = {}
