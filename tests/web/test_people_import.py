"""The import of people through HTTP: checked before anything is written, then all or nothing."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.outbox.models import Letter
from lms.people.models import Account, Address, Grant, RoleHeld
from lms.readiness.models import ScheduleState
from tests.cast import Cast, Person, make_cast
from tests.web.visitor import Visitor

HEADER = "Name;E-Mail;Clinic;Role;Start date"


@pytest.fixture
def cast(app: Flask) -> Cast:
    return make_cast(app)


def send(person: Person, content: bytes | str, name: str = "people.csv") -> Visitor:
    """Send a file in and look at what the check says."""
    data = content if isinstance(content, bytes) else content.encode()
    return person.open("/admin/import/").press("Check the file", file=(io.BytesIO(data), name))


def fifty() -> bytes:
    """A file as Excel in a country of semicolons saves it: Windows-1252, CRLF; 50 people, three of them wrong."""
    lines = [HEADER]
    for number in range(1, 51):
        email = f"person{number}@saltmarsh.example"
        clinic, role, start = "Mill Road", "Behavioral health care manager", "13/07/2026"
        if number == 7:
            email = "person7@"
        if number == 23:
            clinic = "Mill Raod"
        if number == 41:
            start = "31/06/2026"
        lines.append(f"Zoë Müller {number};{email};{clinic};{role};{start}")
    return ("\r\n".join(lines) + "\r\n").encode("cp1252")


def refusals(page: Visitor) -> list[tuple[str, ...]]:
    """Line, column, value and reason of everything refused, as the page shows it."""
    rows = page.tree.xpath("//section[@aria-labelledby='refused']//tbody/tr")
    return [tuple(cell.text_content().removeprefix("Line ").strip() for cell in row) for row in rows]


def counted(cast: Cast) -> tuple[int, ...]:
    with cast.services.database.session() as session:
        tables = (Account, Address, RoleHeld, Grant, Letter, ScheduleState)
        return tuple(session.scalar(select(func.count()).select_from(table)) or 0 for table in tables)


def test_c36_c37_c38_fifty_people_with_three_bad_lines(cast: Cast) -> None:
    odile, before = cast.enter("Odile"), counted(cast)
    page = send(odile, fifty())
    assert page.path.endswith("/check")
    assert page.heading == "3 of 50 rows cannot be imported"
    assert "Windows-1252, semicolons, 50 rows" in page.text
    assert refusals(page) == [
        ("8", "E-Mail", "person7@", "Enter an e-mail address such as name@clinic.org."),
        ("24", "Clinic", "Mill Raod", "There is no clinic of this name. Do you mean “Mill Road”?"),
        ("42", "Start date", "31/06/2026", "There is no such day as 31/06/2026."),
    ]
    assert counted(cast) == before

    page.press("Import the 47 good rows")
    assert page.status == 422
    assert counted(cast) == before
    page.press("Import the 47 good rows", first_days="yes", invitations="now")
    assert page.heading == "47 rows imported"
    after = counted(cast)
    assert [now - then for now, then in zip(after, before, strict=True)] == [47] * 6


def test_the_undo(cast: Cast) -> None:
    odile, before = cast.enter("Odile"), counted(cast)
    page = send(odile, fifty())
    page.press("Import the 47 good rows", first_days="yes", invitations="now")
    page = odile.open(page.path.replace("/result", "/undo"))
    assert "Everything can be taken back" in page.text
    page.press("Undo this import")
    assert page.heading == "This import was undone"
    assert counted(cast) == before
