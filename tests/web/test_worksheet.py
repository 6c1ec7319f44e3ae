"""Worksheets over HTTP: inputs and formulas in view, worked out by the server, kept, and to take along."""

from __future__ import annotations

import csv
import io

import pytest

from lms.curriculum.course import Exercise
from lms.practice.models import LabEvidence
from tests.cast import Cast, Person

# A page of the course.
pytestmark = pytest.mark.alike


@pytest.fixture
def lab(cast: Cast) -> Exercise:
    return next(each for each in cast.course.exercises if each.kind == "worksheet")


@pytest.fixture
def marisol(cast: Cast, lab: Exercise) -> Person:
    person = cast.enter("Marisol")
    person.open(f"/simulations/{lab.slug}/").press("Begin")
    return person


def test_s323_inputs_formula_and_source_are_in_view(marisol: Person) -> None:
    values = {
        "in-patients": "140",
        "in-program": "behavioral-vulnerable",
        "in-posts_now": "1",
        "in-hours_for_post": "3",
    }
    marisol.press("Work it out", **values)
    assert "patients expected ÷ most advised" in marisol.text
    assert "= 140 ÷ 80" in marisol.text
    assert "more than the range" in marisol.text
    worked_out = marisol.tree.xpath("//td[@data-label='Value']/text()")
    assert worked_out == ["1.75", "2.33", "2", "6", "140"]
    assert marisol.tree.xpath("//input[@name='in-patients']/@value") == ["140"]
    assert "AIMS Center" in marisol.text
    marisol.press("Work it out again", **(values | {"in-patients": "60"}))
    assert "= 60 ÷ 80" in marisol.text
    assert "within the range" in marisol.text


def test_a_value_that_cannot_be_meant_is_told_and_kept(marisol: Person) -> None:
    marisol.press("Work it out", **{"in-patients": "lots"})
    assert marisol.status == 422
    assert marisol.problems() == ["“Patients expected” is a number from 1 to 2000."]
    assert marisol.tree.xpath("//input[@name='in-patients']/@value") == ["lots"]


def test_the_whole_worksheet_is_kept_and_can_be_taken_along(cast: Cast, lab: Exercise, marisol: Person) -> None:
    for page in lab.body.pages:
        marisol.press("Work it out")
        marisol.press("Decide", go="decide", way=page.decision.ways[0].id)
        assert "numbers" in marisol.text
        last = page is lab.body.pages[-1]
        marisol.press("See the whole worksheet" if last else "Next page", go="on")
    assert marisol.path == f"/simulations/{lab.slug}/debrief"
    for page in lab.body.pages:
        assert page.title in marisol.text
    assert {row.duty_id for row in cast.read(LabEvidence)} == {"C-01"}
    again = cast.enter("Marisol").open(f"/simulations/{lab.slug}/debrief")
    assert again.text == marisol.text
    sheet = again.open(f"/simulations/{lab.slug}/file/worksheet.csv")
    rows = list(csv.DictReader(io.StringIO(sheet.response.get_data(as_text=True).removeprefix("\ufeff"))))
    results = [row for row in rows if row["Kind"] == "Result"]
    assert len(results) == sum(len(page.results) for page in lab.body.pages)
    assert all(row["Formula"] and row["In figures"] for row in results)


def test_a_draft_of_the_inputs_waits(cast: Cast, lab: Exercise, marisol: Person) -> None:
    marisol.press("Save", go="save", **{"in-patients": "77"})
    again = cast.enter("Marisol").open(f"/simulations/{lab.slug}/step")
    assert again.tree.xpath("//input[@name='in-patients']/@value") == ["77"]
