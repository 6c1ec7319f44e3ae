"""The course changes after people have finished: what is new or changed is said, with its day, and nothing is taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from lms.credit.models import Certificate
from lms.curriculum.course import Lesson
from lms.curriculum.models import ContentPiece
from lms.database import Database
from lms.learning.models import Completion, ReadingPosition
from lms.people.queries import roles_of
from lms.readiness.queries import local_today, standing_of
from lms.readiness.roles import available_of
from lms.readiness.rules.published import available
from lms.settings import Settings
from lms.worker import EditionWatch, run_once
from tests.cast import Cast, Person, address_of, confirm_name, make_cast, play_case, read_lessons, take_test
from tests.kept import KeptApps
from tests.web.growing import (
    add_lesson,
    edit,
    file_of,
    make_room,
    module_file,
    publish_module,
    revise,
    young_course,
)
from tests.web.test_edited_course import HastyClock
from tests.web.visitor import Visitor

# What a change of the course's folder does to pages; its editions are stored on PostgreSQL in tests/test_edition_watch.py.
pytestmark = pytest.mark.alike


@pytest.fixture
def folder(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return young_course(tmp_path / "course", tmp_path_factory)


@pytest.fixture
def clock() -> HastyClock:
    return HastyClock()


@pytest.fixture
def cast(settings: Settings, folder: Path, database: Database, clock: HastyClock, kept_apps: KeptApps) -> Cast:
    return make_cast(kept_apps.on_course(folder, settings, clock, database))


@pytest.fixture
def marisol(cast: Cast) -> Person:
    return cast.enter("Marisol")


@pytest.fixture
def lesson(cast: Cast) -> Lesson:
    """A lesson that was read on 4 May."""
    return next(each for each in cast.module.lessons if each.id == "m1-l3-who-decides")


def finish(cast: Cast, person: Person) -> None:
    """All of Module 1, and the certificate for it."""
    read_lessons(cast, person)
    for case in cast.module.cases:
        if case.id in cast.module.required:
            walk(person, case)
    take_test(cast, person)
    confirm_name(person)


def walk(person: Person, case) -> None:
    person.send(f"/cases/{case.id}/start")
    for stage, choice in case.expert_path:
        assert person.send(f"/cases/{case.id}/step", stage=stage, choice=choice).status_code == 303


def pass_days(clock: HastyClock, person: Person, days: int) -> None:
    clock.move(days=days)
    person._token = None
    person.sign_in("Marisol")


def serve(cast: Cast) -> None:
    """What the job loop does when it notices a new edition."""
    EditionWatch(cast.services)()
    while run_once(cast.services):
        pass


def facts(cast: Cast) -> list[tuple]:
    """Everything that is stored of completions and certificates."""
    rows = [
        (c.id, c.requirement_id, c.content_hash, c.revision, c.minutes, c.completed_on, c.undone_at)
        for c in cast.read(Completion)
    ]
    return sorted(rows) + sorted(
        (c.id, c.serial, str(c.payload), c.revoked_at, c.superseded_at) for c in cast.read(Certificate)
    )


def standing(cast: Cast) -> tuple[str, int]:
    with cast.services.database.session() as session:
        (held,) = roles_of(session, cast.learner)
        found = standing_of(session, held, cast.course, local_today(held, cast.services.clock.now()))
        return found.standing.standing, found.standing.minutes_left


def test_c47_a_minor_edit_is_said_quietly_and_asks_nothing(
    cast: Cast, marisol: Person, folder: Path, lesson: Lesson, clock: HastyClock
) -> None:
    read_lessons(cast, marisol, [lesson])
    before = facts(cast)
    assert "since you read it" not in marisol.open(address_of(cast, lesson)).text
    pass_days(clock, marisol, 6)
    edit(folder, lesson, "half past eight", "twenty to nine")
    page = marisol.open(address_of(cast, lesson))
    assert "Edited since you read it on 4 May 2026; nothing you need to do." in page.text
    assert "Complete since 4 May 2026" in page.text
    assert not page.tree.xpath("//a[contains(@href, '/changes')]")
    assert "since you read it" not in marisol.open("/home").text
    module = f"/courses/{cast.course.id}/{cast.module.slug}/"
    assert "Edited since you read it on 4 May 2026" in marisol.open(module).text
    assert facts(cast) == before


def test_c47_a_raised_revision_offers_just_what_changed_and_three_questions(
    cast: Cast, marisol: Person, folder: Path, lesson: Lesson, clock: HastyClock
) -> None:
    make_room(folder)
    read_lessons(cast, marisol, [lesson])
    before = facts(cast)
    pass_days(clock, marisol, 6)
    edit(folder, lesson, "half past eight", "twenty to nine")
    edit(
        folder,
        lesson,
        "## Ten to four\n",
        "## A part that is new\n\nA sentence of its own with nothing like it.\n\n## Ten to four\n",
    )
    revise(folder, lesson)
    page = marisol.open(address_of(cast, lesson))
    assert "Changed since you read it on 4 May 2026." in page.text
    assert "It was complete and stays complete." in page.text
    home = marisol.open("/home")
    assert home.tree.xpath(f"//a[@href='{address_of(cast, lesson)}/changes'][.='{lesson.title}']")
    page = marisol.open(f"{address_of(cast, lesson)}/changes")
    assert page.heading == f"What changed in “{lesson.title}”"
    assert page.tree.xpath("//del/text()[contains(., 'half past eight')]")
    assert page.tree.xpath("//ins/text()[contains(., 'twenty to nine')]")
    assert [each.text_content() for each in page.tree.xpath("//h2")] == [
        "Opening",
        "A part that is new",
        "3 questions on it",
    ]
    assert page.tree.xpath("//ins/text()[.='A sentence of its own with nothing like it.']")
    assert "four people around one plan" not in page.text.lower()
    assert len(page.tree.xpath("//form[contains(@action, '/check/')]")) == 3
    assert facts(cast) == before


def test_what_was_looked_at_is_offered_once(
    cast: Cast, marisol: Person, folder: Path, lesson: Lesson, clock: HastyClock
) -> None:
    read_lessons(cast, marisol, [lesson])
    edit(folder, lesson, "half past eight", "twenty to nine")
    revise(folder, lesson)
    before = facts(cast)
    pass_days(clock, marisol, 6)
    marisol.open(f"{address_of(cast, lesson)}/changes").press("I have looked at what changed")
    assert "Noted: you have looked at what changed" in marisol.text
    assert "since you read it" not in marisol.open(address_of(cast, lesson)).text
    assert "since you read it" not in marisol.open("/home").text
    assert marisol.open(f"{address_of(cast, lesson)}/changes").path == address_of(cast, lesson)
    assert facts(cast) == before
    newer = cast.course.lesson(lesson.id)
    edit(folder, newer, "twenty to nine", "ten to nine")
    assert "Edited since you read it on 10 May 2026" in marisol.open(address_of(cast, lesson)).text
    revise(folder, newer)
    page = marisol.open(f"{address_of(cast, lesson)}/changes")
    assert "Changed since you read it on 10 May 2026" in page.text
    assert [each.text_content() for each in page.tree.xpath("//del")] == ["[taken out] twenty"]
    assert len(cast.read(ReadingPosition)) == 1


def test_looking_without_a_change_or_a_completion_keeps_nothing(cast: Cast, marisol: Person, lesson: Lesson) -> None:
    assert marisol.send(f"{address_of(cast, lesson)}/changes").status_code == 303
    assert marisol.open(f"{address_of(cast, lesson)}/changes").path == address_of(cast, lesson)
    assert cast.read(ReadingPosition) == []
    assert cast.enter("Sunniva").client.get(f"{address_of(cast, lesson)}/changes").status_code == 404


def test_a_text_that_was_not_kept_says_so(
    cast: Cast, marisol: Person, folder: Path, lesson: Lesson, database: Database
) -> None:
    read_lessons(cast, marisol, [lesson])
    with database.session(write=True) as session:
        session.query(ContentPiece).filter_by(piece_id=lesson.id).delete()
        session.commit()
    revise(folder, lesson)
    page = marisol.open(f"{address_of(cast, lesson)}/changes")
    assert "is not kept" in page.text
    assert len(page.tree.xpath("//form[contains(@action, '/check/')]")) == 3


def test_c46_a_lesson_that_moved_to_another_name_is_compared_with_itself(
    cast: Cast, marisol: Person, folder: Path, lesson: Lesson
) -> None:
    read_lessons(cast, marisol, [lesson])
    edit(folder, lesson, "half past eight", "twenty to nine")
    revise(folder, lesson)
    path = file_of(folder, lesson)
    path.rename(path.with_name("88-elsewhere.md"))
    moved = cast.course.lesson(lesson.id)
    assert moved.slug == "elsewhere"
    page = marisol.open(f"{address_of(cast, moved)}/changes")
    assert page.tree.xpath("//ins/text()[contains(., 'twenty to nine')]")


def test_c47_c71_a_new_lesson_is_dated_and_explained_and_takes_nothing_back(
    cast: Cast, marisol: Person, folder: Path, lesson: Lesson, clock: HastyClock
) -> None:
    make_room(folder)
    finish(cast, marisol)
    before, was = facts(cast), standing(cast)
    assert len(cast.read(Certificate)) == 1
    assert was[1] == 0
    assert marisol.open("/home").heading == "All that is published is done"
    pass_days(clock, marisol, 7)
    add_lesson(folder, lesson, 1, "m1-l9-late", "A late lesson")
    serve(cast)
    pass_days(clock, marisol, 3)
    home = marisol.open("/home")
    assert home.heading == "A late lesson"
    assert "New since you finished, Module 1" in home.text
    assert "1 part came after you had done all there was: A late lesson (11 May 2026)" in home.text
    module = marisol.open(f"/courses/{cast.course.id}/{cast.module.slug}/")
    assert "New since you finished, 11 May 2026" in module.text
    assert "your certificate stays as it is" in module.text
    assert facts(cast) == before
    assert standing(cast) == (standing(cast)[0], cast.course.minutes_of["m1-l9-late"])
    read_lessons(cast, marisol, [cast.course.lesson("m1-l9-late")])
    assert "New since you finished" not in marisol.open("/home").text


def test_c71_for_somebody_still_at_work_a_new_lesson_is_no_news(
    cast: Cast, marisol: Person, folder: Path, lesson: Lesson, clock: HastyClock
) -> None:
    make_room(folder)
    read_lessons(cast, marisol, [lesson])
    pass_days(clock, marisol, 7)
    add_lesson(folder, lesson, 1, "m1-l9-late", "A late lesson")
    serve(cast)
    assert cast.course.lesson("m1-l9-late") is not None
    assert "New since you finished" not in marisol.open("/home").text
    assert "New since you finished" not in cast.enter("Teddy").open("/home").text


def test_c23_c47_a_new_module_changes_a_standing_and_never_a_completion(
    cast: Cast, marisol: Person, folder: Path, lesson: Lesson, clock: HastyClock
) -> None:
    finish(cast, marisol)
    before = facts(cast)
    assert standing(cast)[1] == 0
    pass_days(clock, marisol, 7)
    publish_module(folder, lesson, 2)
    serve(cast)
    assert not [each for each in cast.services.library.problems if each.severity == "error"]
    assert standing(cast)[1] == cast.course.minutes_of["m2-l1-begin"]
    assert facts(cast) == before
    home = marisol.open("/home")
    assert home.heading == "Begin here"
    assert "New since you finished, Module 2" in home.text
    read_lessons(cast, marisol, [cast.course.lesson("m2-l1-begin")])
    assert set(before) <= set(facts(cast))


def test_c23_no_care_manager_is_ready_and_no_course_certificate_exists_while_a_module_is_missing(
    cast: Cast, marisol: Person
) -> None:
    finish(cast, marisol)
    assert not cast.course.complete
    assert standing(cast)[0] not in ("ready", "in continuing education", "complete")
    assert [row.scope for row in cast.read(Certificate)] == [f"module:{cast.module.id}:{cast.module.status}"]
    assert "ready is not possible before it is published" in marisol.open("/home").text


def test_c61_a_module_that_lost_its_parts_is_not_done(cast: Cast, marisol: Person, folder: Path) -> None:
    finish(cast, marisol)
    path = module_file(folder, 2)
    page = marisol.open(f"/courses/{cast.course.id}/{cast.course.modules[1].slug}/")
    assert "In preparation." in page.text
    assert not page.tree.xpath("//main//*[contains(@class, 'standing')]")
    assert "required: []" in path.read_text()


def test_a_planned_module_says_what_it_will_teach_and_the_way_on(cast: Cast, marisol: Person) -> None:
    for module in cast.course.modules:
        page = marisol.open(f"/courses/{cast.course.id}/{module.slug}/")
        if module.status != "planned":
            continue
        aims = [each.text for each in cast.course.objectives if each.module_id == module.id]
        assert len(aims) == 3
        for each in aims:
            assert each in page.text
        first = cast.course.title_of[cast.module.required[0]]
        links = page.tree.xpath("//main//a[contains(concat(' ', @class, ' '), ' primary ')]")
        assert [each.text_content() for each in links] == [f"Continue with “{first}”"]
        assert cast.enter("Sunniva").open(page.path).tree.xpath("//main//a[.='See what is published']")


def test_a_module_lists_what_comes_first_and_locks_nothing(
    cast: Cast, marisol: Person, folder: Path, lesson: Lesson
) -> None:
    publish_module(folder, lesson, 2)
    second = cast.course.modules[1]
    read_lessons(cast, marisol, [lesson])
    page = marisol.open(f"/courses/{cast.course.id}/{second.slug}/")
    assert page.status == 200
    left = [cast.course.title_of[each] for each in cast.module.required if each != lesson.id]
    listed = page.tree.xpath("//section[@aria-labelledby='before']//li/a/text()")
    assert listed == left
    assert f"{len(left)} of {len(left) + 1} required parts are left" in page.text
    assert marisol.open(address_of(cast, cast.course.lesson("m2-l1-begin"))).status == 200


def test_the_lessons_of_a_module_stand_on_one_page_to_print(cast: Cast, marisol: Person) -> None:
    path = f"/courses/{cast.course.id}/{cast.module.slug}/print"
    page = marisol.open(path)
    assert [each.text_content() for each in page.tree.xpath("//main//h2")] == [
        each.title for each in cast.module.lessons
    ]
    for lesson in cast.module.lessons:
        for check in lesson.checks:
            for option in check.options:
                assert option.html in page.response.text or option.text in page.text
        assert page.tree.xpath(f"//*[@id='{lesson.id}-{lesson.sections[0].id}']")
    assert not page.tree.xpath("//main//form | //main//button")
    reasons = [o.why_html for each in cast.module.lessons for check in each.checks for o in check.options]
    assert [each for each in reasons if len(each) > 25 and each in page.response.text] == []
    assert "Nothing to print yet" in marisol.open(path.replace(cast.module.slug, cast.course.modules[6].slug)).text


def test_a_case_that_was_changed_in_earnest_says_so(cast: Cast, marisol: Person, folder: Path) -> None:
    case = cast.module.cases[0]
    play_case(cast, marisol)
    path = next(path for path in folder.rglob("cases/*.md") if f"id: {case.id}\n" in path.read_text())
    path.write_text(path.read_text().replace(f"revision: {case.revision}\n", f"revision: {case.revision + 1}\n", 1))
    page = marisol.open(f"/courses/{cast.course.id}/{cast.module.slug}/")
    assert "Changed since you read it on 4 May 2026" in page.text


def test_c62_how_much_there_is_stands_in_the_same_words_for_everyone(
    cast: Cast, marisol: Person, folder: Path, lesson: Lesson
) -> None:
    outline = f"/courses/{cast.course.id}/outline"

    def said() -> list[bool]:
        words = available_of(cast.course)
        pages = [
            marisol.open("/home"),
            marisol.open("/courses/"),
            marisol.open(outline),
            Visitor(cast.app).open(outline),
        ]
        texts = [page.text for page in pages] + [cast.enter("Sunniva").open("/team/").text]
        with cast.services.database.session() as session:
            (held,) = roles_of(session, cast.learner)
            found = standing_of(session, held, cast.course, local_today(held, cast.services.clock.now()))
        texts.append(found.standing.reason)
        return [words in text or words.lower() in text.lower() for text in texts]

    assert available_of(cast.course) == "Module 1 of 7 is available"
    assert said() == [True] * 6
    publish_module(folder, lesson, 2)
    assert available_of(cast.course) == "Available of 7 modules: Module 1 and Module 2, one lesson"
    assert said() == [True] * 6


def test_how_much_there_is_in_words() -> None:
    assert available(("Module 1",), 7) == "Module 1 of 7 is available"
    assert available(("Module 1", "Module 2"), 7) == "Module 1 and Module 2 of 7 are available"
    assert available(("Module 1", "Module 2", "Module 3"), 7) == "Modules 1 to 3 of 7 are available"
    assert available(("Module 1", "Module 2", "Module 4"), 7) == "Module 1, Module 2 and Module 4 of 7 are available"
    assert (
        available(("Module 1", "Module 2", "part of Module 3"), 7)
        == "Available of 7 modules: Module 1, Module 2 and part of Module 3"
    )
    assert available((), 7) == "None of 7 modules is available yet"
    assert available((), 0) is None


def test_c04_c05_a_module_without_a_test_has_its_certificate_too(
    cast: Cast, marisol: Person, folder: Path, lesson: Lesson
) -> None:
    publish_module(folder, lesson, 2)
    second = cast.course.modules[1]
    assert second.post_test is None
    assert cast.course.modules[0].post_test is not None
    waiting = [each.text_content() for each in marisol.open("/certificates/").tree.xpath("//main//h2")]
    assert any(second.part_title in each for each in waiting)
    assert any(cast.module.title in each for each in waiting)
    confirm_name(marisol)
    read_lessons(cast, marisol, [cast.course.lesson("m2-l1-begin")])
    (issued,) = cast.read(Certificate)
    page = marisol.open("/certificates/")
    assert page.tree.xpath(f"//a[@href='/certificates/{issued.id}']")
    assert [each for each in page.tree.xpath("//main//h2/text()") if cast.module.title in each]
