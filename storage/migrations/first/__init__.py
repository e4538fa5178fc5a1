"""The first revision in parts, a module a subject as in `storage.tables`. Once released it stays as it is."""
