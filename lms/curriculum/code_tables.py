"""Billing codes of one calendar year as data: codes, bands of minutes, payers. Frozen, read by `billing.py`.

Minutes are whole documented minutes of a care manager in a calendar month. `…_html` is sanitised; the rest is plain text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from lms.curriculum.material import Reference

Month = Literal["initial", "subsequent"]
Service = Literal["cocm", "bhi"]
MONTHS: tuple[Month, ...] = ("initial", "subsequent")
SERVICES: tuple[Service, ...] = ("cocm", "bhi")


@dataclass(frozen=True)
class Code:
    """One code. `minutes` is the time its description names, None where it names none; `note` goes with it wherever it is proposed."""

    code: str
    name: str
    service: Service
    minutes: int | None
    midpoint: bool
    facts: tuple[str, ...]
    note: str
    note_html: str


@dataclass(frozen=True)
class Band:
    """From `least` to `most` minutes (None: open) this code stands for the month; None is no code."""

    least: int
    most: int | None
    code: str | None
    facts: tuple[str, ...]
    facts_html: str


@dataclass(frozen=True)
class AddOn:
    """A code that comes on top: for the first time at `least` minutes, again after each further `every`."""

    code: str
    least: int
    every: int
    facts: tuple[str, ...]
    facts_html: str


@dataclass(frozen=True)
class MonthTable:
    """The bands of one type of month, without gap or overlap; with an add-on the last band ends where it begins."""

    bands: tuple[Band, ...]
    add: AddOn | None


@dataclass(frozen=True)
class CodeTable:
    """One way of counting for one service."""

    id: str
    service: Service
    initial: MonthTable
    subsequent: MonthTable

    def of(self, month: Month) -> MonthTable:
        """The bands for a type of month."""
        return self.initial if month == "initial" else self.subsequent


@dataclass(frozen=True)
class Payer:
    """A payer: its tables, the codes it takes, and how many add-on units a month (None: no limit is known)."""

    id: str
    name: str
    tables: tuple[str, ...]
    codes: tuple[str, ...]
    most: int | None
    facts: tuple[str, ...]
    note: str
    note_html: str


@dataclass(frozen=True)
class CodeYear:
    """The rules of one calendar year."""

    year: int
    title: str
    note_html: str
    look_again: date | None
    codes: tuple[Code, ...]
    tables: tuple[CodeTable, ...]
    payers: tuple[Payer, ...]
    also: tuple[str, ...]
    references: tuple[Reference, ...]

    def payer(self, payer_id: str) -> Payer | None:
        """A payer by ID."""
        return next((payer for payer in self.payers if payer.id == payer_id), None)

    def code(self, code: str) -> Code | None:
        """A code by its letters and digits."""
        return next((each for each in self.codes if each.code == code), None)

    def table_for(self, payer: Payer, service: Service) -> CodeTable | None:
        """How this payer counts a service; None where no code of it is known."""
        return next((table for table in self.tables if table.id in payer.tables and table.service == service), None)


def year_for(years: Sequence[int], wanted: int) -> int:
    """The year whose rules are used for a month of `wanted`: its own, else the newest before it, else the oldest there is."""
    return max((year for year in years if year <= wanted), default=min(years))
