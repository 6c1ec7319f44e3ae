"""Arithmetic, graph walks and words of the course, on plain values: minutes, sentence lengths, paths through a case, queries."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from fractions import Fraction
from math import ceil

When = Sequence[tuple[str, bool]]
Move = tuple[Sequence[str], Sequence[tuple[str, When]]]
"""One choice: the flags it sets and its targets, each with its conditions."""

MOST_STATES = 20_000
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


def holds(when: When, flags: frozenset[str]) -> bool:
    """Whether every condition is met by the flags that are set."""
    return all((flag in flags) == wanted for flag, wanted in when)


def next_stage(move: Move, flags: frozenset[str]) -> tuple[str | None, frozenset[str]]:
    """Where a choice leads, and the flags after it; None when no target's conditions hold."""
    after = flags | frozenset(move[0])
    return next((stage for stage, when in move[1] if holds(when, after)), None), after


def reachable(start: str, moves: Mapping[str, Sequence[Move]]) -> frozenset[str]:
    """Every stage that some run of the case arrives at, flags considered."""
    seen: set[tuple[str, frozenset[str]]] = set()
    ahead: list[tuple[str, frozenset[str]]] = [(start, frozenset())]
    while ahead and len(seen) < MOST_STATES:
        state = ahead.pop()
        if state in seen:
            continue
        seen.add(state)
        for move in moves.get(state[0], ()):
            stage, flags = next_stage(move, state[1])
            if stage is not None:
                ahead.append((stage, flags))
    return frozenset(stage for stage, _ in seen)


def loops(moves: Mapping[str, Sequence[Move]]) -> tuple[str, ...]:
    """Stages that lie on a circle of the graph, conditions ignored, in written order."""
    onward = {stage: {target for _, targets in several for target, _ in targets} for stage, several in moves.items()}
    return tuple(stage for stage in moves if stage in _behind(stage, onward))


def _behind(stage: str, onward: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    ahead = list(onward.get(stage, ()))
    while ahead:
        here = ahead.pop()
        if here not in found:
            found.add(here)
            ahead += onward.get(here, ())
    return found


def walk(start: str, moves: Mapping[str, Move]) -> Iterator[str]:
    """The stages met by taking one given move at each stage, the start included; stops at an end or a repetition."""
    stage: str | None = start
    flags: frozenset[str] = frozenset()
    met: set[str] = set()
    while stage is not None and stage not in met:
        met.add(stage)
        yield stage
        if stage not in moves:
            return
        stage, flags = next_stage(moves[stage], flags)


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


def recovers(start: str, moves: Mapping[str, Sequence[tuple[Move, bool]]], wanted: frozenset[str]) -> bool:
    """Whether some run takes a choice that is not the best (False beside its move) and still ends in a wanted stage."""
    seen: set[tuple[str, frozenset[str], bool]] = set()
    ahead: list[tuple[str, frozenset[str], bool]] = [(start, frozenset(), False)]
    while ahead and len(seen) < MOST_STATES:
        state = ahead.pop()
        if state in seen:
            continue
        seen.add(state)
        name, flags, erred = state
        if erred and name in wanted:
            return True
        for move, best in moves.get(name, ()):
            stage, after = next_stage(move, flags)
            if stage is not None:
                ahead.append((stage, after, erred or not best))
    return False


def likeness(one: str, other: str) -> float:
    """How much two texts share: words in common over words in all, 0 to 1, capitals and marks ignored."""
    first, second = (set(re.findall(r"\w+", text.lower())) for text in (one, other))
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
