"""Where the choices of a case lead: conditions, what a choice changes, and every state that a reader can come to. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lms.curriculum.material import Case, Choice, Comparison, Stage, Variable, When

MOST_STATES = 20_000
"""More than any case that a person can follow; one that goes on has to be made smaller."""


@dataclass(frozen=True)
class Known:
    """What has come about on a path: the flags that are set, and the numbers in the order in which the case declares them."""

    flags: frozenset[str] = frozenset()
    numbers: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class State:
    """A stage as somebody comes to it. `erred`: not every choice before it was the best."""

    stage_id: str
    known: Known
    erred: bool = False


def at_start(variables: Sequence[Variable], seat: str = "") -> Known:
    """What stands before the first decision: the numbers at their start, and the seat as a flag."""
    return Known(frozenset({seat} if seat else ()), tuple((each.name, each.start) for each in variables))


def holds(when: When, known: Known) -> bool:
    """Whether every condition is met; one on a number that does not exist is not."""
    numbers = dict(known.numbers)
    return all(
        (condition[0] in known.flags) is condition[1]
        if len(condition) == 2
        else condition[0] in numbers and compares(numbers[condition[0]], condition[1], condition[2])
        for condition in when
    )


def compares(number: int, comparison: Comparison, other: int) -> bool:
    """Whether `number` stands in this relation to `other`."""
    return {
        "<": number < other, "<=": number <= other, "=": number == other,
        "!=": number != other, ">=": number >= other, ">": number > other,
    }[comparison]  # fmt: skip


def offered(stage: Stage, known: Known) -> tuple[Choice, ...]:
    """The choices that a reader has at a stage."""
    return tuple(choice for choice in stage.choices if holds(choice.when, known))


def asked(stage: Stage, known: Known) -> str:
    """The question at a stage, as inline HTML."""
    return next((each.html for each in stage.questions if holds(each.when, known)), stage.question_html)


def after(choice: Choice, known: Known, variables: Sequence[Variable]) -> Known:
    """What stands once a choice is made. A number stops at its bounds."""
    changes = dict(choice.changes)
    bounds = {each.name: each for each in variables}
    numbers = tuple(
        (name, min(max(number + changes.get(name, 0), bounds[name].least), bounds[name].most))
        for name, number in known.numbers
    )
    return Known(known.flags | frozenset(choice.sets), numbers)


def leads_to(choice: Choice, known: Known) -> str | None:
    """The first target whose conditions hold, given what stands after the choice; None when it leads nowhere."""
    return next((target.stage_id for target in choice.targets if holds(target.when, known)), None)


def states(case: Case, starts: Sequence[Known]) -> Iterator[State]:
    """Every state that some run comes to, each once, the nearest first; no more than MOST_STATES of them."""
    ahead = [State(case.start, known) for known in starts]
    seen: set[State] = set()
    for state in ahead:  # Grows while it is walked.
        if state in seen or state.stage_id not in case.stages or len(seen) >= MOST_STATES:
            continue
        seen.add(state)
        yield state
        for choice in offered(case.stages[state.stage_id], state.known):
            known = after(choice, state.known, case.variables)
            onward = leads_to(choice, known)
            if onward is not None:
                ahead.append(State(onward, known, state.erred or choice.grade != "best"))


def loops(stages: Mapping[str, Stage]) -> tuple[str, ...]:
    """Stages that lie on a circle of the graph, conditions ignored, in written order."""
    onward = {
        name: {target.stage_id for choice in stage.choices for target in choice.targets}
        for name, stage in stages.items()
    }
    return tuple(name for name in stages if name in _behind(name, onward))


def _behind(stage: str, onward: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    ahead = list(onward.get(stage, ()))
    while ahead:
        here = ahead.pop()
        if here not in found:
            found.add(here)
            ahead += onward.get(here, ())
    return found


def expert_path(case: Case, start: Known) -> tuple[tuple[str, str], ...]:
    """(stage, choice) of the best choice at every stage from the start; stops at an end or a repetition."""
    name: str | None = case.start
    known, path = start, dict[str, str]()
    while name is not None and name in case.stages and name not in path:
        best = next((each for each in offered(case.stages[name], known) if each.grade == "best"), None)
        if best is None:
            break
        path[name] = best.id
        known = after(best, known, case.variables)
        name = leads_to(best, known)
    return tuple(path.items())
