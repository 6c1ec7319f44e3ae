"""Records of credit: kept when an account is closed, deleted when their time is over, never under a hold."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from lms.acts import credit_retention
from lms.acts.credit_retention import BELOW
from lms.acts.person.erase import erase
from lms.audit.models import AuditDetail
from lms.cli import main
from lms.credit import checking, keys, status_lists
from lms.credit.actions import revoke
from lms.credit.activities.models import ActivityVersion
from lms.credit.claiming.models import Attestation, CreditClaim, CreditEnrolment, EvaluationReceipt, ReadAgain
from lms.credit.keeping.models import LegalHold, Tombstone
from lms.credit.models import Certificate
from lms.credit.verifying import verify_file
from lms.people.licences import GivenLicence, save_licence
from lms.people.models import Licence
from lms.people.permissions import SYSTEM
from lms.tables import metadata
from tests.cast import Cast, in_session
from tests.clocks import MovableClock
from tests.credit.credited import Credited, credit
from tests.people.makers import actor_of
from tests.web.test_verify import prepare

RECORDS = (CreditEnrolment, CreditClaim, Attestation, EvaluationReceipt, Certificate)
YEARS = 7 * 366 + 300  # The activity of the tests ends three hundred days on.


@pytest.fixture
def made(cast: Cast) -> Credited:
    """Marisol's credit, with a licence of hers and the certificate's file; the activity has an end."""
    now, base_url = cast.services.clock.now(), cast.services.settings.base_url

    def rows(session: Any) -> Credited:
        given = GivenLicence("social-worker", "SW-1", "NY")
        save_licence(session, actor=actor_of(session, cast.learner, now), now=now, given=given)
        return credit(session, cast.course, account_id=cast.learner, now=now, base_url=base_url)

    done = in_session(cast.services.database, rows)
    prepare(cast, cast.read(Certificate)[0])
    return done


@pytest.fixture
def lms(cast: Cast, clock: MovableClock, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Lms:
    """Call `lms` on this installation as of the test's clock: its exit code and what it said."""
    settings = cast.services.settings
    monkeypatch.setenv("LMS_DATABASE_URL", settings.database_url)

    def call(*words: str) -> tuple[int, str]:
        capsys.readouterr()
        code = main([*words, "--data", settings.data])
        said = capsys.readouterr()
        return code, said.out + said.err

    return call


Lms = Callable[..., tuple[int, str]]


def verdict(cast: Cast, content: bytes) -> str:
    with cast.services.database.session() as session:
        return verify_file(session, content, ring=cast.services.keys)[0].word


def content_of(cast: Cast) -> bytes:
    (row,) = cast.read(Certificate)
    return cast.services.files.get(row.pdf_hash or "") or b""


def purge(cast: Cast) -> Any:
    now = cast.services.clock.now()
    return in_session(
        cast.services.database,
        lambda session: credit_retention.purge(session, actor=SYSTEM, now=now, today=now.date()),
    )


@pytest.mark.alike
def test_a_closed_account_keeps_what_the_law_asks_and_still_verifies(cast: Cast, made: Credited) -> None:
    content = content_of(cast)
    in_session(
        cast.services.database,
        lambda session: erase(session, actor=SYSTEM, now=cast.services.clock.now(), account_id=cast.learner),
    )
    assert verdict(cast, content) == "valid"
    assert cast.read(Licence) == []
    (claim,), (certificate,), (attestation,) = cast.read(CreditClaim), cast.read(Certificate), cast.read(Attestation)
    assert (claim.licence_number, claim.licence_state, claim.credit) == ("SW-1", "NY", 100)
    assert certificate.payload["name"] == attestation.typed_name == "Marisol Tavares"
    assert certificate.payload["title"]
    assert attestation.browser == ""


@pytest.mark.alike
def test_nothing_goes_before_its_time(cast: Cast, made: Credited, clock: MovableClock) -> None:
    (activity,) = cast.read(ActivityVersion)
    last = date(activity.ends_on.year + 7, activity.ends_on.month, activity.ends_on.day)
    clock.move(days=(last - clock.now().date()).days)
    assert purge(cast).gone == 0
    clock.move(days=1)
    assert purge(cast).gone == 1


def test_what_is_over_goes_and_leaves_a_hash(cast: Cast, made: Credited, clock: MovableClock) -> None:
    content = content_of(cast)
    clock.move(days=YEARS)
    purged = purge(cast)
    assert purged.gone == 1
    for table in RECORDS:
        assert cast.read(table) == [], table
    stones = {row.kind: row for row in cast.read(Tombstone)}
    assert (stones["enrolment"].record_id, stones["certificate"].record_id) == (made.enrolment_id, made.certificate_id)
    assert all(len(row.record_hash) == 64 for row in stones.values())
    assert stones["certificate"].kept_from == date(2026, 5, 4)
    lines = {row.id for row in cast.lines() if row.subject_id in (made.enrolment_id, made.certificate_id)}
    assert {row.line_id for row in cast.read(AuditDetail)} & lines <= {
        row.id for row in cast.lines() if row.act == "credit.purged"
    }
    assert verdict(cast, content) == "unknown"
    with cast.services.database.session() as session:
        told = verify_file(session, content, ring=cast.services.keys)[0].found
    assert "deleted on" in told
    assert purge(cast).gone == 0


def test_everything_that_hangs_on_an_enrolment_goes_with_it(cast: Cast, made: Credited, clock: MovableClock) -> None:
    hanging = {
        table.name for table in metadata.tables.values() for key in table.foreign_keys
        if key.column.table.name == "credit_enrolment"
    }  # fmt: skip
    assert {model.__tablename__ for model in BELOW} == hanging
    (enrolment,) = cast.read(CreditEnrolment)
    again = ReadAgain(enrolment_id=enrolment.id, lesson_id="m1-l1", content_hash="0" * 64, at=clock.now())
    in_session(cast.services.database, lambda session: session.add(again))
    clock.move(days=YEARS)
    purge(cast)
    assert [cast.read(table) for table in (CreditEnrolment, *BELOW)] == [[]] * (1 + len(BELOW))


@pytest.mark.alike
def test_a_revoked_one_stays_on_its_list(cast: Cast, made: Credited, clock: MovableClock) -> None:
    content = content_of(cast)
    in_session(
        cast.services.database,
        lambda session: revoke(
            session,
            actor=SYSTEM,
            now=clock.now(),
            row=session.get_one(Certificate, made.certificate_id),
            reason="Error.",
        ),
    )
    clock.move(days=YEARS)
    assert purge(cast).gone == 1
    with cast.services.database.session() as session:
        ring = cast.services.keys
        (number,) = {row.status_list for row in cast.read(Tombstone) if row.kind == "certificate"}
        lists = [
            status_lists.signed_list(session, ring, number=number, purpose=purpose, now=clock.now())
            for purpose in ("revocation", "refresh")
        ]
        known = checking.read_keys(keys.did_document(ring, keys.published(session)))
        assert checking.check(content, known, lists=lists, now=clock.now()).word == "revoked"


@pytest.mark.parametrize("whose", ["hers", "everybody's"])
def test_a_hold_keeps_it_and_lifting_lets_it_go(cast: Cast, made: Credited, clock: MovableClock, whose: str) -> None:
    cesar = cast.enter("Cesar")
    assert "No hold" in cesar.open("/ce-admin/holds/").text
    cesar.press("Give the hold", person="nobody@saltmarsh.example", reason="A suit.")
    assert cesar.problems() == ["Nobody of this organisation has this address."]
    cesar.press("Give the hold", person="", reason=" ")
    assert cesar.status == 422
    cesar.press("Give the hold", person="marisol@saltmarsh.example" if whose == "hers" else "", reason="A suit.")
    assert "A suit." in cesar.text
    clock.move(days=YEARS)
    done = purge(cast)
    assert (done.gone, done.held) == (0, 1)
    assert len(cast.read(CreditClaim)) == 1
    (hold,) = cast.read(LegalHold)
    for name in ("Marisol", "Sunniva", "Ansel"):
        assert cast.enter(name).send(f"/ce-admin/holds/{hold.id}/lift", why="x").status_code == 404
    cesar = cast.enter("Cesar")
    cesar.open("/ce-admin/holds/").press("Lift the hold", why="")
    assert cesar.status == 422
    cesar.press("Lift the hold", why="It was settled.")
    assert "It was settled." in cesar.text
    assert purge(cast).gone == 1


def test_the_commands_say_first_and_delete_then(cast: Cast, made: Credited, clock: MovableClock, lms: Lms) -> None:
    digest = cast.read(Certificate)[0].pdf_hash or ""
    code, said = lms("credit", "retention", "--as-of", "2034-01-01", "--dry-run", "--format", "json")
    assert (code, json.loads(said)) == (0, [])
    code, said = lms("credit", "retention", "--as-of", "2036-01-01", "--dry-run", "--format", "json")
    assert json.loads(said) == [
        {
            "person": "Marisol Tavares",
            "completed_on": "2026-05-04",
            "kept_until": "2034-02-28",
            "certificates": 1,
            "held": "no",
        }
    ]
    assert lms("credit", "retention", "--as-of", "2200-01-01")[0] == 2
    assert len(cast.read(CreditClaim)) == 1
    code, said = lms("credit", "hold", "--person", "marisol@saltmarsh.example", "--reason", "A suit.")
    assert code == 0
    assert "A suit." in lms("credit", "holds")[1]
    assert "1 kept by a legal hold" in lms("credit", "retention", "--as-of", "2036-01-01", "--dry-run")[1]
    (hold,) = cast.read(LegalHold)
    assert lms("credit", "lift", hold.id, "--reason", "Settled.")[0] == 0
    assert lms("credit", "lift", hold.id, "--reason", "Settled.")[0] == 1
    assert cast.services.files.get(digest)

    def long_ago(session: Any) -> None:
        session.get_one(Certificate, made.certificate_id).completed_on = date(2014, 5, 4)
        session.get_one(ActivityVersion, made.approved.activity_id).ends_on = date(2015, 1, 1)

    in_session(cast.services.database, long_ago)
    code, said = lms("credit", "retention")
    assert (code, "1 deleted; 0 kept" in said) == (0, True), said
    assert cast.read(CreditClaim) == cast.read(Certificate) == []
    assert cast.services.files.get(digest) is None
    assert "Nothing is over." in lms("credit", "retention")[1]
