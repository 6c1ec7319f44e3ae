"""A thousand learners claim, every file is made, and each verifies with nothing but the public keys. Forty on PostgreSQL."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from lms.assessment.models import Attempt
from lms.audit.actions import seal
from lms.credit import checking
from lms.credit.claiming import gathering
from lms.credit.claiming.claims import Typed, claim
from lms.credit.claiming.models import Attestation, CreditClaim, CreditEnrolment, EvaluationReceipt, ShownPage
from lms.credit.keys import Keyring, did_document, published
from lms.credit.models import Certificate
from lms.credit.queries import status
from lms.credit.storing import render_and_store
from lms.curriculum.editions import ensure_edition
from lms.database import Database
from lms.files import FileStore
from lms.ids import new_id
from lms.learning.models import Completion
from lms.people.models import Account, Grant, Licence
from lms.people.permissions import LEARNER
from tests.clocks import MovableClock
from tests.credit.approved import CREDIT, Approved
from tests.credit.claiming.walking import UNIT, approved
from tests.learner import ISSUER, our_course
from tests.people import makers
from tests.people.makers import Place, actor_of

MANY, FEW = 1000, 40
KIND = "harbor-social-work"
TABLES = (Account, Licence, Grant, CreditEnrolment, Attempt, Completion, EvaluationReceipt, Attestation)


def prepare(session: Session, place: Place, to: Approved, now: datetime, how_many: int) -> list[str]:
    """So many learners who have done everything but claim, made of rows; returns their ids."""
    course, shown = our_course(), "0" * 64
    ensure_edition(session, course, now)
    session.add(ShownPage(hash=shown, kind="disclosure", text="As it was.", first_shown_at=now))
    session.flush()
    people, today = [new_id() for _ in range(how_many)], now.date()
    frozen = gathering.hash_today(course, UNIT.id)
    rows: dict[type[Any], list[dict[str, Any]]] = {table: [] for table in TABLES}
    for number, account in enumerate(people):
        mine, name, enrolment = {"account_id": account}, f"Learner Number {number}", new_id()
        rows[Account].append({"id": account, "organisation_id": place.saltmarsh, "name": f"Learner {number}",
                              "legal_name": name, "legal_name_confirmed_at": now, "created_at": now})  # fmt: skip
        rows[Licence].append({**mine, "kind": "social-worker"})
        rows[Grant].append({**mine, "kind": LEARNER, "organisation_id": place.saltmarsh, "from_date": today,
                            "created_at": now})  # fmt: skip
        rows[CreditEnrolment].append({**mine, "id": enrolment, "activity_id": to.activity_id, "disclosure_hash": shown,
                                      "acknowledged_at": now, "content_hash": frozen})  # fmt: skip
        for part in UNIT.required:
            kind = course.kind_of[part]
            if kind == "test":
                rows[Attempt].append({**mine, "test_id": part, "edition": course.edition, "number": 1, "seed": "0", "drawn": 15,
                                      "needed": 12, "started_at": now, "handed_in_at": now, "right_count": 14, "passed": True})  # fmt: skip
            rows[Completion].append({**mine, "requirement_id": part, "kind": kind, "edition": course.edition, "content_hash": "0" * 64,
                                     "revision": 1, "minutes": 5, "completed_at": now, "completed_on": today})  # fmt: skip
        rows[EvaluationReceipt].append({"enrolment_id": enrolment, "handed_in_on": today})
        rows[Attestation].append({"enrolment_id": enrolment, "text_hash": shown, "typed_name": name, "at": now,
                                  "place_hash": "0" * 64, "browser": ""})  # fmt: skip
    for table, made in rows.items():
        session.execute(insert(table), made)
    return people


def test_every_certificate_of_a_thousand_claims_verifies(
    database: Database, clock: MovableClock, tmp_path: Path
) -> None:
    now = clock.now()
    place = makers.make_place(database, now)
    to = approved(database, clock, place)
    how_many = MANY if database.is_sqlite else FEW
    with database.session(write=True) as session:
        people = prepare(session, place, to, now, how_many)
        session.commit()
    issued: list[str] = []
    shared: list[object] = []
    with database.session(write=True) as session:
        for each in people:
            made = claim(
                session, actor=actor_of(session, each, now), now=now, course=our_course(), issuer=ISSUER,
                activity_id=to.activity_id, designation_id=to.designations[KIND], typed=Typed(),
            )  # fmt: skip
            assert status(made) == "preparing"
            issued.append(made.id)
            # What all claims read is read once: the activity, its designations and approvals.
            shared = shared or list(session.identity_map.values())
        seal(session)
        session.commit()
    ring, files = Keyring(tmp_path / "keys", ISSUER.base_url), FileStore(tmp_path / "files")
    render_and_store(database, files, issued[0], keys=ring, now=now)  # The first of all makes the keys.
    with database.session() as session:
        keys = checking.read_keys(did_document(ring, published(session)))
    for each in issued:
        stored = render_and_store(database, files, each, keys=ring, now=now)
        content = files.get(stored or "")
        assert content is not None
        verdict = checking.check(content, keys, now=now)
        assert verdict.word == "valid", verdict.found
    with database.session() as session:
        rows = list(session.scalars(select(Certificate)))
        assert {status(row) for row in rows} == {"valid"}
        assert len({row.pdf_hash for row in rows}) == len(rows)
        assert len({row.serial for row in rows}) == len({row.status_index for row in rows}) == len(rows) == how_many
        assert session.scalar(select(func.sum(CreditClaim.credit))) == CREDIT * how_many
