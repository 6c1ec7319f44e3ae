"""Playing a lab over HTTP: it waits for its learner, an old page changes nothing, and nobody else can reach a run."""

from __future__ import annotations

import pytest

from lms.curriculum.course import Exercise, Stage
from lms.database import Database
from lms.practice.models import LabDraft, LabEvidence, LabRun, LabStep
from tests.cast import Cast, Person, all_at_once, count_rows, play_case


@pytest.fixture
def marisol(cast: Cast) -> Person:
    return cast.enter("Marisol")


@pytest.fixture
def lab(cast: Cast) -> Exercise:
    return next(each for each in cast.course.exercises if each.kind == "sorting")


def at(lab: Exercise, page: str = "step") -> str:
    return f"/simulations/{lab.slug}/{page}"


def right(lab: Exercise, person: Person) -> dict[str, str]:
    """The right choice for every select box on the page."""
    keys = {entry.id: entry.key for task in lab.body.tasks for entry in task.entries}
    return {name: keys[name.removeprefix("place-")] for name in person.tree.xpath("//select/@name")}


def play(lab: Exercise, person: Person) -> None:
    person.open(at(lab, "")).press("Begin")
    while person.path == at(lab):
        if person.tree.xpath("//select"):
            person.press("Check", **right(lab, person))
        else:
            person.press("Read the debrief" if "Read the debrief" in person.text else "Next task")
    assert person.path == at(lab, "debrief")


@pytest.mark.alike
def test_opening_a_lab_starts_nothing(cast: Cast, marisol: Person, lab: Exercise, database: Database) -> None:
    for page in ("", "step", "debrief"):
        assert marisol.open(at(lab, page)).path == at(lab, "")
    assert count_rows(database, LabRun) == 0


@pytest.mark.alike
def test_a_lab_from_the_practice_page_to_its_evidence(cast: Cast, marisol: Person, lab: Exercise) -> None:
    assert "Not started" in marisol.open("/practice/").text
    play(lab, marisol)
    of = sum(len(task.entries) for task in lab.body.tasks)
    assert f"{of} of {of} in their place" in marisol.text
    evidence = cast.read(LabEvidence)
    assert {row.duty_id for row in evidence} == {task.duty for task in lab.body.tasks}
    assert sum(row.right for row in evidence) == sum(row.of for row in evidence) == of
    practice = marisol.open("/practice/")
    row = practice.tree.xpath(f"//tr[.//a[text()='{lab.title}']]")[0]
    assert "Done" in row.text_content()
    assert all(each.title in practice.text for each in cast.course.competencies if each.id in lab.duties)


@pytest.mark.alike
def test_a_case_shows_its_duties_too(cast: Cast, marisol: Person) -> None:
    case = cast.module.cases[0]
    play_case(cast, marisol)
    decisions = len(case.expert_path)
    rows = {
        row[0].text_content().strip(): row[1].text_content()
        for row in marisol.open("/practice/").tree.xpath("//h2[@id='duties']/..//tbody/tr")
    }
    titles = [each.title for each in cast.course.competencies if each.id in case.duties]
    assert rows == dict.fromkeys(titles, f"{decisions} of {decisions}")
    lesser = next(choice.id for choice in case.stages[case.start].choices if choice.grade != "best")
    play_case(cast, marisol, lambda stage: lesser if stage.id == case.start else best_of(stage), again=True)
    of = marisol.open("/practice/").tree.xpath("string(//h2[@id='duties']/..//tbody/tr[1]/td)").split(" of ")
    assert int(of[0]) == int(of[1]) - 1


def best_of(stage: Stage) -> str:
    return next(choice.id for choice in stage.choices if choice.grade == "best")


def test_what_is_saved_waits(cast: Cast, marisol: Person, lab: Exercise, database: Database) -> None:
    marisol.open(at(lab, "")).press("Begin")
    chosen = dict(list(right(lab, marisol).items())[:2])
    assert marisol.send(at(lab, "draft"), fetch=True, number="0", **chosen).get_json().keys() == {"saved_at"}
    again = cast.enter("Marisol").open(at(lab))
    kept = {select.name: select.value for select in again.tree.xpath("//select") if select.value}
    assert kept == chosen
    again.press("Save", go="save", **right(lab, again))
    assert "Saved. You may close this page" in again.text
    again.press("Check")
    assert count_rows(database, LabDraft) == 0
    assert count_rows(database, LabStep) == 1


@pytest.mark.alike
def test_a_refused_move_keeps_what_was_entered(cast: Cast, marisol: Person, lab: Exercise, database: Database) -> None:
    marisol.open(at(lab, "")).press("Begin")
    chosen = right(lab, marisol)
    left_open = next(iter(chosen))
    marisol.press("Check", **(chosen | {left_open: ""}))
    assert marisol.status == 422
    assert marisol.problems()[0].startswith("Choose for every row")
    assert {select.name: select.value for select in marisol.tree.xpath("//select") if select.value} == {
        name: value for name, value in chosen.items() if name != left_open
    }
    assert count_rows(database, LabStep) == 0


@pytest.mark.alike
def test_an_old_page_and_a_second_press_change_nothing(
    cast: Cast, marisol: Person, lab: Exercise, database: Database
) -> None:
    marisol.open(at(lab, "")).press("Begin")
    answers = right(lab, marisol)
    assert marisol.send(at(lab), number="0", **answers).status_code == 303
    for number in ("0", "7", "", "x"):
        assert marisol.send(at(lab), number=number, **answers).status_code == 303
        assert "That page was an older one" in marisol.open(at(lab)).text
        assert marisol.send(at(lab, "draft"), fetch=True, number=number, **answers).status_code == 422
    assert count_rows(database, LabStep) == 1


def test_a_move_sent_twice_at_the_same_time_counts_once(
    cast: Cast, marisol: Person, lab: Exercise, database: Database
) -> None:
    marisol.open(at(lab, "")).press("Begin")
    answers = right(lab, marisol)
    others = [cast.enter("Marisol") for _ in range(3)]
    all_at_once(others, lambda each: each.send(at(lab), number="0", **answers))
    assert count_rows(database, LabStep) == 1


@pytest.mark.alike
def test_a_run_belongs_to_one_person(cast: Cast, marisol: Person, lab: Exercise, database: Database) -> None:
    marisol.open(at(lab, "")).press("Begin")
    answers = right(lab, marisol)
    for name in ("Teddy", "Ansel"):
        other = cast.enter(name)
        for page in ("step", "draft"):
            assert other.send(at(lab, page), number="0", **answers).location == at(lab, "")
        assert other.open(at(lab, "debrief")).path == at(lab, "")
    assert cast.enter("Sunniva").send(at(lab), number="0", **answers).status_code == 404
    assert count_rows(database, LabStep) == count_rows(database, LabDraft) == 0


@pytest.mark.alike
def test_again_is_a_new_run_and_the_old_one_stays(cast: Cast, marisol: Person, lab: Exercise) -> None:
    play(lab, marisol)
    marisol.press("Again with a new variant", go="again")
    assert marisol.path == at(lab)
    runs = sorted(cast.read(LabRun), key=lambda run: run.number)
    assert [run.number for run in runs] == [1, 2]
    assert [run.finished_at is None for run in runs] == [False, True]


@pytest.mark.alike
@pytest.mark.parametrize(
    "path", ["/simulations/nothing/", "/simulations/nothing/step", "/simulations/whose-task/file/x"]
)
def test_what_is_not_there_is_not_there(cast: Cast, marisol: Person, path: str) -> None:
    assert marisol.open(path).status == 404


@pytest.mark.alike
def test_a_draft_that_is_far_too_long_is_refused(
    cast: Cast, marisol: Person, lab: Exercise, database: Database
) -> None:
    marisol.open(at(lab, "")).press("Begin")
    assert marisol.send(at(lab, "draft"), fetch=True, number="0", note="x" * 60_001).status_code == 422
    assert count_rows(database, LabDraft) == 0
