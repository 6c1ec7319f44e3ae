"""Text made to run in somebody else's page, header, file or log: it stays text."""

from __future__ import annotations

import io
import json
import re
import zipfile

import pytest
from sqlalchemy import select, update

from lms.learning.outside.models import OutsideEvidence, OutsideTraining
from lms.learning.outside.rules import FILES_MOST
from lms.people.models import Account, MailToken, RoleHeld, SignedIn
from tests.cast import Cast, Person
from tests.web.importing import line, send, table, take_in

EVIL = "<img src=x onerror=alert(1)>\"'"
TAG = "<img src=x"


@pytest.fixture
def marisol(cast: Cast) -> Person:
    """She has put it wherever a learner can write."""
    person = cast.enter("Marisol")
    assert person.send("/account/name", name=EVIL).status_code == 303
    file = (io.BytesIO(b"%PDF-1.7\n<script>alert(1)</script>"), "../x; X-Evil: 1%0d%0a<script>.html")
    said = {"title": EVIL, "provider": EVIL, "held_on": "2026-05-01", "hours": "1.5", "shows": EVIL, "file": file}
    assert person.send("/hours/add", **said).status_code == 303
    module = cast.module
    lesson = f"/courses/{cast.course.id}/{module.slug}/{module.lessons[0].slug}"
    assert person.send(f"{lesson}/note", text=EVIL, page="p").status_code == 303
    role = next(row for row in cast.read(RoleHeld) if row.account_id == cast.learner)
    answer = person.send(f"/plan/{role.id}/hours", hours="3", reason=EVIL, go="save")
    assert answer.status_code in (200, 303)
    return person


def pages(person: Person, *paths: str) -> None:
    for path in paths:
        answer = person.client.get(path, follow_redirects=True)
        assert answer.status_code in (200, 422), path
        assert TAG not in answer.text, path


def test_what_a_learner_writes_stays_text_for_herself_and_her_team(cast: Cast, marisol: Person) -> None:
    lesson = f"/courses/{cast.course.id}/{cast.module.slug}/{cast.module.lessons[0].slug}"
    pages(marisol, "/home", "/account/", "/hours/", "/notes/", "/plan/", "/record/", lesson, f"/search?q={EVIL}")
    training = cast.read(OutsideTraining)[0].id
    team = f"/team/{cast.learner}"
    pages(cast.enter("Sunniva"), "/team/", team, f"{team}/hours/", f"{team}/hours/{training}", f"{team}/remind")
    people = f"/admin/people/{cast.learner}"
    pages(
        cast.enter("Odile"),
        "/admin/people/",
        people,
        f"{people}/join",
        f"{people}/join/{cast.teammate}",
        f"{people}/names",
    )


def test_what_an_import_brings_stays_text(cast: Cast) -> None:
    odile = cast.enter("Odile")
    page = send(odile, table(line(EVIL, "evil@x.example", EVIL, EVIL, EVIL)), name=f"../{TAG}; X-Evil%0d%0a: 1.csv")
    pages(odile, page.path)
    answer = odile.client.get(page.path.replace("/check", "/problems.csv"))
    assert "X-Evil" not in answer.headers
    path = take_in(odile, line(f"Ada {TAG}>", "ada@saltmarsh.example"))
    pages(odile, f"{path}/result", f"{path}/undo", "/admin/import/", "/admin/people/")


def test_a_file_of_a_learner_is_kept_to_be_saved_and_names_no_header(cast: Cast, marisol: Person) -> None:
    answer = marisol.client.get(f"/hours/{cast.read(OutsideTraining)[0].id}/file")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "X-Evil" not in answer.headers
    assert not re.search(r"[<>\r\n]|\.html\"?$", answer.headers["Content-Disposition"])


def test_names_of_downloads_hold_no_sign_of_a_header(cast: Cast, marisol: Person) -> None:
    supervisor = cast.enter("Sunniva")
    for person, path in (
        *((marisol, f"/record/{form}") for form in ("csv", "json", "xlsx")),
        (marisol, "/notes.txt"),
        (marisol, "/plan/dates.ics"),
        (marisol, "/account/export.zip"),
        (supervisor, f"/team/{cast.learner}/record/csv"),
        (supervisor, "/team/readiness.csv?q=%22%0d%0aX-Evil:1"),
        (supervisor, "/team/readiness.xlsx"),
    ):
        answer = person.client.get(path)
        assert answer.status_code == 200, path
        assert re.fullmatch(r'attachment; filename="?[\w.-]+"?', answer.headers["Content-Disposition"]), path


def test_an_export_holds_no_secret_and_nobody_else(cast: Cast, marisol: Person) -> None:
    marisol.send("/account/addresses", email="second@home.example")
    cast.enter("Sunniva").send(f"/team/{cast.learner}/remind", own_words="Soon", seen="Soon", go="send")
    content = marisol.client.get("/account/export.zip").data
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        everything = b"\n".join(archive.read(name) for name in names).decode("utf-8", "replace")
        assert json.loads(archive.read("account.json"))
    assert not [name for name in names if name.startswith("/") or ".." in name or "\\" in name or TAG in name]
    with cast.services.database.session() as session:
        secrets = [row.password_hash for row in session.scalars(select(Account)) if row.password_hash]
        secrets += [row.token_hash for row in session.scalars(select(MailToken))]
        secrets += [row.token_hash for row in session.scalars(select(SignedIn))]
    others = ["Teddy Okafor", "teddy@", cast.teammate, cast.supervisor, cast.stranger, "Ansel Frost"]
    assert [each for each in (*secrets, *others, "$argon2") if each in everything] == []
    assert not re.search(r"/address/[A-Za-z0-9_-]{40,}", everything)


def test_one_person_cannot_fill_the_database_with_files(cast: Cast, marisol: Person) -> None:
    with cast.services.database.session(write=True) as session:
        session.execute(update(OutsideEvidence).values(size=FILES_MOST - 10))
        session.commit()
    said = {"title": "More", "provider": "A school", "held_on": "2026-05-01", "hours": "1", "shows": ""}
    row = cast.read(OutsideTraining)[0]
    assert marisol.send(f"/hours/{row.id}/withdraw").status_code == 303
    answer = marisol.send("/hours/add", **said, file=(io.BytesIO(b"%PDF-1.7 a little more"), "more.pdf"))
    assert answer.status_code == 422
    assert "Your files take up 60 MB already" in answer.text
    assert len(cast.read(OutsideTraining)) == 1
