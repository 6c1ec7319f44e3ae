"""The search page and the box on every page; the glossary beside it."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.cast import Cast, Person
from tests.curriculum.test_search import ODD
from tests.web.visitor import Visitor

# What is searched is an index in a file of its own: the database of the run is asked who is there, and nothing else.
pytestmark = pytest.mark.alike


@pytest.fixture
def marisol(cast: Cast) -> Person:
    return cast.enter("Marisol")


def hits(person: Person) -> list[str]:
    return person.tree.xpath("//ol[@class='hits']//h3/a/@href")


def test_the_box_stands_on_every_page_and_finds(cast: Cast, marisol: Person) -> None:
    section = cast.module.lessons[0].sections[0]
    for path in ("/home", "/courses/", "/account/", "/glossary/", "/notes/"):
        form = next(
            each
            for each in marisol.open(path).tree.forms
            if each.get("role") == "search" and each.get("action") == "/search"
        )
        assert form.get("method") == "get"
    marisol.open(f"/search?q={quote(section.title)}")
    assert f"for “{section.title}”" in marisol.heading
    assert any(each.endswith(f"#{section.id}") for each in hits(marisol))
    assert marisol.tree.xpath("//input[@id='find']/@value") == [section.title]
    found = next(each for each in hits(marisol) if each.endswith(f"#{section.id}"))
    assert marisol.open(found.partition("#")[0]).tree.xpath(f"//*[@id='{section.id}']")


def test_words_are_marked_and_nothing_is_taken_for_markup(marisol: Person) -> None:
    marisol.open("/search?q=registry")
    assert {each.text_content().lower() for each in marisol.tree.xpath("//main//mark")} <= {"registry", "registries"}
    assert marisol.tree.xpath("//main//mark")
    marisol.open("/search?q=" + quote("<script>alert(1)</script>registry"))
    assert not marisol.tree.xpath("//main//script")


def test_every_hit_leads_somewhere(cast: Cast, marisol: Person) -> None:
    for words in ("registry", "walter", "consent", "the", "trauma"):
        marisol.open(f"/search?q={words}")
        found = hits(marisol)
        assert found, words
        for each in found:
            assert marisol.client.get(each.partition("#")[0]).status_code == 200, each
    tool = cast.course.tools[0]
    pages = (hits(marisol.open(f"/search?q={quote(tool.title)}&page={number}")) for number in range(1, 9))
    assert any(f"/tools/{tool.id}" in found for found in pages)
    assert marisol.client.get(f"/tools/{tool.id}").status_code == 200
    case = cast.module.cases[0]
    assert f"/cases/{case.id}/" in hits(marisol.open(f"/search?q={quote(case.title)}"))
    assert f"/cases/{case.id}/" not in hits(cast.enter("Sunniva").open(f"/search?q={quote(case.title)}"))


def test_nothing_found_says_what_to_try(marisol: Person) -> None:
    marisol.open("/search?q=rejistry")
    assert marisol.heading == "No result for “rejistry”"
    assert marisol.tree.xpath("//main//a[.='registry']/@href") == ["/search?q=registry"]
    marisol.open("/search?q=qqqqqq")
    assert "Try fewer words" in marisol.text
    assert marisol.open("/search").heading == "Search the course"
    assert marisol.open("/search?q=%20&kind=nothing&page=x").heading == "Search the course"


def test_results_by_kind_and_page(marisol: Person) -> None:
    marisol.open("/search?q=the")
    everything = int(marisol.heading.split()[0])
    assert everything > 20
    assert len(hits(marisol)) == 20
    marisol.open(marisol.tree.xpath("//a[.='Next page']/@href")[0])
    assert "Page 2 of" in marisol.text
    marisol.open("/search?q=the&kind=term")
    assert marisol.heading.startswith(str(everything))
    assert {each.split("/")[1] for each in hits(marisol)} == {"glossary"}


@pytest.mark.parametrize("query", ODD, ids=range(len(ODD)))
def test_odd_queries_are_answered(marisol: Person, query: str) -> None:
    if len(query) > 4_000:
        query = query[:4_000]
    answer = marisol.client.get("/search", query_string={"q": query.encode("utf-8", "surrogatepass")})
    assert answer.status_code == 200


def test_search_is_for_those_who_may_read(cast: Cast) -> None:
    visitor = Visitor(cast.app)
    assert visitor.open("/search?q=registry").path == "/sign-in"
    assert not visitor.tree.xpath("//form[@role='search']")
    cesar = cast.enter("Cesar")
    assert cesar.client.get("/search?q=registry").status_code == 404
    assert not cesar.open("/account/").tree.xpath("//form[@role='search']")


def test_the_glossary_by_letter_with_the_lessons_that_use_each_term(cast: Cast, marisol: Person) -> None:
    lesson = cast.module.lessons[0]
    page = marisol.open("/glossary/")
    letters = page.tree.xpath("//nav[@aria-label='Letters']/a/text()")
    assert letters == sorted(letters)
    assert [each.text_content() for each in page.tree.xpath("//main//h2")] == letters
    for term_id in lesson.terms:
        marisol.open(f"/glossary/{term_id}")
        assert marisol.heading.casefold() == cast.course.glossary[term_id].term.casefold()
        assert lesson.title in marisol.tree.xpath("//main//section//li/a/text()")
    assert marisol.client.get("/glossary/nothing").status_code == 404


def test_the_terms_lead_one_to_the_next(cast: Cast, marisol: Person) -> None:
    marisol.open("/glossary/")
    path, seen = marisol.tree.xpath("//dt//a/@href")[0], []
    while path and path not in seen:
        seen.append(path)
        links = marisol.open(path).tree.xpath("//nav[@aria-label='Other terms']/a/@href")
        path = links[-1] if links[-1] != "/glossary/" else ""
    assert len(seen) == len(cast.course.glossary)
