"""The way to credit, step by step: its order, what counts, what is kept and what is not, and one claim of each type."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select

from lms.audit.models import AuditDetail, AuditLine
from lms.credit import queries as certificates
from lms.credit.claiming import actions, evaluation
from lms.credit.claiming.actions import NotYet
from lms.credit.claiming.claims import AlreadyClaimed
from lms.credit.claiming.models import (
    Attestation,
    CreditClaim,
    CreditEnrolment,
    Evaluation,
    EvaluationReceipt,
    ShownPage,
)
from lms.credit.claiming.queries import way_of, ways
from lms.credit.models import Certificate
from lms.database import Database
from lms.errors import Invalid, ManyProblems, NotFound, Refusal
from tests.clocks import MovableClock
from tests.credit.approved import JOINT, Approved
from tests.credit.claiming.walking import UNIT, Walker, answers, approved, close_activity
from tests.kept_rows import once
from tests.learner import our_course
from tests.people import makers
from tests.people.makers import Place, actor_of

Scene = tuple[Place, Approved]


@pytest.fixture
def scene(database: Database, clock: MovableClock) -> Scene:
    """Two organisations, the first with an approved activity: made once, put back for each test."""

    def make() -> Scene:
        place = makers.make_place(database, clock.now())
        return place, approved(database, clock, place)

    return once(database, "the way to credit", make)


@pytest.fixture
def place(scene: Scene) -> Place:
    return scene[0]


@pytest.fixture
def to(scene: Scene) -> Approved:
    return scene[1]


@pytest.fixture
def marisol(database: Database, clock: MovableClock, scene: Scene) -> Walker:
    walker = once(database, "the way to credit, Marisol", lambda: Walker(database, clock, *scene))
    walker.database, walker.clock = database, clock
    return walker


def at_the_claim(marisol: Walker) -> None:
    """Marisol has done everything but claim, and nobody else has done anything: lived once, then put back."""

    def walk() -> datetime:
        marisol.walks_to_the_claim()
        return marisol.clock.now()

    marisol.clock.set(once(marisol.database, "the way to credit, at the claim", walk))


def rows(database: Database, table: Any) -> list[Any]:
    with database.session() as session:
        return list(session.scalars(select(table)))


@pytest.mark.alike
def test_the_way_has_six_steps_and_each_opens_the_next(marisol: Walker) -> None:
    marisol.confirm(marisol.name)
    walk = [
        ("disclosures", marisol.acknowledges),
        ("content", marisol.does_the_content),
        ("test", marisol.passes),
        ("evaluation", marisol.evaluates),
        ("attest", marisol.attests),
    ]
    for number, (step, act) in enumerate(walk):
        way = marisol.way()
        assert (way.step, way.done) == (step, number)
        act()
    way = marisol.way()
    assert (way.step, way.done, way.finished) == ("claim", 5, False)
    made = marisol.claims("harbor-social-work")
    assert marisol.way().finished
    assert made.scope == f"credit:{marisol.to.designations['harbor-social-work']}"


@pytest.mark.parametrize("act", ["evaluates", "attests"])
def test_out_of_order_leads_to_the_first_open_step(database: Database, marisol: Walker, act: str) -> None:
    marisol.acknowledges()
    with pytest.raises(NotYet) as refused:
        getattr(marisol, act)()
    assert refused.value.step == "content"
    assert "still to be done" in str(refused.value)
    assert rows(database, Evaluation) == rows(database, EvaluationReceipt) == rows(database, Attestation) == []


def test_a_claim_out_of_order_claims_nothing(database: Database, marisol: Walker) -> None:
    with pytest.raises(NotFound):
        marisol.claims("harbor-social-work")
    marisol.acknowledges()
    with pytest.raises(NotYet):
        marisol.claims("harbor-social-work")
    assert rows(database, CreditClaim) == rows(database, Certificate) == []


def test_5b_05_what_was_done_before_counts_once_it_is_done_again(clock: MovableClock, marisol: Walker) -> None:
    marisol.confirm(marisol.name)
    marisol.does_the_content()
    marisol.passes()
    clock.move(days=1)
    marisol.acknowledges()
    way = marisol.way()
    assert way.step == "content"
    assert all(part.before for part in way.learner.parts)
    clock.move(minutes=1)
    for part in way.learner.parts:
        if part.kind == "lesson":
            marisol.do(lambda s, a, n, each=part.id: actions.read_again(
                s, actor=a, now=n, lesson_id=each, demo=False, **marisol.given))  # fmt: skip
        else:
            marisol.close(part.id)
    assert marisol.way().step == "test"
    marisol.passes()
    assert marisol.way().step == "evaluation"


@pytest.mark.alike
def test_5b_05_the_page_that_is_acknowledged_is_kept_by_its_hash(database: Database, marisol: Walker) -> None:
    shown = marisol.way().disclosures
    marisol.acknowledges()
    marisol.acknowledges()
    (row,) = rows(database, CreditEnrolment)
    (page,) = rows(database, ShownPage)
    assert row.disclosure_hash == page.hash == shown.hash
    assert page.text == shown.text
    for told in ("HC-0042", "Nomvula Dube, MD", "no commercial support", "80 %", "within 30 days", "1 Quay Street",
                 JOINT, "Designated for ethics."):  # fmt: skip
        assert told in page.text


def test_5b_05_a_page_that_changed_meanwhile_is_read_again(
    database: Database, clock: MovableClock, marisol: Walker
) -> None:
    seen = marisol.way().disclosures.hash
    close_activity(database, marisol.to.activity_id, level="advanced")
    with pytest.raises(Invalid, match="read it again"):
        marisol.do(lambda s, a, n: actions.acknowledge(s, actor=a, now=n, text_hash=seen, demo=False, **marisol.given))
    assert rows(database, CreditEnrolment) == []


@pytest.mark.alike
def test_5b_08_an_evaluation_leads_to_nobody(database: Database, marisol: Walker) -> None:
    at_the_claim(marisol)
    (row,) = rows(database, Evaluation)
    (receipt,) = rows(database, EvaluationReceipt)
    (enrolment,) = rows(database, CreditEnrolment)
    assert {column.key for column in Evaluation.__table__.columns} == {"id", "activity_id", "submitted_on", "answers"}
    assert row.answers["relevant"] == 4
    assert receipt.enrolment_id == enrolment.id
    own = [line for line in rows(database, AuditLine) if line.actor_id == marisol.account_id]
    assert "credit.attested" in {line.act for line in own}
    assert not [line for line in own if "evaluat" in f"{line.act} {line.subject_kind}"]
    told = [line.subject_id for line in rows(database, AuditLine)]
    told += [str(detail.details) for detail in rows(database, AuditDetail)]
    assert not [each for each in told if row.id in each]


@pytest.mark.alike
def test_5b_08_an_evaluation_is_kept_once(database: Database, marisol: Walker) -> None:
    at_the_claim(marisol)
    marisol.evaluates()
    assert len(rows(database, Evaluation)) == 1


@pytest.mark.alike
def test_an_evaluation_with_a_gap_says_all_of_it_and_keeps_nothing(database: Database, marisol: Walker) -> None:
    marisol.confirm(marisol.name)
    marisol.acknowledges()
    marisol.does_the_content()
    marisol.passes()
    with pytest.raises(ManyProblems) as refused:
        marisol.evaluates(relevant="6", minutes="an hour", bias="")
    assert set(refused.value.fields) == {"relevant", "minutes"}
    with pytest.raises(ManyProblems) as unsure:
        marisol.evaluates(suggestions="Ask about MRN 1234567")
    assert unsure.value.unsure
    assert rows(database, Evaluation) == []


@pytest.mark.parametrize(
    "typed", [{"unbiased": "no", "bias": ""}, {"objective_1": "0"}, {"minutes": "0"}, {"change": "maybe"}]
)
def test_an_answer_that_is_none_is_a_problem(typed: dict[str, str]) -> None:
    with pytest.raises(ManyProblems):
        evaluation.answered(["x"], {**answers(1), **typed}, sure=True)


@pytest.mark.alike
@pytest.mark.parametrize("typed", ["", "Marisol", "Somebody Else", "marisol"])
def test_5b_09_only_the_legal_name_signs(database: Database, marisol: Walker, typed: str) -> None:
    marisol.confirm(marisol.name)
    marisol.acknowledges()
    marisol.does_the_content()
    marisol.passes()
    marisol.evaluates()
    with pytest.raises(Invalid, match="Marisol Tavares"):
        marisol.do(lambda s, a, n: actions.attest(
            s, actor=a, now=n, typed_name=typed, place="192.0.2.7", secret="s", browser="", demo=False, **marisol.given))  # fmt: skip
    assert rows(database, Attestation) == []
    marisol.attests(" marisol  TAVARES ")
    (signed,) = rows(database, Attestation)
    assert (signed.typed_name, signed.browser) == ("marisol TAVARES", "Firefox")
    assert "192.0.2.7" not in signed.place_hash
    assert len(signed.place_hash) == 64


@pytest.mark.alike
def test_the_certificate_holds_every_field(database: Database, clock: MovableClock, marisol: Walker) -> None:
    at_the_claim(marisol)
    row = marisol.claims("harbor-social-work")
    made = certificates.payload(row)
    (line,) = made.credits
    assert (line.amount, line.unit, line.number, line.profession) == ("1.00", "credit", "HC-0042", "social-worker")
    assert line.statement.startswith(
        "Harbor Bay Learning, Inc., number HC-0042, is approved from 4 May 2025 to 4 May 2027."
    )
    assert made.provider is not None
    assert made.provider.director_name == "Ilse Brandt, PhD"
    assert (made.kind, made.no_credit, made.level, made.activity_version) == ("credit", "", "introductory", "1")
    assert made.minutes_basis.startswith("Credit from 66.00 minutes, formula 5e.1")
    assert "asynchronous" in made.format
    assert (line.topics, made.joint_statement) == (("ethics",), JOINT)
    (claim,) = rows(database, CreditClaim)
    assert (claim.credit, claim.certificate_id, claim.override_id) == (100, row.id, None)
    assert [gate["id"] for gate in row.gates if gate["id"].startswith("5b:")] == [
        f"5b:{n}" for n in (*range(1, 17), 19)
    ]


@pytest.mark.alike
def test_a_certificate_of_completion_of_the_same_training_stays_and_says_no_credit(
    database: Database, marisol: Walker
) -> None:
    at_the_claim(marisol)
    marisol.claims("harbor-social-work")
    completion, credit = sorted(
        rows(database, Certificate), key=lambda each: each.scope != f"module:{UNIT.id}:{UNIT.status}"
    )
    assert "No CE credit" in certificates.payload(completion).no_credit
    assert certificates.payload(credit).credits


@pytest.mark.alike
def test_5b_10_5b_11_a_physician_claims_three_quarters(
    database: Database, clock: MovableClock, place: Place, to: Approved
) -> None:
    doctor = Walker(database, clock, place, to, "Amos Field", licence="physician")
    doctor.walks_to_the_claim()
    for typed in ("1.3", "1.25", "", "0.6", "-1"):
        with pytest.raises(Invalid, match=r"Nothing was claimed, and nothing you did is lost\."):
            doctor.claims("harbor-medicine", amount=typed)
    with pytest.raises(Refusal, match="goes to other professions"):
        doctor.claims("harbor-social-work")
    made = certificates.payload(doctor.claims("harbor-medicine", amount="0.75"))
    assert (made.credits[0].amount, made.credits[0].credit, made.credits[0].topics) == ("0.75", 75, ())
    assert "claimed 0.75 credit" in made.credits[0].statement


@pytest.mark.alike
def test_5b_15_a_nurse_is_asked_for_her_number(
    database: Database, clock: MovableClock, place: Place, to: Approved
) -> None:
    nurse = Walker(database, clock, place, to, "Bea Nash", licence="registered-nurse")
    nurse.walks_to_the_claim()
    with pytest.raises(Invalid, match="number and the state"):
        nurse.claims("harbor-nursing", number="RN-77")
    made = certificates.payload(nurse.claims("harbor-nursing", number="RN-77", state="Ohio"))
    assert (made.credits[0].licence_number, made.credits[0].licence_state) == ("RN-77", "Ohio")
    assert nurse.way().offers[1].learner.licence_number == "RN-77"


def test_5b_12_two_claims_at_once_give_one_certificate(database: Database, marisol: Walker) -> None:
    at_the_claim(marisol)
    start = Barrier(8)

    def one(_: int) -> str:
        start.wait()
        try:
            return marisol.claims("harbor-social-work").id
        except AlreadyClaimed as refused:
            return str(refused)

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(one, range(8)))
    assert sum("is claimed already. It is given once." in each for each in said) == 7
    assert len(rows(database, CreditClaim)) == 1
    assert len([each for each in rows(database, Certificate) if each.scope.startswith("credit:")]) == 1


def test_5b_02_a_clock_set_back_claims_nothing(database: Database, clock: MovableClock, marisol: Walker) -> None:
    at_the_claim(marisol)
    clock.move(days=-2)
    with pytest.raises(Refusal, match="The clock of this server stands earlier"):
        marisol.claims("harbor-social-work")
    assert rows(database, CreditClaim) == []
    clock.move(days=2)
    assert marisol.claims("harbor-social-work").serial


def test_5b_01_content_that_changed_claims_nothing(database: Database, marisol: Walker) -> None:
    at_the_claim(marisol)
    close_activity(database, marisol.to.activity_id, content_hash="0" * 64)
    with pytest.raises(Refusal, match="The course has changed"):
        marisol.claims("harbor-social-work")
    assert rows(database, CreditClaim) == []


@pytest.mark.alike
def test_another_organisation_finds_nothing(
    database: Database, clock: MovableClock, place: Place, to: Approved
) -> None:
    account = makers.make_account(
        database, clock.now(), place.elsewhere, "Ansel Frost", clinic_id=place.harbour, role="bhcm"
    )
    now = clock.now()
    with database.session() as session, pytest.raises(NotFound):
        way_of(session, actor_of(session, account, now), our_course(), to.activity_id, now=now, demo=False)
    with database.session() as session:
        assert ways(session, actor_of(session, account, now), our_course(), now=now, demo=False) == ()
