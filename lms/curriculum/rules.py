"""Arithmetic and words of the course, on plain values: minutes, shares, likeness, queries."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from fractions import Fraction
from functools import lru_cache
from math import ceil

EVEN = 7.815
"""Chi-square with three degrees of freedom above which four positions differ more than by chance (p < .05)."""


def lesson_minutes(words: int, checks: int, words_per_minute: Fraction, minutes_per_check: Fraction) -> int:
    """Whole minutes of training time for a lesson, rounded up."""
    return ceil(words / words_per_minute + checks * minutes_per_check)


def case_minutes(decisions: int, minutes_per_stage: Fraction) -> int:
    """Whole minutes for a case: each decision stage and the one ending a reader sees, rounded up."""
    return ceil((decisions + 1) * minutes_per_stage)


def lab_minutes(steps: int, minutes_per_step: Fraction) -> int:
    """Whole minutes for a lab of so many steps, rounded up."""
    return ceil(steps * minutes_per_step)


def test_minutes(draw: int, minutes_per_item: Fraction) -> int:
    """Whole minutes for a test of `draw` items, rounded up."""
    return ceil(draw * minutes_per_item)


def longest_share(lengths: Iterable[tuple[int, Sequence[int]]]) -> Fraction:
    """Of items given as (length of the key, lengths of the others), the share whose key is or ties as the longest."""
    every = list(lengths)
    longest = sum(key >= max(others, default=0) for key, others in every)
    return Fraction(longest, len(every)) if every else Fraction(0)


def top_position(positions: Iterable[str]) -> tuple[str, Fraction]:
    """The written position that most often holds the key, and its share."""
    every = list(positions)
    if not every:
        return "", Fraction(0)
    best = max(sorted(set(every)), key=every.count)
    return best, Fraction(every.count(best), len(every))


def unevenness(counts: Mapping[str, int], places: Sequence[str]) -> float:
    """Chi-square of counts against the same number in each place; 0 for none."""
    total = sum(counts.get(place, 0) for place in places)
    expected = total / len(places)
    return sum((counts.get(place, 0) - expected) ** 2 for place in places) / expected if total else 0.0


@lru_cache(maxsize=4_096)
def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.lower()))


def likeness(one: str, other: str) -> float:
    """How much two texts share: words in common over words in all, 0 to 1, capitals and marks ignored."""
    first, second = _words(one), _words(other)
    return len(first & second) / len(first | second) if first | second else 1.0


QUERY_LENGTH, QUERY_WORDS, WORD_LENGTH = 200, 12, 40


def search_words(query: str, *, most: int | None = QUERY_WORDS) -> tuple[str, ...]:
    """The words of a query in small letters, each once; signs and operators are no words. `most` None: of a whole text."""
    text = unicodedata.normalize("NFC", query if most is None else query[:QUERY_LENGTH]).casefold()
    words = (word[:WORD_LENGTH] for word in re.findall(r"[^\W_]+", text))
    return tuple(dict.fromkeys(words))[:most]


def match_of(words: Sequence[str], *, every: bool) -> str:
    """A full-text expression for words that hold letters and figures alone; a word of three or more may go on."""
    return f" {'AND' if every else 'OR'} ".join(f'"{word}"{"*" if len(word) > 2 else ""}' for word in words)


def nearest(words: Sequence[str], known: Iterable[str], *, most: int = 4) -> tuple[str, ...]:
    """What may have been meant: the words with unknown ones put right, then known words and titles like them."""
    every = sorted(known)
    there = set(every)
    wanted = " ".join(words)
    put_right = [word if word in there else next(iter(_like(word, every, 1)), word) for word in words]
    found = [" ".join(put_right)] if tuple(put_right) != tuple(words) else []
    found += _like(wanted, every, most)
    for word in words:
        found += _like(word, every, 2) if word not in there else ()
    return tuple(each for each in dict.fromkeys(found) if each != wanted)[:most]


def _like(word: str, known: Sequence[str], most: int) -> list[str]:
    near = [each for each in known if abs(len(each) - len(word)) <= 3]
    return get_close_matches(word, near, n=most, cutoff=0.68)
