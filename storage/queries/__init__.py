"""Reads: functions of a session that return snapshots, never rows."""
