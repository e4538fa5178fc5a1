"""The tick: what is due is found, queued, and delivered exactly once."""
