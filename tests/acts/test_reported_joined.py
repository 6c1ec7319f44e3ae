"""What was reported of two accounts that are one person, what an export says of it, and what closing the account leaves."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from lms.acts import checkup
from lms.acts.import_training import import_at_once, undo_preview
from lms.acts.person.erase import erase
from lms.acts.person.export import export_person
from lms.acts.reported import take_up
from lms.database import Database
from lms.files import FileStore
from lms.learning.outside.models import OutsideTraining
from lms.learning.outside.reported.models import ReportedTraining
from lms.learning.outside.reported.rules.columns import TRAINING
from lms.people.importing import keeping
from lms.people.importing.keeping import Choices
from lms.people.importing.models import ImportEffect, PeopleImport
from lms.people.permissions import SYSTEM
from tests.acts.two_accounts import WORLD, Two
from tests.clocks import MovableClock

FILE = (
    b"person,title,provider,completed_on,minutes\n"
    b"work@saltmarsh.example,Consent,Quokka School,2026-03-02,90\n"
    b"home@saltmarsh.example,Consent,Quokka School,2026-03-02,90\n"
    b"home@saltmarsh.example,Listening,Quokka School,2026-03-03,\n"
)


def reported(two: Two) -> PeopleImport:
    """The file, imported by the operator, and Home's second completion taken up by the administrator."""
    sheet = keeping.read_file(FILE, TRAINING)
    row = two.chief.do(
        lambda s, a, n: import_at_once(
            s, actor=SYSTEM, now=n, organisation_id=two.place.saltmarsh, file_name="t.csv", sheet=sheet,
            choices=Choices(), leave_out=False,
        )
    )  # fmt: skip
    listening = next(each for each in two.rows(ReportedTraining) if each.title == "Listening")
    home = two.home.account_id
    two.chief.do(lambda s, a, n: take_up(s, actor=a, now=n, account_id=home, report_id=listening.id, minutes=60))
    return row


def test_all_of_both_is_there_after_joining_and_can_still_be_undone(
    database: Database, clock: MovableClock, tmp_path: Path
) -> None:
    two, files = Two(database, clock), FileStore(tmp_path / "files")
    row = reported(two)
    two.join()
    assert {each.account_id for each in two.rows(ReportedTraining)} == {two.work.account_id}
    (training,) = two.rows(OutsideTraining)
    assert training.account_id == two.work.account_id
    kept = two.chief.do(lambda s, a, n: undo_preview(s, actor=a, row=row))
    assert [why for person in kept for why in person.why] == [None, None, "A supervisor took it up since."]
    assert checkup.differences(database, files, WORLD.course, clock.now()) == []


@pytest.mark.alike
def test_an_export_shows_it_and_closing_the_account_leaves_nothing_of_it(
    database: Database, clock: MovableClock, tmp_path: Path
) -> None:
    two, files = Two(database, clock), FileStore(tmp_path / "files")
    reported(two)
    home = two.home.account_id
    _, packed = two.home.do(lambda s, a, n: export_person(s, actor=a, now=n, files=files, account_id=home))
    with zipfile.ZipFile(io.BytesIO(packed)) as found:
        shown = json.loads(found.read("learning/reported-training.json"))
    assert sorted((each["title"], each["provider"]) for each in shown) == [
        ("Consent", "Quokka School"),
        ("Listening", "Quokka School"),
    ]
    two.chief.do(lambda s, a, n: erase(s, actor=SYSTEM, now=n, account_id=home))
    assert [each.account_id for each in two.rows(ReportedTraining)] == [two.work.account_id]
    assert two.rows(OutsideTraining) == []
    assert {each.after for each in two.rows(ImportEffect) if each.account_id == home} == {None}
