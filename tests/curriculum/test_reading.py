"""The reading level is worked out from counts that a table of words and sentences holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.curriculum.reading import grade, median_sentence, sentences, syllables

SPOKEN = {
    1: "a he the rings noon writes down care plan team scored asked called times week home whole once phone guide league lived months",
    2: "patient waiting before answer today doctor nurses clinic little table people quiet client using wanted needed taken reply weekly "
       "caseload questions nation special create being lonely safety homework changes races bridges wishes boxes every someone",
    3: "Yolanda medicine depression registry together remember recommend consultant another employer family idea area "
       "various suicide behavior provider relapses PCP somebody reported",
    4: "psychiatric information education anxiety behavioral BHCM usually emergency experience",
    5: "collaborative organization examination university",
}  # fmt: skip
COUNTED = [(word, count) for count, words in SPOKEN.items() for word in words.split()]


@pytest.mark.parametrize(("word", "count"), COUNTED)
def test_syllables_of_a_word(word, count):
    assert syllables(word) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("Dr. Kowal rings. Mrs. Reyes writes.", 2),
        ("He came at 4 p.m. on Friday.", 1),
        ("“No,” he says. “Not today.”", 2),
        ("One thing: ask.", 2),
        ("A line\n\nand another", 2),
    ],
)
def test_sentences_end_where_a_reader_stops(text, count):
    assert len(sentences(text)) == count


def test_the_stop_of_a_title_ends_no_sentence():
    assert median_sentence("Dr. Kowal rings Mr. Walter Hale today.") == 7


def test_the_grade_is_that_of_the_formula():
    assert grade(["The cat sat on the mat."]) == round(0.39 * 6 + 11.8 * 1 - 15.59, 1)
    assert grade([]) == grade(["", "..."]) == 0.0


def test_a_harder_text_has_a_higher_grade():
    plain = "He rings at noon. She asks how he slept. He says not much."
    hard = (
        "Psychiatric consultation necessitates interdisciplinary communication regarding pharmacological alternatives."
    )
    assert grade([plain]) < 3
    assert grade([hard]) > 12


@given(st.text(max_size=60))
def test_any_text_has_a_grade_and_every_word_a_syllable(text):
    assert isinstance(grade([text]), float)
    assert all(syllables(word) >= 1 for word in text.split())


@pytest.mark.parametrize(
    ("text", "median"),
    [
        ("", 0),
        ("One two three.", 3),
        ("One. Two words. Three more words.", 2),
        ('He said "No." Then he left.', 3),
        ("A b c\n\nd e", 2.5),
    ],
)
def test_median_sentence(text, median):
    assert median_sentence(text) == median
