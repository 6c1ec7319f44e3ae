"""What waits for a supervisor, as one queue: which rows there are, in what order, and about how long they take. Pure.

A row is one thing to do in one sitting; it may have several pieces, such as two meetings of one series. No piece stands
in two rows. Minutes are estimates by kind, for planning a morning: nothing is clocked (our own, published nowhere).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, get_args

Kind = Literal[
    "rating", "signature", "sign-offs", "log", "feedback", "hours", "certificate", "goal", "goals", "check", "meeting",
    "checklist", "date", "page", "erasure",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)
TITLES: dict[Kind, str] = {
    "rating": "Ratings to give",
    "signature": "Skills to sign",
    "sign-offs": "Required skills not seen yet",
    "log": "Logs to confirm",
    "feedback": "Feedback to write",
    "hours": "Outside training to decide on",
    "certificate": "Certificates from elsewhere to check",
    "goal": "Goals to confirm",
    "goals": "Goals to set",
    "check": "Six-month checks to hold",
    "meeting": "Meetings without a record",
    "checklist": "Checklist items of yours",
    "date": "Dates to set",
    "page": "Clinic pages to look at again",
    "erasure": "Requests for erasure to answer",
}
USUAL: dict[Kind, int] = {
    "rating": 10, "signature": 3, "sign-offs": 5, "log": 1, "feedback": 10, "hours": 3, "certificate": 5, "goal": 1,
    "goals": 10, "check": 15, "meeting": 2, "checklist": 3, "date": 2, "page": 10,
    "erasure": 10,
}  # fmt: skip
"""Minutes for one piece, where the course folder says nothing (`waiting_minutes` in course.yaml)."""
TOGETHER: tuple[Kind, ...] = ("hours", "goal", "signature", "log")
"""Kinds of which several can be settled at once, after a look at each."""
AHEAD = timedelta(days=28)
"""How long before a first day with patients something asked for by then is shown here."""
PLANNED = timedelta(days=91)
"""How long before a first day a role without any date is shown: a quarter, so that there is time to plan with it."""
SOON = timedelta(days=14)
"""How long before a clinic's own date an item of a list is shown here."""
BACK = timedelta(days=400)
"""How long after a first day what was due by then is still shown here."""


@dataclass(frozen=True)
class Thing:
    """One row. `pieces`: names of the facts it stands for; there is at least one, and each is a piece of this row alone.

    id: unique within its kind. since: the day from which it waits. holds_up: the earliest date that it can hold up; None:
    none. together: it can be settled with others of its kind. ref: what a door needs to lead to it, by name.
    """

    kind: Kind
    id: str
    what: str
    since: date
    pieces: tuple[str, ...]
    person: str = ""
    account_id: str = ""
    clinic: str = ""
    clinic_id: str = ""
    holds_up: date | None = None
    together: bool = False
    note: str = ""
    minutes: int = 0
    ref: tuple[tuple[str, str], ...] = ()

    @property
    def order(self) -> tuple[date, date, int, str, str]:
        """Its place: the earliest date it holds up, then the longest wait; a tie is broken the same way every time."""
        return self.holds_up or date.max, self.since, KINDS.index(self.kind), self.person.casefold(), self.id

    def late_on(self, day: date) -> bool:
        """Whether the date it holds up is over."""
        return self.holds_up is not None and self.holds_up < day


@dataclass(frozen=True)
class Batch:
    """The rows of one kind, most urgent first."""

    kind: Kind
    things: tuple[Thing, ...]

    @property
    def title(self) -> str:
        """What they are."""
        return TITLES[self.kind]

    @property
    def minutes(self) -> int:
        """About how long they take together."""
        return sum(each.minutes for each in self.things)

    @property
    def together(self) -> tuple[Thing, ...]:
        """Those that can be settled at once; nothing where that would be one alone."""
        found = tuple(each for each in self.things if each.together)
        return found if len(found) > 1 else ()


@dataclass(frozen=True)
class Queue:
    """Everything that waits, most urgent first, and the same rows by kind, the kind with the most urgent row first.

    `cut`: there were more people than were looked at; what they lead to may be missing.
    """

    things: tuple[Thing, ...]
    batches: tuple[Batch, ...]
    cut: bool = False

    @property
    def count(self) -> int:
        """How many rows."""
        return len(self.things)

    @property
    def minutes(self) -> int:
        """About how long all of it takes."""
        return sum(each.minutes for each in self.things)

    def of(self, kind: str) -> tuple[Thing, ...]:
        """The rows of one kind."""
        return next((each.things for each in self.batches if each.kind == kind), ())

    def people(self) -> dict[str, tuple[int, int]]:
        """Account → how many rows are about her, and their minutes."""
        found: dict[str, tuple[int, int]] = {}
        for each in self.things:
            if each.account_id:
                number, minutes = found.get(each.account_id, (0, 0))
                found[each.account_id] = number + 1, minutes + each.minutes
        return found


def queue_of(found: Iterable[Thing], minutes: Mapping[str, int] | None = None, *, cut: bool = False) -> Queue:
    """The queue of what was found. A piece that several rows name stays with the most urgent of them.

    `minutes`: kind → minutes for one piece, from the course folder; a kind it does not name takes the usual ones.
    """
    taken: set[str] = set()
    rows = []
    for each in sorted(found, key=lambda thing: thing.order):
        left = tuple(dict.fromkeys(piece for piece in each.pieces if piece not in taken))
        if left:
            taken |= set(left)
            rows.append(replace(each, pieces=left, minutes=len(left) * minutes_for(each.kind, minutes)))
    kinds = dict.fromkeys(each.kind for each in rows)
    batches = tuple(Batch(kind, tuple(each for each in rows if each.kind == kind)) for kind in kinds)
    return Queue(tuple(rows), batches, cut)


def minutes_for(kind: Kind, minutes: Mapping[str, int] | None) -> int:
    """About how long one piece of a kind takes."""
    return (minutes or {}).get(kind, USUAL[kind])


def heading(queue: Queue) -> str:
    """`Nine things wait for you, about 25 minutes`; small numbers in words."""
    if not queue.count:
        return "Nothing waits for you"
    one = queue.count == 1
    return f"{number_words(queue.count)} {'thing waits' if one else 'things wait'} for you, about {length_words(queue.minutes)}"


def number_words(number: int) -> str:
    """`Nine`, `10`: as it begins a sentence."""
    words = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
    return words[number] if number < len(words) else str(number)


def length_words(minutes: int) -> str:
    """`25 minutes`, `1 hour`, `1 hour 10 minutes`."""
    hours, rest = divmod(minutes, 60)
    said = [f"{hours} hour{'' if hours == 1 else 's'}"] if hours else []
    if rest or not hours:
        said.append(f"{rest} minute{'' if rest == 1 else 's'}")
    return " ".join(said)


def owns(owner: str, name: str, titles: Sequence[str]) -> bool:
    """Whether the words that say who sees to an item mean somebody: by her name, or by an office she holds there."""
    said = owner.casefold()
    return bool(said) and any(words and words.casefold() in said for words in (name, *titles))
