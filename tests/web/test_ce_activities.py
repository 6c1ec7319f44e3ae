"""The administrator of continuing education prepares, freezes, times and designates an activity; each thing that is missing is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from lms.audit.queries import verify
from lms.credit.activities import actions
from lms.credit.activities.content import parts_of
from lms.credit.activities.models import (
    ActivityPerson,
    ActivityVersion,
    Designation,
    DifficultyRating,
    Disclosure,
    HoursCalculation,
)
from lms.settings import Settings
from tests.cast import Cast, Person
from tests.credit.approved import put_on_shelf
from tests.credit.filling import CONFIRMED, DAYS, DETAILS, DISCLOSED, MAKER, PROVIDER, SUPPORT, approval_of
from tests.people.makers import actor_of


@pytest.fixture
def cesar(cast: Cast, settings: Settings) -> Person:
    """The CE administrator, with provider, confirmed rules and an approval of the invented accreditor."""
    put_on_shelf(settings.data_path)
    person = cast.enter("Cesar")
    person.open("/ce-admin/provider").press("Save the provider", **PROVIDER)
    person.open("/ce-admin/accreditors/harbor").press("Confirm these rules", **CONFIRMED)
    today = cast.services.clock.now().date()
    person.open("/ce-admin/approvals/add").press("Add the approval", **approval_of(today))
    return person


def prepare(cast: Cast, person: Person) -> str:
    """Begin a version of the first module; returns its address."""
    person.open("/ce-admin/activities/prepare").press("Begin the version", unit=cast.module.id)
    assert person.path.endswith("/details")
    return person.path.removesuffix("details")


def describe(person: Person, at: str, **changed: Any) -> None:
    person.open(f"{at}details").press("Save the description", **DETAILS | changed)


def name_maker(cast: Cast, person: Person, at: str, **changed: Any) -> None:
    """Somebody who reviewed all of it and discloses nothing."""
    parts = [each["id"] for each in parts_of(cast.course, cast.module.id)]
    person.open(f"{at}people/add").press("Save", **MAKER | {"reviewed": parts} | changed)
    person.press("Keep the disclosure", **DISCLOSED)


def work_out(person: Person, at: str, ratings: tuple[str, ...] = ("3", "3.5")) -> None:
    for rater, rating in zip(("Ana Souza", "Piet Vos"), ratings, strict=False):
        fields = {"go": "rating", "rater": rater, "rating": rating, "rated_on": "2026-05-03"}
        person.open(f"{at}hours").press("Keep the rating", **fields)
    person.open(f"{at}hours").press("Work out the hours", go="sign", signed_by="Ilse Brandt")


def all_of_it(cast: Cast, person: Person) -> str:
    """Everything up to a designation."""
    at = prepare(cast, person)
    describe(person, at)
    name_maker(cast, person, at)
    person.open(f"{at}support").press("State it", **SUPPORT)
    person.open(at).press("Freeze the content")
    person.open(f"{at}days").press("Save the days", **DAYS)
    work_out(person, at)
    return at


def only(cast: Cast, table: Any) -> Any:
    (row,) = cast.read(table)
    return row


@pytest.mark.alike
def test_from_nothing_to_a_designated_activity(cast: Cast, cesar: Person) -> None:
    at = prepare(cast, cesar)
    cesar.open(f"{at}designate/harbor-social-work")
    for words in ("The content is not frozen.", "Nobody is named who planned it.", "Without a named, qualified reviewer",
                  "Nobody has stated whether there was commercial support", "0 of at least 2 independent reviewers",
                  "The hours are not worked out", "First and last day of this version are not set"):  # fmt: skip
        assert words in cesar.text
    describe(cesar, at)
    name_maker(cast, cesar, at)
    cesar.open(f"{at}support").press("State it", **SUPPORT)
    cesar.open(at).press("Freeze the content")
    cesar.open(f"{at}days").press("Save the days", **DAYS)
    work_out(cesar, at)
    row, kept = only(cast, ActivityVersion), only(cast, HoursCalculation)
    assert kept.content_hash == row.content_hash
    assert {each["method"] for each in kept.worked["methods"]} >= {"mergener", "words per hour", "pilot"}
    cesar.open(f"{at}designate/harbor-social-work")
    assert "All 21 conditions hold" in cesar.text
    most = float(cesar.form("Designate this credit").fields["credit"])
    cesar.press("Designate this credit", credit=str(most + 0.25), designated_by="Ilse Brandt")
    assert cesar.status == 422
    assert "The calculation allows at most" in cesar.problems()[0]
    cesar.press("Designate this credit", credit="0.3", designated_by="Ilse Brandt")
    assert cesar.problems() == ["Enter hours in steps of 0.25, such as 1 or 0.5."]
    cesar.press("Designate this credit", credit=str(most), designated_by="Ilse Brandt", topics="weather")
    assert cesar.problems() == ["Choose among the topics that are named."]
    cesar.press("Designate this credit", credit=str(most), designated_by="Ilse Brandt", topics="ethics")
    assert "Ethics" in cesar.text
    made = only(cast, Designation)
    assert (made.credit, made.designated_on.isoformat(), made.calculation_id) == (
        int(most * 100),
        "2026-05-04",
        kept.id,
    )
    assert made.rule_set["accreditor"] == "harbor"
    assert made.topics == ["ethics"]
    assert "1 designation in force" in cesar.open("/ce-admin/").text
    acts = [each.act for each in cast.lines() if each.act.startswith("credit-")]
    assert acts.count("credit-rating.given") == 2
    assert acts[-1] == "credit-designation.made"
    with cast.services.database.session() as session:
        assert verify(session, cast.place.saltmarsh) is None


def test_a_designation_is_closed_with_a_reason_and_made_once(cast: Cast, cesar: Person) -> None:
    at = all_of_it(cast, cesar)
    cesar.open(f"{at}designate/harbor-medicine").press("Designate this credit", designated_by="Ilse Brandt")
    made = only(cast, Designation)
    again = cesar.send(f"{at}designate/harbor-medicine", credit="0.25", designated_by="Ilse Brandt")
    assert (again.status_code, "Close that designation first" in again.text) == (409, True)
    cesar.open(f"/ce-admin/designations/{made.id}/close").press("Close the designation", reason="")
    assert cesar.problems() == ["Say why. The reason is kept."]
    cesar.press("Close the designation", reason="The handbook was revised")
    assert "Closed: The handbook was revised" in cesar.text
    assert cesar.send(f"/ce-admin/designations/{made.id}/close", reason="Again").status_code == 409


@pytest.mark.alike
def test_the_time_of_ratings_ends_with_the_calculation(cast: Cast, cesar: Person) -> None:
    at = all_of_it(cast, cesar)
    for fields in ({"go": "rating", "rater": "Third", "rating": "5", "rated_on": "2026-05-03"},
                   {"go": "pilot", "minutes": "300", "profession": "physician", "tested_on": "2026-05-03"},
                   {"go": "sign", "signed_by": "Somebody else"}):  # fmt: skip
        late = cesar.send(f"{at}hours", **fields)
        assert (late.status_code, "ratings and times stay as they are" in late.text) == (409, True)
    assert len(cast.read(DifficultyRating)) == 2
    assert len(cast.read(HoursCalculation)) == 1


@pytest.mark.alike
@pytest.mark.parametrize(
    ("fields", "words"),
    [({"rater": "nomvula  dube, MD"}, "cannot rate it"), ({"rating": "5.5"}, "from 1 to 5"), ({"rating": "2.55"}, "from 1 to 5"), ({"rating": "sNaN"}, "from 1 to 5"), ({"rating": "1e-999999"}, "from 1 to 5"),
     ({"rater": " "}, "by name"), ({"rated_on": "2026-05-06"}, "not to come")],
)  # fmt: skip
def test_a_rating_that_is_not_independent_or_none_is_refused(
    cast: Cast, cesar: Person, fields: dict[str, str], words: str
) -> None:
    at = prepare(cast, cesar)
    name_maker(cast, cesar, at)
    given = {"go": "rating", "rater": "Ana Souza", "rating": "3", "rated_on": "2026-05-03"} | fields
    cesar.open(f"{at}hours").press("Keep the rating", **given)
    assert cesar.status == 422
    assert words in cesar.problems()[0]
    assert cast.read(DifficultyRating) == []


@pytest.mark.alike
def test_hours_want_two_ratings_and_frozen_content(cast: Cast, cesar: Person) -> None:
    at = prepare(cast, cesar)
    assert "Freeze the content first" in cesar.send(f"{at}hours", go="sign", signed_by="Ilse Brandt").text
    assert "Before it can be frozen, say" in cesar.send(f"{at}freeze").text
    describe(cesar, at)
    cesar.open(at).press("Freeze the content")
    refused = cesar.send(f"{at}hours", go="sign", signed_by="Ilse Brandt")
    assert "Difficulty needs ratings of 2 independent reviewers; here are 0." in refused.text
    assert cast.read(HoursCalculation) == []


@pytest.mark.alike
@pytest.mark.parametrize(
    ("fields", "words"),
    [({"none_declared": "yes", "relationships": "Acme; speaker"}, "not both"), ({"none_declared": "no"}, "Name each relationship"),
     ({"none_declared": "no", "relationships": "Acme"}, "with a semicolon between"),
     ({"none_declared": "no", "relationships": "Acme; speaker", "relevant": "y"}, "how the relationship was mitigated"),
     ({"collected_on": "2026-05-06"}, "not to come")],
)  # fmt: skip
def test_a_disclosure_says_none_or_all(cast: Cast, cesar: Person, fields: dict[str, str], words: str) -> None:
    at = prepare(cast, cesar)
    name_maker(cast, cesar, at)
    person = only(cast, ActivityPerson)
    cesar.open(f"{at}people/{person.id}/disclosure").press("Keep the disclosure", **DISCLOSED | fields)
    assert cesar.status == 422
    assert words in cesar.problems()[0]
    assert len(cast.read(Disclosure)) == 1


@pytest.mark.alike
def test_a_relevant_relationship_is_kept_beside_the_earlier_disclosure(cast: Cast, cesar: Person) -> None:
    at = prepare(cast, cesar)
    name_maker(cast, cesar, at)
    person = only(cast, ActivityPerson)
    fields = {
        "none_declared": "no",
        "relationships": "Acme; speaker; 2025",
        "relevant": "y",
        "mitigation": "Reviewed by a peer.",
    }
    cesar.open(f"{at}people/{person.id}/disclosure").press("Keep the disclosure", **DISCLOSED | fields)
    assert len(cast.read(Disclosure)) == 2
    assert (
        "Acme, speaker (ended 2025). Relevant; mitigated: Reviewed by a peer."
        in cesar.open(f"{at}people/{person.id}/disclosure").text
    )


def test_nothing_is_frozen_or_designated_where_it_may_not_be(cast: Cast, cesar: Person) -> None:
    at = all_of_it(cast, cesar)
    assert cesar.send(f"{at}details", **DETAILS).status_code == 409
    cesar.open("/ce-admin/accreditors/harbor").press("Take the confirmation back")
    late = cesar.send(f"{at}designate/harbor-nursing", credit="0.25", designated_by="Ilse Brandt")
    assert (late.status_code, "Nobody has confirmed version 1" in late.text) == (409, True)
    cesar.open(f"{at}close").press("Close this version", reason="Replaced")
    assert "Closed." in cesar.text
    assert cesar.send(f"{at}close", reason="Again").status_code == 409
    assert cast.read(Designation) == []
    assert cast.enter("Ansel").client.get(at).status_code == 404
    assert cesar.send(f"{at}designate/nobody").status_code == 404


def test_another_edition_stops_credit_until_a_new_version_is_designated(cast: Cast, cesar: Person) -> None:
    all_of_it(cast, cesar)
    row = only(cast, ActivityVersion)
    course = changed_course(cast)
    services, now = cast.services, cast.services.clock.now()
    with services.database.session(write=True) as session:
        actor = actor_of(session, cast.credit_administrator, now)
        fresh = actions.prepare(
            session, actor=actor, now=now, organisation_id=row.organisation_id, course=course, unit=row.unit
        )
        session.commit()
        people = session.scalars(select(ActivityPerson).where(ActivityPerson.activity_id == fresh.id)).all()
        assert (fresh.number, fresh.objectives) == (2, DETAILS["objectives"].split("\n"))
        (person,) = people
        assert len(person.reviewed) == len(row.parts) - 1
        actions.freeze(session, actor=actor, now=now, activity_id=fresh.id, course=course)
        assert fresh.content_hash != row.content_hash
        session.commit()
    assert "the course was changed since" in cesar.open(f"/ce-admin/activities/{fresh.id}/").text


def changed_course(cast: Cast) -> Any:
    """The course with one lesson of the first module written anew."""
    lesson = cast.course.lesson(cast.module.required[0])
    assert lesson is not None
    lessons = tuple(replace(each, hash="0" * 64) if each.id == lesson.id else each for each in cast.module.lessons)
    modules = tuple(
        replace(each, lessons=lessons) if each.id == cast.module.id else each for each in cast.course.modules
    )
    return replace(cast.course, modules=modules)
