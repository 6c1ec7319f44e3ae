"""Registry labs: how many fictional patients, which questions, and in the long form how many weeks with how much room in each.

The patients themselves are made from a seed when the lab is played (`lms/practice/registry/`); a file only says what is
asked of them. `limits` are the numbers of days that programs set differently.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lms.curriculum.exercises.kind import Kind
from lms.curriculum.exercises.text import Text
from lms.curriculum.shape import Reader

TASKS = ("overdue", "panel-review", "response", "remission", "graduation", "plan-change", "call-today")
LIMITS = ("active", "steady", "early", "review", "change", "held")
PATIENTS = (60, 120)
WEEKS = (4, 6)
ROOM = (1, 30)
DAYS = (1, 366)


@dataclass(frozen=True)
class RegistryBody:
    """The usual form: so many patients, these questions in this order."""

    patients: int
    tasks: tuple[str, ...]
    limits: Mapping[str, int]


@dataclass(frozen=True)
class WeeksBody:
    """The long form: `calls` and `places` are the most that a week has room for."""

    patients: int
    weeks: int
    calls: int
    places: int
    limits: Mapping[str, int]


def read_registry(reader: Reader, _text: Text) -> RegistryBody:
    """The keys `patients`, `tasks` and `limits`."""
    patients = _within(reader, "patients", PATIENTS, "X202", "patients")
    tasks = reader.texts("tasks")
    for each in tasks:
        if each not in TASKS:
            reader.problem("X201", f"There is no task `{each}`; there are {', '.join(TASKS)}.", key="tasks")
    twice = sorted({each for each in tasks if tasks.count(each) > 1})
    if not tasks or twice:
        said = f"`{twice[0]}` is asked twice." if twice else "The lab asks nothing."
        reader.problem("X203", said, key="tasks")
    return RegistryBody(patients, tuple(each for each in dict.fromkeys(tasks) if each in TASKS), _limits(reader))


def read_weeks(reader: Reader, _text: Text) -> WeeksBody:
    """The keys `patients`, `weeks`, `calls`, `places` and `limits`."""
    return WeeksBody(
        _within(reader, "patients", PATIENTS, "X202", "patients"),
        _within(reader, "weeks", WEEKS, "X205", "weeks"),
        _within(reader, "calls", ROOM, "X206", "calls a week"),
        _within(reader, "places", ROOM, "X206", "places at panel review"),
        _limits(reader),
    )


def _within(reader: Reader, key: str, span: tuple[int, int], rule: str, what: str) -> int:
    number = reader.whole(key)
    if reader.has(key) and not span[0] <= number <= span[1]:
        reader.problem(rule, f"{number} {what}: there are {span[0]} to {span[1]}.", key=key)
    return min(max(number, span[0]), span[1])


def _limits(reader: Reader) -> Mapping[str, int]:
    inner = reader.reader("limits", "`limits`", required=False)
    if inner is None:
        return {}
    found = {}
    for key in LIMITS:
        if inner.has(key):
            days = inner.whole(key)
            if not DAYS[0] <= days <= DAYS[1]:
                inner.problem("X204", f"{days} days: a limit is {DAYS[0]} to {DAYS[1]}.", key=key)
            found[key] = days
    inner.close()
    if not found.get("early", 28) < found.get("review", 56) <= found.get("change", 70):
        reader.problem("X204", "`early` comes before `review`, and `review` not after `change`.", key="limits")
    return found


KIND = Kind("registry", "Registry lab", RegistryBody, read_registry, lambda body: len(body.tasks))
WEEKS_KIND = Kind("registry-weeks", "Registry lab, week by week", WeeksBody, read_weeks, lambda body: body.weeks)
