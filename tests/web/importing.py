"""Files of people for tests, and how somebody sends them in."""

from __future__ import annotations

import io

from sqlalchemy import func, select

from lms.outbox.models import Job, Letter
from lms.people.models import Account, Address, Grant, RoleHeld
from lms.readiness.models import ScheduleState
from tests.cast import Cast, Person
from tests.web.visitor import Visitor

HEADER = "Name;E-Mail;Clinic;Role;Start date"
TABLES = (Account, Address, RoleHeld, Grant, Letter, Job, ScheduleState)


def table(*lines: str, header: str = HEADER) -> bytes:
    """A file as Excel in a country of semicolons saves it: Windows-1252 and CRLF."""
    return ("\r\n".join([header, *lines]) + "\r\n").encode("cp1252")


def line(name: str, email: str, clinic: str = "Mill Road", role: str = "bhcm", start: str = "2026-06-15") -> str:
    return f"{name};{email};{clinic};{role};{start}"


def fifty() -> bytes:
    """Fifty people, three of them wrong."""
    lines = []
    for number in range(1, 51):
        email = "person7@" if number == 7 else f"person{number}@saltmarsh.example"
        clinic = "Mill Raod" if number == 23 else "Mill Road"
        start = "31/06/2026" if number == 41 else "13/07/2026"
        lines.append(line(f"Zoë Müller {number}", email, clinic, "Behavioral health care manager", start))
    return table(*lines)


def send(person: Person, content: bytes, name: str = "people.csv") -> Visitor:
    """Send a file in; the check is open afterwards."""
    return person.open("/admin/import/").press("Check the file", file=(io.BytesIO(content), name))


def take_in(person: Person, *lines: str, **fields: str) -> str:
    """Import lines without a mistake; returns the address of the import."""
    page = send(person, table(*lines))
    page.press("Import ", first_days="yes", **fields)
    assert page.path.endswith("/result"), page.text
    return page.path.removesuffix("/result")


def counted(cast: Cast) -> tuple[int, ...]:
    """How many rows there are of everything an import writes."""
    with cast.services.database.session() as session:
        return tuple(session.scalar(select(func.count()).select_from(each)) or 0 for each in TABLES)


def refusals(page: Visitor) -> list[tuple[str, ...]]:
    """Line, column, value and reason of everything refused, as the page shows it."""
    rows = page.tree.xpath("//section[@aria-labelledby='refused']//tbody/tr")
    return [tuple(cell.text_content().removeprefix("Line ").strip() for cell in row) for row in rows]
