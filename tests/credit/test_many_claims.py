"""A thousand learners claim, every file is made, and each verifies with nothing but the public keys. Forty on PostgreSQL."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select
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


def prepare(session: Session, place: Place, to: Approved, now: datetime, how_many: int) -> list[str]:
    """So many learners who have done everything but claim, made of rows; returns their ids."""
    course, shown = our_course(), "0" * 64
    ensure_edition(session, course, now)
    session.add(ShownPage(hash=shown, kind="disclosure", text="As it was.", first_shown_at=now))
    accounts = [
        Account(organisation_id=place.saltmarsh, name=f"Learner {n}", legal_name=f"Learner Number {n}",
                legal_name_confirmed_at=now, created_at=now)
        for n in range(how_many)
    ]  # fmt: skip
    session.add_all(accounts)
    session.flush()
    frozen = gathering.hash_today(course, UNIT.id)
    for account in accounts:
        mine = {"account_id": account.id}
        enrolment = CreditEnrolment(
            **mine, activity_id=to.activity_id, disclosure_hash=shown, acknowledged_at=now, content_hash=frozen
        )
        session.add_all([
            enrolment, Licence(**mine, kind="social-worker"),
            Grant(**mine, kind=LEARNER, organisation_id=place.saltmarsh, from_date=now.date(), created_at=now),
        ])  # fmt: skip
        session.flush()
        for part in UNIT.required:
            kind = course.kind_of[part]
            if kind == "test":
                session.add(Attempt(**mine, test_id=part, edition=course.edition, number=1, seed="0", drawn=15, needed=12,
                                    started_at=now, handed_in_at=now, right_count=14, passed=True))  # fmt: skip
            session.add(Completion(**mine, requirement_id=part, kind=kind, edition=course.edition, content_hash="0" * 64,
                                   revision=1, minutes=5, completed_at=now, completed_on=now.date()))  # fmt: skip
        session.add_all([
            EvaluationReceipt(enrolment_id=enrolment.id, handed_in_on=now.date()),
            Attestation(enrolment_id=enrolment.id, text_hash=shown, typed_name=account.legal_name or "", at=now,
                        place_hash="0" * 64, browser=""),
        ])  # fmt: skip
    return [account.id for account in accounts]


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
    issued = []
    with database.session(write=True) as session:
        for each in people:
            made = claim(
                session, actor=actor_of(session, each, now), now=now, course=our_course(), issuer=ISSUER,
                activity_id=to.activity_id, designation_id=to.designations[KIND], typed=Typed(),
            )  # fmt: skip
            assert status(made) == "preparing"
            issued.append(made.id)
        seal(session)
        session.commit()
    ring, files = Keyring(tmp_path / "keys", ISSUER.base_url), FileStore(tmp_path / "files")
    for each in issued:
        render_and_store(database, files, each, keys=ring, now=now)
    with database.session() as session:
        keys = checking.read_keys(did_document(ring, published(session)))
        rows = list(session.scalars(select(Certificate)))
        for row in rows:
            content = files.get(row.pdf_hash or "")
            assert content is not None
            verdict = checking.check(content, keys, now=now)
            assert (verdict.word, status(row)) == ("valid", "valid"), verdict.found
        assert len({row.serial for row in rows}) == len({row.status_index for row in rows}) == len(rows) == how_many
        assert session.scalar(select(func.sum(CreditClaim.credit))) == CREDIT * how_many
