"""Lines are written with the act they tell of, or not at all."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from lms.audit import queries
from lms.audit.actions import record, seal
from lms.audit.models import AuditDetail, AuditHead, AuditLine
from lms.database import Database

AT = datetime(2026, 5, 4, 17, 0, 0, 123456, tzinfo=UTC)


def note(session: Session, act: str, chain: str = "saltmarsh", **details: Any) -> None:
    record(
        session,
        chain=chain,
        actor_id="someone",
        at=AT,
        act=act,
        subject_kind="account",
        subject_id="a person",
        details=details,
    )


def acts(database: Database, chain: str = "saltmarsh") -> list[str]:
    with database.session() as session:
        return [line.act for line in queries.lines(session, chain)]


def test_lines_follow_each_other_within_their_chain(database: Database) -> None:
    for first, second in (("one", "two"), ("three", "four")):
        with database.session(write=True) as session:
            note(session, first, reason="Müller, née \u00d8rsted")
            note(session, "elsewhere", chain="harbour")
            note(session, second)
            assert seal(session) == 3
            session.commit()
    assert acts(database) == ["one", "two", "three", "four"]
    assert acts(database, "harbour") == ["elsewhere", "elsewhere"]
    with database.session() as session:
        assert queries.chains(session) == ["harbour", "saltmarsh"]
        assert queries.verify_all(session) == []


@pytest.mark.alike
def test_a_short_transaction_seals_by_itself(database: Database) -> None:
    with database.independent() as session:
        note(session, "one")
    assert acts(database) == ["one"]


def test_what_is_undone_leaves_no_line(database: Database) -> None:
    with database.session(write=True) as session:
        note(session, "undone")
        session.rollback()
        note(session, "one")
        savepoint = session.begin_nested()
        note(session, "undone too")
        savepoint.rollback()
        with session.begin_nested():
            note(session, "two")
        session.commit()
    assert acts(database) == ["one", "two"]


def test_a_long_chain_is_read_page_by_page(database: Database) -> None:
    count = queries.PAGE * 2
    with database.session(write=True) as session:
        for number in range(count):
            note(session, str(number))
        session.commit()
    assert acts(database) == [str(number) for number in range(count)]


@pytest.mark.alike
def test_a_refused_commit_leaves_no_line(database: Database) -> None:
    with database.session(write=True) as session:
        note(session, "one")
        seal(session)
        session.rollback()
    assert acts(database) == []


def test_many_writers_make_one_chain(database: Database) -> None:
    def write(number: int) -> None:
        for each in range(4):
            with database.session(write=True) as session:
                note(session, f"{number}.{each}")
                seal(session)
                session.commit()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(acts(database)) == [f"{number}.{each}" for number in range(4) for each in range(4)]
    with database.session() as session:
        assert queries.verify(session, "saltmarsh") is None


TAMPERINGS = {
    "the act": (update(AuditLine).where(AuditLine.number == 2).values(act="another"), 2),
    "who": (update(AuditLine).where(AuditLine.number == 2).values(actor_id=None), 2),
    "when": (update(AuditLine).where(AuditLine.number == 2).values(at=AT.replace(microsecond=0)), 2),
    "a line gone": (delete(AuditLine).where(AuditLine.number == 2), 2),
    "the last line gone": (delete(AuditLine).where(AuditLine.number == 3), 3),
    "the head moved": (update(AuditHead).values(number=2), 3),
    "the head gone": (delete(AuditHead), 3),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_what_was_touched_in_the_database_is_named(database: Database, name: str) -> None:
    statement, number = TAMPERINGS[name]
    with database.session(write=True) as session:
        for act in ("one", "two", "three"):
            note(session, act)
        seal(session)
        session.execute(delete(AuditDetail))
        session.execute(statement)
        session.commit()
    with database.session() as session:
        found = queries.verify(session, "saltmarsh")
        assert found is not None
        assert (found.chain, found.number) == ("saltmarsh", number)


def test_changed_details_are_named(database: Database) -> None:
    with database.session(write=True) as session:
        note(session, "one", reason="as it was")
        note(session, "two", reason="as it was")
        seal(session)
        second = session.scalars(select(AuditLine.id).where(AuditLine.number == 2)).one()
        session.execute(update(AuditDetail).where(AuditDetail.line_id == second).values(details={"reason": "another"}))
        session.commit()
    with database.session() as session:
        found = queries.verify(session, "saltmarsh")
        assert found is not None
        assert found.reason == "The details of line 2 were changed after they were written."
