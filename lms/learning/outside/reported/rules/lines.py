"""One line of a file of reported completions: every cell understood, or named with the reason."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from lms.errors import Invalid
from lms.identifying import warning
from lms.learning.outside.reported.rules.columns import DONE, EMAIL, MINUTES, PROVIDER, TITLE
from lms.people.importing.rules.columns import Columns
from lms.people.importing.rules.dates import BadDate, Order, read_date
from lms.people.importing.rules.lines import Cells
from lms.people.importing.rules.reading import Row

TEXT_MOST = 200
MINUTES_MOST = 10_000
_WHOLE = re.compile(r"([0-9]{1,6})(?:\s*(?:min|mins|minutes))?")

CheckEmail = Callable[[str], tuple[str, str]]


@dataclass(frozen=True)
class Completed:
    """What a line says: this person, by address as typed and folded, completed this course that day. minutes: None, not said."""

    email: str
    key: str
    title: str
    provider: str
    completed_on: date
    minutes: int | None

    @property
    def name(self) -> str:
        """Whom it is about, as far as the file says."""
        return self.email

    @property
    def what(self) -> tuple[str, str, date]:
        """What makes it the same completion as another of the same person: title, provider and day."""
        return self.title.casefold(), self.provider.casefold(), self.completed_on


class CompletionReader(Cells):
    """Reads the lines of one file. `today`: the latest day it is in any clinic of the organisation."""

    def __init__(self, columns: Columns, *, order: Order, today: date, check_email: CheckEmail) -> None:
        super().__init__(columns)
        self._order, self._today, self._check_email = order, today, check_email

    def read(self, row: Row) -> Completed | None:
        """What the line says, or None when any cell cannot be taken; all problems of the line are found."""
        self.begin(row)
        email, title, provider = (
            self._email(),
            self._text(TITLE, "what the course was called"),
            self._text(PROVIDER, "who gave it"),
        )
        day, minutes = self._day(), self._minutes()
        if self.problems or email is None or day is None:
            return None
        return Completed(*email, title, provider, day, minutes)

    def _email(self) -> tuple[str, str] | None:
        said = self.said(EMAIL)
        if not said:
            self.refuse(EMAIL, "", "Enter the e-mail address of the person.")
            return None
        try:
            return self._check_email(said)
        except Invalid as error:
            self.refuse(EMAIL, said, error.sentence)
            return None

    def _text(self, field: str, words: str) -> str:
        said = " ".join(self.said(field).split())
        if not said:
            self.refuse(field, "", f"Enter {words}.")
        elif len(said) > TEXT_MOST:
            self.refuse(field, said, f"Use at most {TEXT_MOST} characters.")
        elif warned := warning(said):
            self.remark(field, said, warned)
        return said

    def _day(self) -> date | None:
        said = self.said(DONE)
        if not said:
            self.refuse(DONE, "", "Enter the day it was completed.")
            return None
        try:
            day = read_date(said, self._order)
        except BadDate as error:
            self.refuse(DONE, said, str(error))
            return None
        if day > self._today:
            self.refuse(DONE, said, "This day is still to come. Only what is completed can be reported.")
        return day

    def _minutes(self) -> int | None:
        said = self.said(MINUTES)
        if not said:
            return None
        found = _WHOLE.fullmatch(said.casefold())
        if found and 1 <= int(found[1]) <= MINUTES_MOST:
            return int(found[1])
        self.refuse(MINUTES, said, f"Write whole minutes from 1 to {MINUTES_MOST:,}, such as 90, or leave it empty.")
        return None
