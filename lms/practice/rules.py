"""Walking through a branching case: a state machine over the stages. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lms.curriculum.course import Block, Case, Choice, Stage


@dataclass(frozen=True)
class Taken:
    """One decision that was made: the stage and the choice, by id."""

    stage_id: str
    choice_id: str


@dataclass(frozen=True)
class Place:
    """Where a run stands: the stage, the flags set so far and the decisions behind it."""

    stage: Stage
    flags: frozenset[str]
    taken: tuple[Taken, ...]

    @property
    def ended(self) -> bool:
        """Whether the case is over."""
        return self.stage.ending is not None


class NoSuchChoice(Exception):
    """The stage has no choice of that id."""


def begin(case: Case) -> Place:
    """The first stage, with no flags."""
    return Place(case.stages[case.start], frozenset(), ())


def choose(case: Case, place: Place, choice_id: str) -> Place:
    """The place after a decision. The first target whose conditions hold after the choice's flags are set is taken."""
    choice = choice_of(place.stage, choice_id)
    flags = place.flags | set(choice.sets)
    for target in choice.targets:
        if holds(target.when, flags):
            return Place(case.stages[target.stage_id], flags, (*place.taken, Taken(place.stage.id, choice_id)))
    raise NoSuchChoice(f"{place.stage.id}/{choice_id} leads nowhere")


def replay(case: Case, taken: Sequence[Taken]) -> Place:
    """The place after a series of decisions from the start."""
    place = begin(case)
    for each in taken:
        if place.stage.id != each.stage_id:
            raise NoSuchChoice(f"{each.stage_id} is not where the run stands")
        place = choose(case, place, each.choice_id)
    return place


def choice_of(stage: Stage, choice_id: str) -> Choice:
    """A stage's choice by id. Raises NoSuchChoice."""
    for choice in stage.choices:
        if choice.id == choice_id:
            return choice
    raise NoSuchChoice(f"{stage.id} has no choice {choice_id}")


def holds(when: Sequence[tuple[str, bool]], flags: frozenset[str]) -> bool:
    """Whether all conditions hold; none always do."""
    return all((flag in flags) is wanted for flag, wanted in when)


def shown(stage: Stage, flags: frozenset[str]) -> tuple[Block, ...]:
    """The blocks of a stage's text that these flags let appear."""
    return tuple(block for block in stage.blocks if holds(block.when, flags))


def expert_decisions(case: Case) -> tuple[Taken, ...]:
    """The best decision at each stage from the start; the ending they lead to is not one of them."""
    return tuple(Taken(stage_id, choice_id) for stage_id, choice_id in case.expert_path if choice_id)


def decisions(case: Case) -> int:
    """How many decisions the longest way through takes, for "Stage 3 of 7"; the case has no loops."""
    longest: dict[str, int] = {}

    def depth(stage_id: str) -> int:
        if stage_id not in longest:
            targets = {target.stage_id for choice in case.stages[stage_id].choices for target in choice.targets}
            longest[stage_id] = 1 + max((depth(each) for each in targets), default=-1)
        return longest[stage_id]

    return depth(case.start)
