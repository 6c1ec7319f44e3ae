"""`lms audit verify`: every chain recomputed, and the first line that was altered named."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from sqlalchemy import delete, select, update

from lms.audit.models import AuditHead, AuditLine
from lms.cli.demo_cast import ORGANISATION
from lms.database import Database
from lms.settings import Settings
from tests.cli.conftest import Run


def rows_of(demo: Path) -> Database:
    return Database(Settings.from_environment(data=str(demo)).resolved_database_url)


def chain_in(database: Database) -> str:
    with database.session() as session:
        return session.scalars(select(AuditHead.chain).order_by(AuditHead.number.desc())).first() or ""


def test_an_unbroken_record_is_told_by_chain(run: Run, demo: Path) -> None:
    ran = run("audit", "verify", "--data", demo)
    assert (ran.code, "lines, unbroken" in ran.out, ORGANISATION in ran.out) == (0, True, True)
    told = run("audit", "verify", "--data", demo, "--chain", ORGANISATION, "--format", "json").json
    assert told["holds"] is True
    assert [(each["organisation"], each["first_bad_line"], each["fields"]) for each in told["chains"]] == [
        (ORGANISATION, None, [])
    ]
    assert told["chains"][0]["lines"] > 100


def test_a_changed_row_is_found_and_its_field_named(run: Run, demo: Path) -> None:
    database = rows_of(demo)
    chain = chain_in(database)
    with database.session(write=True) as session:
        third = select(AuditLine.act).where(AuditLine.chain == chain, AuditLine.number == 3)
        another = session.scalars(
            select(AuditLine.act).where(AuditLine.chain == chain, AuditLine.act != third.scalar_subquery())
        ).first()
        session.execute(update(AuditLine).where(AuditLine.chain == chain, AuditLine.number == 3).values(act=another))
        session.commit()
    database.dispose()
    ran = run("audit", "verify", "--data", demo)
    assert ran.code == 1
    assert "Line 3 was changed after it was written. What cannot be right: what was done (act)." in ran.out
    told = run("audit", "verify", "--data", demo, "--format", "json")
    (bad,) = [each for each in told.json["chains"] if not each["holds"]]
    assert (told.code, told.json["holds"], bad["first_bad_line"], bad["fields"]) == (1, False, 3, ["act"])
    rows = list(csv.DictReader(io.StringIO(run("audit", "verify", "--data", demo, "--format", "csv").out)))
    assert [each["fields"] for each in rows if each["holds"] == "False"] == ["act"]
    assert run("audit", "verify", "--data", demo, "--chain", "installation").code == 0
    assert "Line 3 was changed" in run("db", "check", "--data", demo).out


def test_a_chain_whose_head_is_gone_is_not_passed_over(run: Run, demo: Path) -> None:
    database = rows_of(demo)
    chain = chain_in(database)
    with database.session(write=True) as session:
        session.execute(delete(AuditHead).where(AuditHead.chain == chain))
        session.commit()
    database.dispose()
    ran = run("audit", "verify", "--data", demo)
    assert (ran.code, "The head of the chain does not point to line" in ran.out) == (1, True)


def test_a_chain_that_is_not_there_is_a_sentence(run: Run, demo: Path) -> None:
    ran = run("audit", "verify", "--data", demo, "--chain", "Nowhere")
    assert (ran.code, ran.err.strip()) == (
        2,
        "lms: there is no chain called 'Nowhere'; `lms audit verify` lists them all.",
    )
