"""Formulas of worksheets: exact, with nothing in them but sums, and shown as they are worked out."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.curriculum.exercises.formula import (
    FormulaProblem,
    figure,
    in_figures,
    in_words,
    names_in,
    read_formula,
    work_out,
)

VALUES = {"patients": Fraction(140), "high": Fraction(80), "low": Fraction(60), "none": Fraction(0)}


@pytest.mark.parametrize(
    ("formula", "wanted"),
    [
        ("patients / high", Fraction(7, 4)), ("ceil(patients / high)", 2), ("floor(patients / low)", 2),
        ("2 * (patients + 1) - 0.5", Fraction(563, 2)), ("-high", -80), ("max(0, low - high)", 0), ("min(low, high)", 60),
        ("patients > high", 1), ("patients <= high", 0), ("patients == 140", 1), ("low < high and high < 100", 1),
        ("low > high or high > 100", 0), ("0 > 1", 0), ("0.1 + 0.2 == 0.3", 1),
    ],
)  # fmt: skip
def test_sums(formula: str, wanted: Fraction) -> None:
    assert work_out(formula, VALUES) == wanted


@pytest.mark.parametrize(
    "formula",
    [
        "", "patients +", "patients high", "patients ** 2", "patients % 2", "patients // 2", "'a'", "True", "[1]", "a.b",
        "open('x')", "__import__('os')", "ceil", "ceil()", "ceil(1, 2)", "ceil(x=1)", "patients if low else high",
        "lambda: 1", "low < high < 100", "not low", "low != high", "patients / none", "nothing + 1", "1" * 300,
        "(" * 150 + "1" + ")" * 150, "patients[0]", "f'{low}'", "1j", "low := 3", "*low", "ceil(*low)",
    ],
)  # fmt: skip
def test_what_is_no_sum_is_refused(formula: str) -> None:
    with pytest.raises(FormulaProblem):
        work_out(formula, VALUES)


@given(text=st.text(alphabet="ab1+-*/()<>=., '\"[]_x\n\\", max_size=60))
def test_anything_written_is_a_sum_or_a_problem(text: str) -> None:
    try:
        read_formula(text)
        names_in(text)
        work_out(text, {name: Fraction(3) for name in names_in(text)})
    except FormulaProblem:
        pass


@given(patients=st.integers(1, 5000), low=st.integers(1, 200), more=st.integers(0, 200))
def test_posts_stay_within_the_range(patients: int, low: int, more: int) -> None:
    values = {"patients": Fraction(patients), "high": Fraction(low + more)}
    posts = work_out("ceil(patients / high)", values)
    assert (posts - 1) * (low + more) < patients <= posts * (low + more)


def test_names_and_words() -> None:
    assert names_in("ceil(patients / high) + patients") == ("patients", "high")
    labels = {"patients": "Patients", "high": "upper end"}
    assert in_words("ceil(patients / high) * 2", labels) == "rounded up (Patients ÷ upper end) × 2"
    assert in_figures("patients / high - low", VALUES) == "140 ÷ 80 − 60"
    assert in_figures("max(0, low - high)", VALUES) == "the larger of (0, 60 − 80)"


@pytest.mark.parametrize(
    ("value", "decimals", "said"),
    [
        (Fraction(7, 4), 2, "1.75"), (Fraction(7, 3), 2, "2.33"), (Fraction(5, 2), 0, "3"), (Fraction(2), 2, "2"),
        (Fraction(12345), 0, "12,345"), (Fraction(1, 2), 1, "0.5"), (Fraction(-7, 4), 1, "−1.8"), (Fraction(1, 100), 1, "0"),
        (Fraction(-1, 100), 1, "0"), (Fraction(999, 1000), 2, "1"), (Fraction(21, 20), 2, "1.05"),
    ],
)  # fmt: skip
def test_figures(value: Fraction, decimals: int, said: str) -> None:
    assert figure(value, decimals) == said
