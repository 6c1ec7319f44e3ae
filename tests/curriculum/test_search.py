"""Search: finds what is taught, never what is asked, and no file or query of any kind breaks it."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.curriculum.course import Course
from lms.curriculum.findable import KINDS, Findable, findable
from lms.curriculum.markup import plain
from lms.curriculum.rules import match_of, nearest, search_words
from lms.curriculum.search import KEPT, Catalogue, Found, SearchIndex, catalogue
from tests.learner import our_course


def things(course: Course) -> list[Findable]:
    return list(findable(course, lambda kind, name: f"/{kind}/{name}"))


@pytest.fixture(scope="module")
def course() -> Course:
    return our_course()


@pytest.fixture(scope="module")
def whole(course: Course) -> Catalogue:
    return catalogue(things(course))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    return SearchIndex(tmp_path_factory.mktemp("search"))


def shown(found: Found) -> list[str]:
    """Title and heading of each hit."""
    return [
        ": ".join("".join(text for text, _ in part) for part in (hit.title, hit.heading) if part) for hit in found.hits
    ]


def small(*texts: str, kind: str = "lesson") -> Catalogue:
    return catalogue(
        [Findable(kind, f"l{at}", f"Title {at}", "", text, f"/{at}", "Module 1") for at, text in enumerate(texts)]
    )


def test_no_question_no_option_and_no_reason_can_be_found(course: Course) -> None:
    everything = "\n".join(f"{each.title}\n{each.heading}\n{each.text}" for each in things(course))
    checks = [check for module in course.modules for lesson in module.lessons for check in lesson.checks]
    items = [
        item for module in course.modules for quiz in (module.practice, module.post_test) if quiz for item in quiz.items
    ]
    assert len(checks) > 3
    assert len(items) > 20
    hidden = [option.text for each in (*checks, *items) for option in each.options]
    hidden += [plain(option.why_html) for each in (*checks, *items) for option in each.options]
    hidden += [plain(each.stem_html) for each in (*checks, *items)]
    # A name such as "The PCP", or three of them, may be an option and stand in the text as well; a sentence may not.
    assert [each for each in hidden if len(each.split()) > 5 and each in everything] == []


def test_a_case_is_found_by_its_title_and_tells_nothing(course: Course) -> None:
    cases = [case for module in course.modules for case in module.cases]
    assert cases
    findables = things(course)
    for case in cases:
        (found,) = (each for each in findables if each.id == case.id)
        told = [plain(block.html) for stage in case.stages.values() for block in stage.blocks]
        told += [choice.text for stage in case.stages.values() for choice in stage.choices]
        told += [plain(choice.feedback_html) for stage in case.stages.values() for choice in stage.choices]
        told.append(plain(case.debrief_html))
        assert found.title == case.title
        assert [each for each in told if len(each) > 25 and each in found.text] == []


def test_every_lesson_is_found_by_each_of_its_headings(course: Course, whole: Catalogue, index: SearchIndex) -> None:
    for lesson in (lesson for module in course.modules for lesson in module.lessons):
        for section in lesson.sections:
            found = index.search(whole, f"{lesson.title} {section.title}", kinds=KINDS)
            assert f"/lesson/{lesson.id}#{section.id}" in [hit.url for hit in found.hits], section.title


def test_every_tool_is_found_by_its_name(course: Course, whole: Catalogue, index: SearchIndex) -> None:
    assert course.tools
    for tool in course.tools:
        assert index.search(whole, tool.title, kinds=KINDS, kind="tool").hits[0].url == f"/tool/{tool.id}"


def test_every_term_comes_first_when_it_is_asked_for(course: Course, whole: Catalogue, index: SearchIndex) -> None:
    for term in course.glossary.values():
        found = index.search(whole, term.term, kinds=KINDS, kind="term")
        assert found.hits[0].url == f"/term/{term.id}", term.term


def test_hits_are_marked_ranked_grouped_and_counted(index: SearchIndex) -> None:
    made = catalogue(
        [
            Findable("lesson", "a", "Rows", "", "A registry has rows. " * 3, "/a", "Module 1, lesson 1"),
            Findable("lesson", "b", "The registry", "Rows", "What is due.", "/b", "Module 1, lesson 2"),
            Findable("term", "c", "registry", "", "Also registries. The list.", "/c", "Glossary"),
            Findable("case", "d", "Walter", "", "No word of it.", "/d", "Module 1, case"),
        ]
    )
    found = index.search(made, "Registries", kinds=KINDS)
    assert [hit.url for hit in found.hits] == ["/c", "/b", "/a"]
    assert found.counts == (("term", 1), ("lesson", 2))
    assert found.hits[1].title == (("The ", False), ("registry", True))
    assert next(text for text, hit in found.hits[2].text if hit) == "registry"
    assert [hit.url for hit in index.search(made, "registry", kinds=KINDS, kind="lesson").hits] == ["/b", "/a"]
    assert index.search(made, "walter", kinds=[each for each in KINDS if each != "case"]).total == 0


def test_many_hits_come_in_pages(index: SearchIndex) -> None:
    made = small(*(f"panel number {at}" for at in range(45)))
    pages = [index.search(made, "panel", kinds=KINDS, page=page) for page in (1, 2, 3, 4, -1)]
    assert [len(each.hits) for each in pages] == [20, 20, 5, 5, 20]
    assert [(each.page, each.pages, each.total) for each in pages[:3]] == [(1, 3, 45), (2, 3, 45), (3, 3, 45)]
    assert len({hit.url for each in pages[:3] for hit in each.hits}) == 45


def test_some_of_the_words_are_better_than_nothing(index: SearchIndex) -> None:
    made = small("The panel review is weekly.", "The caseload is reviewed each quarter.")
    assert index.search(made, "panel weekly", kinds=KINDS).all_words
    some = index.search(made, "panel quarter", kinds=KINDS)
    assert (some.total, some.all_words) == (2, False)
    assert some.suggestions == ()


def test_what_may_have_been_meant_is_offered(whole: Catalogue, index: SearchIndex) -> None:
    for wrong, meant in (
        ("registri", None),
        ("rejistry", "registry"),
        ("panel reviw", "panel review"),
        ("handof", None),
    ):
        found = index.search(whole, wrong, kinds=KINDS)
        assert found.total or found.suggestions
        if meant:
            assert meant in found.suggestions
            assert index.search(whole, found.suggestions[0], kinds=KINDS).total
    assert index.search(whole, "qqqqqqqq", kinds=KINDS).suggestions == ()


ODD = ['"', "'", "*", "a*", "^a", "-a", "(", ")", "a AND", "OR", "NOT a", "NEAR(a b, 3)", "title:a", "{a b}: c", "a+b", "\x00", "a\x00b",
       "%", "_", ";--", "👩‍⚕️", "²", "\ud800", "İ", "ß", "e\u0301", "x" * 10_000, "a " * 5_000, " \t\n", "\u200b", "１２", "—", "\x02a\x03"]  # fmt: skip


@pytest.mark.parametrize("query", ODD, ids=range(len(ODD)))
def test_odd_queries_find_or_find_nothing(whole: Catalogue, index: SearchIndex, query: str) -> None:
    found = index.search(whole, query, kinds=KINDS)
    assert found.total == sum(number for _, number in found.counts)


@given(query=st.text(max_size=60))
def test_no_query_is_an_error(whole: Catalogue, index: SearchIndex, query: str) -> None:
    found = index.search(whole, query, kinds=KINDS, page=2)
    assert len(found.hits) <= 20


@given(st.text(max_size=80))
def test_a_match_holds_words_and_nothing_else(query: str) -> None:
    words = search_words(query)
    assert len(words) == len(set(words)) <= 12
    assert all(word.isalnum() for word in words)
    assert match_of(words, every=True).count('"') == 2 * len(words)


def test_signs_in_the_text_stay_signs(index: SearchIndex) -> None:
    found = index.search(small("If <b>x</b> & y, say \x02so\x03."), "x", kinds=KINDS)
    assert "".join(text for text, _ in found.hits[0].text) == "If <b>x</b> & y, say  so ."


def test_near_words_are_near() -> None:
    assert nearest(("registy",), ["registry", "register", "review"])[0] == "registry"
    assert nearest(("panel", "reviw"), ["panel", "review"])[0] == "panel review"
    assert nearest(("zzz",), ["registry"]) == ()
    assert nearest(("registry",), ["registry"]) == ()


def test_a_new_state_of_the_course_has_a_file_of_its_own_and_old_ones_go(tmp_path: Path) -> None:
    index = SearchIndex(tmp_path / "search")
    for edition in range(1, KEPT + 4):
        made = small(f"word{edition}")
        assert index.search(made, f"word{edition}", kinds=KINDS).total == 1
        assert index.search(made, f"word{edition - 1}", kinds=KINDS).total == 0
    assert len(list((tmp_path / "search").iterdir())) == KEPT
    assert catalogue(small("a").things).digest == small("a").digest
    changed = [replace(small("a").things[0], url="/elsewhere")]
    assert catalogue(changed).digest != small("a").digest


@pytest.mark.parametrize("spoilt", [b"", b"not a database", b"SQLite format 3\x00" + b"\x00" * 400])
def test_a_file_that_cannot_be_read_is_made_anew(tmp_path: Path, spoilt: bytes) -> None:
    index, made = SearchIndex(tmp_path), small("panel review")
    assert index.search(made, "panel", kinds=KINDS).total == 1
    index.path(made).write_bytes(spoilt)
    assert index.search(made, "panel", kinds=KINDS).total == 1
    with sqlite3.connect(index.path(made)) as again:
        assert again.execute("SELECT count(*) FROM page").fetchone() == (1,)
    again.close()


def test_many_at_once_make_one_whole_file(tmp_path: Path) -> None:
    made = small(*(f"panel {at}" for at in range(300)))
    indexes = [SearchIndex(tmp_path) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        totals = list(pool.map(lambda each: each.search(made, "panel", kinds=KINDS).total, indexes * 3))
    assert totals == [300] * 24
    assert [path.name for path in tmp_path.iterdir()] == [f"{made.digest}.sqlite"]


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    index, made = SearchIndex(tmp_path / "search"), small("panel")
    index.search(made, "panel", kinds=KINDS)
    assert (tmp_path / "search").stat().st_mode & 0o077 == 0
    assert index.path(made).stat().st_mode & 0o077 == 0
