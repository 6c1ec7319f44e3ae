"""What a provider of continuing education says of itself, what a confirmation and an approval must say, and how terms stand.

Source: sections 0.1, 0.2, 1.3 and 5c of the fact sheet on continuing education. Days are days in the provider's zone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lms.learning.outside.rules import media_type
from lms.readiness.rules import day_words

KINDS = {"provider": "The provider, for all its activities", "activity": "One activity"}
DOCUMENT_MOST = 6 * 1024 * 1024
TEXT_MOST = 4000
REASON_MOST = 500
NO_APPROVAL_IN_DEMO = (
    "This is a demonstration: it holds no approvals, and its certificates are samples that carry no credit."
)
LENGTHS = {
    "legal_name": 200,
    "url": 200,
    "phone": 40,
    "email": 254,
    "director_name": 120,
    "director_title": 120,
    "zone": 64,
}
_WORDS = {
    "legal_name": "the legal name of the provider",
    "address": "the postal address",
    "url": "the address of the web site",
    "phone": "a telephone number",
    "email": "an e-mail address",
    "director_name": "who answers for continuing education",
    "director_title": "the title of that person",
    "zone": "the time zone",
    "grievance": "how to complain, and what happens then",
    "accommodation": "how to ask for an accommodation",
}

State = Literal["in term", "not yet in term", "ended", "withdrawn"]


@dataclass(frozen=True)
class ProviderEntry:
    """What stands on certificates and pages beside credit. All of it is needed."""

    legal_name: str
    address: str
    url: str
    phone: str
    email: str
    director_name: str
    director_title: str
    zone: str
    grievance: str
    accommodation: str


@dataclass(frozen=True)
class ConfirmationEntry:
    """That somebody, by name, read a handbook on a day and found a rule set to be what it says."""

    confirmed_by: str
    confirmed_on: date | None
    handbook: str


@dataclass(frozen=True)
class Term:
    """The days an approval covers, both included. `withdrawn_on` is the first day that it no longer covers."""

    start: date
    end: date
    withdrawn_on: date | None = None

    def covers(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return self.start <= day <= self.end and (self.withdrawn_on is None or day < self.withdrawn_on)


@dataclass(frozen=True)
class ApprovalEntry:
    """An approval as somebody enters it. `unit`: id of the activity's unit, for one of kind 'activity'."""

    accreditor: str
    number: str
    kind: str
    unit: str
    formats: tuple[str, ...]
    term_start: date | None
    term_end: date | None


@dataclass(frozen=True)
class Held:
    """An approval that is there already: what of it an overlap is told by."""

    accreditor: str
    number: str
    unit: str | None
    term: Term


def provider_problems(entry: ProviderEntry) -> dict[str, str]:
    """What cannot be taken, by field, each in a sentence; empty: all of it can."""
    found: dict[str, str] = {}
    for name, words in _WORDS.items():
        text = getattr(entry, name).strip()
        most = LENGTHS.get(name, TEXT_MOST)
        if not text:
            found[name] = f"Enter {words}."
        elif len(text) > most:
            found[name] = f"Use at most {most} characters."
    if "email" not in found and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", entry.email.strip()):
        found["email"] = "Enter an e-mail address such as ce@clinic.example."
    if "url" not in found and not re.fullmatch(r"https?://\S+\.\S+", entry.url.strip()):
        found["url"] = "Enter a web address that begins with https://."
    if "zone" not in found and not zone_exists(entry.zone.strip()):
        found["zone"] = "Enter a time zone by its name, such as America/Chicago."
    return found


def zone_exists(name: str) -> bool:
    """Whether there is a time zone of this name."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def confirmation_problems(entry: ConfirmationEntry, *, today: date) -> dict[str, str]:
    """What a confirmation lacks, by field."""
    found = _asked({"confirmed_by": (entry.confirmed_by, 120, "who read the handbook, by name")})
    found |= _asked(
        {"handbook": (entry.handbook, 300, "title and edition of the handbook that was read, or its address")}
    )
    if entry.confirmed_on is None:
        found["confirmed_on"] = "Enter the day it was compared, such as 4 May 2026."
    elif entry.confirmed_on > today:
        found["confirmed_on"] = "Enter a day that is not to come."
    return found


def approval_problems(
    entry: ApprovalEntry, *, accreditors: Collection[str], formats: Collection[str], units: Collection[str]
) -> dict[str, str]:
    """What cannot be taken of an approval, by field. `formats` and `units` are those there are to choose from."""
    found = _asked({"number": (entry.number, 60, "the number that the accreditor gave")})
    if entry.accreditor not in accreditors:
        found["accreditor"] = "Choose an accreditor whose rules are here."
    if entry.kind not in KINDS:
        found["kind"] = "Choose whether it is for the provider or for one activity."
    elif entry.kind == "activity" and entry.unit not in units:
        found["unit"] = "Choose the activity that is approved."
    if not entry.formats:
        found["formats"] = "Choose at least one format that the approval covers."
    elif not set(entry.formats) <= set(formats):
        found["formats"] = "Choose among the formats that the rules of this accreditor name."
    if entry.term_start is None:
        found["term_start"] = "Enter the first day of the term, such as 4 May 2026."
    if entry.term_end is None:
        found["term_end"] = "Enter the last day of the term, such as 3 May 2027."
    elif entry.term_start is not None and entry.term_end < entry.term_start:
        found["term_end"] = "The last day lies before the first."
    return found


def document_problem(content: bytes) -> str | None:
    """Why a file is not taken as a document, in a sentence; None when it is. A PDF is told by its first bytes, not by its name."""
    if not content:
        return "The file is empty. Choose it again."
    if len(content) > DOCUMENT_MOST:
        return f"The file is larger than {DOCUMENT_MOST // 2**20} MB. Save it smaller and choose it again."
    if media_type(content) != "application/pdf":
        return "Choose a PDF file. Other kinds are not kept, whatever their name."
    return None


def reason_problem(reason: str) -> str | None:
    """What is wrong with a reason that has to be kept."""
    if not reason.strip():
        return "Say why. The reason is kept."
    return f"Use at most {REASON_MOST} characters." if len(reason) > REASON_MOST else None


def state_of(term: Term, today: date) -> State:
    """How an approval stands on a day."""
    if term.withdrawn_on is not None and term.withdrawn_on <= today:
        return "withdrawn"
    return "not yet in term" if today < term.start else "in term" if today <= term.end else "ended"


def warnings(entry: ApprovalEntry, others: Iterable[Held], *, today: date) -> tuple[str, ...]:
    """What somebody should know of an approval that can be taken as it stands: a term that ends at once, one that overlaps another."""
    found = []
    if entry.term_end is not None and entry.term_start is not None:
        if entry.term_end < today:
            found.append("Its term is over: it can cover nothing that is completed from now on.")
        elif entry.term_end <= today + timedelta(days=1):
            day = "today" if entry.term_end == today else "tomorrow"
            found.append(f"Its term ends {day}: nothing completed after that day carries its credit.")
        found += [
            f"Its term overlaps that of number {each.number}, which ends on {day_words(each.term.end)}. Each designation names the one it rests on."
            for each in others
            if each.accreditor == entry.accreditor and each.unit == (entry.unit or None) and _meet(each.term, entry)
        ]
    return tuple(found)


def _meet(term: Term, entry: ApprovalEntry) -> bool:
    assert entry.term_start is not None
    assert entry.term_end is not None
    last = term.end if term.withdrawn_on is None else min(term.end, term.withdrawn_on - timedelta(days=1))
    return max(term.start, entry.term_start) <= min(last, entry.term_end)


def _asked(fields: Mapping[str, tuple[str, int, str]]) -> dict[str, str]:
    found = {name: f"Enter {words}." for name, (text, _, words) in fields.items() if not text.strip()}
    long = {name: f"Use at most {most} characters." for name, (text, most, _) in fields.items() if len(text) > most}
    return found | long
