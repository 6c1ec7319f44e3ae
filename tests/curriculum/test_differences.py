"""What changed between two texts, by heading, paragraph and word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.curriculum.course import Course
from lms.curriculum.differences import differences
from lms.curriculum.sections import SectionText, blocks_of, sections_of
from tests.learner import our_course

FOUR = "The patient sets the goals, reports on the measures and tries the treatments."
LAND = "A recommendation is not yet a prescription. It usually reaches the PCP through you."


def text(*sections: tuple[str, str, tuple[str, ...]]) -> tuple[SectionText, ...]:
    return tuple(SectionText(*each) for each in sections)


BEFORE = text(
    ("", "", ("Half past eight.",)), ("four", "Four people", (FOUR, "You coordinate.")), ("land", "Advice", (LAND,))
)


def told(
    before: tuple[SectionText, ...], after: tuple[SectionText, ...]
) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """(kind, title, paragraphs as (kind, words with what is gone in brackets and what is new in angles))."""
    marks = {"same": "{}", "gone": "[{}]", "new": "<{}>"}
    return [
        (
            each.kind,
            each.title,
            [(p.kind, " ".join(marks[kind].format(words) for kind, words in p.runs)) for p in each.paragraphs],
        )
        for each in differences(before, after)
    ]


def test_the_same_text_has_no_differences() -> None:
    assert differences(BEFORE, BEFORE) == ()


def test_a_word_is_changed() -> None:
    after = text(*((s.id, s.title, tuple(b.replace("goals,", "aims,") for b in s.blocks)) for s in BEFORE))
    assert told(BEFORE, after) == [
        (
            "changed",
            "Four people",
            [("changed", "The patient sets the [goals,] <aims,> reports on the measures and tries the treatments.")],
        )
    ]


def test_a_paragraph_is_added_and_another_taken_out() -> None:
    after = text(
        ("", "", ("Half past eight.",)),
        ("four", "Four people", ("Others stand close by, such as a peer.", FOUR)),
        ("land", "Advice", (LAND,)),
    )
    assert told(BEFORE, after) == [
        (
            "changed",
            "Four people",
            [("added", "<Others stand close by, such as a peer.>"), ("removed", "[You coordinate.]")],
        )
    ]


def test_a_heading_is_added_and_another_taken_out_where_it_was() -> None:
    after = text(
        ("", "", ("Half past eight.",)),
        ("new", "This week", ("Say the line aloud to a colleague.",)),
        ("land", "Advice", (LAND,)),
    )
    assert told(BEFORE, after) == [
        ("removed", "Four people", [("removed", f"[{FOUR}]"), ("removed", "[You coordinate.]")]),
        ("added", "This week", [("added", "<Say the line aloud to a colleague.>")]),
    ]


def test_a_renamed_heading_is_the_same_part() -> None:
    after = text(
        ("", "", ("Half past eight.",)), ("five", "Five people", (FOUR, "You coordinate.")), ("land", "Advice", (LAND,))
    )
    (change,) = differences(BEFORE, after)
    assert (change.kind, change.title, change.was, change.anchor, change.paragraphs) == (
        "changed",
        "Five people",
        "Four people",
        "five",
        (),
    )


BLOCKS = st.lists(st.text("ab ", min_size=1, max_size=12).map(str.strip).filter(bool), max_size=4).map(tuple)
TEXTS = st.lists(
    st.tuples(st.sampled_from("wxyz"), st.sampled_from(["T", "U"]), BLOCKS), max_size=4, unique_by=lambda s: s[0]
)


@given(TEXTS, TEXTS)
def test_every_word_that_came_or_went_is_told(one: list, other: list) -> None:
    before, after = text(*one), text(*other)
    found = differences(before, after)
    gone = [words for s in found for p in s.paragraphs for kind, words in p.runs if kind == "gone"]
    new = [words for s in found for p in s.paragraphs for kind, words in p.runs if kind == "new"]
    old_words = sorted(word for s in before for b in s.blocks for word in b.split())
    new_words = sorted(word for s in after for b in s.blocks for word in b.split())
    balance = sorted(old_words + " ".join(new).split())
    assert balance == sorted(new_words + " ".join(gone).split())
    if before == after:
        assert not found
    if not found:
        # A reader sees titles and texts; where they stand and what their ids are she is not told of.
        assert sorted((s.title, s.blocks) for s in before) == sorted((s.title, s.blocks) for s in after)


@pytest.fixture(scope="module")
def course() -> Course:
    return our_course()


def test_the_words_of_a_lesson_are_read_whole_and_without_its_questions(course: Course) -> None:
    for lesson in (lesson for module in course.modules for lesson in module.lessons):
        sections = sections_of(lesson)
        assert [s.id for s in sections] == ["", *(s.id for s in lesson.sections)]
        words = sum(len(block.split()) for s in sections for block in s.blocks)
        assert lesson.words * 0.85 < words < lesson.words * 1.25, lesson.id
        assert "Back to text" not in str(sections)


def test_blocks_of_every_kind() -> None:
    html = (
        '<p class="opening">One<a class="ref" href="#r1">1</a>.</p><div class="aside" id="term-x"><b>X</b> what it is</div>'
        '<dl class="talk"><dt>You</dt><dd>Hello.</dd><dt>Walter</dt><dd>Hm.</dd></dl><figure><svg><text>box</text></svg>'
        "<figcaption>Who &amp; what</figcaption></figure><table><caption>T</caption><tr><th>a</th><td>b</td></tr></table>"
        "<ul><li>first</li><li><p>second</p></li></ul><details><summary>More</summary><p>Inside<br>it</p></details>"
    )
    assert blocks_of(html) == (
        "One.",
        "You: Hello.",
        "Walter: Hm.",
        "Who & what",
        "T",
        "a | b",
        "first",
        "second",
        "More",
        "Inside it",
    )
