"""What looks like a real patient's number or date, and what only looks like training."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.identifying import identifying, warning

LOOKS_LIKE = [
    ("Call her on 555-014-2231 after four", "a phone number", "555-014-2231"),
    ("(555) 014-2231", "a phone number", "(555) 014-2231"),
    ("+44 20 7946 0958", "a phone number", "+44 20 7946 0958"),
    ("ring 5550142231", "a phone number", "5550142231"),
    ("extension 555-0142", "a phone number", "555-0142"),
    ("DOB 4/5/61", "a birth date", "DOB 4/5/61"),
    ("born on 4 May 1961", "a birth date", "born on 4 May 1961"),
    ("seen 04/05/1961", "a birth date", "04/05/1961"),
    ("1961-05-04", "a birth date", "1961-05-04"),
    ("May 4th, 1961", "a birth date", "May 4th, 1961"),
    ("MRN 0048213", "a record number", "MRN 0048213"),
    ("chart no. A-48213", "a record number", "chart no. A-48213"),
    ("the one with 48213377", "a record number", "48213377"),
    ("AB1234567", "a record number", "AB1234567"),
    ("078-05-1120", "an identity number", "078-05-1120"),
]
TRAINING = [
    "Call or text 988; veterans text 838255.",
    "Bill 99492 once, then 99493 and 99494; G2214 for thirty minutes.",
    "PHQ-9 was 18, then 12 at week 8: 18, 17, 16, 15.",
    "Panel review on 4 May, first patients on 15 June 2026, at 10:42.",
    "Due 2026-06-15, six weeks from 05/04/2026.",
    "10,000 patients in 2,500 clinics; 1.25 million; R-5C81-0447.",
    "Born in Chicago. Ask about her birthday.",
    "Kofi, 58, two weeks into treatment.",
    "",
]


@pytest.mark.parametrize(("text", "kind", "piece"), LOOKS_LIKE)
def test_what_could_name_a_real_patient_is_seen(text: str, kind: str, piece: str) -> None:
    (found,) = identifying(text)
    assert (found.kind, found.text) == (kind, piece)
    said = warning(text)
    assert said is not None
    assert kind in said
    assert piece in said


@pytest.mark.parametrize("text", TRAINING)
def test_what_training_is_about_is_let_be(text: str) -> None:
    assert identifying(text) == ()
    assert warning(text) is None


def test_more_than_one_is_counted_in_order() -> None:
    text = "MRN 0048213, born 4 May 1961, on 555-014-2231"
    assert [each.kind for each in identifying(text)] == ["a record number", "a birth date", "a phone number"]
    assert "There are 2 more like it." in str(warning(text))


@given(st.text(max_size=400))
def test_no_text_breaks_it_and_every_piece_is_in_the_text(text: str) -> None:
    for found in identifying(text):
        assert found.text in text


def test_a_long_text_of_figures_is_read_in_a_moment() -> None:
    assert len(identifying("1234567 " * 2_500)) == 2_500
