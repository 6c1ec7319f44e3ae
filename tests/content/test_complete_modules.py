"""Every complete module, held against what the content guide asks of one, and its questions against their own figures."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Callable
from fractions import Fraction
from itertools import permutations

import pytest

from lms.curriculum.course import Item, Module, Quiz
from lms.curriculum.material import Option
from lms.curriculum.tally import reading_grade
from tests.house.source import ROOT
from tests.learner import our_course

COMPLETE = [module for module in our_course().modules if module.status == "complete"]
LATER = [module for module in COMPLETE if module.number > 1]
SHOWN = [
    item
    for module in COMPLETE
    for quiz in (module.post_test, module.practice)
    if quiz
    for item in quiz.items
    if item.kind in ("chart", "table", "row")
]
SPEC = importlib.util.spec_from_file_location("blind_bank", ROOT / "scripts" / "blind_bank.py")
assert SPEC is not None
assert SPEC.loader is not None
blind_bank = importlib.util.module_from_spec(SPEC)
sys.modules[SPEC.name] = blind_bank
SPEC.loader.exec_module(blind_bank)
THUMB = 0.36
"""Chance is one in four; eleven points more is about one standard deviation and a half in a bank of forty."""
NUMBER = re.compile(r"\d+(?:\.\d+)?")


def each(modules: list[Module]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("module", modules, ids=lambda module: module.id)


@each(COMPLETE)
def test_a_module_holds_what_the_content_guide_asks(module: Module) -> None:
    assert module.post_test is not None
    assert module.practice is not None
    assert module.key_points is not None
    assert len([case for case in module.cases if case.kind == "case"]) >= 3
    assert len(module.practice.items) >= 15
    assert len(module.post_test.items) >= 36
    assert len(module.key_points.items) >= 12
    assert len(module.tools) >= 5
    assert {duty for objective in module.objectives for duty in objective.duties}
    assert sum(our_course().minutes_of[part] for part in module.required) <= 180


@each(LATER)
def test_a_module_requires_two_cases_and_two_labs_and_has_more(module: Module) -> None:
    """As issue 5 asks of Modules 2 to 4: five labs of three kinds at least, conversations counted among them."""
    kinds = [our_course().kind_of[part] for part in module.required]
    assert (kinds.count("case"), kinds.count("lab"), kinds.count("test")) == (2, 2, 1)
    practiced = [lab.kind for lab in module.exercises]
    practiced += [case.kind for case in module.cases if case.kind == "conversation"]
    assert len(practiced) >= 5
    assert len(set(practiced)) >= 3


@each(LATER)
def test_two_questions_of_five_have_something_to_read(module: Module) -> None:
    assert module.post_test is not None
    items = module.post_test.items
    assert len([item for item in items if item.kind != "text"]) >= 0.4 * len(items)


@each(LATER)
def test_lessons_do_not_read_like_a_primer(module: Module) -> None:
    """The guide wants grade 9 to 11; docs/course/quality.md has how far that was reached, and this is its floor."""
    assert {lesson.id: found for lesson in module.lessons if not 9 <= (found := reading_grade(lesson)) <= 11} == {}


@each(COMPLETE)
def test_no_rule_of_thumb_finds_the_keys(module: Module) -> None:
    """The longest option, the shortest, the most careful ...: none of them leads to the key much more often than chance."""
    assert module.post_test is not None
    found = {name: mean_found(module.post_test, weight) for name, weight in blind_bank.RULES.items()}
    assert {name: round(share, 2) for name, share in found.items() if share > THUMB} == {}


def mean_found(quiz: Quiz, weight: Callable[[Option], float]) -> float:
    return sum(blind_bank.found(item.options, weight) for item in quiz.items) / len(quiz.items)


@pytest.mark.parametrize("item", SHOWN, ids=lambda item: item.id)
def test_the_text_holds_every_number_that_the_key_needs(item: Item) -> None:
    """A number of the key stands in the stem or in a fact it rests on, or one step of arithmetic leads there from two of them."""
    course = our_course()
    key = next(option for option in item.options if option.correct)
    facts = " ".join(course.facts[fact].statement for fact in item.facts)
    given = (
        numbers(re.sub(r"<[^>]+>", " ", item.stem_html)) | numbers(facts) | {Fraction(2), Fraction(60), Fraction(100)}
    )
    missing = {number for number in numbers(key.text) if not reached(number, given)}
    assert missing == set()


def numbers(text: str) -> set[Fraction]:
    """The figures of a text."""
    return {Fraction(found) for found in NUMBER.findall(text.replace(",", ""))}


def reached(number: Fraction, given: set[Fraction]) -> bool:
    """Whether a number is given, or is the sum, difference, product, quotient or change in percent of two that are."""
    if number in given:
        return True
    for first, second in permutations(given, 2):
        found = {first + second, first - second, first * second}
        if second:
            found |= {first / second, Fraction(round(100 * (second - first) / second))}
        if number in found:
            return True
    return False


def test_arithmetic_reaches_what_follows_and_nothing_else() -> None:
    given = numbers("PHQ-9 of 20, then 15, in week 9")
    assert reached(Fraction(25), given)
    assert reached(Fraction(5), given)
    assert not reached(Fraction(41), given)
