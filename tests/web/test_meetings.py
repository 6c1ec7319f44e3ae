"""Meetings over HTTP: set up from a template, held in one click and taken back, moved, cancelled, who came, notes, who sees what."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from lms.people.models import Clinic, Pause, RoleHeld
from lms.people.permissions import PROGRAM_MANAGER, SYSTEM
from lms.people.upkeep import end_role
from lms.readiness.meetings.models import MeetingAttendance, MeetingMark, MeetingNote, MeetingRhythm, MeetingSeries
from lms.readiness.meetings.queries import meetings_of, panel_reviews_attended
from tests.cast import Cast, Person, in_session
from tests.clocks import MovableClock
from tests.people.makers import make_account

TODAY = date(2026, 5, 4)
PANEL = {"kind": "panel", "every": "1", "unit": "week", "weekday": "3", "at": "12:30", "minutes": "60",
         "place": "Room 2", "from_date": "2026-05-04", "reason": "", "last_before": ""}  # fmt: skip
CASELOAD = {**PANEL, "kind": "caseload", "every": "3", "unit": "month", "weekday": "1"}


@pytest.fixture
def here(cast: Cast) -> str:
    """The address of Mill Road's meetings; its first day is today, and it has a consultant."""

    def prepare(session: Any) -> None:
        session.get_one(Clinic, cast.place.mill_road).opens_on = TODAY

    in_session(cast.services.database, prepare)
    make(cast, "Osei Hartmann", role="psychiatric-consultant")
    return f"/clinics/{cast.place.mill_road}/meetings"


@pytest.fixture
def sunniva(cast: Cast, here: str) -> Person:
    """The supervisor of Mill Road."""
    return cast.enter("Sunniva")


def make(cast: Cast, name: str, **more: Any) -> str:
    more = {"clinic_id": cast.place.mill_road, **more}
    return make_account(cast.services.database, cast.services.clock.now(), cast.place.saltmarsh, name, **more)


def set_up(person: Person, here: str, **fields: str) -> str:
    """Set a panel review up; its address."""
    answer = person.send(f"{here}/new", **{**PANEL, **fields})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


@pytest.mark.alike
def test_the_list_as_of_an_earlier_day(cast: Cast, here: str, sunniva: Person, clock: MovableClock) -> None:
    clock.move(days=2)
    page = cast.enter("Sunniva")
    set_up(page, here)
    clock.move(days=8)
    page = cast.enter("Sunniva")
    before = page.open(f"{here}/?as_of=2026-05-05")
    assert "As it stood on the evening of 5 May 2026, Chicago time." in before.text
    assert "No meeting that you look after was set up here by that evening." in before.text
    assert not before.tree.xpath("//main//form[@method='post']")
    assert not before.tree.xpath("//main//table")
    then = page.open(f"{here}/?as_of=2026-05-06")
    assert "Nothing was overdue." in then.text
    assert "Thu 7 May 2026" in then.text
    assert not then.tree.xpath("//main//form[@method='post'] | //section[@aria-labelledby='calendar']")
    now = page.open(f"{here}/")
    assert "overdue: panel review" in now.text
    assert "Thu 7 May 2026 at" not in now.text
    for wrong in ("never", "2026-05-15", "0001-01-01"):
        assert page.open(f"{here}/?as_of={wrong}").status == 422


@pytest.mark.alike
def test_the_three_are_set_up_from_templates(cast: Cast, here: str, sunniva: Person) -> None:
    page = sunniva.open(f"{here}/")
    assert page.tree.xpath("//h2/text()")[0] == "No meeting is set up yet"
    page.open(page.tree.xpath("//a[.='Set up the panel review']/@href")[0])
    page.press("Save", weekday="3", place="Room 2")
    assert page.heading == "Panel review, Mill Road"
    assert "Next: Thu 7 May 2026 at 12:30, Chicago time." in page.text
    assert "One is due by 11 May 2026, counted from the clinic’s first day, 4 May 2026." in page.text
    assert [" ".join(row.text_content().split()) for row in page.tree.xpath("//table[caption[contains(., 'asked')]]/tbody/tr/th")] == [
        "Marisol Tavares", "Teddy Okafor", "Osei Hartmann",
    ]  # fmt: skip
    links = page.tree.xpath("//section[@aria-labelledby='agenda']//a/@href")
    assert [sunniva.client.get(link).status_code for link in links] == [200]
    links = cast.enter("Marisol").open(page.path).tree.xpath("//section[@aria-labelledby='agenda']//a/@href")
    assert [link for link in links if link.startswith("/tools/")]
    assert [cast.enter("Marisol").client.get(link).status_code for link in links] == [200, 200]
    again = sunniva.send(f"{here}/new", **PANEL)
    assert again.status_code == 409
    assert "set up here already" in again.text
    page.open(f"{here}/")
    assert "Nothing is overdue. 2 meetings are not set up yet." in page.text
    with cast.services.database.session() as session:
        known = meetings_of(session, cast.place.mill_road, TODAY)
    assert [(each.kind, each.standing, each.set_up) for each in known] == [
        ("panel", "scheduled", True), ("caseload", "not set up", False), ("program", "not set up", False),
    ]  # fmt: skip


@pytest.mark.alike
def test_s130_a_rhythm_below_the_published_one_needs_a_reason_and_less_than_a_quarter_is_refused(
    cast: Cast, here: str, sunniva: Person
) -> None:
    page = sunniva.open(f"{here}/new?kind=caseload")
    page.press("Save", every="26", unit="week")
    assert page.status == 422
    (said,) = page.problems()
    assert said.startswith(
        "Every 26 weeks is less than once a quarter. Published for a caseload review is at least once"
    )
    assert said.endswith("choose every 3 months, every 12 weeks, or more often.")
    assert page.tree.xpath("//input[@name='every']/@value") == ["26"]
    assert cast.read(MeetingSeries) == []
    there = set_up(sunniva, here)
    page.open(f"{there}/rhythm").press("Save", every="2")
    assert page.status == 422
    assert "Say why it is less often here" in page.problems()[0]
    page.press("Save", every="2", reason="One consultant for three clinics until June")
    assert page.path == there
    assert "Below the published rhythm" in page.text
    assert "because: One consultant for three clinics until June" in page.text
    assert [(row.every, row.reason) for row in cast.read(MeetingRhythm)] == [
        (1, None), (2, "One consultant for three clinics until June"),
    ]  # fmt: skip
    page.open(f"{there}/rhythm").press("Save", at="")
    assert page.status == 422
    with cast.services.database.session() as session:
        assert meetings_of(session, cast.place.mill_road, TODAY)[0].below


def test_held_in_one_click_with_undo_and_who_came(cast: Cast, here: str, sunniva: Person, clock: MovableClock) -> None:
    there = set_up(sunniva, here)
    slot = f"{there}/2026-05-07"
    early = sunniva.send(f"{slot}/held")
    assert early.status_code == 422
    assert "still to come" in early.text
    clock.move(days=3, hours=1)
    page = cast.enter("Marisol").open(there)
    page.press("Held, and everybody came")
    assert page.path == there
    assert "SearchMarisol Tavares Sign out" in page.text  # The frame of the page is as everywhere.
    assert "Marisol Tavares, Osei Hartmann, Teddy Okafor" in page.text
    assert attended(cast, cast.learner) == 1
    assert (
        "1 panel review attended, as recorded at the clinic’s meetings." in cast.enter("Marisol").open("/skills/").text
    )
    page.press("Take back")
    assert "Nothing more is recorded of 7 May 2026" in page.text
    assert attended(cast, cast.learner) == 0
    page.open(slot).press("Save", came=[cast.learner], note="Two questions for Dr. Amari about time.")
    assert page.path == there
    assert "Missing: Osei Hartmann, Teddy Okafor" in page.text
    assert "Two questions for Dr. Amari about time." in page.text
    assert (attended(cast, cast.learner), attended(cast, cast.teammate)) == (1, 0)
    page.post(f"{slot}/held", {"csrf_token": page.tree.xpath("//input[@name='csrf_token']/@value")[0]})
    assert attended(cast, cast.teammate) == 0
    assert [row.what for row in cast.read(MeetingMark)] == ["held", "undone", "held"]
    assert [line.act for line in cast.lines() if line.act.startswith("meeting.")][-3:] == [
        "meeting.held", "meeting.undone", "meeting.held",
    ]  # fmt: skip


def attended(cast: Cast, account_id: str) -> int:
    with cast.services.database.session() as session:
        return panel_reviews_attended(session, account_id)


def test_notes_are_kept_free_of_patients_and_two_who_write_see_both(
    cast: Cast, here: str, sunniva: Person, clock: MovableClock
) -> None:
    slot = f"{set_up(sunniva, here)}/2026-05-07"
    clock.move(days=4)
    sunniva = cast.enter("Sunniva")
    page = sunniva.open(slot)
    page.press("Save", note="Call back MRN 4471902 on Monday.")
    assert page.status == 422
    assert "“MRN 4471902” like a record number" in page.problems()[0]
    assert page.tree.xpath("//textarea[@name='note']")[0].text.strip() == "Call back MRN 4471902 on Monday."
    assert cast.read(MeetingMark) == cast.read(MeetingNote) == []
    page.press("Save", checked="y")
    assert [row.text for row in cast.read(MeetingNote)] == ["Call back MRN 4471902 on Monday."]
    first, second = sunniva.open(slot), cast.enter("Marisol").open(slot)
    second.press("Save", note="Marisol’s words.")
    first.press("Save", note="Sunniva’s words.")
    assert first.status == 422
    assert "Marisol’s words." in first.tree.xpath("string(//section[@aria-labelledby='other'])")
    first.press("Save")
    assert [(row.text, row.version) for row in cast.read(MeetingNote)] == [("Sunniva’s words.", 3)]


@pytest.mark.alike
def test_one_is_moved_or_cancelled_with_a_reason_and_leave_is_told(
    cast: Cast, here: str, sunniva: Person, clock: MovableClock
) -> None:
    def leave(session: Any) -> None:
        held = session.query(RoleHeld).filter_by(account_id=cast.teammate).one()
        first = date(2026, 5, 8)
        session.add(
            Pause(
                role_held_id=held.id,
                from_date=first,
                to_date=first + timedelta(days=20),
                reason="Leave",
                created_at=clock.now(),
            )
        )

    in_session(cast.services.database, leave)
    there = set_up(sunniva, here)
    page = sunniva.open(f"{there}/2026-05-07/change")
    page.press("Save", what="move", on="2026-05-01", reason="")
    assert page.status == 422
    assert page.problems() == [
        "Choose a day from today on, within a year.",
        "Say why; the reason stays with the record.",
    ]
    page.press("Save", on="2026-05-08", at="09:15", reason="Training on Thursday")
    assert page.path == there
    assert "Teddy Okafor is on leave that day." in page.text
    assert "Next: Fri 8 May 2026 at 09:15, Chicago time (moved from Thu 7 May)." in page.text
    assert "On leave that day. Teddy Okafor is to come and will be away." in page.text
    page.open(f"{there}/2026-05-14/change").press("Save", what="cancel", reason="Clinic closed")
    assert "Thu 14 May 2026 CancelledClinic closed" in page.text
    ics = sunniva.client.get(f"{there}.ics").text.replace("\r\n ", "")
    assert "EXDATE;TZID=America/Chicago:20260514T123000" in ics
    assert "RECURRENCE-ID;TZID=America/Chicago:20260507T123000\r\nDTSTART;TZID=America/Chicago:20260508T091500" in ics
    twice = sunniva.send(f"{there}/2026-05-14/change", what="cancel", reason="Again")
    assert twice.status_code == 409
    page.press("Take back")
    assert "Cancelled" not in page.tree.xpath("string(//section[@aria-labelledby='history'])")
    assert sunniva.send(f"{there}/2026-05-14/undo").status_code == 409
    for day in ("2026-05-12", "2026-13-01", "soon", "2026-5-7"):
        assert sunniva.client.get(f"{there}/{day}/change").status_code == 404


@pytest.mark.alike
def test_an_overdue_caseload_review_is_said_so_everywhere(
    cast: Cast, here: str, sunniva: Person, clock: MovableClock
) -> None:
    there = set_up(sunniva, here, **CASELOAD)
    clock.move(days=93)
    sunniva = cast.enter("Sunniva")
    page = sunniva.open(f"{here}/")
    assert "1 meeting is overdue: caseload review. 2 meetings are not set up yet." in page.text
    page.open(there)
    assert (
        "One was due by 4 August 2026, counted from the clinic’s first day, 4 May 2026, and none is recorded."
        in page.text
    )
    assert "Nobody here holds a role that must be there. Clinical supervisor" in page.text


@pytest.mark.alike
def test_who_sees_and_who_changes(cast: Cast, here: str, sunniva: Person) -> None:
    there = set_up(sunniva, here)
    caseload = set_up(sunniva, here, **CASELOAD)
    make(cast, "Tasha Quill", role="auxiliary")
    make(cast, "Nora Pine", kinds=(PROGRAM_MANAGER,), clinic_id=cast.place.northgate)
    marisol, tasha = cast.enter("Marisol"), cast.enter("Tasha")
    assert marisol.open(f"{here}/").tree.xpath("//table//th/a/text()") == ["Panel review", "Caseload review"]
    assert "Set up" not in marisol.text
    assert tasha.open(f"{here}/").tree.xpath("//h2/text()")[0] == "No meeting here asks for you"
    assert tasha.client.get(there).status_code == 404
    assert cast.enter("Osei").client.get(caseload).status_code == 200
    for who in ("Ansel", "Cesar", "Nora"):
        person = cast.enter(who)
        for path in (f"{here}/", there, f"{here}.ics", f"{there}.ics", f"{there}/rhythm", f"{there}/2026-05-07"):
            assert person.client.get(path).status_code == 404, (who, path)
    for path, fields in (
        (f"{here}/new", PANEL),
        (f"{there}/rhythm", PANEL),
        (f"{there}/2026-05-07/change", {"what": "cancel", "reason": "No"}),
        (f"{here}/feeds/new", {}),
    ):
        assert marisol.send(path, **fields).status_code == 404
    assert tasha.send(f"{there}/2026-05-07/held").status_code == 404
    assert cast.enter("Osei").send(f"{caseload}/2026-07-28/held").status_code == 404  # As able: may not record it.
    assert cast.read(MeetingMark) == []
    other = f"/clinics/{cast.place.northgate}/meetings"
    assert cast.enter("Odile").client.get(there.replace(here, other)).status_code == 404
    assert "Panel review, Thu 7 May at 12:30, Mill Road, Chicago time" in marisol.open("/home").text
    assert "Next meeting" not in tasha.open("/home").text


def test_somebody_who_left_is_asked_no_more_and_what_she_came_to_stays(
    cast: Cast, here: str, sunniva: Person, clock: MovableClock
) -> None:
    there = set_up(sunniva, here)
    clock.move(days=3, hours=1)
    assert cast.enter("Sunniva").send(f"{there}/2026-05-07/held").status_code == 303
    clock.move(days=1)

    def leave(session: Any) -> None:
        held = session.query(RoleHeld).filter_by(account_id=cast.teammate).one()
        end_role(session, actor=SYSTEM, now=clock.now(), role_held_id=held.id, reason="Works elsewhere")

    in_session(cast.services.database, leave)
    clock.move(days=1)
    sunniva = cast.enter("Sunniva")
    page = sunniva.open(there)
    assert "Teddy Okafor" not in page.tree.xpath("string(//section[@aria-labelledby='next'])")
    assert "Teddy Okafor: 1" in page.text
    assert cast.enter("Teddy").client.get(there).status_code == 404
    assert len([row for row in cast.read(MeetingAttendance) if row.came]) == 3
