"""Somebody who knows every lab, from its start to its end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lms.curriculum.course import Exercise
from lms.practice.known import known_move
from lms.practice.lab import Lab, Move


def moves(lab: Lab[Any], exercise: Exercise, seed: int) -> Iterator[Move]:
    """The best moves of a variant from its start to its end."""
    state = lab.begin(exercise, seed)
    while not lab.ended(state):
        yield (move := known_move(exercise, state))
        state = lab.move(exercise, state, move)
