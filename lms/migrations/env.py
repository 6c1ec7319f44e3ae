"""How Alembic runs steps here: on the given database, in one transaction, behind a lock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from sqlalchemy import Connection

from lms.database import Database
from lms.migrations import LooseRow, lock_sql, note_mark
from lms.tables import metadata

database: Database = context.config.attributes["database"]


@contextmanager
def keys_checked_at_the_end(connection: Connection) -> Iterator[None]:
    """SQLite cannot change a table in place: it is made anew beside, and the old one dropped, which others may point to.

    So keys are not watched meanwhile, and all of them are looked through before anything is kept. Raises LooseRow.
    The switch has no effect within a transaction, so the connection is asked beside SQLAlchemy, which would begin one.
    """
    if not database.is_sqlite:
        yield
        return
    driver = connection.connection.cursor()
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")
        driver.close()


def check_keys(connection: Connection) -> None:
    """Raises LooseRow where a row points to none; nothing of the steps is kept then."""
    found = connection.exec_driver_sql("PRAGMA foreign_key_check").first() if database.is_sqlite else None
    if found is not None:
        raise LooseRow(
            f"A row of {found[0]} points to none of {found[2]}. Nothing was changed; restore a backup that is whole."
        )


# Begun before Alembic looks: of a transaction that it begins itself, each step would be kept alone on SQLite.
with (
    database.engine.execution_options(lms_write=True).connect() as connection,
    keys_checked_at_the_end(connection),
    connection.begin(),
):
    lock = lock_sql(database)
    if lock is not None:
        connection.execute(lock)
    context.configure(
        connection=connection, target_metadata=metadata, render_as_batch=database.is_sqlite, compare_type=True
    )
    context.run_migrations()
    note_mark(connection)
    check_keys(connection)
