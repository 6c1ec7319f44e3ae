"""The registry lab as the frame plays it: one question after another, each explained before the next. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from lms.curriculum.course import Exercise
from lms.curriculum.exercises.registry import RegistryBody
from lms.practice.lab import Mark, Move, Refused, sum_of
from lms.practice.registry.caseload import caseload
from lms.practice.registry.grading import Graded, grade
from lms.practice.registry.patients import Caseload
from lms.practice.registry.rules import Limits
from lms.practice.registry.tasks import Task, key, task_of

WATCHED_SEEDS = range(3)
made = lru_cache(maxsize=16)(caseload)


@dataclass(frozen=True)
class RegistryState:
    """The caseload, its questions, what was answered, and whether the last answer is still being looked at."""

    caseload: Caseload
    limits: Limits
    tasks: tuple[Task, ...]
    graded: tuple[Graded, ...] = ()
    looking: bool = False

    @property
    def task(self) -> Task:
        """The question before the learner; while she looks at an answer, that one."""
        return self.tasks[len(self.graded) - (1 if self.looking else 0)]


class RegistryLab:
    """Moves: `{"task": id, "picked": [patient ids]}`, for an ordered task `{"task": id, "places": {patient id: place}}`,
    then `{"go": "on"}`."""

    kind = "registry"

    def begin(self, exercise: Exercise, seed: int) -> RegistryState:
        """The caseload of the seed."""
        body = body_of(exercise)
        limits = Limits(**body.limits)
        return RegistryState(made(seed, body.patients, limits), limits, tuple(map(task_of, body.tasks)))

    def move(self, exercise: Exercise, state: RegistryState, move: Move) -> RegistryState:
        """Answer the question, or go on."""
        if state.looking:
            if move.get("go") != "on":
                raise Refused("This question is answered; go on to the next.")
            return replace(state, looking=False)
        if move.get("task") != state.task.id:
            raise Refused("That was another question.")
        picked = _in_order(state, move) if state.task.ordered else _ticked(state, move)
        graded = grade(state.task, state.caseload, picked, state.limits)
        return replace(state, graded=(*state.graded, graded), looking=True)

    def ended(self, state: RegistryState) -> bool:
        """Over once the last answer was looked at."""
        return len(state.graded) == len(state.tasks) and not state.looking

    def marks(self, exercise: Exercise, state: RegistryState) -> tuple[Mark, ...]:
        """Right of all that counted, under the duty of each task."""
        return sum_of([Mark(each.task.duty, each.right, each.of, each.safety_missed) for each in state.graded])

    def watch(self, exercise: Exercise) -> Sequence[str]:
        """A question that names nobody or everybody, and a duty that the file leaves out."""
        return list(_watched(exercise))


def body_of(exercise: Exercise) -> RegistryBody:
    """What the file says."""
    body = exercise.body
    assert isinstance(body, RegistryBody)
    return body


def _ticked(state: RegistryState, move: Move) -> list[str]:
    given = move.get("picked")
    picked = [str(each) for each in given] if isinstance(given, Sequence) and not isinstance(given, str) else []
    if not picked:
        raise Refused("Tick whoever you would name; there is somebody.", field="registry")
    _demand_known(state, picked)
    return picked


def _in_order(state: RegistryState, move: Move) -> list[str]:
    given = move.get("places")
    places = {str(ident): str(text).strip() for ident, text in given.items()} if isinstance(given, Mapping) else {}
    places = {ident: text for ident, text in places.items() if text}
    if not places:
        raise Refused("Number whoever you would bring, 1 for who comes first.", field="registry")
    _demand_known(state, list(places))
    numbers: dict[int, str] = {}
    for ident, text in places.items():
        if not (text.isascii() and text.isdigit() and 0 < int(text) < 1000):
            raise Refused(
                f"{_name(state, ident)}: write a place as a whole number, 1 for who comes first.",
                field=f"place-{ident}",
            )
        if int(text) in numbers:
            first = _name(state, numbers[int(text)])
            raise Refused(f"{first} and {_name(state, ident)} both have place {int(text)}.", field=f"place-{ident}")
        numbers[int(text)] = ident
    return [numbers[number] for number in sorted(numbers)]


def _demand_known(state: RegistryState, picked: Sequence[str]) -> None:
    if any(state.caseload.patient(each) is None for each in picked):
        raise Refused("Somebody was ticked who is not in this registry. Reload the page.")


def _name(state: RegistryState, ident: str) -> str:
    patient = state.caseload.patient(ident)
    return patient.name if patient else ident


def _watched(exercise: Exercise) -> Sequence[str]:
    body = body_of(exercise)
    limits = Limits(**body.limits)
    said = []
    for task in map(task_of, body.tasks):
        if task.duty not in exercise.duties:
            said.append(f"`duties` leaves out {task.duty}, which the task {task.id} exercises.")
        for seed in WATCHED_SEEDS:
            named = len(key(task, made(seed, body.patients, limits), limits))
            if named in (0, body.patients):
                whom = "nobody" if named == 0 else "everybody"
                said.append(f"`tasks`: {task.id} cannot be played with these limits; with seed {seed} it names {whom}.")
                break
    return said
