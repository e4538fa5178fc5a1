"""Writes: one verb_noun function a change, all inside a `Change`. Nothing else writes."""
