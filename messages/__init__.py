"""Every word a person reads: pure functions from snapshots to `Message(text, blocks)` or a view."""
