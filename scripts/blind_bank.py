"""A post-test bank for somebody who has not read the module, and how often she found the key by its look alone.

    .venv/bin/python scripts/blind_bank.py m2-test                    prints the paper: stems and options, no key, no titles
    .venv/bin/python scripts/blind_bank.py m2-test --options-only     the same without the stems
    .venv/bin/python scripts/blind_bank.py m2-test --answers FILE     scores lines such as `12 b`; lists what was found
    .venv/bin/python scripts/blind_bank.py m2-test --looks            what rules of thumb find: longest, shortest, most cautious ...

Options stand in an order drawn from the bank's ID, so paper and score agree. docs/course/quality.md has the method and the figures.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from html import unescape
from pathlib import Path
from random import Random

from lms.curriculum.course import Item, Quiz
from lms.curriculum.library import course_folder
from lms.curriculum.loader import load_course
from lms.curriculum.material import Option

LETTERS = "abcd"
CAUTION = re.compile(r"(?i)\b(ask|asks|before|first|today|now|tell|tells|PCP|clinic|protocol|may|might|until)\b")


def main() -> int:
    """Print what was asked for."""
    parser = argparse.ArgumentParser(description="A bank without its keys, and a score of who guessed it.")
    parser.add_argument("bank")
    parser.add_argument("--course", default=None)
    parser.add_argument("--options-only", action="store_true")
    parser.add_argument("--answers", type=Path)
    parser.add_argument("--looks", action="store_true")
    given = parser.parse_args()
    course = load_course(course_folder(given.course)).course
    quiz = course.quiz(given.bank) if course else None
    if quiz is None:
        parser.error(f"There is no bank {given.bank}, or the course has errors.")
    out = (
        looks(quiz) if given.looks else score(quiz, given.answers) if given.answers else paper(quiz, given.options_only)
    )
    sys.stdout.write("\n".join(out) + "\n")
    return 0


def shuffled(quiz: Quiz) -> Iterator[tuple[int, Item, Sequence[Option]]]:
    """Number, question and options in the order of the paper."""
    chance = Random(quiz.id)
    for number, item in enumerate(chance.sample(quiz.items, len(quiz.items)), 1):
        yield number, item, chance.sample(item.options, len(item.options))


def paper(quiz: Quiz, options_only: bool) -> Iterator[str]:
    """The questions without titles and keys."""
    for number, item, options in shuffled(quiz):
        yield f"{number}." + ("" if options_only else f" {plain(item.stem_html)}")
        yield from (f"   {letter}) {option.text}" for letter, option in zip(LETTERS, options, strict=True))


def score(quiz: Quiz, answers: Path) -> Iterator[str]:
    """How many keys were found, and which; a question without an answer counts as not found."""
    said = dict(re.findall(r"(?m)^\s*(\d+)\W+([abcd])\b", answers.read_text(encoding="utf-8")))
    right = [
        (number, item)
        for number, item, options in shuffled(quiz)
        if options[LETTERS.index(said.get(str(number), "a"))].correct and str(number) in said
    ]
    yield f"{len(right)} of {len(quiz.items)} found, {round(100 * len(right) / len(quiz.items))} %; {len(said)} answered."
    yield from (f"  {number}. {item.id}" for number, item in right)


def looks(quiz: Quiz) -> Iterator[str]:
    """How often the key is the option that a rule of thumb picks; a tie counts by chance. One in four is chance."""
    for name, weight in RULES.items():
        share = sum(found(item.options, weight) for item in quiz.items) / len(quiz.items)
        yield f"{name}: {round(100 * share)} %"


def found(options: Sequence[Option], weight: Callable[[Option], float]) -> float:
    """The chance that somebody who goes by `weight` alone takes the key."""
    most = max(map(weight, options))
    best = [option for option in options if weight(option) == most]
    return sum(option.correct for option in best) / len(best)


RULES: dict[str, Callable[[Option], float]] = {
    "the longest": lambda option: len(option.text),
    "the shortest": lambda option: -len(option.text),
    "most words of caution": lambda option: len(CAUTION.findall(option.text)),
    "fewest words of caution": lambda option: -len(CAUTION.findall(option.text)),
    "most figures": lambda option: len(re.findall(r"\d+", option.text)),
    "most commas": lambda option: option.text.count(","),
}


def plain(html: str) -> str:
    """The words of a stem; a row or a line of a dialogue on a line of its own."""
    text = re.sub(r"</(tr|p|dd|li|caption)>", "\n   ", html)
    text = re.sub(r"</(th|td|dt)>", " | ", text)
    return re.sub(r"\n\s*\n+", "\n   ", unescape(re.sub(r"<[^>]+>", "", text))).strip()


if __name__ == "__main__":
    raise SystemExit(main())
