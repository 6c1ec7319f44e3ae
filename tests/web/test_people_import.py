"""The import of people through HTTP: checked before anything is written, then all or nothing, once."""

from __future__ import annotations

import csv
import io

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.audit.models import AuditDetail, AuditLine
from lms.outbox.models import Letter
from lms.people.importing.models import PeopleImport
from lms.people.models import Account, RoleChange, RoleHeld
from lms.web.import_doors import UPLOADS
from tests.cast import Cast, Person, all_at_once, in_session
from tests.clocks import MovableClock
from tests.web.importing import counted, fifty, line, refusals, send, table, take_in

ADA = line("Ada Long", "ada@saltmarsh.example")


@pytest.fixture
def odile(cast: Cast) -> Person:
    return cast.enter("Odile")


@pytest.mark.alike
def test_c36_c37_c38_fifty_people_with_three_bad_lines(cast: Cast, odile: Person) -> None:
    before = counted(cast)
    page = send(odile, fifty())
    assert page.path.endswith("/check")
    assert page.heading == "3 of 50 rows cannot be imported"
    assert "Windows-1252, semicolons, 50 rows" in page.text
    assert refusals(page) == [
        ("8", "E-Mail", "person7@", "Enter an e-mail address such as name@clinic.org."),
        ("24", "Clinic", "Mill Raod", "There is no clinic of this name. Do you mean “Mill Road”?"),
        ("42", "Start date", "31/06/2026", "There is no such day as 31/06/2026."),
    ]
    page.press("Import the 47 good rows")
    assert page.status == 422
    assert page.problems() == [
        "Confirm that the dates are first days with CoCM patients. Nothing was imported; the file is still here."
    ]
    assert counted(cast) == before
    page.press("Import the 47 good rows", first_days="yes", invitations="now")
    assert page.heading == "47 rows imported"
    assert [now - then for now, then in zip(counted(cast), before, strict=True)] == [47] * 7
    assert len({letter.account_id for letter in cast.read(Letter)}) == 47


@pytest.mark.alike
def test_c36_the_refused_lines_come_as_a_file_to_correct(cast: Cast, odile: Person) -> None:
    page = send(odile, table(ADA, line("=cmd()", "ben@", "Mill Raod"), line("@Cy", "cy@saltmarsh.example", role="x")))
    answer = odile.client.get(page.path.replace("/check", "/problems.csv"))
    assert answer.mimetype == "text/csv"
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Name", "E-Mail", "Clinic", "Role", "Start date", "line", "column", "reason"]
    assert [row[0] for row in rows[1:]] == ["'=cmd()", "'@Cy"]
    assert [row[5:7] for row in rows[1:]] == [["3", "Clinic, E-Mail"], ["4", "Role"]]
    assert "Do you mean “Mill Road”?" in rows[1][7]
    corrected = answer.data.replace(b"ben@;Mill Raod", b"ben@saltmarsh.example;Mill Road").replace(b";x;", b";pcp;")
    page = send(odile, corrected)
    assert page.heading == "All 2 rows can be imported"
    assert "line" not in page.tree.xpath("string(//section[@aria-labelledby='reading']//p)")


@pytest.mark.alike
def test_c37_what_is_refused_is_left_out_only_by_choice(cast: Cast, odile: Person) -> None:
    before = counted(cast)
    page = send(odile, table(ADA, line("Ben", "ben@")))
    page.press("Import the 1 good row", first_days="yes", leave_out=None)
    assert page.status == 422
    assert page.problems() == ["1 of 2 rows cannot be imported, so nothing was."]
    page.press("Import nothing and correct the file")
    assert "Nothing was imported." in page.text
    assert counted(cast) == before
    assert cast.read(PeopleImport) == []


@pytest.mark.alike
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04", "This is an Excel workbook, not a CSV file."),
        (b"", "The file is empty."),
        (b"Name,Email\nA,\0", "Line 2 holds a character that cannot be stored"),
        (b"Name,Email\n" + b"A,a@a.example\n" * 5_001, "5,001 rows; 5,000 can be taken at once"),
    ],
)
def test_c38_what_cannot_be_read_says_why(odile: Person, content: bytes, words: str) -> None:
    page = send(odile, content)
    assert page.status == 422
    assert words in page.problems()[0]


def test_c38_columns_that_are_not_known_are_named_and_can_be_chosen(cast: Cast, odile: Person) -> None:
    page = send(odile, b"Wer,Post,Klinik,Rolle,Beginn,Etage\nAda Long,ada@a.example,Mill Road,bhcm,05/06/2026,2\n")
    assert page.heading == "The file has no column for the name and the e-mail"
    assert "Not read: Wer, Post, Klinik, Rolle, Beginn, Etage." in page.text
    chosen = {
        "column-0": "name",
        "column-1": "email",
        "column-2": "clinic",
        "column-3": "role",
        "column-4": "start_date",
    }
    page.press("Read it like this", **chosen)
    assert refusals(page)[0][:3] == ("2", "Beginn", "05/06/2026")
    assert "This could be 5 June or 6 May." in page.text
    page.press("Read it like this", order="day-first")
    assert page.heading == "The one row can be imported"
    assert "Not read: Etage." in page.text
    page.press("Import 1 row", first_days="yes")
    with cast.services.database.session() as session:
        query = select(RoleHeld).join(Account, Account.id == RoleHeld.account_id).where(Account.name == "Ada Long")
        assert session.scalars(query).one().start_date.isoformat() == "2026-06-05"


def test_what_was_confirmed_is_in_the_record(cast: Cast, odile: Person) -> None:
    take_in(odile, ADA)
    with cast.services.database.session() as session:
        query = select(AuditDetail.details).join(AuditLine).where(AuditLine.act == "people.imported")
        said = session.scalars(query).one()
    assert (
        said["confirmed"]
        == "The dates in this file are each person's first day with CoCM patients, not their hire date."
    )
    assert said["file"] == "people.csv"
    assert said["counts"]["new"] == 1


@pytest.mark.alike
def test_somebody_who_is_here_is_changed_with_a_reason(cast: Cast, odile: Person) -> None:
    page = send(odile, table(line("Marisol Tavares", "marisol@saltmarsh.example", start="2026-07-01")))
    assert "First day with CoCM patients: 15 June 2026 becomes 1 July 2026" in page.text
    page.press("Import 1 row", first_days="yes")
    change = cast.read(RoleChange)[0]
    assert change.reason == "Import of people.csv on 4 May 2026"
    assert (change.before, change.after) == ("2026-06-15", "2026-07-01")
    page = send(odile, table(line("Marisol Tavares", "marisol@saltmarsh.example", start="2026-07-01")))
    assert page.heading == "Everyone in this file is here already"


@pytest.mark.alike
@pytest.mark.parametrize("invitations", ["none", "now", "file"])
def test_invitations_are_written_by_choice(cast: Cast, odile: Person, invitations: str) -> None:
    header = "Name;E-Mail;Clinic;Role;Start date;Send invitation"
    page = send(odile, table(ADA + ";yes", line("Ben", "ben@saltmarsh.example") + ";no", header=header))
    page.press("Import 2 rows", first_days="yes", invitations=invitations)
    assert (
        sorted(letter.to for letter in cast.read(Letter))
        == {
            "none": [],
            "now": ["ada@saltmarsh.example", "ben@saltmarsh.example"],
            "file": ["ada@saltmarsh.example"],
        }[invitations]
    )


@pytest.mark.alike
def test_what_changed_between_check_and_import_is_shown_again(cast: Cast, odile: Person) -> None:
    page = send(odile, table(ADA, line("Marisol Tavares", "marisol@saltmarsh.example", start="2026-07-01")))

    def move(session: Session) -> None:
        held = session.scalars(select(RoleHeld).where(RoleHeld.account_id == cast.learner)).one()
        held.start_date = held.start_date.replace(day=20)

    in_session(cast.services.database, move)
    before = counted(cast)
    page.press("Import 2 rows", first_days="yes")
    assert page.status == 409
    assert "Something has changed since you looked." in page.text
    assert counted(cast) == before
    page.press("Import 2 rows", first_days="yes")
    assert page.heading == "2 rows imported"


def test_two_confirmations_at_once_have_one_effect(cast: Cast, odile: Person) -> None:
    page = send(odile, table(ADA))
    form = dict(page.form("Import 1 row").form_values()) | {"first_days": "yes", "invitations": "now"}
    before, path = counted(cast), page.path.replace("/check", "/confirm")
    keyless = {name: value for name, value in form.items() if name not in ("csrf_token", "request_key")}
    answers = all_at_once([odile.window() for _ in range(4)], lambda each: each.send(path, **keyless))
    assert {(answer.status_code, answer.location) for answer in answers} == {(303, path.replace("/confirm", "/result"))}
    assert [now - then for now, then in zip(counted(cast), before, strict=True)] == [1] * 7


@pytest.mark.alike
def test_a_file_is_kept_for_a_day(cast: Cast, odile: Person, clock: MovableClock) -> None:
    path = send(odile, table(ADA)).path
    assert odile.open("/admin/import/").tree.xpath("//a[contains(@href, '/check')]")
    clock.move(hours=25)
    odile.sign_in("Odile")
    assert odile.open(path).status == 404
    send(odile, table(ADA))
    assert len(cast.read(PeopleImport)) == 1


@pytest.mark.alike
def test_a_file_is_never_kept_when_the_session_has_ended(cast: Cast, odile: Person, clock: MovableClock) -> None:
    assert "never kept when your session has ended" in odile.open("/admin/import/").text
    form = {**dict(odile.form("Check the file").form_values()), "file": (io.BytesIO(table(ADA)), "people.csv")}
    clock.move(hours=5)
    odile.post("/admin/import/", form)
    assert odile.path == "/sign-in"
    odile.press("Sign in", email="odile@saltmarsh.example", password="river otter candle")
    assert "What you sent" not in odile.text
    assert cast.read(PeopleImport) == []


@pytest.mark.alike
def test_no_more_files_than_anybody_needs(odile: Person) -> None:
    for _ in range(UPLOADS.most):
        assert send(odile, b"").status == 422
    page = odile.open("/admin/import/").press("Check the file", file=(io.BytesIO(table(ADA)), "people.csv"))
    assert page.status == 429


@pytest.mark.alike
def test_the_template_can_be_imported(cast: Cast, odile: Person) -> None:
    answer = odile.client.get("/admin/import/template.csv")
    assert "people-template.csv" in answer.headers["Content-Disposition"]
    page = send(odile, answer.data)
    assert page.heading == "The one row can be imported"
    assert "Not read:" not in page.text


@pytest.mark.alike
def test_nothing_of_an_import_is_left_when_it_is_refused(cast: Cast, odile: Person) -> None:
    page = send(odile, table(ADA, line("Ben", "ben@saltmarsh.example")))
    page.press("Import 2 rows", first_days="yes", invitations="sometimes")
    assert page.status == 422
    assert [each.name for each in cast.read(Account) if each.name in ("Ada Long", "Ben")] == []
