"""Faults injected into real processes, files, databases and Slack; their figures are those of docs/reliability.md."""
