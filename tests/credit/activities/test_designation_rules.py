"""Each condition of a designation: when it holds, when it does not, and that nothing else is judged by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from lms.credit.accreditors.rules import FORMAT, CreditType
from lms.credit.activities.rules.designation import (
    Case,
    Cover,
    Exam,
    Maker,
    Part,
    conditions,
    covering,
    open_conditions,
)
from lms.credit.activities.rules.keeping import (
    carry_words,
    credit_problem,
    inputs_from,
    inputs_kept,
    most_credit,
    worked_kept,
)
from lms.credit.hours.rules import Inputs, calculate, needs_new_designation
from lms.credit.providers.rules import Term
from tests.credit.approved import harbor

TODAY = date(2026, 5, 4)
RULES = harbor()
KIND = RULES.credit_types[0]
COVER = Cover("a1", "HC-0042", Term(date(2026, 1, 1), date(2026, 12, 31)), (FORMAT,), None)
NOMVULA = Maker("Nomvula Dube", "MD", ("author", "planner", "reviewer"), ("l1", "t1"), date(2026, 4, 1))
EXAM = Exam("Module test", 30, 80)
GOOD = Case(
    today=TODAY, rules=RULES, kind=KIND, provider=True, confirmed=True, covers=(COVER,), unit="m1", format=FORMAT,
    parts=(Part("l1", "A lesson"), Part("t1", "Module test")), makers=(NOMVULA,), support_stated=True, frozen=True,
    unchanged=True, released_on=TODAY, reviewed_on=TODAY, ends_on=date(2029, 5, 3), raters=2, minutes=Fraction(61),
    most=Fraction(1), exams=(EXAM,),
)  # fmt: skip


def longer(**changed: Any) -> CreditType:
    return replace(KIND, **changed)


def maker(**changed: Any) -> dict[str, Any]:
    return {"makers": (replace(NOMVULA, **changed),)}


def exam(**changed: Any) -> dict[str, Any]:
    return {"exams": (replace(EXAM, **changed),)}


def cover(**changed: Any) -> dict[str, Any]:
    return {"covers": (replace(COVER, **changed),)}


def test_all_hold_for_an_activity_that_has_everything() -> None:
    assert open_conditions(GOOD) == ()
    assert all(each.sentence.endswith(".") for each in conditions(GOOD))
    assert len({each.name for each in conditions(GOOD)}) == len(conditions(GOOD))


@pytest.mark.parametrize(
    ("change", "names", "words"),
    [
        ({"provider": False}, {"Provider"}, "Nobody has said who the provider is"),
        ({"confirmed": False}, {"Rules"}, "Nobody has confirmed version 1"),
        ({"rules": replace(RULES, effective_to=TODAY - timedelta(days=1))}, {"Rules"}, "not in force today"),
        ({"rules": replace(RULES, effective_from=TODAY + timedelta(days=1))}, {"Rules"}, "not in force today"),
        ({"rules": replace(RULES, formats=("live",))}, {"Format"}, "no credit for this format"),
        ({"covers": ()}, {"Approval"}, "No approval of Harbor Council"),
        (cover(term=Term(TODAY - timedelta(days=9), TODAY - timedelta(days=1))), {"Approval"}, "in term today"),
        (cover(term=Term(TODAY + timedelta(days=1), TODAY + timedelta(days=9))), {"Approval"}, "in term today"),
        (cover(term=replace(COVER.term, withdrawn_on=TODAY)), {"Approval"}, "in term today"),
        (cover(formats=("live",)), {"Approval"}, "covers this format and this activity"),
        (cover(unit="m2"), {"Approval"}, "covers this format and this activity"),
        ({"missing": ("its objectives",)}, {"Description"}, "its objectives"),
        ({"frozen": False}, {"Content"}, "not frozen"),
        ({"unchanged": False}, {"Content"}, "changed since"),
        ({"closed": True}, {"Content"}, "closed"),
        (maker(reviewed=("l1",)), {"Reviewers"}, "Module test"),
        (maker(credentials=" "), {"Reviewers"}, "A lesson and Module test"),
        (maker(roles=("author", "planner")), {"Reviewers"}, "A lesson and Module test"),
        ({"parts": ()}, {"Reviewers"}, "Nothing is required"),
        (maker(roles=("author", "reviewer")), {"Planners"}, "Nobody is named who planned it"),
        (maker(disclosed_on=None), {"Disclosures"}, "Nomvula Dube"),
        (maker(disclosed_on=date(2024, 5, 3)), {"Disclosures"}, "last 24 months"),
        (maker(mitigated=False), {"Mitigation"}, "not mitigated: Nomvula Dube"),
        ({"makers": ()}, {"Reviewers", "Planners", "Disclosures"}, "nobody has disclosed"),
        ({"support_stated": False}, {"Commercial support"}, "none is a statement too"),
        ({"raters": 1}, {"Difficulty"}, "1 of at least 2"),
        ({"minutes": None, "most": None}, {"Calculation", "Length"}, "not worked out"),
        ({"most": Fraction(0)}, {"Calculation", "Length"}, "That is no credit"),
        ({"kind": longer(minimum_minutes=75)}, {"Length"}, "less than 75 minutes"),
        ({"exams": ()}, {"Post-test", "Pass mark", "Objectives"}, "no post-test"),
        (exam(pass_mark=79), {"Pass mark"}, "Module test, 79 %"),
        (exam(two_answers=1), {"True or false"}, "1 true-or-false questions"),
        (exam(uncovered=("Name the roles",)), {"Objectives"}, "Name the roles"),
        ({"released_on": None}, {"Release"}, "not set"),
        ({"ends_on": None}, {"Release"}, "not set"),
        ({"released_on": TODAY + timedelta(days=1)}, {"Release"}, "5 May 2026"),
        ({"ends_on": TODAY - timedelta(days=1)}, {"Release"}, "last day was 3 May 2026"),
        ({"reviewed_on": None}, {"Review"}, "never reviewed"),
        ({"reviewed_on": date(2023, 5, 3)}, {"Review"}, "reviewed again by 3 May 2026"),
        ({"designated": True}, {"Once"}, "already"),
    ],
)
def test_what_is_missing_is_named_and_nothing_else(change: dict[str, Any], names: set[str], words: str) -> None:
    left = open_conditions(replace(GOOD, **change))
    assert {each.name for each in left} == names
    assert any(words in each.sentence for each in left)


@pytest.mark.parametrize(
    "change",
    [maker(disclosed_on=date(2024, 5, 4)), {"reviewed_on": date(2023, 5, 4)}, {"ends_on": TODAY},
     cover(term=Term(TODAY, TODAY)), cover(unit="m1"), {"kind": longer(minimum_minutes=60)},
     {"kind": longer(true_false=1), **exam(two_answers=1)}],
)  # fmt: skip
def test_what_just_holds_holds(change: dict[str, Any]) -> None:
    assert open_conditions(replace(GOOD, **change)) == ()


def test_a_designation_rests_on_the_approval_that_ends_last() -> None:
    later = replace(COVER, id="a2", number="HC-0043", term=Term(date(2026, 5, 4), date(2027, 5, 3)))
    gone = replace(later, id="a3", term=Term(date(2026, 5, 4), date(2028, 5, 3), withdrawn_on=TODAY))
    assert covering(replace(GOOD, covers=(COVER, later, gone))) == later


# The two worked examples of section 5e, with their pilots.
A = Inputs(
    Fraction(7600), Fraction(10), Fraction(3), Fraction(18), tuple(map(Fraction, (81, 88, 92, 95, 97, 104, 110, 118)))
)
B = Inputs(Fraction(3900), Fraction(8), Fraction(2), Fraction(25), tuple(map(Fraction, (38, 41, 44, 47, 52))))


@pytest.mark.parametrize(
    ("inputs", "change", "most"),
    [(A, {"questions_per_credit": 0}, "1.25"), (A, {"questions_per_credit": 8}, "1.25"), (A, {"questions_per_credit": 10}, "1"),
     (A, {"questions_per_credit": 0, "basis": "words"}, "1.25"), (B, {"questions_per_credit": 0}, "0.5"),
     (B, {"questions_per_credit": 0, "basis": "words"}, "0.5"), (A, {"questions_per_credit": 8, "step": Fraction(1, 2)}, "1"),
     (replace(A, difficulty=None), {}, "0")],
)  # fmt: skip
def test_the_most_of_a_type_is_rounded_down_and_capped(inputs: Inputs, change: dict[str, Any], most: str) -> None:
    assert most_credit(calculate(inputs, per_credit=0), longer(**change)) == Fraction(most)


@given(
    some.integers(0, 60_000), some.integers(0, 60), some.integers(10, 50), some.integers(0, 300),
    some.lists(some.integers(1, 900), min_size=3, max_size=9) | some.just([]), some.sampled_from(RULES.credit_types),
)  # fmt: skip
def test_a_calculation_comes_back_as_it_was_and_no_type_passes_it(
    words: int, items: int, tenths: int, labs: int, pilot: list[int], kind: CreditType
) -> None:
    inputs = Inputs(Fraction(words), Fraction(items), Fraction(tenths, 10), Fraction(labs), tuple(map(Fraction, pilot)))
    assert inputs_from(inputs_kept(inputs)) == inputs
    worked = calculate(inputs, per_credit=0)
    most = most_credit(worked, kind)
    assert worked.minutes is not None
    assert most * 60 <= worked.minutes
    assert most * kind.questions_per_credit <= items
    assert most % Fraction(1, 4) == 0
    assert len(worked_kept(worked)["methods"]) == 4
    for quarters in range(-1, 9):
        asked = Fraction(quarters, 4)
        fits = 0 < asked <= most and asked * 60 >= kind.minimum_minutes
        assert (credit_problem(asked, most, kind) is None) == fits


@pytest.mark.parametrize("asked", [None, "1.3", "0", "-1", "1.125"])
def test_no_other_steps_are_designated(asked: str | None) -> None:
    assert credit_problem(None if asked is None else Fraction(asked), Fraction(2), KIND) is not None


@given(some.integers(0, 600), some.integers(0, 600))
def test_hours_are_carried_over_when_no_new_designation_is_needed(before: int, after: int) -> None:
    told = carry_words(Fraction(before), Fraction(after))
    assert ("cannot be carried" in told) == needs_new_designation(Fraction(before), Fraction(after))
