"""What an outside training may say, which files show it, what it may waive, and the sums of the ledger. Minutes are whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from lms.curriculum.course import Pathway, RequirementKind

QUARTER = 15
MINUTES_MOST = 40 * 60
TEXT_MOST = 200
SHOWS_MOST = 500
FILE_MOST = 6 * 1024 * 1024
FILES_MOST = 10 * FILE_MOST
"""Bytes of all files of one person, those of withdrawn entries too: they lie in the database that everybody shares."""
EARLIEST = date(2000, 1, 1)
_BEGINNINGS = ((b"%PDF-", "application/pdf"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))
ENDINGS = {"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg"}
WAIVABLE = ("lesson", "case", "lab")
"""Kinds of parts that outside training can stand for. A post-test cannot be waived: it is what shows the knowledge."""

State = Literal["waiting", "accepted", "not accepted", "withdrawn"]


@dataclass(frozen=True)
class Given:
    """What a learner says of a training done elsewhere; `file`: one came with it, `coded`: it is a certificate with a code."""

    title: str
    provider: str
    held_on: date
    minutes: int
    shows: str
    file: bool
    coded: bool = False


def problems(given: Given, today: date) -> dict[str, str]:
    """What cannot be taken, by field, each in a sentence; empty: all of it can."""
    found: dict[str, str] = {}
    for field, text, words in (
        ("title", given.title, "what it was called"),
        ("provider", given.provider, "who gave it"),
    ):
        if not text.strip():
            found[field] = f"Enter {words}."
        elif len(text) > TEXT_MOST:
            found[field] = f"Use at most {TEXT_MOST} characters."
    if given.held_on > today:
        found["held_on"] = "Enter a day that is over; what lies ahead is recorded once it is done."
    elif given.held_on < EARLIEST:
        found["held_on"] = f"Enter a day since {EARLIEST.year}."
    if given.minutes <= 0 or given.minutes % QUARTER:
        found["minutes"] = "Enter hours and quarters of an hour, such as 1.5 or 0.75."
    elif given.minutes > MINUTES_MOST:
        found["minutes"] = f"Enter at most {MINUTES_MOST // 60} hours; record a longer training in parts."
    if not given.file and not given.coded and not given.shows.strip():
        found["shows"] = "Choose a file that shows it, or say in words what does."
    elif len(given.shows) > SHOWS_MOST:
        found["shows"] = f"Use at most {SHOWS_MOST} characters."
    return found


def minutes_of_hours(hours: Decimal) -> int:
    """Hours as somebody types them in whole minutes; 0, which no training takes, for what is no number of minutes."""
    minutes = hours * 60
    if not minutes.is_finite() or abs(minutes) > 10**6 or minutes != minutes.to_integral_value():
        return 0
    return int(minutes)


def media_type(content: bytes) -> str | None:
    """What a file is, by its first bytes: PDF, PNG or JPEG; None for anything else, whatever its name says."""
    return next((kind for beginning, kind in _BEGINNINGS if content.startswith(beginning)), None)


def file_problem(content: bytes, kept: int = 0) -> str | None:
    """Why a file is not taken as evidence, in a sentence; None when it is. `kept`: bytes of the person's files so far."""
    if not content:
        return "The file is empty. Choose it again."
    if len(content) > FILE_MOST:
        return f"The file is larger than {FILE_MOST // 2**20} MB. Save it smaller, or as a PDF, and choose it again."
    if kept + len(content) > FILES_MOST:
        return (
            f"Your files take up {FILES_MOST // 2**20} MB already, and more cannot be kept. Say in words what shows it."
        )
    if media_type(content) is None:
        return "Choose a PDF, a PNG or a JPEG file. Other kinds are not kept, whatever their name."
    return None


def kept_name(name: str, kind: str) -> str:
    """A file's name as it is kept: without folders and odd characters, with the ending its content has; at most 120 characters."""
    bare = re.split(r"[\\/]", name)[-1]
    stem = re.sub(r"[^\w .()-]", "", bare.rpartition(".")[0] or bare).strip(" .")[:100]
    return f"{stem or 'evidence'}{ENDINGS[kind]}"


def state_of(*, withdrawn: bool, accepted: bool | None) -> State:
    """Where a recorded training stands."""
    if withdrawn:
        return "withdrawn"
    return "waiting" if accepted is None else "accepted" if accepted else "not accepted"


def instead_of(pathway: Pathway, part: str, kind: RequirementKind) -> tuple[str, ...] | None:
    """The kinds of training that may stand for a part of a pathway, in words; empty: any may. None: nothing may.

    Nothing stands for a test, and nothing for what a pathway leaves out that names what may be waived.
    """
    named = tuple(each.text for each in pathway.stands_for(part))
    return None if kind not in WAIVABLE or (pathway.outside is not None and not named) else named


def waiver_problem(chosen: Sequence[str], open_parts: Mapping[str, int], minutes: int) -> str | None:
    """Why these parts cannot be waived by a training of so many minutes; None when they can.

    `open_parts` are the planned minutes of what may be waived. Together the parts take no longer than the training did.
    """
    if any(each not in open_parts for each in chosen):
        return "One of these parts is done, waived or not required any more. Look at the list again."
    wanted = sum(open_parts[each] for each in chosen)
    if wanted > minutes:
        return f"These parts are planned at {wanted} minutes together, and the training took {minutes}. Choose fewer."
    return None


@dataclass(frozen=True)
class Ledger:
    """The hours of one role. planned = done + waived + skipped + left, always.

    published: the published length, None without one. recorded: done here and accepted from outside, what counts toward it.
    waived: what outside training stands for; skipped: practice that a diagnostic let her skip.
    accepted, waiting: minutes of outside training.
    """

    planned: int
    done: int
    waived: int
    accepted: int
    waiting: int
    published: int | None
    skipped: int = 0

    @property
    def left(self) -> int:
        """Planned minutes of the pathway neither done, waived nor skipped."""
        return self.planned - self.done - self.waived - self.skipped

    @property
    def recorded(self) -> int:
        """Minutes done here and accepted from outside."""
        return self.done + self.accepted


def ledger(
    *,
    planned: int,
    counted: Iterable[tuple[str, int]],
    waived: Iterable[str],
    outside: Iterable[tuple[State, int]],
    published: int | None,
    skipped: Iterable[str] = (),
) -> Ledger:
    """Sums of one role from (part, minutes) of what counts and (state, minutes) from outside.

    `waived` are the parts among them that were not done here, `skipped` those of them that a diagnostic let her skip.
    """
    passed_over = set(skipped)
    stood_for = set(waived) | passed_over
    parts = list(counted)
    hours = list(outside)
    return Ledger(
        planned=planned,
        done=sum(minutes for part, minutes in parts if part not in stood_for),
        waived=sum(minutes for part, minutes in parts if part in stood_for - passed_over),
        accepted=sum(minutes for state, minutes in hours if state == "accepted"),
        waiting=sum(minutes for state, minutes in hours if state == "waiting"),
        published=published,
        skipped=sum(minutes for part, minutes in parts if part in passed_over),
    )
