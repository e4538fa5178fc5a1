"""How Alembic runs here: always on a connection handed in by `storage.schema`, in its transaction."""

from __future__ import annotations

from alembic import context

from storage.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,  # SQLite alters a table by copying it
    transactional_ddl=True,  # SQLite too: the engine begins before the first statement
)
with context.begin_transaction():
    context.run_migrations()
