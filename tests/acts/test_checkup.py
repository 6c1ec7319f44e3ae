"""`lms db check` names each kind of difference: one planted at a time."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL

from lms.database import Database
from tests.cli.conftest import Run, demo, run

__all__ = ["demo", "run"]

PLANTED = [
    ("UPDATE attempt SET right_count = right_count - 1", "recomputed as"),
    ("UPDATE attempt_item SET chosen = NULL WHERE position = 1", "differs from the key"),
    ("DELETE FROM attempt_item WHERE position = 2", "does not hold its"),
    ("UPDATE case_run SET finished_at = NULL", "Case run"),
    ("UPDATE case_step SET choice_id = 'nothing' WHERE number = 1", "cannot be walked again"),
    ("UPDATE completion SET evidence_id = NULL WHERE kind = 'test'", "no evidence"),
    ("UPDATE schedule_row SET standing = 'ready', rank = 6 WHERE standing = 'overdue'", "differs from its facts"),
    ("UPDATE certificate SET serial = '2020-000001'", "names another certificate"),
    ("UPDATE certificate SET gates = '[]'", "without its gates"),
    ("UPDATE certificate SET pdf_hash = '" + "0" * 64 + "'", "stored file is missing"),
    ("UPDATE audit_line SET act = 'nothing.happened' WHERE number = 3", "audit chain"),
    ("DELETE FROM audit_detail WHERE 1 = 0", None),
]


@pytest.mark.parametrize(("statement", "said"), PLANTED)
def test_a_planted_difference_is_named(
    run: Run, demo: Path, empty_database_url: URL, statement: str, said: str | None
) -> None:
    database = Database(empty_database_url)
    with database.independent() as session:
        session.execute(text(statement))
    database.dispose()
    done = run("db", "check", "--data", demo)
    assert done.code == (1 if said else 0)
    assert (said or "No differences") in done.out


def test_an_older_schema_is_said(
    run: Run, empty_database_url: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LMS_DATABASE_URL", empty_database_url.render_as_string(hide_password=False))
    assert run("db", "check", "--data", tmp_path).code == 2
    assert run("db", "upgrade", "--data", tmp_path).code == 0
    assert run("db", "check", "--data", tmp_path).code == 0
