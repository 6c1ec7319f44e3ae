"""The lab of billing minutes: a month's log a page, its key explained before the next one comes. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lms.curriculum.code_tables import MONTHS
from lms.curriculum.course import Exercise
from lms.curriculum.exercises.minutes import MinutesBody
from lms.practice.lab import Mark, Move, Refused, sum_of
from lms.practice.minutes.grading import Answer, Graded, Task, make_task
from lms.practice.minutes.logs import CannotBeMade, make_sheets
from lms.practice.minutes.rules import MOST_MINUTES

NO_CODE = "none"
MOST_ADDED = 6
TRIED = 12
"""How many variants are made to see whether a lab can be played."""


@dataclass(frozen=True)
class MinutesState:
    """The logs of this variant with their keys, what was answered, and where in the last log the learner stands.

    A log is counted first; then, with its key in view, the message is chosen; then its reason is looked at.
    """

    tasks: tuple[Task, ...]
    answered: tuple[Graded, ...] = ()
    looking: bool = False

    @property
    def telling(self) -> bool:
        """Whether the last log is counted and its message is still to be chosen."""
        return self.looking and not self.answered[-1].answer.message

    @property
    def task(self) -> Task:
        """The log before the learner; while she looks at an answer, that one."""
        return self.answered[-1].task if self.looking else self.tasks[len(self.answered)]


class MinutesLab:
    """Moves: `{"counts": [line, …], "month", "total", "code", "added"}`, then `{"message"}`, then `{"go": "on"}`."""

    kind = "minutes"

    def begin(self, exercise: Exercise, seed: int) -> MinutesState:
        """The logs that the seed gives."""
        return MinutesState(tasks_of(body_of(exercise), exercise.id, seed))

    def move(self, exercise: Exercise, state: MinutesState, move: Move) -> MinutesState:
        """Count the log, choose its message, or go on. Raises Refused for an answer with a part left open."""
        if state.telling:
            last = state.answered[-1]
            told = replace(last, answer=replace(last.answer, message=_message(last.task, move)))
            return replace(state, answered=(*state.answered[:-1], told))
        if state.looking:
            return replace(state, looking=False)
        graded = Graded(state.task, _answer(body_of(exercise), state.task, move))
        return replace(state, answered=(*state.answered, graded), looking=True)

    def ended(self, state: MinutesState) -> bool:
        """Over once the last answer was looked at."""
        return len(state.answered) == len(state.tasks) and not state.looking

    def marks(self, exercise: Exercise, state: MinutesState) -> tuple[Mark, ...]:
        """Lines, month, total and codes under one duty, what the PCP is told under the other."""
        body, found = body_of(exercise), []
        for each in state.answered:
            parts = dict(each.parts)
            told = parts.pop("message")
            found.append(
                Mark(body.log_duty, each.rows_right + sum(parts.values()), len(each.task.sheet.entries) + len(parts))
            )
            found.append(Mark(body.message_duty, int(told), 1))
        return sum_of(found)

    def watch(self, exercise: Exercise) -> Sequence[str]:
        """What keeps logs from being made; a number of variants is tried."""
        body = body_of(exercise)
        for seed in range(TRIED if body.rules.payers else 0):
            try:
                tasks_of(body, exercise.id, seed)
            except CannotBeMade as error:
                return (f"Variant {seed} cannot be made. {error}",)
            except (LookupError, ValueError):
                # A name that is not there, a threshold that no month has: reading the files has told of it already.
                return ()
        return ()


def tasks_of(body: MinutesBody, exercise_id: str, seed: int) -> tuple[Task, ...]:
    """The logs of a variant with their keys. Raises CannotBeMade."""
    return tuple(make_task(body, sheet, seed) for sheet in make_sheets(body, exercise_id, seed))


def body_of(exercise: Exercise) -> MinutesBody:
    """What a lab of minutes is made from."""
    body = exercise.body
    assert isinstance(body, MinutesBody)
    return body


def codes_offered(body: MinutesBody) -> tuple[str, ...]:
    """The codes of a month that may be chosen: those of bands, of any payer that the lab has."""
    services = [table for table in body.rules.tables if table.service == "cocm"]
    taken = {each for patient in body.patients for each in patient.payers}
    tables = [table for table in services if any(p.id in taken and table.id in p.tables for p in body.rules.payers)]
    found = [band.code for table in tables for month in MONTHS for band in table.of(month).bands if band.code]
    return tuple(dict.fromkeys(sorted(found)))


def code_added(body: MinutesBody) -> str:
    """The code that comes on top, as the tables of the year have it."""
    adds = (table.of(month).add for table in body.rules.tables for month in MONTHS)
    return next((add.code for add in adds if add is not None), "")


def _answer(body: MinutesBody, task: Task, move: Move) -> Answer:
    ticked = move.get("counts")
    known = {entry.id for entry in task.sheet.entries}
    counts = frozenset(each for each in (ticked if isinstance(ticked, list) else ()) if each in known)
    total = _whole(move.get("total"))
    if total is None or total > MOST_MINUTES:
        raise Refused("Write the total in whole minutes, such as 42.", field="total")
    month = str(move.get("month", ""))
    if month not in MONTHS:
        raise Refused("Choose whether this is a first or a later month.", field="month-initial")
    code, added = str(move.get("code", "")), _whole(move.get("added")) or 0
    if code != NO_CODE and code not in codes_offered(body):
        raise Refused("Choose the code of the month, or that there is none.", field="code")
    if added > MOST_ADDED:
        raise Refused(f"Choose at most {MOST_ADDED} units of the added code.", field="added")
    return Answer(counts, month, total, "" if code == NO_CODE else code, added, "")


def _message(task: Task, move: Move) -> str:
    message = str(move.get("message", ""))
    if message not in {option.id for option in task.options}:
        raise Refused("Choose what to tell the PCP.", field=f"message-{task.options[0].id}")
    return message


def _whole(value: object) -> int | None:
    text = str(value if value is not None else "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None
