"""The edge cases of dates and plans by name, each with the day, the standing, the window and the sentence worked out by hand.

What an act brings about (a role that ends, a second account, a move to another clinic) is in `test_stored_edges.py`;
`WHERE` says of each edge that was asked for where it is tried, and a test holds it to that.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from lms.readiness.rules import Facts, Pause, local_date, stand
from tests.readiness import test_stored_edges
from tests.readiness.roles import ROLES, facts, on

LEAVE = (Pause(on("04-20"), on("05-20")),)
OPEN_LEAVE = (Pause(on("04-20"), None),)


def begun(start: str, required: int = 1620, minutes: int = 0, /, **more) -> Facts:
    return facts(required, minutes, start=on(start), **more)


# name, role, facts, today, standing, window opens, due, part of the sentence
EDGES = [
    ("end of month: the day before", "bhcm", begun("05-31"), "02-27", "not open yet", "02-28", "05-31",
     "The window opens on 28 February 2027, in 1 day"),
    ("end of month: three months before 31 May", "bhcm", begun("05-31"), "02-28", "not started", "02-28", "05-31",
     "to go to the start date, 31 May 2027"),
    ("end of month: one month before 31 July", "pcp", begun("07-31", 60), "06-30", "not started", "06-30", "07-31",
     "31 July 2027"),
    ("end of month: six months after 31 August", "bhcm", begun("08-31", 1620, 1620), "09-01",
     "in continuing education", "05-31", "2028-02-29", "29 February 2028"),
    ("leap day: the window opens on it", "bhcm", begun("2028-05-31"), "2028-02-29", "not started", "2028-02-29",
     "2028-05-31", "31 May 2028"),
    ("leap day: closed the day before", "bhcm", begun("2028-05-31"), "2028-02-28", "not open yet", "2028-02-29",
     "2028-05-31", "opens on 29 February 2028, in 1 day"),
    ("start on 29 February: the day itself is not late", "bhcm", begun("2028-02-29"), "2028-02-29", "at risk",
     "2027-11-29", "2028-02-29", "29 February 2028"),
    ("start on 29 February: late on 1 March", "bhcm", begun("2028-02-29"), "2028-03-01", "overdue", "2027-11-29",
     "2028-02-29", "29 February 2028"),
    ("start on 29 February: six months after", "bhcm", begun("2028-02-29", 1620, 1620), "2028-03-01",
     "in continuing education", "2027-11-29", "2028-08-29", "29 August 2028"),
    ("start on 29 March: a month before has no 29th", "clinical-supervisor", begun("03-29", 240), "02-28",
     "not started", "02-28", "03-29", "we count back from the start date"),
    ("start on 29 August: six months after has no 29th", "bhcm", begun("2026-08-29", 1620, 1620), "2026-09-01",
     "in continuing education", "2026-05-29", "02-28", "28 February 2027"),
    ("start date in the past, nothing done", "bhcm", begun("05-04", joined_on=on("06-10")), "06-10", "overdue",
     "02-04", "05-04", "4 May 2027"),
    ("start date in the past, all done", "bhcm", begun("05-04", 1620, 1620, joined_on=on("06-10")), "06-10",
     "in continuing education", "02-04", "11-04", "4 November 2027"),
    ("start date today, all done", "bhcm", begun("05-04", 1620, 1620), "05-04", "in continuing education", "02-04",
     "11-04", "4 November 2027"),
    ("start date tomorrow, all done", "bhcm", begun("05-04", 1620, 1620), "05-03", "ready", "02-04", "05-04",
     "4 May 2027"),
    ("two roles: the one is late", "bhcm", begun("06-15"), "06-16", "overdue", "03-15", "06-15", "15 June 2027"),
    ("two roles: the other has its own dates", "pcp", begun("07-15", 60), "06-16", "not started", "06-15", "07-15",
     "15 July 2027"),
    ("rejoined: new dates, and what was done before counts", "bhcm",
     begun("10-31", 1620, 300, joined_on=on("06-10"), done=((on("01-10"), 300),)), "06-10", "not open yet", "07-31",
     "10-31", "5 h are done already and count"),
    ("rejoined: minutes of before are no pace of now", "bhcm",
     begun("10-31", 1620, 300, joined_on=on("06-10"), done=((on("01-10"), 300),)), "08-10", "on track", "07-31",
     "10-31", "It is too early to say"),
    ("role ended: the standing of the last day stays", "bhcm", begun("05-04", role_ended_on=on("05-03")), "08-01",
     "at risk", "02-04", "05-04", "4 May 2027"),
    ("role ended after the date: late stays late", "bhcm", begun("05-04", role_ended_on=on("05-05")), "08-01",
     "overdue", "02-04", "05-04", "4 May 2027"),
    ("pause over the due date: the last day before it", "bhcm", begun("05-04", pauses=LEAVE), "04-19", "at risk",
     "02-04", "05-04", "4 May 2027"),
    ("pause over the due date: paused on it", "bhcm", begun("05-04", pauses=LEAVE), "05-04", "paused", "02-04",
     "05-04", "20 May 2027"),
    ("pause over the due date: paused after it", "bhcm", begun("05-04", pauses=LEAVE), "05-20", "paused", "02-04",
     "05-04", "20 May 2027"),
    ("pause over the due date: late once it is over", "bhcm", begun("05-04", pauses=LEAVE), "05-21", "overdue",
     "02-04", "05-04", "4 May 2027"),
    ("pause without an end", "bhcm", begun("05-04", pauses=OPEN_LEAVE), "12-31", "paused", "02-04", "05-04", ""),
    ("edition changed midway: ready before", "bhcm", begun("05-04", 1620, 1620), "04-20", "ready", "02-04", "05-04",
     "4 May 2027"),
    ("edition changed midway: what is new is left, what was done stays", "bhcm",
     begun("05-04", 1680, 1620, pathway_complete=False, done=((on("04-10"), 400),)), "04-20", "on track", "02-04", "05-04", "4 May 2027"),
    ("edition changed midway: less is asked, and that is done", "bhcm", begun("05-04", 1500, 1500), "04-20", "ready",
     "02-04", "05-04", "4 May 2027"),
    ("unpublished, no setting: nothing done", "program-manager", begun("05-04", 300), "08-01", "not started", None,
     None, "clinic"),
    ("unpublished, no setting: some done, never late", "program-manager", begun("05-04", 300, 60), "2028-08-01",
     "on track", None, None, "set by your clinic; there is no date yet"),
    ("unpublished, no setting: all done", "program-manager", begun("05-04", 300, 300), "04-01", "ready", None, None, ""),
    ("unpublished, the clinic's date: on it", "program-manager", begun("05-04", 300, 60, clinic_due_on=on("06-30")),
     "06-30", "at risk", None, "06-30", "30 June 2027"),
    ("unpublished, the clinic's date: the day after", "program-manager",
     begun("05-04", 300, 60, clinic_due_on=on("06-30")), "07-01", "overdue", None, "06-30", "30 June 2027"),
    ("counted back, the clinic's date takes its place", "clinical-supervisor",
     begun("05-04", 240, clinic_due_on=on("03-31")), "02-28", "not started", "02-28", "03-31", "31 March 2027"),
    ("published: a clinic's date changes nothing", "bhcm", begun("05-04", clinic_due_on=on("06-30")), "05-05",
     "overdue", "02-04", "05-04", "4 May 2027"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("role", "known", "today", "standing", "opens", "due", "words"),
    [row[1:] for row in EDGES],
    ids=[row[0] for row in EDGES],
)
def test_an_edge(
    role: str, known: Facts, today: str, standing: str, opens: str | None, due: str | None, words: str
) -> None:
    found = stand(ROLES[role], known, on(today))
    assert found.standing == standing, found.reason
    assert found.opens == (on(opens) if opens else None)
    assert found.due_date == (on(due) if due else None)
    assert words in found.reason
    assert found.reason


def test_no_two_edges_have_one_name() -> None:
    assert len({row[0] for row in EDGES}) == len(EDGES)


ZONES = [
    ("another zone: still the last day in Chicago", "2027-05-05T04:59:59", "America/Chicago", "05-04", "at risk"),
    ("another zone: the day after in Chicago", "2027-05-05T05:00:00", "America/Chicago", "05-05", "overdue"),
    ("another zone: the same instant in Honolulu", "2027-05-05T05:00:00", "Pacific/Honolulu", "05-04", "at risk"),
    ("another zone: the day after in Guam", "2027-05-04T14:00:00", "Pacific/Guam", "05-05", "overdue"),
    ("another zone: the last day in Guam", "2027-05-04T13:59:59", "Pacific/Guam", "05-04", "at risk"),
    ("clocks go forward: the short day in Chicago ends an hour early in UTC", "2027-03-15T05:00:00",
     "America/Chicago", "03-15", "overdue"),
    ("clocks go forward: and not earlier", "2027-03-15T04:59:59", "America/Chicago", "03-14", "at risk"),
    ("clocks go back: the long day in Chicago ends an hour later in UTC", "2027-11-08T05:59:59",
     "America/Chicago", "11-07", "at risk"),
    ("clocks go back: and not later", "2027-11-08T06:00:00", "America/Chicago", "11-08", "overdue"),
    ("no summer time: Phoenix", "2027-05-05T06:59:59", "America/Phoenix", "05-04", "at risk"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("instant", "zone", "day", "standing"), [row[1:] for row in ZONES], ids=[row[0] for row in ZONES]
)
def test_a_due_date_ends_with_the_clinics_own_day(instant: str, zone: str, day: str, standing: str) -> None:
    today = local_date(datetime.fromisoformat(instant).replace(tzinfo=UTC), zone)
    assert today == on(day)
    start = today if standing == "at risk" else date.fromordinal(today.toordinal() - 1)
    assert stand(ROLES["bhcm"], replace(facts(), start_date=start), today).standing == standing


# The edges that were asked for: the beginning of their rows here, or a test by an act in `test_stored_edges.py`.
WHERE = {
    "end of month": ("end of month",),
    "leap day": ("leap day",),
    "DST": ("clocks go forward", "clocks go back", "no summer time"),
    "clinic in another zone": ("another zone",),
    "start date in the past": ("start date in the past, nothing done", "start date in the past, all done", "test_a_start_date_in_the_past_is_late_at_once_and_says_when_it_was_recorded"),
    "two roles with different dates": ("two roles", "test_two_roles_with_different_dates_are_late_each_on_its_own_day"),
    "role ended": ("role ended", "test_a_role_that_ended_leaves_the_list_and_keeps_the_standing_of_its_last_day"),
    "rejoined": ("rejoined", "test_who_rejoins_has_new_dates_and_keeps_what_was_done"),
    "pause over the due date": ("pause over the due date", "test_leave_over_the_due_date_rests_it_and_moves_nothing"),
    "edition changed midway": ("edition changed midway",),
    "supervisor moved to another clinic": ("test_a_supervisor_who_moves_sees_the_new_clinic_and_keeps_her_own_training",),
    "person merged": ("test_of_a_person_with_two_accounts_one_role_goes_on_with_what_both_did",),
    "29-February starts": ("start on 29 February",),
    "unpublished timeline without a clinic's setting": ("unpublished, no setting",),
    "unpublished timeline with a clinic's setting": ("unpublished, the clinic's date",),
}  # fmt: skip


@pytest.mark.parametrize("edge", WHERE)
def test_each_edge_asked_for_has_its_place(edge: str) -> None:
    names = [row[0] for row in (*EDGES, *ZONES)]
    for place in WHERE[edge]:
        if place.startswith("test_"):
            assert callable(getattr(test_stored_edges, place, None)), place
        else:
            assert [name for name in names if name.startswith(f"{place}:") or name == place], place
