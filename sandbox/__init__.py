"""A strict local Slack that a bot cannot tell from the real one; see `sandbox.server` for how to start it."""
