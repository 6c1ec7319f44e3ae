"""A file to try an import with, as Excel saves it: fifty invented people, and three lines with something wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

FIRST = (
    "Abena Arjun Beatrix Bram Celeste Cormac Daria Dmitri Elodie Emre Fiona Gustavo Hana Idris Jolanta Kenji Ligaya Łukasz Maeve Nikolai "
    "Oona Pablo Renske Søren Zoë"
).split()  # fmt: skip
LAST = (
    "Adler Benítez Castle Duarte Eriksen Farrow Granger Holm Ishikawa Jansson Kumar Lefèvre Moreau Novak Obuya".split()
)
ROLES = (
    "Auxiliary staff", "Primary care provider", "Clerical staff", "Behavioral health care manager", "Auxiliary staff",
    "Primary care provider", "Clerical staff", "Quality improvement coordinator",
)  # fmt: skip
PEOPLE = 50
NO_ADDRESS, NO_CLINIC, NO_DAY = 8, 24, 42
"""The lines of the file that are wrong, as Excel numbers them."""


def fifty_people(clinics: Sequence[str], first_day: date) -> bytes:
    """The file, for clinics of these names; most people see their first CoCM patient on the Monday on or after `first_day`."""
    start = _monday(first_day)
    lines = ["Name,E-mail,Clinic,Role,First day with CoCM patients"]
    for number in range(PEOPLE):
        line = number + 2
        name = f"{FIRST[number % len(FIRST)]} {LAST[(number * 2 + number // len(FIRST)) % len(LAST)]}"
        email = f"person{line}@" if line == NO_ADDRESS else f"person{line}@saltmarsh.example"
        clinic = clinics[number % len(clinics)]
        day = "2/30/" + str(start.year) if line == NO_DAY else f"{start.month}/{start.day}/{start.year}"
        cells = (name, email, clinic[:-1] if line == NO_CLINIC else clinic, ROLES[number % len(ROLES)], day)
        lines.append(",".join(cells))
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()


def _monday(day: date) -> date:
    """The Monday on or after, and beyond the twelfth, so that day and month cannot be taken for each other."""
    day += timedelta(days=-day.weekday() % 7)
    while day.day <= 12:
        day += timedelta(weeks=1)
    return day
