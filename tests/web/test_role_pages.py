"""A page for each role, from the course's files: duties, timeline, path, and what a clinic asks of it."""

from __future__ import annotations

import pytest

from tests.cast import Cast, Person

# Pages of the course.
pytestmark = pytest.mark.alike


@pytest.fixture
def marisol(cast: Cast) -> Person:
    return cast.enter("Marisol")


def test_s103_the_care_manager_has_duties_a_path_and_a_timeline(cast: Cast, marisol: Person) -> None:
    way = marisol.open("/pathway/").tree.xpath("//a[.='About this role']/@href")[0]
    page = marisol.open(way)
    assert (page.path, page.heading) == ("/roles/bhcm", "Behavioral health care manager")
    duties = page.tree.xpath("//section[@aria-labelledby='duties']//li/b")
    assert [each.text_content() for each in duties] == [f"{each.title}." for each in cast.course.competencies]
    assert "Preparation: from 3 months before the start date until the start date." in page.text
    assert "Continuing education: from the start date until 6 months after the start date." in page.text
    required = cast.course.requirements("bhcm")
    links = page.tree.xpath("//section[@aria-labelledby='path']//li//li/a")
    assert [each.text_content() for each in links] == [
        cast.course.title_of[each] for each in sorted_by_module(cast, required)
    ]


def sorted_by_module(cast: Cast, required: tuple[str, ...]) -> list[str]:
    """The parts as the page has them: modules in the order in which they are first met."""
    homes = list(dict.fromkeys(cast.course.module_of[each] for each in required))
    return sorted(required, key=lambda each: homes.index(cast.course.module_of[each]))


def test_s103_every_role_has_its_page_and_no_date_is_made_up(cast: Cast, marisol: Person) -> None:
    ways = marisol.open("/roles/").tree.xpath("//table//a/@href")
    assert ways == [f"/roles/{role}" for role in cast.course.role_files]
    assert len(ways) == 8
    for way in ways:
        assert marisol.open(way).status == 200
    for role in ("auxiliary", "clerical", "program-manager", "qi-coordinator"):
        text = marisol.open(f"/roles/{role}").text
        assert "Nothing is published for this role." in text
        assert "before the start date" not in text
        assert "duties" not in text.partition("Path")[0]


def test_what_is_no_role_is_not_found(marisol: Person) -> None:
    assert marisol.open("/roles/surgeon").status == 404


def test_whoever_may_not_read_the_course_finds_no_role(cast: Cast) -> None:
    assert cast.enter("Odile").open("/roles/bhcm").status == cast.enter("Odile").open("/glossary/").status
