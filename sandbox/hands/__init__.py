"""What people do in the sandbox, and the payloads that Slack sends the app because of it."""
