"""The registry labs over HTTP: sorting and opening lose nothing that was ticked, each answer is explained, files come along."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest

from lms.curriculum.course import Exercise
from lms.practice.models import LabEvidence, LabRun
from lms.practice.registry.caseload import caseload
from lms.practice.registry.rules import item9_open
from lms.practice.registry.tasks import key, task_of
from lms.practice.registry.weeks import begin
from tests.cast import Cast, Person

# How labs are shown; their states are stored on PostgreSQL in tests/practice and test_labs.py.
pytestmark = pytest.mark.alike


@pytest.fixture
def marisol(cast: Cast) -> Person:
    person = cast.enter("Marisol")
    person.open("/simulations/registry/").press("Begin")
    return person


@pytest.fixture
def lab(cast: Cast) -> Exercise:
    return next(each for each in cast.course.exercises if each.kind == "registry")


STEP, DRAFT = "/simulations/registry/step", "/simulations/registry/draft"


def made(cast: Cast):
    return caseload(cast.read(LabRun)[-1].seed)


def rows(person: Person) -> list[str]:
    return [each.removeprefix("row-") for each in person.tree.xpath("//tbody/tr[@id]/@id")]


def ticked(person: Person) -> set[str]:
    shown = set(person.tree.xpath("//input[@name='pick' and @checked]/@value"))
    return shown | set(person.tree.xpath("//input[@name='pick' and @type='hidden']/@value"))


def test_sorting_filtering_and_opening_lose_nothing_that_was_ticked(cast: Cast, marisol: Person) -> None:
    assert len(rows(marisol)) == 66
    chosen = rows(marisol)[:3]
    answer = marisol.send(DRAFT + "?at=registry", number="0", pick=chosen, sort=["id", "-contact"])
    assert answer.location.endswith(STEP + "#registry")
    marisol.open(STEP)
    silences = [
        int(text.split()[0]) for text in marisol.tree.xpath("//td[@data-label='Spoken with']/text()") if text.strip()
    ]
    assert silences == sorted(silences, reverse=True)
    assert marisol.tree.xpath("//th[@aria-sort='descending']//button/text()") == ["Contact"]
    marisol.send(DRAFT, number="0", pick=chosen, sort="name", phase="discharged", open=chosen[0])
    marisol.open(STEP)
    assert 0 < len(rows(marisol)) < 20
    assert ticked(marisol) == set(chosen)
    marisol.send(DRAFT, number="0", pick=chosen, only="ticked", open=chosen[1])
    marisol.open(STEP)
    assert sorted(rows(marisol)) == sorted(chosen)
    patient = made(cast).patient(chosen[1])
    assert patient is not None
    assert f"History of {patient.label}" in marisol.text
    for score in patient.phq:
        assert str(score.total) in marisol.tree.xpath("//tr[@class='opened']")[0].text_content()


def test_every_row_is_one_sentence_for_a_screen_reader(cast: Cast, marisol: Person) -> None:
    people = {each.id: each for each in made(cast).patients}
    said = dict(zip(rows(marisol), marisol.tree.xpath("//tbody/tr[@id]/th/span/text()"), strict=True))
    for ident, sentence in said.items():
        patient = people[ident]
        assert sentence.startswith(patient.label)
        assert sentence.endswith(".")
        assert patient.phase in sentence
        assert str(patient.phq[-1].total) in sentence


def test_s204_s309_who_is_due_is_graded_and_explained_before_the_next_question(
    cast: Cast, marisol: Person, lab: Exercise
) -> None:
    wanted = list(key(task_of("overdue"), made(cast)))
    wrong = next(each for each in rows(marisol) if each not in wanted)
    marisol.press("Check", pick=[*wanted[1:], wrong])
    assert f"{len(wanted) - 1} of {len(wanted)} found, 1 named wrongly." in marisol.text
    answers = [row.text_content() for row in marisol.tree.xpath("//table//tbody/tr")]
    names = {each.id: each.label for each in made(cast).patients}
    assert sum("Missed" in each and names[wanted[0]] in each for each in answers) == 1
    assert sum("False alarm" in each and names[wrong] in each for each in answers) == 1
    assert cast.enter("Marisol").open(STEP).text.count("False alarm") == 1
    marisol.press("Next question", go="on")
    assert "Who comes to panel review?" in marisol.text


def test_s315_who_comes_to_panel_review_is_numbered_and_graded(cast: Cast, marisol: Person) -> None:
    marisol.press("Check", pick=rows(marisol)[:1]).press("Next question", go="on")
    order = key(task_of("panel-review"), made(cast))
    places = {f"place-{each}": str(at) for at, each in enumerate(order, 1)}
    marisol.press("Check", **(places | {f"place-{order[1]}": "1"}))
    assert marisol.status == 422
    assert "both have place 1" in marisol.problems()[0]
    assert marisol.tree.xpath(f"//input[@id='place-{order[-1]}']/@value") == [str(len(order))]
    marisol.press("Check", **places)
    assert "Done well" in marisol.text
    assert "no neighbours the wrong way round" in marisol.text


def test_s202_a_safety_miss_decides_whatever_the_rest(cast: Cast, marisol: Person, lab: Exercise) -> None:
    while "Who needs a call today?" not in marisol.text:
        marisol.press("Check", **(
            {f"place-{rows(marisol)[0]}": "1"} if "panel review?" in marisol.text and not marisol.tree.xpath("//input[@name='pick']")
            else {"pick": rows(marisol)[:1]}
        )).press("Next question", go="on")  # fmt: skip
    wanted = key(task_of("call-today"), made(cast))
    left = next(each for each in wanted if item9_open(made(cast).patient(each)))
    marisol.press("Check", pick=[each for each in wanted if each != left])
    assert "Not passed: a safety miss" in marisol.text
    marisol.press("Read the debrief", go="on")
    assert marisol.path == "/simulations/registry/debrief"
    assert "A safety matter was missed" in marisol.text
    evidence = {row.duty_id: row for row in cast.read(LabEvidence)}
    assert set(evidence) == set(lab.duties)
    assert evidence["C-02"].safety_missed


def test_s314_the_caseload_comes_along_as_a_file(cast: Cast, marisol: Person) -> None:
    people = made(cast).patients
    text = marisol.client.get("/simulations/registry/file/caseload.csv").get_data(as_text=True)
    read = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [row["Number"] for row in read] == [each.id for each in people]
    assert [row["All PHQ-9"].split() for row in read] == [[str(one.total) for one in each.phq] for each in people]
    book = openpyxl.load_workbook(io.BytesIO(marisol.client.get("/simulations/registry/file/caseload.xlsx").data))
    assert book["Caseload"].max_row == len(people) + 1
    assert "fictional" in str(book["About"]["B4"].value)


def test_the_files_and_runs_of_somebody_else_are_out_of_reach(cast: Cast, marisol: Person) -> None:
    other = cast.enter("Teddy")
    assert other.open("/simulations/registry/file/caseload.csv").path == "/simulations/registry/"
    assert other.send(STEP, number="0", task="overdue", pick="p01").location == "/simulations/registry/"


def test_s309_the_weeks_move_with_what_is_chosen(cast: Cast) -> None:
    marisol = cast.enter("Marisol")
    marisol.open("/simulations/registry-weeks/").press("Begin")
    walk = begin(cast.read(LabRun)[-1].seed, 60, 5)
    waiting = [each.id for each in walk.caseload.patients if item9_open(each)]
    called = [row for row in rows(marisol) if row in waiting]
    assert set(called) == set(waiting)
    marisol.press("Live this week", call=rows(marisol)[:11])
    assert marisol.status == 422
    assert "room for 10 calls" in marisol.problems()[0]
    assert len(marisol.tree.xpath("//input[@name='call' and @checked]")) == 11
    for week in range(5):
        marisol.press("Live this week", call=rows(marisol)[:10], review=rows(marisol)[:6])
        assert f"What came of week {week + 1}" in marisol.text
        marisol.press("Read the debrief" if week == 4 else "Next week", go="on")
    assert "Experienced" in marisol.text
    assert {row.duty_id for row in cast.read(LabEvidence)} == {"C-08", "C-09", "C-11"}
