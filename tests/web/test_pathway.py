"""A pathway in quarter hours: shown whole, waived unit by unit, never late without a date of the clinic's."""

from __future__ import annotations

from datetime import date

import pytest

from lms.curriculum.course import Course, Pathway
from lms.learning.outside.models import OutsideTraining, Waiver
from lms.learning.outside.rules import QUARTER
from lms.people.permissions import LEARNER
from tests.cast import Cast, Person, address_of, read_lessons
from tests.people.makers import make_account
from tests.web.test_hours import add, facts

ROLE = "psychiatric-consultant"
ABOUT_TEN_HOURS = range(540, 661)


@pytest.fixture
def osei(cast: Cast) -> Person:
    make_account(
        cast.services.database, cast.services.clock.now(), cast.place.saltmarsh, "Osei Hartmann",
        clinic_id=cast.place.mill_road, role=ROLE,
    )  # fmt: skip
    return cast.enter("Osei")


@pytest.fixture
def sunniva(cast: Cast) -> Person:
    return cast.enter("Sunniva")


@pytest.fixture
def pathway(cast: Cast) -> Pathway:
    return cast.course.pathways[ROLE]


def minutes_of(course: Course, parts: tuple[str, ...]) -> int:
    return sum(course.minutes_of[each] for each in parts)


def decision(cast: Cast) -> str:
    (row,) = cast.read(OutsideTraining)
    return f"/team/{row.account_id}/hours/{row.id}"


def test_about_ten_hours_in_quarters_of_which_ten_are_never_waived(cast: Cast, pathway: Pathway) -> None:
    required = cast.course.requirements(ROLE)
    assert minutes_of(cast.course, required) in ABOUT_TEN_HOURS
    assert [cast.course.kind_of[each] for each in required].count("test") == 1
    assert len(pathway.plan) == 38
    closed = [step for step in pathway.plan if not any(map(pathway.stands_for, step.parts))]
    assert len(closed) == 8, "with the two quarters of the test, ten"


@pytest.mark.alike
def test_the_course_page_lists_what_her_pathway_takes_and_nothing_else(cast: Cast, osei: Person) -> None:
    here, wanted = cast.course, set(cast.course.requirements(ROLE))
    homes = {here.module_of[part] for part in wanted}
    taken = [each.title for each in (*here.modules, *here.units) if each.id in homes]
    left_out = [each for each in (*here.modules, *here.units) if each.id not in homes]
    assert taken
    assert left_out, "or this test shows nothing"
    page = osei.open(f"/courses/{here.id}/")
    path = page.tree.xpath("//section[@aria-labelledby='mods']//li")
    assert sorted(each.findtext("h3/a") for each in path) == sorted(taken)
    total = sum(here.minutes_of[part] for part in wanted)
    shown = sum(minutes_in(each.findtext("span[@class='time']")) for each in path)
    assert shown == total
    asked = [part for part in wanted if here.module_of[part] == here.modules[0].id]
    assert f"0 of {len(asked)} required parts done" in path[0].text_content()
    assert page.tree.xpath("//section[@aria-labelledby='mods']//a[contains(@href, '/outline')]")

    module = here.modules[0]
    page.open(f"/courses/{here.id}/{module.slug}/")
    notes = [each.text_content() for each in page.tree.xpath("//ol[contains(@class, 'path')]//span[@class='time']")]
    listed = [each for each in module.required if each not in wanted]
    assert sum("not on your pathway" in note for note in notes) >= len(listed) > 0
    assert f"0 of {len(asked)} parts of your pathway done" in page.text
    outside = next(each for each in left_out if each.status == "complete")
    assert (
        f"takes nothing of this {'module' if outside.number else 'unit'}"
        in osei.open(f"/courses/{here.id}/{outside.slug}/").text
    )


@pytest.mark.alike
@pytest.mark.parametrize("name", ["Marisol", "Sunniva"])
def test_a_care_manager_and_whoever_looks_after_people_see_the_whole_course(cast: Cast, name: str) -> None:
    page = cast.enter(name).open(f"/courses/{cast.course.id}/")
    titles = [each.text_content() for each in page.tree.xpath("//section[@aria-labelledby='mods']//li/h3/a")]
    assert titles == [each.title for each in (*cast.course.modules, *cast.course.finale)]
    page.open(f"/courses/{cast.course.id}/{cast.module.slug}/")
    assert "not on your pathway" not in page.text
    assert "takes nothing of this" not in page.text


@pytest.mark.alike
def test_practice_is_that_of_her_pathway_and_the_rest_on_request(cast: Cast, osei: Person) -> None:
    def shelves(where: str = "") -> list[str]:
        tree = osei.open(f"/practice/{where}").tree
        return [
            str(each.get("aria-labelledby"))[3:]
            for each in tree.xpath("//section[starts-with(@aria-labelledby, 'in-')]")
        ]

    here, wanted = cast.course, set(cast.course.requirements(ROLE))
    played = [part for part in wanted if here.kind_of[part] in ("case", "lab")]
    assert set(shelves()) == {here.module_of[part] for part in played}
    everything = [each.id for each in (*here.modules, *here.units) if each.exercises or each.cases or each.practice]
    assert shelves("?all=1") == everything
    assert len(everything) > len(shelves())
    assert osei.tree.xpath("//main//a[@href='?all=1']")

    marisol = cast.enter("Marisol").open("/practice/")
    hers = marisol.tree.xpath("//section[starts-with(@aria-labelledby, 'in-')]/h2/text()")
    assert hers == [each.name for each in (*here.modules, *here.finale)]


def minutes_in(words: str) -> int:
    """`1 h 5 min` as minutes."""
    parts = dict(zip(words.split()[1::2], words.split()[::2], strict=True))
    return 60 * int(parts.get("h", 0)) + int(parts.get("min", 0))


def test_she_sees_her_own_path_alone_in_its_order(cast: Cast, osei: Person, pathway: Pathway) -> None:
    page = osei.open("/pathway/")
    titles = [each.text_content() for each in page.tree.xpath("//ol[contains(@class, 'path')]/li/h3")]
    unit = cast.course.module("pc")
    assert unit is not None
    assert titles == [*(step.title for step in pathway.plan), unit.name]
    assert "Nothing stands for it." in page.text
    home = osei.open("/home")
    assert pathway.plan[0].title in home.text
    assert pathway.plan[-1].title not in home.text
    assert home.heading == cast.course.title_of[pathway.plan[0].parts[0]]


@pytest.mark.alike
def test_what_is_accepted_takes_as_much_off_and_no_more(
    cast: Cast, osei: Person, sunniva: Person, pathway: Pathway
) -> None:
    planned = minutes_of(cast.course, cast.course.requirements(ROLE))
    add(osei, hours="1")
    page = sunniva.open(decision(cast))
    offered = [str(each) for each in page.tree.xpath("//input[@name='waives']/@value")]
    may = [step for step in pathway.plan if any(map(pathway.stands_for, step.parts))]
    assert offered == [step.parts[0] for step in may]
    assert f"{may[0].title}, 15 min. For an introductory course" in page.text
    fields = {"csrf_token": sunniva.token(), "reason": "", "go": "accept"}
    sunniva.post(decision(cast), data=fields | {"waives": offered[:5]})
    assert sunniva.status == 422
    assert f"planned at {5 * QUARTER} minutes" in sunniva.problems()[0]
    closed = next(step for step in pathway.plan if step not in may)
    sunniva.post(decision(cast), data=fields | {"waives": [closed.parts[0]]})
    assert sunniva.status == 422
    sunniva.post(decision(cast), data=fields | {"waives": offered[:4]})
    assert sunniva.path.endswith("/hours/")
    stood_for = [part for step in may[:4] for part in step.parts]
    assert {each.requirement_id for each in cast.read(Waiver)} == set(stood_for)
    assert "1 h of about 10 h recorded" in osei.open("/hours/").text.replace("\u202f", " ").replace("\xa0", " ")
    left = planned - minutes_of(cast.course, tuple(stood_for))
    assert planned - left in range(4 * 13, 4 * 17 + 1)
    assert facts(osei.open("/pathway/"))["Left"] == f"{left // 60} h {left % 60} min"
    assert (
        osei.open("/home").heading
        == cast.course.title_of[next(each for each in cast.course.requirements(ROLE) if each not in stood_for)]
    )


@pytest.mark.alike
def test_a_lesson_done_before_is_done_here_too(cast: Cast, osei: Person, pathway: Pathway) -> None:
    shared = cast.course.lesson(pathway.plan[0].parts[0])
    assert shared is not None
    read_lessons(cast, osei, [shared])
    page = osei.open("/pathway/")
    line = page.tree.xpath(f"//a[@href='{address_of(cast, shared)}']/..")[0]
    assert "Done" in line.text_content()
    add(osei, hours="0.25")
    offered = cast.enter("Sunniva").open(decision(cast)).tree.xpath("//input[@name='waives']/@value")
    assert shared.id not in offered
    assert pathway.plan[0].parts[1] in offered, "what is left of the unit may still be waived"


@pytest.mark.alike
def test_without_a_date_of_the_clinics_she_is_never_late(cast: Cast, osei: Person) -> None:
    assert "set by your clinic" in osei.open("/home").text
    for day in (date(2026, 6, 1), date(2030, 1, 1)):
        cast.services.clock.move(days=(day - cast.services.clock.now().date()).days)  # type: ignore[attr-defined]
        osei.sign_in("Osei")
        shown = osei.open("/home").text
        assert "Overdue" not in shown
        assert "At risk" not in shown


@pytest.mark.alike
def test_whoever_holds_no_role_is_told_so(cast: Cast) -> None:
    make_account(
        cast.services.database, cast.services.clock.now(), cast.place.saltmarsh, "Yolanda Reyes",
        clinic_id=cast.place.mill_road, kinds=(LEARNER,),
    )  # fmt: skip
    assert "No role is recorded yet" in cast.enter("Yolanda").open("/pathway/").text
