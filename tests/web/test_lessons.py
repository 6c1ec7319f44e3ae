"""Reading a lesson: complete, undo, checks answered with and without a script, the place kept."""

from __future__ import annotations

from typing import Any

import pytest

from lms.assessment.models import PracticeAnswer
from lms.curriculum.course import Lesson
from lms.database import Database
from lms.learning.models import Completion, ReadingPosition
from lms.people.models import KeptForm
from tests.cast import (
    FETCH,
    Cast,
    Person,
    address_of,
    all_at_once,
    confirm_name,
    count_rows,
    play_cases,
    read_lessons,
    take_test,
)
from tests.clocks import MovableClock


@pytest.fixture
def marisol(cast: Cast) -> Person:
    return cast.enter("Marisol")


@pytest.fixture
def lesson(cast: Cast) -> Lesson:
    """The first lesson of the module, which has checks."""
    found = cast.module.lessons[0]
    assert found.checks
    return found


def standing(cast: Cast) -> list[str]:
    return [row.requirement_id for row in cast.read(Completion) if row.undone_at is None]


@pytest.mark.alike
def test_opening_a_lesson_completes_nothing(cast: Cast, marisol: Person, lesson: Lesson, database: Database) -> None:
    for _ in range(3):
        assert marisol.open(address_of(cast, lesson)).heading == lesson.title
    assert count_rows(database, Completion) == 0


@pytest.mark.alike
def test_c01_a_lesson_is_complete_when_its_reader_says_so(cast: Cast, marisol: Person, clock: MovableClock) -> None:
    first, second = (cast.course.lesson(each) for each in cast.module.required[:2])
    marisol.open(address_of(cast, first)).press("Mark complete and continue")
    assert marisol.path == address_of(cast, second)
    assert f"“{first.title}” is complete." in marisol.text
    (row,) = cast.read(Completion)
    assert (row.requirement_id, row.kind, row.minutes) == (first.id, "lesson", first.minutes)
    assert (row.completed_at, row.completed_on.isoformat()) == (clock.now(), "2026-05-04")
    assert "Complete since 4 May 2026" in marisol.open(address_of(cast, first)).text


@pytest.mark.alike
def test_a_lesson_counts_on_the_day_at_the_clinic(cast: Cast, clock: MovableClock) -> None:
    clock.move(hours=10)
    read_lessons(cast, cast.enter("Marisol"))
    assert {row.completed_on.isoformat() for row in cast.read(Completion)} == {"2026-05-04"}


def test_complete_undo_complete(cast: Cast, marisol: Person, lesson: Lesson) -> None:
    marisol.open(address_of(cast, lesson)).press("Mark complete")
    marisol.open(address_of(cast, lesson)).press("Undo")
    assert marisol.path == address_of(cast, lesson)
    assert standing(cast) == []
    marisol.press("Mark complete")
    assert standing(cast) == [lesson.id]
    assert len(cast.read(Completion)) == 2


def test_completing_twice_and_undoing_twice_changes_nothing_more(cast: Cast, marisol: Person, lesson: Lesson) -> None:
    for _ in range(2):
        assert marisol.send(address_of(cast, lesson, "/complete")).status_code == 303
    assert len(cast.read(Completion)) == 1
    for _ in range(2):
        assert marisol.send(address_of(cast, lesson, "/undo")).status_code == 303
    assert standing(cast) == []


def test_completing_in_ten_windows_at_once_counts_once(cast: Cast, marisol: Person, lesson: Lesson) -> None:
    windows = [marisol.window() for _ in range(10)]
    answers = all_at_once(windows, lambda window: window.send(address_of(cast, lesson, "/complete")))
    assert {answer.status_code for answer in answers} == {303}
    assert len(cast.read(Completion)) == 1


@pytest.mark.alike
def test_a_lesson_that_a_certificate_names_stays_complete(cast: Cast, marisol: Person, lesson: Lesson) -> None:
    read_lessons(cast, marisol)
    play_cases(cast, marisol)
    take_test(cast, marisol)
    confirm_name(marisol)
    answer = marisol.send(address_of(cast, lesson, "/undo"))
    assert answer.status_code == 409
    assert "Your certificate names this lesson" in answer.text
    assert lesson.id in standing(cast)


def test_a_lesson_without_its_certificate_can_still_be_undone(cast: Cast, marisol: Person, lesson: Lesson) -> None:
    read_lessons(cast, marisol)
    play_cases(cast, marisol)
    take_test(cast, marisol)
    assert marisol.send(address_of(cast, lesson, "/undo")).status_code == 303
    assert lesson.id not in standing(cast)
    confirm_name(marisol)
    assert "Not completed yet." in marisol.open("/certificates/").text


def answer_of(lesson: Lesson, *, correct: bool) -> tuple[Any, Any]:
    check = lesson.checks[0]
    return check, next(option for option in check.options if option.correct is correct)


@pytest.mark.parametrize("correct", [True, False])
@pytest.mark.parametrize("script", [True, False])
def test_c44_a_check_says_at_once_how_it_is(
    cast: Cast, marisol: Person, lesson: Lesson, correct: bool, script: bool
) -> None:
    check, option = answer_of(lesson, correct=correct)
    assert option.why_html not in marisol.open(address_of(cast, lesson)).response.text
    action = address_of(cast, lesson, f"/check/{check.id}")
    if script:
        page = marisol.send(action, fetch=True, option=option.id).text
        assert "<html" not in page
    else:
        assert marisol.send(action, option=option.id).location == address_of(cast, lesson, f"#check-{check.id}")
        page = marisol.open(address_of(cast, lesson)).response.text
    assert option.why_html in page
    assert ("<b>Yes, the best answer.</b>" in page) is correct
    assert not [each for each in check.options if each.id != option.id and each.why_html in page]
    (kept,) = cast.read(PracticeAnswer)
    assert (kept.item_id, kept.chosen, kept.right) == (check.id, option.id, correct)


@pytest.mark.alike
@pytest.mark.parametrize("fields", [{}, {"option": ""}, {"option": "z"}])
def test_a_check_without_an_answer_says_so_and_keeps_the_page(
    cast: Cast, marisol: Person, lesson: Lesson, fields: dict[str, str], database: Database
) -> None:
    check = lesson.checks[0]
    action = address_of(cast, lesson, f"/check/{check.id}")
    assert marisol.send(action, fetch=True, **fields).status_code == 422
    marisol.open(address_of(cast, lesson))
    marisol.post(action, {"csrf_token": marisol.token(), **fields})
    assert marisol.status == 422
    assert marisol.problems() == ["Choose one answer first."]
    assert marisol.tree.xpath("//*[@role='alert']//a/@href") == [f"#check-{check.id}"]
    assert marisol.heading == lesson.title
    assert count_rows(database, PracticeAnswer) == 0


@pytest.mark.alike
def test_the_newest_answer_to_a_check_is_kept_once(cast: Cast, marisol: Person, lesson: Lesson) -> None:
    check, wrong = answer_of(lesson, correct=False)
    _, right = answer_of(lesson, correct=True)
    action = address_of(cast, lesson, f"/check/{check.id}")
    page = marisol.open(address_of(cast, lesson)).tree
    for option in (wrong, right):
        form = next(form for form in page.forms if form.get("action") == action)
        marisol.post(action, {**dict(form.form_values()), "option": option.id})
    (kept,) = cast.read(PracticeAnswer)
    assert (kept.chosen, kept.right, kept.tries) == (right.id, True, 2)


def test_answering_a_check_in_ten_windows_at_once_keeps_one_answer(cast: Cast, marisol: Person, lesson: Lesson) -> None:
    check, option = answer_of(lesson, correct=True)
    windows = [marisol.window() for _ in range(10)]
    action = address_of(cast, lesson, f"/check/{check.id}")
    answers = all_at_once(windows, lambda window: window.send(action, fetch=True, option=option.id))
    assert {answer.status_code for answer in answers} == {200}
    assert len(cast.read(PracticeAnswer)) == 1


@pytest.mark.alike
def test_the_place_is_kept_and_home_leads_back_to_it(cast: Cast, marisol: Person, lesson: Lesson) -> None:
    anchor = lesson.sections[-1].id
    for wanted in (lesson.sections[0].id, anchor):
        assert marisol.send(address_of(cast, lesson, "/place"), fetch=True, anchor=wanted).status_code == 200
    assert marisol.send(address_of(cast, lesson, "/place"), anchor="nowhere").status_code == 404
    assert [row.anchor for row in cast.read(ReadingPosition)] == [anchor]
    assert f"{address_of(cast, lesson)}#{anchor}" in marisol.open("/home").tree.xpath("//a/@href")


@pytest.mark.alike
def test_c11_what_is_worth_keeping_when_the_session_ended(
    cast: Cast, marisol: Person, lesson: Lesson, clock: MovableClock
) -> None:
    marisol.open(address_of(cast, lesson))
    token = marisol.tree.xpath("//input[@name='csrf_token']/@value")[0]
    clock.move(minutes=61)
    for path in (address_of(cast, lesson, "/place"), "/sign-out"):
        marisol.client.post(path, data={"csrf_token": token, "anchor": lesson.sections[0].id})
        assert cast.read(KeptForm) == []
    marisol.press("Mark complete")
    marisol.sign_in("Marisol").press("Send it now")
    assert standing(cast) == [lesson.id]


def test_a_place_sent_from_ten_windows_at_once_is_kept(cast: Cast, marisol: Person, lesson: Lesson) -> None:
    windows = [marisol.window() for _ in range(10)]
    anchor = lesson.sections[0].id
    answers = all_at_once(
        windows, lambda each: each.send(address_of(cast, lesson, "/place"), fetch=True, anchor=anchor)
    )
    assert {answer.status_code for answer in answers} == {200}
    assert len(cast.read(ReadingPosition)) == 1


@pytest.mark.alike
def test_a_supervisor_reads_and_completes_nothing(cast: Cast, lesson: Lesson, database: Database) -> None:
    sunniva = cast.enter("Sunniva")
    assert sunniva.open(address_of(cast, lesson)).status == 200
    assert not sunniva.tree.xpath("//button[starts-with(normalize-space(), 'Mark complete')]")
    for what in ("/complete", "/undo", "/place"):
        assert sunniva.send(address_of(cast, lesson, what), anchor=lesson.sections[0].id).status_code == 404
    assert count_rows(database, Completion) == count_rows(database, ReadingPosition) == 0


@pytest.mark.alike
@pytest.mark.parametrize("path", ["/courses/{c}/{m}/nothing", "/courses/{c}/nothing/{l}", "/courses/nothing/{m}/{l}"])
def test_an_address_that_leads_nowhere_is_not_found(cast: Cast, marisol: Person, lesson: Lesson, path: str) -> None:
    wanted = path.format(c=cast.course.id, m=cast.module.slug, l=lesson.slug)
    assert marisol.client.get(wanted).status_code == 404
    assert marisol.client.post(wanted + "/complete", headers=FETCH).status_code in (400, 404)


@pytest.mark.alike
def test_the_id_of_a_lesson_leads_to_its_page(cast: Cast, marisol: Person, lesson: Lesson) -> None:
    old = address_of(cast, lesson).replace(lesson.slug, lesson.id)
    assert marisol.client.get(old).status_code == 301
    assert marisol.open(old).path == address_of(cast, lesson)


@pytest.mark.alike
def test_c06_c07_the_next_step_follows_each_step_without_a_reload(cast: Cast, marisol: Person) -> None:
    for requirement in cast.module.required[:2]:
        title = cast.course.title_of[requirement]
        assert title in marisol.open("/home").text
        marisol.open(marisol.tree.xpath("//a[normalize-space()='Open the lesson']/@href")[0])
        assert marisol.heading == title
        marisol.press("Mark complete")
    assert marisol.heading == cast.course.title_of[cast.module.required[2]]


@pytest.mark.parametrize("seconds", [1, 50_000])
def test_c67_minutes_come_from_the_course_and_no_clock_runs(
    cast: Cast, marisol: Person, lesson: Lesson, clock: MovableClock, seconds: int
) -> None:
    page = marisol.open(address_of(cast, lesson))
    said = page.text.lower()
    assert not [each for each in ("time left", "time spent", "are you still", "seconds") if each in said]
    clock.move(seconds=seconds)
    marisol = cast.enter("Marisol")
    read_lessons(cast, marisol, [lesson])
    (row,) = cast.read(Completion)
    assert row.minutes == lesson.minutes
