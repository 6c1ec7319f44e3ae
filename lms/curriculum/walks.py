"""The rules on where a case leads: every state that a reader can come to is walked, and what goes wrong there is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lms.curriculum.material import Case, Choice, Stage, When
from lms.curriculum.paths import (
    MOST_STATES,
    Known,
    State,
    after,
    asked,
    at_start,
    expert_path,
    holds,
    loops,
    offered,
    states,
)
from lms.curriculum.report import Report
from lms.curriculum.script import WrittenStage
from lms.curriculum.shape import Reader

Walked = Mapping[str, tuple[State, ...]]


@dataclass(frozen=True)
class Spot:
    """A condition in the file: at which stage and on which line it stands, and the choice after which it is asked, if any."""

    stage_id: str
    when: When
    line: int
    what: str
    choice_id: str = ""


@dataclass(frozen=True)
class Sitting:
    """What a reader has before them at a stage: the choices offered there. `who` names the state where others have other choices."""

    stage: Stage
    choices: tuple[Choice, ...]
    who: str = ""


def starts(case: Case) -> tuple[Known, ...]:
    """What stands at the start of a case, for each seat."""
    return tuple(at_start(case.variables, seat.id) for seat in case.seats) or (at_start(case.variables),)


def with_experts(case: Case) -> Case:
    """The case with the experts' path of each seat."""
    seats = tuple(
        replace(seat, expert_path=expert_path(case, at_start(case.variables, seat.id))) for seat in case.seats
    )
    return replace(case, seats=seats, expert_path=expert_path(case, starts(case)[0]))


def walked(case: Case) -> Walked:
    """Stage → the states in which readers come to it."""
    found: dict[str, list[State]] = {}
    for state in states(case, starts(case)):
        found.setdefault(state.stage_id, []).append(state)
    return {name: tuple(several) for name, several in found.items()}


def sittings(case: Case, met: Walked) -> tuple[Sitting, ...]:
    """Every set of choices that some reader has at some stage; where nobody comes, all that is written there."""
    found: dict[tuple[str, tuple[str, ...]], Sitting] = {}
    for stage in case.stages.values():
        plain = not any(choice.when for choice in stage.choices)
        for state in met.get(stage.id, ()):
            choices = offered(stage, state.known)
            key = stage.id, tuple(choice.id for choice in choices)
            found.setdefault(key, Sitting(stage, choices, "" if plain else in_words(state.known)))
        if stage.id not in met and plain:
            found[stage.id, ()] = Sitting(stage, stage.choices)
    return tuple(each for each in found.values() if each.stage.ending is None and each.stage.choices)


def in_words(known: Known) -> str:
    """`pcp, asked, trust 3`: what holds in a state, for a message."""
    return ", ".join([*sorted(known.flags), *(f"{name} {number}" for name, number in known.numbers)]) or "nothing set"


def decisions(case: Case, met: Walked) -> int:
    """How many decisions a case has: those of its longest seat, or all that are written."""
    at = [stage.id for stage in case.stages.values() if not stage.id.startswith("end-")]
    if not case.seats:
        return len(at)
    return max(sum(_comes(met, name, seat.id) for name in at) for seat in case.seats)


def _comes(met: Walked, name: str, seat: str) -> bool:
    return any(seat in state.known.flags for state in met.get(name, ()))


def watch_graph(written: Sequence[WrittenStage], case: Case, met: Walked, reader: Reader) -> None:
    """Where the choices lead, and how large the case is."""
    path, report = reader.path, reader.report
    lines = {stage.id: stage.line for stage in written}
    for stage in written:
        for choice in stage.choices:
            for target in choice.targets:
                if target.stage_id not in case.stages:
                    report.add(
                        "C104",
                        path,
                        choice.line,
                        f"The choice `{choice.id}` leads to `{target.stage_id}`, which does not exist.",
                    )
    if case.start and case.start not in case.stages:
        reader.problem("C104", f"The case starts at `{case.start}`, which does not exist.", key="start")
    elif case.start:
        for name in case.stages:
            if name not in met:
                report.add("C101", path, lines[name], f"No path through the case comes to `{name}`.")
    for name in loops(case.stages):
        report.add("C103", path, lines[name], f"A reader can come back to `{name}` again and again.")
    if sum(map(len, met.values())) >= MOST_STATES:
        report.add("C129", path, None, f"More than {MOST_STATES:,} states were met on the way.")
    _watch_size(case, met, path, report)


def _watch_size(case: Case, met: Walked, path: str, report: Report) -> None:
    endings = [stage.id for stage in case.stages.values() if stage.id.startswith("end-")]
    if len(endings) < 3:
        report.add("C105", path, None, f"The case has {len(endings)} endings.")
    for seat in case.seats:
        if (reached := sum(_comes(met, name, seat.id) for name in endings)) < 2:
            report.add("C105", path, None, f"From the seat `{seat.id}` {reached} of the endings can be reached.")
    if case.kind == "conversation":
        if (turns := len(case.expert_path)) < 6:
            report.add("C134", path, None, f"The experts' way through the conversation has {turns} turns.")
        if not case.variables:
            report.add("C134", path, None, "The conversation has no variable that moves with what is said.")
        return
    at = [stage.id for stage in case.stages.values() if not stage.id.startswith("end-")]
    counts = {f" from the seat `{seat.id}`": sum(_comes(met, name, seat.id) for name in at) for seat in case.seats}
    fewest = 3 if case.seats else 4
    for where, count in (counts or {"": len(at)}).items():
        if count < fewest:
            report.add("C106", path, None, f"The case has {count} decisions{where}.")
        if not fewest + 1 <= count + 1 <= 9:
            report.add("C107", path, None, f"{count} decisions and an ending make {count + 1} stages{where}.")


def watch_sittings(several: Sequence[Sitting], written: Sequence[WrittenStage], reader: Reader) -> None:
    """What is offered at each stage: enough, not too much, and one best choice."""
    path, report = reader.path, reader.report
    lines = {stage.id: stage.line for stage in written}
    for each in several:
        name, best = each.stage.id, sum(choice.grade == "best" for choice in each.choices)
        who = f" for a reader with {each.who}" if each.who else ""
        if not each.choices:
            report.add("C127", path, lines[name], f"The stage `{name}` offers nothing{who}.")
            continue
        if not 2 <= len(each.choices) <= 5:
            report.add("C108", path, lines[name], f"The stage `{name}` has {len(each.choices)} choices{who}.")
        if best != 1:
            report.add("C109", path, lines[name], f"The stage `{name}` has {best} choices graded best{who}.")
    asked_of = [each for each in several if any(choice.grade == "best" for choice in each.choices)]
    if asked_of and all(best_is_longest(each) for each in asked_of):
        report.add("C114", path, None, "At every stage the best choice is the longest.")


def best_is_longest(sitting: Sitting) -> bool:
    """Whether the length of a choice tells that it is the best."""
    best = max(len(choice.text) for choice in sitting.choices if choice.grade == "best")
    return all(len(choice.text) < best for choice in sitting.choices if choice.grade != "best")


def spots_of(written: Sequence[WrittenStage]) -> Iterator[Spot]:
    """The conditions on questions, scores, choices and targets; those on texts are found where texts are rendered."""
    for stage in written:
        yield from (Spot(stage.id, each.when, each.line, "question") for each in stage.questions)
        yield from (Spot(stage.id, each.when, stage.line, "score") for each in stage.scores)
        for choice in stage.choices:
            yield Spot(stage.id, choice.when, choice.line, f"choice `{choice.id}`")
            for target in choice.targets:
                yield Spot(stage.id, target.when, choice.line, f"way to `{target.stage_id}`", choice.id)


def watch_conditions(
    spots: Sequence[Spot], written: Sequence[WrittenStage], case: Case, met: Walked, reader: Reader
) -> None:
    """Conditions on what exists, and that somebody can meet."""
    path, report = reader.path, reader.report
    numbers, chairs = {each.name for each in case.variables}, {seat.id for seat in case.seats}
    given = {flag: choice.line for stage in written for choice in stage.choices for flag in choice.sets}
    tested: dict[str, int] = {}
    known_names = numbers | chairs | set(given)
    for spot in spots:
        for condition in spot.when:
            name = condition[0]
            if (len(condition) == 3) is not (name in numbers):
                word = "is a number; compare it as in" if name in numbers else "is no variable of this case, unlike"
                report.add("C126", path, spot.line, f"`{name}` {word} `trust >= 3`.")
            elif name not in numbers and name not in tested:
                tested[name] = spot.line
        if spot.when and {each[0] for each in spot.when} <= known_names and not _is_met(spot, case, met):
            report.add("C135", path, spot.line, f"Nobody meets this {spot.what} at `{spot.stage_id}`.")
    for flag, line in tested.items():
        if flag not in given and flag not in chairs:
            report.add("C112", path, line, f"The flag `{flag}` is asked for here, but no choice sets it.")
    for flag, line in given.items():
        if flag not in tested:
            report.add("C117", path, line, f"The flag `{flag}` is set here, but nothing asks for it.")
    for seat in sorted(chairs - set(tested)):
        reader.problem("C132", f"Nothing in the case is for the seat `{seat}` alone.", key="seats")
    _watch_changes(written, case, reader)


def _is_met(spot: Spot, case: Case, met: Walked) -> bool:
    stage = case.stages.get(spot.stage_id)
    if stage is None or spot.stage_id not in met:
        return True  # Told as a stage that nobody comes to.
    choice = next((each for each in stage.choices if each.id == spot.choice_id), None)
    for state in met[spot.stage_id]:
        known = state.known
        if choice is not None:
            if not holds(choice.when, known):
                continue
            known = after(choice, known, case.variables)
        if holds(spot.when, known):
            return True
    return False


def _watch_changes(written: Sequence[WrittenStage], case: Case, reader: Reader) -> None:
    numbers = {each.name for each in case.variables}
    moved: set[str] = set()
    for stage in written:
        for choice in stage.choices:
            for name, _ in choice.changes:
                moved.add(name)
                if name not in numbers:
                    reader.report.add("C126", reader.path, choice.line, f"`{name}` is no variable of this case.")
    for name in sorted(numbers - moved):
        reader.problem("C128", f"No choice changes the variable `{name}`.", key="variables")


def watch_questions(case: Case, met: Walked, written: Sequence[WrittenStage], reader: Reader) -> None:
    """Whoever comes to a stage with choices is asked something."""
    for stage in written:
        here = case.stages.get(stage.id)
        if here is None or not here.choices or here.ending:
            continue
        known = [state.known for state in met.get(stage.id, ())] or [Known()]
        silent = next((each for each in known if not asked(here, each)), None)
        if silent is not None:
            who = f" for a reader with {in_words(silent)}" if here.questions else ""
            reader.report.add(
                "C115",
                reader.path,
                stage.line,
                f"The stage `{stage.id}` has no question (a line that begins with `?`){who}.",
            )


def recovers(case: Case, met: Walked) -> bool:
    """Whether some run takes a choice that is not the best and still comes to a good ending."""
    return any(state.erred for name, several in met.items() if case.stages[name].ending == "good" for state in several)
