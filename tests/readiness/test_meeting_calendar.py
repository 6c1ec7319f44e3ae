"""Meetings as a calendar file: what RFC 5545 asks for, clocks that change, dates that were moved, and how a reader would see them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lms.readiness.rules.calendar_times import CalendarMeeting, Moved, instant_of, meetings_text

STAMP = datetime(2026, 5, 4, 17, tzinfo=UTC)
NOON = 12 * 60 + 30


def file_of(*meetings: CalendarMeeting) -> list[str]:
    """The lines, unfolded."""
    text = meetings_text(meetings, name="Meetings, Mill Road", stamped=STAMP)
    assert text.endswith("END:VCALENDAR\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    return text.replace("\r\n ", "").split("\r\n")


def weekly(**more: object) -> CalendarMeeting:
    given = {"zone": "America/Chicago", "first": date(2026, 5, 7), "at": NOON, "minutes": 60, "weeks": 1, **more}
    return CalendarMeeting(uid="meeting-1@linchpin", sequence=3, title="Panel review, Mill Road", **given)  # type: ignore[arg-type]


def offsets(lines: list[str], name: str) -> list[tuple[datetime, timedelta]]:
    """What the file's own VTIMEZONE says: (from when, in the local time before; offset from then on), in order."""
    begin = lines.index(f"TZID:{name}")
    block = lines[begin : lines.index("END:VTIMEZONE", begin)]
    found, starts, offset = [], [], timedelta()
    for line in block:
        key, _, value = line.partition(":")
        if key in ("DTSTART", "RDATE"):
            starts.append(datetime.strptime(value, "%Y%m%dT%H%M%S"))  # noqa: DTZ007
        elif key == "TZOFFSETTO":
            sign = -1 if value[0] == "-" else 1
            offset = sign * timedelta(hours=int(value[1:3]), minutes=int(value[3:5]))
        elif key == "END":
            found += [(start, offset) for start in starts]
            starts = []
    return sorted(found)


def by_the_file(lines: list[str], name: str, local: datetime) -> datetime:
    """The UTC instant of a local time, as a reader works it out who knows no zone but the file's."""
    offset = [offset for start, offset in offsets(lines, name) if start <= local][-1]
    return (local - offset).replace(tzinfo=UTC)


def test_s131_a_weekly_meeting_is_one_event_with_a_rule() -> None:
    lines = file_of(weekly(place="Room 2; upstairs, left", note="Must come.\nAlways."))
    assert "DTSTART;TZID=America/Chicago:20260507T123000" in lines
    assert "RRULE:FREQ=WEEKLY;INTERVAL=1;BYDAY=TH" in lines
    assert "DURATION:PT60M" in lines
    assert "LOCATION:Room 2\\; upstairs\\, left" in lines
    assert "DESCRIPTION:Must come.\\nAlways." in lines
    assert "SEQUENCE:3" in lines
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 1
    assert lines.count("BEGIN:VTIMEZONE") == 1
    assert {"VERSION:2.0", "METHOD:PUBLISH", "REFRESH-INTERVAL;VALUE=DURATION:PT6H"} <= set(lines)


def test_a_cancelled_date_is_left_out_and_a_moved_one_stands_for_itself() -> None:
    lines = file_of(
        weekly(weeks=2, left_out=(date(2026, 5, 21),), moved=(Moved(date(2026, 6, 4), date(2026, 6, 5), 600),))
    )
    assert "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TH" in lines
    assert "EXDATE;TZID=America/Chicago:20260521T123000" in lines
    at = lines.index("RECURRENCE-ID;TZID=America/Chicago:20260604T123000")
    assert lines[at + 1] == "DTSTART;TZID=America/Chicago:20260605T100000"
    assert lines[at + 2] == "UID:meeting-1@linchpin"


def test_a_meeting_without_a_rule_stands_once() -> None:
    lines = file_of(weekly(weeks=0))
    assert not [line for line in lines if line.startswith(("RRULE", "EXDATE", "LOCATION", "DESCRIPTION", "URL"))]


@pytest.mark.parametrize(
    "zone", ["America/Chicago", "Europe/Prague", "America/Phoenix", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"]
)
def test_the_file_describes_its_zone_so_that_a_change_of_clocks_moves_no_meeting(zone: str) -> None:
    lines = file_of(weekly(zone=zone))
    for week in range(0, 52 * 4, 3):
        local = datetime(2026, 5, 7, 12, 30) + timedelta(weeks=week)  # noqa: DTZ001
        assert by_the_file(lines, zone, local) == local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def test_two_clinics_in_two_zones_each_have_theirs() -> None:
    lines = file_of(weekly(), weekly(zone="America/New_York"), weekly())
    assert [line for line in lines if line.startswith("TZID:")] == ["TZID:America/Chicago", "TZID:America/New_York"]


@pytest.mark.parametrize(
    ("day", "at", "utc"),
    [
        (date(2026, 3, 5), NOON, datetime(2026, 3, 5, 18, 30, tzinfo=UTC)),
        (date(2026, 3, 12), NOON, datetime(2026, 3, 12, 17, 30, tzinfo=UTC)),
        (date(2026, 3, 8), 150, datetime(2026, 3, 8, 8, 30, tzinfo=UTC)),  # 02:30 is skipped that night.
        (date(2026, 11, 1), 90, datetime(2026, 11, 1, 6, 30, tzinfo=UTC)),  # 01:30 comes twice; the first.
    ],
)
def test_the_instant_of_a_local_time(day: date, at: int, utc: datetime) -> None:
    assert instant_of(day, at, "America/Chicago") == utc


def test_a_long_text_is_folded_between_letters() -> None:
    place = "Zimmer 3, über dem Hof " * 8
    lines = file_of(weekly(place=place))
    found = next(line for line in lines if line.startswith("LOCATION:"))
    assert re.sub(r"\\(.)", r"\1", found.removeprefix("LOCATION:")) == place
