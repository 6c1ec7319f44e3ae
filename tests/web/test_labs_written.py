"""What learners write in labs over HTTP: compared with a model, looked over for real patients, private to its writer."""

from __future__ import annotations

import pytest

from lms.curriculum.course import Exercise
from lms.database import Database
from lms.practice.models import LabDraft, LabStep
from tests.cast import Cast, Person, count_rows

# How labs are shown; their states are stored on PostgreSQL in tests/practice and test_labs.py.
pytestmark = pytest.mark.alike

SECRET = "He wakes at three and thinks of the ferry"


def lab_of(cast: Cast, kind: str) -> Exercise:
    return next(each for each in cast.course.exercises if each.kind == kind)


def fill(person: Person, text: str = "What I saw and did.") -> dict[str, str]:
    """Something for every field on the page: the last option of a choice, a text elsewhere."""
    fields = {select.name: select.value_options[-1] for select in person.tree.xpath("//select[@class='input']")}
    return fields | {area.name: text for area in person.tree.xpath("//textarea")}


def play(cast: Cast, person: Person, lab: Exercise, text: str = "What I saw and did.") -> None:
    person.open(f"/simulations/{lab.slug}/").press("Begin")
    while person.path.endswith("/step"):
        if person.tree.xpath("//textarea"):
            button = "Compare" if "Compare" in person.text else "Finish"
            person.press(button, **fill(person, text))
        else:
            rated = dict.fromkeys(person.tree.xpath("//input[@type='radio']/@name"), "yes")
            person.press(
                "Finish" if person.tree.xpath("//button[normalize-space()='Finish']") else "Next part", **rated
            )
    assert person.path == f"/simulations/{lab.slug}/debrief"


@pytest.mark.parametrize("kind", ["documentation", "builder", "reflection"])
def test_written_and_read_again(cast: Cast, kind: str) -> None:
    marisol, lab = cast.enter("Marisol"), lab_of(cast, kind)
    play(cast, marisol, lab, SECRET)
    assert SECRET in marisol.text
    for part in lab.body.parts:
        assert part.title in marisol.text


def test_s203_s211_s310_the_model_comes_after_the_attempt(cast: Cast) -> None:
    marisol, lab = cast.enter("Marisol"), lab_of(cast, "documentation")
    marisol.open(f"/simulations/{lab.slug}/").press("Begin")
    field = lab.body.parts[0].fields[0]
    assert field.model_html not in marisol.response.text
    marisol.press("Compare", **fill(marisol, SECRET))
    assert field.model_html in marisol.response.text
    assert SECRET in marisol.text


def test_s208_a_presentation_says_how_long_it_takes(cast: Cast) -> None:
    marisol = cast.enter("Marisol")
    lab = next(each for each in cast.course.exercises if each.slug == "ninety-seconds")
    marisol.open(f"/simulations/{lab.slug}/").press("Begin")
    fields = len(marisol.tree.xpath("//textarea"))
    marisol.press("Compare", **fill(marisol, "One two three four five."))
    seconds = -(-5 * fields * 60 // lab.body.spoken)
    assert f"{5 * fields} words: about {seconds} seconds to say, at {lab.body.spoken} words a minute." in marisol.text


def test_s313_a_plan_against_relapse_has_its_parts_and_988(cast: Cast) -> None:
    marisol = cast.enter("Marisol")
    lab = next(each for each in cast.course.exercises if each.slug == "relapse-plan")
    play(cast, marisol, lab, SECRET)
    labels = [field.label for part in lab.body.parts for field in part.fields]
    assert len(labels) >= 9
    assert [label for label in labels if label not in marisol.text] == []
    assert any("988" in field.model_html for part in lab.body.parts for field in part.fields)


def test_what_could_name_a_real_patient_is_pointed_out_before_it_is_kept(cast: Cast, database: Database) -> None:
    marisol, lab = cast.enter("Marisol"), lab_of(cast, "documentation")
    marisol.open(f"/simulations/{lab.slug}/").press("Begin")
    risky = fill(marisol, "Ring him at 312-555-0142 tonight.")
    assert marisol.send(f"/simulations/{lab.slug}/draft", fetch=True, number="0", **risky).status_code == 422
    for more in ({}, {"go": "save"}):
        marisol.open(f"/simulations/{lab.slug}/step").press("Compare", **risky, **more)
        assert marisol.status == 422
        assert "“312-555-0142” looks like a phone number" in marisol.problems()[0]
        assert marisol.tree.xpath("//textarea")[0].text.strip() == "Ring him at 312-555-0142 tonight."
    assert count_rows(database, LabStep) == count_rows(database, LabDraft) == 0
    marisol.press("Compare", invented="yes")
    assert marisol.status == 200
    assert count_rows(database, LabStep) == 1


def test_a_reflection_is_its_writers_alone(cast: Cast) -> None:
    marisol, lab = cast.enter("Marisol"), lab_of(cast, "reflection")
    play(cast, marisol, lab, SECRET)
    pages = [f"/simulations/{lab.slug}/{page}" for page in ("", "step", "debrief")] + ["/practice/"]
    team = ["/team/", f"/team/{cast.learner}", f"/team/{cast.learner}/plan", f"/team/{cast.learner}/record",
            f"/team/{cast.learner}/hours/", "/api/v1/readiness", f"/admin/people/{cast.learner}", "/search?q=ferry"]  # fmt: skip
    for name in ("Teddy", "Sunniva", "Odile", "Cesar", "Ansel"):
        other = cast.enter(name)
        for path in (*pages, *team):
            assert SECRET not in other.client.get(path, follow_redirects=True).text, (name, path)
    assert SECRET in cast.enter("Marisol").open(f"/simulations/{lab.slug}/debrief").text
