"""The rules of METHOD section 5."""

from playbook.rules.finding import Cadence, Finding, FindingState

__all__ = ["Cadence", "Finding", "FindingState"]
