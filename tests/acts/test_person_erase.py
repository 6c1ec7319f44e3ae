"""An account is closed: what is personal is gone from every table, what others rely on is there and still checkable."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from lms.acts import checkup
from lms.acts.person.erase import erase, fates
from lms.acts.person.export import export_person
from lms.acts.person.merge import merge
from lms.acts.person.tables import PERSON_TABLES
from lms.assessment.actions import answer_practice
from lms.assessment.models import Attempt
from lms.audit.queries import lines, verify_all
from lms.credit.keys import Keyring
from lms.credit.models import Certificate
from lms.credit.queries import by_code, status
from lms.credit.storing import render_and_store
from lms.curriculum.library import course_folder
from lms.database import Database
from lms.errors import Invalid, NotFound
from lms.files import FileStore
from lms.learning.models import Completion
from lms.people import actions, changes, invitations, links, own_account
from lms.people.models import Account, Address, RoleHeld
from lms.people.permissions import ADMINISTRATOR, SYSTEM
from lms.people.queries import account_by_email
from lms.people.sign_in import open_session
from lms.tables import metadata
from tests.acts.two_accounts import LESSONS, REQUIRED, TEST, WORLD, Two
from tests.clocks import MovableClock
from tests.learner import Learner
from tests.people import makers

# Words that stand nowhere else; whatever of hers is left somewhere, one of them shows it.
CANARIES = ("quokka", "zwieback", "marmalade")


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


@pytest.fixture
def two(database: Database, clock: MovableClock, files: FileStore) -> Two:
    """Work has done a bit of everything, each word of hers with a canary in it; Home is somebody else."""
    made = Two(database, clock)
    person, account_id = made.work, made.work.account_id
    held = made.of_work(RoleHeld)[0]

    def write(session: Any, actor: Any, now: Any) -> None:
        own_account.rename(session, actor=actor, now=now, name="Quokka Tavares")
        open_session(session, account_id=account_id, now=now, settings=makers.CHEAP, user_agent="Firefox")
        changes.change_start_date(session, actor=SYSTEM, now=now, role_held_id=held.id, start_date=date(2026, 7, 6),
                                  reason="Her zwieback is late")  # fmt: skip
        changes.pause_role(session, actor=SYSTEM, now=now, role_held_id=held.id, from_date=date(2026, 8, 3),
                           to_date=date(2026, 8, 9), reason="Zwieback leave")  # fmt: skip
        actions.add_licence(session, actor=actor, now=now, account_id=account_id, kind="LCSW", number="marmalade-7")
        links.request_link(
            session, kind=links.RESET, email=makers.email_of("Work"), now=now, base_url="https://x.example"
        )
        first = session.scalars(select(Address).where(Address.account_id == account_id)).one()
        first.email, first.email_key = "quokka@saltmarsh.example", "quokka@saltmarsh.example"
        question = WORLD.course.lesson(LESSONS[0]).checks[0]
        answer_practice(session, actor=actor, now=now, source_kind="lesson", source_id=LESSONS[0], question=question,
                        chosen=question.options[0].id)  # fmt: skip

    person.do(write)
    person.test(TEST, right=2)
    clock.move(minutes=20)
    for each in REQUIRED:
        person.close(each)
    (made_one,) = person.confirm("Quokka Marmalade Tavares")
    ring = Keyring(files.root.parent / "keys", "https://training.example.org")
    designs = course_folder(None) / "certificates"
    render_and_store(database, files, made_one.id, designs=designs, keys=ring, now=clock.now())
    return made


def everything(database: Database) -> dict[str, str]:
    """Table → all that stands in it, in lower case."""
    with database.engine.connect() as connection:
        return {
            table.name: " ".join(repr(tuple(row)) for row in connection.execute(select(table))).lower()
            for table in metadata.sorted_tables
        }


@pytest.mark.alike
def test_c55_nothing_personal_is_left_but_what_the_certificate_carries(two: Two, files: FileStore) -> None:
    kept = {model: len(two.of_work(model)) for model in (Completion, Attempt, Certificate)}
    told = two.work.do(lambda s, a, n: fates(s, account_id=a.account_id, now=n))
    two.work.do(lambda s, a, n: erase(s, actor=a, now=n, account_id=a.account_id))
    left = {name: word for name, text in everything(two.database).items() for word in CANARIES if word in text}
    assert set(left) == {"certificate"}
    assert {model: len(two.of_work(model)) for model in kept} == kept
    gone = {each.words for each in told if each.gone}
    for table in PERSON_TABLES.values():
        rows = two.rows(table.model, table.of((two.work.account_id,), PERSON_TABLES))
        assert (rows == []) or (table.words not in gone)
    assert all(each.why for each in told if not each.gone)
    with two.database.session() as session:
        (row,) = session.scalars(select(Certificate)).all()
        assert by_code(session, row.code) is row
        assert (status(row), row.payload["name"]) == ("valid", "Quokka Marmalade Tavares")
        assert row.pdf_hash is not None
        assert files.get(row.pdf_hash) is not None
        account = session.get_one(Account, two.work.account_id)
        assert (account.name, account.password_hash, account.legal_name) == ("Closed account", None, None)
        assert account_by_email(session, "quokka@saltmarsh.example") is None
        assert verify_all(session) == []
        told_by = [line for line in lines(session, two.place.saltmarsh) if line.actor_id == two.work.account_id]
        assert told_by
        assert all(line.details is None for line in told_by)
    assert checkup.differences(two.database, files, WORLD.course, two.clock.now()) == []


@pytest.mark.alike
def test_c56_closing_wipes_no_attempt_and_no_completion(two: Two) -> None:
    def evidence() -> dict[str, list[str]]:
        texts = {table.name: [] for table in metadata.sorted_tables}
        with two.database.engine.connect() as connection:
            for name in ("attempt", "attempt_item", "completion", "case_run", "case_step", "certificate"):
                texts[name] = sorted(repr(tuple(row)) for row in connection.execute(select(metadata.tables[name])))
        return texts

    before = evidence()
    two.work.do(lambda s, a, n: erase(s, actor=a, now=n, account_id=a.account_id))
    assert evidence() == before


def test_somebody_else_is_left_as_they_were(two: Two) -> None:
    two.home.read(LESSONS[0])
    mine = (two.home.account_id,)
    before = {name: [repr(vars(row)) for row in two.rows(table.model, table.of(mine, PERSON_TABLES))] for name, table in PERSON_TABLES.items()}  # fmt: skip
    sizes = {name: len(rows) for name, rows in before.items()}
    two.work.do(lambda s, a, n: erase(s, actor=a, now=n, account_id=a.account_id))
    assert {name: len(two.rows(table.model, table.of(mine, PERSON_TABLES))) for name, table in PERSON_TABLES.items()} == sizes  # fmt: skip
    with two.database.session() as session:
        assert session.get_one(Account, two.home.account_id).name == "Home Tavares"
        details = [
            line.details for line in lines(session, two.place.saltmarsh) if line.subject_id == two.home.account_id
        ]
    assert details
    assert all(each is not None for each in details)


def test_accounts_that_were_joined_are_erased_together(two: Two) -> None:
    two.chief.do(
        lambda s, a, n: merge(
            s, actor=a, now=n, world=WORLD, survivor_id=two.home.account_id, absorbed_id=two.work.account_id
        )
    )
    two.home.do(lambda s, a, n: erase(s, actor=a, now=n, account_id=a.account_id))
    left = {name for name, text in everything(two.database).items() for word in CANARIES if word in text}
    assert left == {"certificate"}
    assert {row.name for row in two.rows(Account, Account.erased_at.is_not(None))} == {"Closed account"}


@pytest.mark.alike
def test_whose_account_can_be_closed(two: Two) -> None:
    with pytest.raises(NotFound):
        two.chief.do(lambda s, a, n: erase(s, actor=a, now=n, account_id=two.work.account_id))
    with pytest.raises(Invalid, match="last organisation administrator"):
        two.chief.do(lambda s, a, n: erase(s, actor=a, now=n, account_id=a.account_id))
    with pytest.raises(Invalid, match="last organisation administrator"):
        two.chief.do(lambda s, _a, n: erase(s, actor=SYSTEM, now=n, account_id=two.chief.account_id))
    invited = two.chief.do(
        lambda s, a, n: invitations.invite(
            s, actor=a, now=n, base_url="https://x.example", email="ada@saltmarsh.example", name="Ada Example",
            clinic_id=two.place.mill_road, role="bhcm", start_date=date(2026, 7, 6), grants=(ADMINISTRATOR,),
        )
    )  # fmt: skip
    with pytest.raises(Invalid, match="last organisation administrator"):
        two.chief.do(lambda s, a, n: erase(s, actor=a, now=n, account_id=a.account_id))
    two.chief.do(lambda s, _a, n: setattr(s.get_one(Account, invited.account_id), "password_hash", "x"))
    two.chief.do(lambda s, a, n: erase(s, actor=a, now=n, account_id=a.account_id))
    with pytest.raises(NotFound):
        two.chief.do(lambda s, _a, n: erase(s, actor=SYSTEM, now=n, account_id=two.chief.account_id))


def opened(two: Two, person: Learner, files: FileStore) -> dict[str, bytes]:
    _, content = person.do(lambda s, a, n: export_person(s, actor=a, now=n, files=files, account_id=a.account_id))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.alike
def test_the_export_holds_what_is_hers(two: Two, files: FileStore) -> None:
    found = opened(two, two.work, files)
    whole = b" ".join(found.values()).decode(errors="replace").lower()
    for word in CANARIES:
        assert word in whole
    completed = json.loads(found["learning/completed.json"])
    assert len(completed) == len(REQUIRED)
    rows = list(csv.reader(io.StringIO(found["learning/completed.csv"].decode("utf-8-sig"))))
    assert [dict(zip(rows[0], row, strict=True))["id"] for row in rows[1:]] == [each["id"] for each in completed]
    (certificate,) = two.rows(Certificate)
    assert found[f"certificates/{certificate.serial}.pdf"].startswith(b"%PDF")
    answers = json.loads(found["learning/answers.json"])
    assert {each["attempt"]: each["right"] is None for each in answers} == {1: True, 2: False}
    assert all(each["asked"] and each["answered"] for each in answers)
    assert all(name in found["README.txt"].decode() for name in ("learning/answers", certificate.serial))


@pytest.mark.alike
def test_the_export_holds_nobody_elses(two: Two, files: FileStore) -> None:
    two.chief.do(lambda s, a, n: own_account.rename(s, actor=a, now=n, name="Odile Pumpernickel"))
    two.home.read(LESSONS[0])
    held = two.of_work(RoleHeld)[0]
    two.chief.do(
        lambda s, a, n: changes.change_start_date(
            s, actor=a, now=n, role_held_id=held.id, start_date=date(2026, 7, 13), reason="A week more"
        )
    )
    whole = b" ".join(opened(two, two.work, files).values()).decode(errors="replace")
    for theirs in (
        "Pumpernickel",
        "Home Tavares",
        two.chief.account_id,
        two.home.account_id,
        makers.PASSWORD,
        "argon2",
    ):
        assert theirs not in whole
    assert "somebody else" in whole
    chief = b" ".join(opened(two, two.chief, files).values()).decode(errors="replace")
    for theirs in (*CANARIES, "A week more", two.work.account_id, held.id):
        assert theirs.lower() not in chief.lower()


@pytest.mark.alike
def test_the_same_facts_are_the_same_bytes(two: Two, files: FileStore) -> None:
    made = [
        two.work.do(lambda s, a, n: export_person(s, actor=a, now=n, files=files, account_id=a.account_id))
        for _ in "ab"
    ]
    assert made[0] == made[1]
    with pytest.raises(NotFound):
        two.chief.do(lambda s, a, n: export_person(s, actor=a, now=n, files=files, account_id=two.work.account_id))


@pytest.mark.alike
def test_an_export_after_joining_holds_both(two: Two, files: FileStore) -> None:
    two.chief.do(
        lambda s, a, n: merge(
            s, actor=a, now=n, world=WORLD, survivor_id=two.home.account_id, absorbed_id=two.work.account_id
        )
    )
    found = opened(two, two.home, files)
    assert len(json.loads(found["learning/completed.json"])) == len(REQUIRED)
    assert len(json.loads(found["account.json"])) == 2
