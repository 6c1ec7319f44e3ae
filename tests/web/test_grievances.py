"""Complaints: how to, one's own, and the provider's log, through HTTP."""

from __future__ import annotations

from datetime import date

import pytest

from lms.credit.keeping.models import Grievance
from tests.cast import Cast, in_session
from tests.credit.approved import approve
from tests.web.visitor import Visitor


@pytest.mark.alike
def test_anybody_reads_how_to_complain(cast: Cast) -> None:
    stranger = Visitor(cast.app).open("/grievance")
    assert stranger.heading == "Complaints about credit"
    assert "No provider of continuing education is set up here" in stranger.text
    now = cast.services.clock.now()
    in_session(
        cast.services.database,
        lambda session: approve(session, cast.course, organisation_id=cast.place.saltmarsh, now=now),
    )
    stranger.open("/grievance")
    for each in ("Harbor Bay Learning, Inc.", "an answer comes within 30 days", "555 0100"):
        assert each in stranger.text
    assert not stranger.tree.xpath("//textarea")


def test_a_complaint_is_received_due_and_answered(cast: Cast) -> None:
    now = cast.services.clock.now()
    made = in_session(
        cast.services.database,
        lambda session: approve(session, cast.course, organisation_id=cast.place.saltmarsh, now=now),
    )
    marisol = cast.enter("Marisol")
    marisol.open("/grievance").press("Send the complaint", words=" ")
    assert marisol.problems() == ["Write what it is about."]
    marisol.press("Send the complaint", words="Question 3 has two right answers.", activity=made.activity_id)
    assert "An answer is due by 3 June 2026" in marisol.text
    (row,) = cast.read(Grievance)
    assert (row.received_on, row.due_on, row.activity_id) == (date(2026, 5, 4), date(2026, 6, 3), made.activity_id)
    assert "Question 3" not in cast.enter("Teddy").open("/grievance").text
    cesar = cast.enter("Cesar")
    assert "1 complaint, 1 open" in cesar.open("/ce-admin/grievances/").text
    cesar.open(f"/ce-admin/grievances/{row.id}").press("Send the answer", words="")
    assert cesar.status == 422
    cesar.press("Send the answer", words="It counts for everybody now.")
    assert "1 complaint, 0 open" in cesar.text
    assert cesar.send(f"/ce-admin/grievances/{row.id}", words="Something else.").status_code == 409
    assert "It counts for everybody now." in marisol.open("/grievance").text


@pytest.mark.alike
def test_one_from_outside_counts_from_the_day_it_came(cast: Cast) -> None:
    cesar = cast.enter("Cesar")
    assert "No complaint yet" in cesar.open("/ce-admin/grievances/").text
    cesar.press("Write it down", words="A board rang.", received_on="2026-05-05")
    assert "within the last year" in cesar.problems()[0]
    cesar.press("Write it down", words="A board rang.", received_on="2026-04-01")
    assert "1 May 2026" in cesar.text
    assert "Late" in cesar.text
    (row,) = cast.read(Grievance)
    assert (row.account_id, row.received_on, row.due_on) == (None, date(2026, 4, 1), date(2026, 5, 1))
    for name in ("Marisol", "Sunniva", "Ansel"):
        assert cast.enter(name).open(f"/ce-admin/grievances/{row.id}").status == 404


@pytest.mark.alike
def test_an_activity_of_somebody_else_is_refused_and_what_looks_real_is_warned_of(cast: Cast) -> None:
    now = cast.services.clock.now()
    made = in_session(
        cast.services.database,
        lambda session: approve(session, cast.course, organisation_id=cast.place.elsewhere, now=now),
    )
    marisol = cast.enter("Marisol")
    assert marisol.send("/grievance", words="Hm.", activity=made.activity_id).status_code == 422
    assert cast.read(Grievance) == []
    marisol.open("/grievance").press("Send the complaint", words="Chart 123456 was shown to me.")
    assert "looks like a record number" in marisol.text
