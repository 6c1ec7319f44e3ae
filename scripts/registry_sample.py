"""The invented patients of the registry workbook that write_registry.py writes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

AS_OF = date(2027, 6, 2)
"""A Wednesday, the day before panel review."""


def _ago(days: int) -> date:
    return AS_OF - timedelta(days=days)


@dataclass(frozen=True)
class Patient:
    """What is typed into one row."""

    name: str = ""
    pcp: str = ""
    language: str = ""
    consent: date | None = None
    enrolled: date | None = None
    first: int | None = None
    latest: int | None = None
    latest_on: date | None = None
    item9: int | None = None
    item9_asked: date | None = None
    gad_first: int | None = None
    gad_latest: int | None = None
    plan: str = ""
    plan_since: date | None = None
    phase: str = ""
    contact: date | None = None
    attempts: int | None = None
    next_contact: date | None = None
    reviewed: date | None = None
    advice: str = ""
    answer: str = ""
    relapse_plan: date | None = None
    payer: str = ""


def _new(name: str, pcp: str, language: str, weeks: int, **given: Any) -> Patient:
    begun = _ago(weeks * 7 + 1)
    return Patient(name, pcp, language, begun, begun, **given)


SAMPLE = (
    _new("Sample, Ada", "Amari", "English", 9, first=18, latest=16, latest_on=_ago(6), item9=0, gad_first=12, gad_latest=11,
         plan="medicine", plan_since=_ago(62), phase="active", contact=_ago(6), attempts=0, next_contact=_ago(-5), reviewed=_ago(55), payer="Medicare"),
    _new("Sample, Bo", "Kowal", "English", 0, first=14, item9=0, plan="activation", plan_since=_ago(1), phase="active",
         contact=_ago(1), attempts=0, next_contact=_ago(-6), payer="Medicaid"),
    _new("Sample, Cem", "Sorley", "Turkish", 6, first=15, latest=9, latest_on=_ago(0), item9=1, plan="problem solving",
         plan_since=_ago(43), phase="active", contact=_ago(8), attempts=0, next_contact=_ago(-4), reviewed=_ago(41), payer="Medicaid"),
    _new("Sample, Dua", "Amari", "Spanish", 13, first=16, latest=14, latest_on=_ago(10), item9=0, gad_first=15, gad_latest=10,
         plan="medicine", plan_since=_ago(92), phase="active", contact=_ago(10), attempts=0, next_contact=_ago(-2), reviewed=_ago(34), payer="Medicaid", advice="look at the diagnosis again", answer="not yet answered"),
    _new("Sample, Eino", "Sorley", "English", 8, first=19, latest=18, latest_on=_ago(34), item9=0, plan="medicine, calls",
         plan_since=_ago(57), phase="active", contact=_ago(34), attempts=2, reviewed=_ago(48), payer="commercial"),
    _new("Sample, Fay", "Kowal", "English", 18, first=17, latest=4, latest_on=_ago(12), item9=0, plan="medicine, choir",
         plan_since=_ago(120), phase="maintenance", contact=_ago(12), attempts=0, next_contact=_ago(-16), reviewed=_ago(90), payer="Medicare"),
    _new("Sample, Gus", "Amari", "English", 12, first=20, latest=9, latest_on=_ago(7), item9=0, plan="therapy, medicine",
         plan_since=_ago(80), phase="active", contact=_ago(7), attempts=0, next_contact=_ago(-7), reviewed=_ago(76), payer="commercial", advice="go on as agreed", answer="accepted"),
    _new("Sample, Hana", "Kowal", "Spanish", 5, first=13, latest=10, latest_on=_ago(5), item9=None, plan="activation",
         plan_since=_ago(36), phase="active", contact=_ago(5), attempts=0, next_contact=_ago(-9), reviewed=_ago(34), payer="uninsured"),
    _new("Sample, Ivar", "Sorley", "English", 4, first=21, latest=15, latest_on=_ago(3), item9=1, item9_asked=_ago(3),
         plan="medicine", plan_since=_ago(29), phase="active", contact=_ago(2), attempts=0, next_contact=_ago(-1), reviewed=_ago(27), payer="Medicaid", advice="see her in person", answer="accepted, seen"),
    _new("Sample, Jo", "Amari", "English", 24, first=15, latest=3, latest_on=_ago(20), item9=0, plan="keeps walking",
         plan_since=_ago(160), phase="relapse prevention", contact=_ago(20), attempts=0, next_contact=_ago(-8), reviewed=_ago(120), relapse_plan=_ago(20), payer="commercial"),
    _new("Sample, Kit", "Kowal", "Spanish", 7, first=12, latest=9, latest_on=_ago(16), item9=0, plan="activation", plan_since=_ago(20),
         phase="active", contact=_ago(16), attempts=1, next_contact=_ago(2), reviewed=_ago(27), payer="Medicaid", advice="add problem solving", answer="accepted"),
    _new("Sample, Lou", "Sorley", "English", 30, first=16, latest=2, latest_on=_ago(60), item9=0, plan="ended", plan_since=_ago(190),
         phase="discharged", contact=_ago(60), attempts=0, reviewed=_ago(150), relapse_plan=_ago(70), payer="Medicare"),
)  # fmt: skip
