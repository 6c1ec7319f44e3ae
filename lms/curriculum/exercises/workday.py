"""What a day in the life is made of: days in blocks, an inbox with more than fits, interruptions, and who else is there.

A moment is a whole number of minutes since midnight before the first day. `$who`, `$pcp`, `$days` and `$item9` in
what is read stand for what the variant gives a task or an interruption.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Phase = Literal["active", "maintenance"]
When = Literal["now", "later", "another-day"]
Grade = Literal["best", "fair", "poor"]

DAY = 24 * 60
YOU = "you"
NOBODY = "nobody"
CARE = "care"
RISK = "risk"


@dataclass(frozen=True)
class Block:
    """A stretch of one day that is yours to fill; minutes between two blocks belong to something else."""

    id: str
    day: int
    title: str
    begins: int
    ends: int

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return self.ends - self.begins


@dataclass(frozen=True)
class Day:
    """One working day; `text_html` may be empty."""

    id: str
    title: str
    text_html: str


@dataclass(frozen=True)
class Colleague:
    """Somebody a thing can be handed to, and what this person's role does; `risk` is among it where risk is assessed."""

    id: str
    name: str
    role: str
    does: tuple[str, ...]


@dataclass(frozen=True)
class Patient:
    """A fictional patient and the id of the PCP."""

    id: str
    name: str
    pcp: str


@dataclass(frozen=True)
class Outcome:
    """What follows: words, and what comes into the inbox or to the door `after` so many minutes."""

    html: str = ""
    adds: tuple[str, ...] = ()
    after: int = 0


@dataclass(frozen=True)
class Hand:
    """A way to give a task away: to whom, the minutes the handing takes, and what follows."""

    to: str
    minutes: int
    outcome: Outcome


@dataclass(frozen=True)
class Contact:
    """A contact with the schedule it belongs to; a variant takes one of `days`, the days since the last one."""

    phase: Phase
    days: tuple[int, ...]


@dataclass(frozen=True)
class Task:
    """One thing in the inbox. A variant takes one of `who`, `minutes`, `arrives` and `item9` where there are several.

    `same_as` takes patient and item 9 from another task or interruption. `caused`: it comes only as the outcome of something. `opens` and `by` are its window: not before, and done by.
    `now` is a sign that does not wait for the weekly review. `needs` names what a role must do to be handed it.
    """

    id: str
    title: str
    html: str
    text: str
    who: tuple[str, ...]
    same_as: str | None
    minutes: tuple[int, ...]
    arrives: tuple[int, ...]
    caused: bool
    opens: int | None
    by: int | None
    contact: Contact | None
    item9: tuple[int, ...]
    now: bool
    needs: str
    duties: tuple[str, ...]
    hands: tuple[Hand, ...]
    done: Outcome
    missed: Outcome
    expert_html: str


@dataclass(frozen=True)
class Response:
    """What a choice does about danger: when somebody acts, who assesses, and whether the PCP hears of it at once."""

    when: When
    by: str
    tells_pcp: bool


@dataclass(frozen=True)
class Option:
    """One choice at an interruption; it has a `response` where danger is in the room and a `grade` where it is not."""

    id: str
    html: str
    text: str
    minutes: int
    grade: Grade | None
    response: Response | None
    outcome: Outcome


@dataclass(frozen=True)
class Interruption:
    """Somebody at the door or on the telephone; `at` holds the moments of which a variant takes one."""

    id: str
    title: str
    html: str
    text: str
    who: tuple[str, ...]
    same_as: str | None
    at: tuple[int, ...]
    caused: bool
    item9: tuple[int, ...]
    duties: tuple[str, ...]
    options: tuple[Option, ...]
    expert_html: str

    @property
    def safety(self) -> bool:
        """Whether it is about danger."""
        return any(option.response is not None for option in self.options)


@dataclass(frozen=True)
class Pick:
    """Of these ids a variant has `count`; what stands in no pick is in every variant."""

    count: int
    of: tuple[str, ...]


@dataclass(frozen=True)
class DayBody:
    """One working day, or several linked ones; `closing_html` is read at the end of any run."""

    days: tuple[Day, ...]
    blocks: tuple[Block, ...]
    people: tuple[Colleague, ...]
    patients: tuple[Patient, ...]
    tasks: tuple[Task, ...]
    interruptions: tuple[Interruption, ...]
    picks: tuple[Pick, ...]
    closing_html: str = ""

    @property
    def things(self) -> tuple[Task | Interruption, ...]:
        """Tasks and interruptions."""
        return (*self.tasks, *self.interruptions)

    def task(self, name: str) -> Task | None:
        """A task by id."""
        return next((each for each in self.tasks if each.id == name), None)

    def colleague(self, name: str) -> Colleague | None:
        """A colleague by id."""
        return next((each for each in self.people if each.id == name), None)

    def patient(self, name: str) -> Patient | None:
        """A patient by id."""
        return next((each for each in self.patients if each.id == name), None)

    def ends(self, day: int) -> int:
        """The moment at which a day's last block ends."""
        return max(block.ends for block in self.blocks if block.day == day)


def clock(moment: int) -> str:
    """A moment as a time of day, "8:05"."""
    return f"{moment % DAY // 60}:{moment % 60:02}"
