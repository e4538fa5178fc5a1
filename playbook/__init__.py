"""The method: what a good onboarding is, as pure functions over frozen snapshots. No I/O and no clock."""
