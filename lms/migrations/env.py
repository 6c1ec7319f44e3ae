"""How Alembic runs a step here: on the given database, in one transaction, behind a lock."""

from __future__ import annotations

from alembic import context

from lms.database import Database
from lms.migrations import lock_sql, note_mark
from lms.tables import metadata

database: Database = context.config.attributes["database"]

with database.engine.execution_options(lms_write=True).connect() as connection:
    lock = lock_sql(database)
    context.configure(
        connection=connection, target_metadata=metadata, render_as_batch=database.is_sqlite, compare_type=True
    )
    with context.begin_transaction():
        if lock is not None:
            connection.execute(lock)
        context.run_migrations()
        note_mark(connection)
    connection.commit()
