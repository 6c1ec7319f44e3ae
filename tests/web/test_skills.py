"""Skills over HTTP: seen, asked for, signed, withdrawn; who may, and what a clinic asks for."""

from __future__ import annotations

from datetime import date

import pytest

from lms.people.models import Account, RoleHeld
from lms.people.permissions import LEARNER, PROGRAM_MANAGER
from lms.readiness.skills.models import SkillLog, SkillSeen, SkillSigner, SkillUse
from lms.readiness.skills.queries import PAGE, sign_offs_of
from tests.cast import Cast, Person
from tests.people.makers import make_account

CALL, NUMBERS = "sk-first-call", "sk-numbers"


@pytest.fixture
def marisol(cast: Cast) -> Person:
    return cast.enter("Marisol")


@pytest.fixture
def sunniva(cast: Cast) -> Person:
    return cast.enter("Sunniva")


def sign(cast: Cast, person: Person, skill: str = CALL, **more: object) -> Person:
    fields = {"state": "done", "method": "observed", "seen_on": "2026-05-04", "comment": "", "go": "sign"}
    path = f"/skills/{cast.learner}/sign/{skill}"
    person.post(path, data={"csrf_token": person.token(), **fields, **more})
    return person


def asked_of(cast: Cast, day: date) -> dict[str, tuple[str, ...]]:
    """What is missing for each role held, on a day."""
    with cast.services.database.session() as session:
        held = session.query(RoleHeld).all()
        found = sign_offs_of(session, held, cast.course, {each.id: day for each in held})
        return {session.get_one(RoleHeld, each).account_id: one.missing for each, one in found.items()}


@pytest.mark.alike
def test_three_taps_sign_a_skill_and_both_see_it(cast: Cast, marisol: Person, sunniva: Person) -> None:
    title = cast.course.skill(CALL).title
    sunniva.open(f"/team/{cast.learner}")
    assert "Skills seen by a supervisor" in sunniva.text
    assert f"/skills/{cast.learner}/" in sunniva.response.text
    sunniva.open(f"/skills/{cast.learner}/sign/{CALL}").press("Sign now", state="done", go="sign")
    assert f"Signed: {title}" in sunniva.text
    (row,) = cast.read(SkillSeen)
    assert (row.method, row.state, row.signed_as, row.seen_on) == (
        "observed", "done", "clinical supervisor", date(2026, 5, 4),
    )  # fmt: skip
    for path in ("/skills/", "/plan/"):
        marisol.open(path)
        assert "1 of 19 skills signed" in marisol.text
        assert "Sunniva Berg" in marisol.text
    assert f"Skill signed, done: {title}" in marisol.text


def test_a_question_waits_in_her_list_and_may_be_taken_back(cast: Cast, marisol: Person, sunniva: Person) -> None:
    marisol.open(f"/skills/ask/{CALL}").press("Ask", comment="Sunniva, at my desk")
    assert "Take back: Opens a first call" in marisol.text
    sunniva.open("/skills/")
    assert sunniva.heading == "1 skill waits for your signature"
    assert "asked for by Marisol Tavares" in sunniva.text
    marisol.press("Take back: ")
    assert "not signed" not in marisol.text
    assert "waits for your signature" not in sunniva.open("/skills/").text
    marisol.open(f"/skills/ask/{CALL}").press("Ask")
    sunniva.open(f"/team/{cast.learner}")
    assert "Sign off 1 skill" in sunniva.text
    sunniva.open(f"/skills/{cast.learner}/sign/{CALL}").press("Sign now", state="needs more practice", go="sign")
    assert [row.signed_at is not None for row in cast.read(SkillSeen)].count(True) == 1
    assert "Needs more practice" in marisol.open("/skills/").text
    signed = next(row for row in cast.read(SkillSeen) if row.signed_at)
    assert marisol.send(f"/skills/seen/{signed.id}/withdraw").status_code == 409


def test_a_signature_is_withdrawn_with_a_reason_and_never_changed(cast: Cast, marisol: Person, sunniva: Person) -> None:
    sign(cast, sunniva)
    (row,) = cast.read(SkillSeen)
    again = sign(cast, sunniva, seen_id=row.id, state="needs more practice")
    assert again.status == 409
    page = sunniva.open(f"/skills/{cast.learner}/seen/{row.id}/withdraw")
    page.press("Withdraw", reason=" ")
    assert sunniva.status == 422
    page.press("Withdraw", reason="The wrong person")
    assert "Withdrawn" in sunniva.text
    assert "0 of 19 skills signed" in marisol.open("/plan/").text
    assert "The wrong person" in marisol.text
    (row,) = cast.read(SkillSeen)
    assert (row.state, row.withdrawn_reason) == ("done", "The wrong person")


@pytest.mark.alike
def test_who_may_sign(cast: Cast, marisol: Person) -> None:
    place = cast.place
    now = cast.services.clock.now()
    manager = make_account(
        cast.services.database, now, place.saltmarsh, "Camille Fontaine", kinds=(PROGRAM_MANAGER,), clinic_id=place.mill_road
    )  # fmt: skip
    camille, teddy = cast.enter("Camille"), cast.enter("Teddy")
    assert sign(cast, camille).status == 409
    assert "the clinical supervisor" in camille.text
    assert "A clinical skill" in camille.open(f"/skills/{cast.learner}/sign/{CALL}").text
    sign(cast, camille, NUMBERS)
    assert [row.signed_by_account_id for row in cast.read(SkillSeen)] == [manager]
    for other in (teddy, cast.enter("Ansel"), marisol):
        assert sign(cast, other, NUMBERS).status == 404
    assert len(cast.read(SkillSeen)) == 1


def test_a_named_care_manager_signs_from_to(cast: Cast, sunniva: Person) -> None:
    teddy = cast.enter("Teddy")
    where = f"/clinics/{cast.place.mill_road}/skills"
    assert teddy.open(where).status == 404
    page = sunniva.open(where)
    page.press("Name her", account_id=cast.teammate, reason="")
    assert sunniva.status == 422
    page.press("Name her", account_id=cast.teammate, reason="Five years of it")
    assert "Teddy Okafor may sign" in sunniva.text
    assert "Marisol Tavares" in teddy.open("/skills/").text
    sign(cast, teddy)
    (row,) = cast.read(SkillSeen)
    assert row.signed_as == "named care manager"
    assert teddy.open(f"/team/{cast.learner}").status == 404
    assert teddy.open(f"/skills/{cast.teammate}/").status == 404
    sunniva.open(where).press("Take back")
    assert teddy.open(f"/skills/{cast.learner}/").status == 404
    sunniva.press("Let it hold again")
    assert teddy.open(f"/skills/{cast.learner}/").status == 200
    sunniva.press("End today")
    assert cast.read(SkillSigner)[0].to_date == date(2026, 5, 4)
    assert sign(cast, sunniva, NUMBERS).status == 200
    other = next(row for row in cast.read(SkillSeen) if row.skill_id == NUMBERS)
    assert teddy.send(f"/skills/{cast.learner}/seen/{other.id}/withdraw", reason="No").status_code == 409


@pytest.mark.alike
def test_a_clinic_switches_sign_offs_on_and_off(cast: Cast, marisol: Person, sunniva: Person) -> None:
    where, today = f"/clinics/{cast.place.mill_road}/skills", date(2026, 5, 4)
    assert asked_of(cast, today) == {}
    page = sunniva.open(where)
    page.press("Save for Behavioral", used="yes", skills=None)
    assert sunniva.status == 422
    page.press("Save for Behavioral", used="yes", skills=[CALL, NUMBERS])
    assert "2 skills asked for since 4 May 2026, set by Sunniva Berg" in sunniva.text
    assert asked_of(cast, today) == {cast.learner: (CALL, NUMBERS), cast.teammate: (CALL, NUMBERS)}
    assert asked_of(cast, date(2026, 5, 3)) == {}
    sign(cast, sunniva)
    assert asked_of(cast, today)[cast.learner] == (NUMBERS,)
    assert "1 of 2 required sign-offs done" in marisol.open("/skills/").text
    sunniva.open(where).press("Save for Behavioral", used="no")
    assert asked_of(cast, today) == {}
    assert [row.used for row in cast.read(SkillUse)] == [True, False]
    assert cast.enter("Ansel").open(where).status == 404


@pytest.mark.alike
def test_nothing_typed_is_lost_and_what_looks_like_a_patient_is_asked_about(cast: Cast, sunniva: Person) -> None:
    sign(cast, sunniva, state="", comment="Calm, and MRN 1234567")
    assert sunniva.status == 422
    assert "Choose what you saw" in sunniva.text
    assert "MRN 1234567" in sunniva.text
    sign(cast, sunniva, comment="Calm, and MRN 1234567")
    assert sunniva.status == 422
    assert "looks like a record number" in sunniva.text
    assert cast.read(SkillSeen) == []
    sunniva.press("Sign now", checked="yes", go="sign")
    assert cast.read(SkillSeen)[0].comment == "Calm, and MRN 1234567"


@pytest.mark.alike
def test_shadowing_is_logged_struck_out_and_counted_again(cast: Cast, marisol: Person, sunniva: Person) -> None:
    page = marisol.open("/skills/log/add")
    page.press("Log it", hours="0.4", what="Calls", with_role="bhcm")
    assert marisol.status == 422
    marisol.press("Log it", hours="1.5", what="Calls", with_role="bhcm")
    assert "1 h 30 min of shadowing" in marisol.text.replace("\u00a0", " ")
    assert "Calls" in sunniva.open(f"/skills/{cast.learner}/").text
    marisol.press("Strike out")
    assert cast.read(SkillLog)[0].withdrawn_at is not None
    marisol.press("Count it again")
    (row,) = cast.read(SkillLog)
    assert (row.minutes, row.withdrawn_at) == (90, None)
    assert cast.enter("Teddy").send(f"/skills/log/{row.id}/strike").status_code == 404


@pytest.mark.alike
def test_somebody_without_a_role_finds_an_empty_page(cast: Cast) -> None:
    make_account(
        cast.services.database, cast.services.clock.now(), cast.place.saltmarsh, "Nell Sorley", kinds=(LEARNER,)
    )
    nell = cast.enter("Nell")
    assert "No skills here yet" in nell.open("/skills/").text
    assert nell.send("/skills/log/add", kind="shadowing").status_code == 409
    assert cast.read(Account)


@pytest.mark.alike
def test_very_many_people_stand_on_pages(cast: Cast, sunniva: Person) -> None:
    sunniva.open("/skills/")
    here = sunniva.text
    assert "Marisol Tavares" in here
    assert "Next page" not in here
    with cast.services.database.session(write=True) as session:
        (held,) = session.query(RoleHeld).filter_by(account_id=cast.learner).all()
        for number in range(PAGE):
            at = held.created_at
            account = Account(organisation_id=held.organisation_id, name=f"Zoe {number:03}", created_at=at)
            session.add(account)
            session.flush()
            session.add(
                RoleHeld(
                    account_id=account.id, clinic_id=held.clinic_id, role="bhcm", start_date=held.start_date,
                    joined_on=held.joined_on, created_at=at,
                )
            )  # fmt: skip
        session.commit()
    sunniva.open("/skills/")
    assert "Marisol Tavares" in sunniva.text
    assert f"Zoe {PAGE - 1:03}" not in sunniva.text
    sunniva.open("/skills/?page=2")
    assert f"Zoe {PAGE - 1:03}" in sunniva.text
    assert "Marisol Tavares" not in sunniva.text
    assert "Page 2 of 2" in sunniva.text
    last = sunniva.text
    for odd in ("99", "-1", "x", "1e9"):
        assert sunniva.open(f"/skills/?page={odd}").status == 200
    assert sunniva.open("/skills/?page=99").text == last


def test_people_stand_in_the_order_of_their_names_whatever_the_letter(cast: Cast, sunniva: Person) -> None:
    services, place = cast.services, cast.place
    for name in ("Zoe Quirk", "Øystein Vik", "Łucja Żak", "ana Peña"):
        make_account(
            services.database, services.clock.now(), place.saltmarsh, name, clinic_id=place.mill_road, role="bhcm"
        )
    text = sunniva.open("/skills/").text
    names = ["ana Peña", "Łucja Żak", "Marisol Tavares", "Øystein Vik", "Zoe Quirk"]
    assert sorted(names, key=text.index) == names
