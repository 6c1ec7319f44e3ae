"""Skills: who may sign which, what is signed off on a day, what may be logged. Pure; days are the clinic's local days.

Feedback and seeing real work keep skills (SUP.14 to SUP.16); a skill is signed by somebody, never by a test.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

Method = Literal["observed", "role-play", "record review"]
State = Literal["done", "needs more practice", "not applicable"]
Standing = Literal["not reviewed", "waiting", "done", "needs more practice", "not applicable"]
Capacity = Literal["clinical supervisor", "named care manager", "program manager"]
LogKind = Literal["shadowing", "panel review"]
METHODS: tuple[Method, ...] = ("observed", "role-play", "record review")
STATES: tuple[State, ...] = ("done", "needs more practice", "not applicable")
LOG_KINDS: tuple[LogKind, ...] = ("shadowing", "panel review")
SETTLED = ("done", "not applicable")
COMMENT_MOST = 500
WHAT_MOST = 300
QUARTER = 15
LONGEST_DAY = 12 * 60
EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True)
class Seen:
    """One time that a skill was seen. `signed_on` None: it waits; `withdrawn_on`: from that day on it counts for nothing.

    `order` breaks ties between several of one day: the higher is the newer. `noted_on`: when it was written down; before
    that day nothing of it waits. None: it was there.
    """

    id: str
    skill_id: str
    seen_on: date
    state: State | None
    signed_on: date | None
    withdrawn_on: date | None = None
    order: float = 0.0
    noted_on: date | None = None

    def signed(self, day: date) -> bool:
        """Whether it is signed and stands at the end of a local day."""
        return self.signed_on is not None and self.signed_on <= day and not self.gone(day)

    def gone(self, day: date) -> bool:
        """Whether it was withdrawn by the end of a local day."""
        return self.withdrawn_on is not None and self.withdrawn_on <= day


@dataclass(frozen=True)
class SkillStanding:
    """How one skill stands on a day: the newest signature that stands, and what still waits to be signed."""

    skill_id: str
    standing: Standing
    signed: Seen | None
    waiting: Seen | None


@dataclass(frozen=True)
class SignOffs:
    """The sign-offs that a role asks for: done (or not applicable) and missing are the required ones, each once, in order."""

    required: tuple[str, ...]
    done: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing is missing. With nothing required there is nothing to wait for."""
        return not self.missing


def standing_of_skill(skill_id: str, seen: Iterable[Seen], day: date) -> SkillStanding:
    """How a skill stands at the end of a local day.

    The newest signature holds: by the day it was seen, then by the order of signing. What waits was seen later than that.
    """
    mine = sorted((each for each in seen if each.skill_id == skill_id), key=_when)
    signed = next((each for each in reversed(mine) if each.signed(day)), None)
    noted = [each for each in mine if each.noted_on is None or each.noted_on <= day]
    open_ones = [each for each in noted if (each.signed_on is None or each.signed_on > day) and not each.gone(day)]
    waiting = open_ones[-1] if open_ones else None
    if waiting is not None and signed is not None and _when(waiting) < _when(signed):
        waiting = None
    if waiting is not None:
        return SkillStanding(skill_id, "waiting", signed, waiting)
    if signed is None or signed.state is None:
        return SkillStanding(skill_id, "not reviewed", None, None)
    return SkillStanding(skill_id, signed.state, signed, None)


def _when(seen: Seen) -> tuple[date, float]:
    return seen.seen_on, seen.order


def signed_off(required: Sequence[str], signatures: Iterable[Seen], day: date) -> SignOffs:
    """Which required skills are signed off at the end of a local day: the newest signature says done or not applicable.

    What waits for a signature takes nothing back: until it is signed the older signature holds.
    """
    rows = tuple(signatures)
    wanted = tuple(dict.fromkeys(required))
    done = tuple(each for each in wanted if _settled(standing_of_skill(each, rows, day)))
    return SignOffs(wanted, done, tuple(each for each in wanted if each not in done))


def _settled(found: SkillStanding) -> bool:
    return found.signed is not None and found.signed.state in SETTLED


def capacity(kind: str, *, supervises: bool, manages: bool, named: bool, own: bool) -> Capacity | None:
    """In what capacity somebody may sign a skill of this kind; None: not at all, and never one's own.

    Clinical skills are the clinical supervisor's, or those of an experienced care manager she named; a program manager
    signs operational items only (SUP.05).
    """
    if own:
        return None
    if supervises:
        return "clinical supervisor"
    if named:
        return "named care manager"
    return "program manager" if manages and kind == "operational" else None


def named_on(from_date: date, to_date: date | None, undone: bool, day: date) -> bool:
    """Whether somebody who was named may sign on a local day."""
    return not undone and from_date <= day and (to_date is None or day <= to_date)


def sign_problems(
    *, method: str | None, state: str | None, seen_on: date | None, comment: str, today: date
) -> dict[str, str]:
    """What keeps a signature from being taken, by field, each in a sentence; empty: nothing."""
    found: dict[str, str] = {}
    if method not in METHODS:
        found["method"] = "Choose how it was seen."
    if state not in STATES:
        found["state"] = "Choose what you saw: done, needs more practice, or not applicable here."
    if problem := day_problem(seen_on, today):
        found["seen_on"] = problem
    if len(comment) > COMMENT_MOST:
        found["comment"] = f"Use at most {COMMENT_MOST} characters."
    elif state == "not applicable" and not comment.strip():
        found["comment"] = "Say why it does not apply here; it counts as settled."
    return found


def day_problem(day: date | None, today: date) -> str | None:
    """Why a day cannot be the one on which something was seen or done; None when it can."""
    if day is None:
        return "Enter the day, such as 4 May 2026."
    if day > today:
        return "Enter a day that is not ahead; today is the latest."
    return f"Enter a day since {EARLIEST.year}." if day < EARLIEST else None


def log_problems(
    *, kind: str, held_on: date | None, minutes: int, with_role: str, what: str, today: date, roles: Collection[str]
) -> dict[str, str]:
    """What keeps an entry from being logged, by field, each in a sentence; minutes in quarters of an hour."""
    found: dict[str, str] = {}
    if kind not in LOG_KINDS:
        found["kind"] = "Choose what it was."
    if problem := day_problem(held_on, today):
        found["held_on"] = problem
    if minutes <= 0 or minutes % QUARTER:
        found["hours"] = "Enter hours and quarters of an hour, such as 1.5 or 0.75."
    elif minutes > LONGEST_DAY:
        found["hours"] = f"Enter at most {LONGEST_DAY // 60} hours for one day."
    if with_role not in roles:
        found["with_role"] = "Choose the role of whoever you were with."
    if not what.strip():
        found["what"] = "Say in a few words what it was."
    elif len(what) > WHAT_MOST:
        found["what"] = f"Use at most {WHAT_MOST} characters."
    return found


@dataclass(frozen=True)
class LogSums:
    """Minutes of shadowing, and the number of panel reviews, of what stands in a log."""

    shadowing: int
    panel_reviews: int


def log_sums(entries: Iterable[tuple[str, int]]) -> LogSums:
    """Sums over (kind, minutes)."""
    rows = list(entries)
    shadowing = sum(minutes for kind, minutes in rows if kind == "shadowing")
    return LogSums(shadowing, sum(kind == "panel review" for kind, _ in rows))
