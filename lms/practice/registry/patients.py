"""What a registry holds about its fictional patients. Frozen; dates are the clinic's days; nothing here judges anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

PHQ, GAD = "PHQ-9", "GAD-7"
Phase = Literal["active", "maintenance", "relapse prevention", "discharged"]
PHASES: tuple[Phase, ...] = ("active", "maintenance", "relapse prevention", "discharged")

# Flags that ask for somebody the same day, whatever the day of the panel review (F2.58), and what each means on screen.
SAFETY_FLAGS = {
    "severe side effect": "Severe side effect reported",
    "possible mania": "Hardly sleeps and feels superb",
    "possible psychosis": "Hears voices that others do not",
    "pregnant on medicine": "Pregnant, takes a medicine for mood",
    "withdrawal": "Stopped drinking yesterday, shakes",
    "sharp decline": "Has stopped getting out of bed",
}
REQUEST_FLAGS = {"patient asks for a call": "Asked to be called", "PCP asks for a call": "PCP asks for a call"}
ORDINARY_FLAGS = {
    "refill due": "Refill due next week",
    "mild side effect": "Dry mouth since the new dose",
    "interpreter wanted": "Wants an interpreter",
    "ride needed": "Needs a ride to the clinic",
    "new telephone number": "New telephone number",
    "prefers mornings": "Calls before noon, please",
}
FLAG_WORDS = {**SAFETY_FLAGS, **REQUEST_FLAGS, **ORDINARY_FLAGS}


@dataclass(frozen=True)
class Score:
    """One questionnaire. `item9` is 0 to 3 on a PHQ-9 and None on a GAD-7; `via` says how it came in."""

    on: date
    tool: str
    total: int
    item9: int | None
    via: Literal["contact", "portal"] = "contact"


@dataclass(frozen=True)
class Contact:
    """One attempt to reach the patient, recorded whether or not anybody answered (F2.38)."""

    on: date
    completed: bool
    how: Literal["in person", "telephone", "video"]


@dataclass(frozen=True)
class Flag:
    """Something written beside the patient; None in `closed_on` means that nobody has dealt with it."""

    on: date
    kind: str
    closed_on: date | None

    @property
    def words(self) -> str:
        """What the registry shows."""
        return FLAG_WORDS[self.kind]


@dataclass(frozen=True)
class Patient:
    """One row of the registry with its history, everything in order of date; a date that has not come is None."""

    id: str
    name: str
    age: int
    pcp: str
    phase: Phase
    enrolled_on: date
    treatment: str
    scores: tuple[Score, ...]
    contacts: tuple[Contact, ...]
    consults: tuple[date, ...]
    plan_changes: tuple[date, ...]
    flags: tuple[Flag, ...] = ()
    next_contact_on: date | None = None
    relapse_plan_on: date | None = None
    pcp_agreed_on: date | None = None
    discharged_on: date | None = None
    discharge_reason: str | None = None

    @cached_property
    def phq(self) -> tuple[Score, ...]:
        """The PHQ-9 scores in order of date, the baseline first."""
        return tuple(each for each in self.scores if each.tool == PHQ)

    @cached_property
    def last_contact_on(self) -> date:
        """The day of the last completed contact; attempts that reached nobody do not count (F2.38)."""
        return max((each.on for each in self.contacts if each.completed), default=self.enrolled_on)

    @property
    def consulted_on(self) -> date | None:
        """The last panel review that discussed this patient."""
        return self.consults[-1] if self.consults else None

    @property
    def plan_changed_on(self) -> date | None:
        """The last change of plan."""
        return self.plan_changes[-1] if self.plan_changes else None

    @property
    def label(self) -> str:
        """Name and age, as the registry writes them."""
        return f"{self.name}, {self.age}"


@dataclass(frozen=True)
class Caseload:
    """Everybody in the registry on one day."""

    as_of: date
    patients: tuple[Patient, ...]

    def patient(self, patient_id: str) -> Patient | None:
        """A patient by id."""
        return next((each for each in self.patients if each.id == patient_id), None)
