"""Meetings as a calendar (RFC 5545): local clock times in a zone that the file describes itself, so that a change of clocks moves none.

A weekly rhythm is one event with an RRULE; dates that were moved stand as exceptions of it, cancelled ones as EXDATE.
A rhythm of months has no rule there that keeps within three months on a weekday, so its next dates stand one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lms.readiness.rules.calendar import escaped, written

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
YEARS_AHEAD = 10


@dataclass(frozen=True)
class Moved:
    """One date of a repeated event that is on another day or at another time; `at` in minutes after local midnight."""

    slot: date
    on: date
    at: int


@dataclass(frozen=True)
class CalendarMeeting:
    """A meeting at a local time of `zone`: once on `first`, or every `weeks` weeks from there on (0: once).

    `at` is in minutes after local midnight, `minutes` the length. `uid` stays the same when it changes, `sequence` grows.
    """

    uid: str
    sequence: int
    zone: str
    first: date
    at: int
    minutes: int
    title: str
    place: str = ""
    note: str = ""
    url: str = ""
    weeks: int = 0
    left_out: tuple[date, ...] = ()
    moved: tuple[Moved, ...] = field(default=())


def meetings_text(meetings: Sequence[CalendarMeeting], *, name: str, stamped: datetime) -> str:
    """The file, CRLF at every line. `name` is what a calendar shows the feed under; `stamped` is an aware instant."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Linchpin//Meetings//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{escaped(name)}",
        f"X-WR-CALNAME:{escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
    ]
    firsts: dict[str, date] = {}
    for each in meetings:
        firsts[each.zone] = min(firsts.get(each.zone, each.first), each.first)
    for zone, first in sorted(firsts.items()):
        lines += _zone(zone, first.year)
    stamp = f"DTSTAMP:{stamped.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    for each in meetings:
        lines += _event(each, stamp)
    return written([*lines, "END:VCALENDAR"])


def _event(each: CalendarMeeting, stamp: str) -> Iterable[str]:
    zone = f";TZID={each.zone}"
    shared = [
        f"UID:{escaped(each.uid)}",
        stamp,
        f"SEQUENCE:{each.sequence}",
        f"DURATION:PT{each.minutes}M",
        f"SUMMARY:{escaped(each.title)}",
        *([f"LOCATION:{escaped(each.place)}"] if each.place else []),
        *([f"DESCRIPTION:{escaped(each.note)}"] if each.note else []),
        *([f"URL:{each.url}"] if each.url else []),
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
    ]
    yield "BEGIN:VEVENT"
    yield f"DTSTART{zone}:{_local(each.first, each.at)}"
    yield from shared
    if each.weeks:
        yield f"RRULE:FREQ=WEEKLY;INTERVAL={each.weeks};BYDAY={DAYS[each.first.weekday()]}"
        for slot in sorted(each.left_out):
            yield f"EXDATE{zone}:{_local(slot, each.at)}"
    yield "END:VEVENT"
    for other in each.moved:
        yield "BEGIN:VEVENT"
        yield f"RECURRENCE-ID{zone}:{_local(other.slot, each.at)}"
        yield f"DTSTART{zone}:{_local(other.on, other.at)}"
        yield from shared
        yield "END:VEVENT"


def _local(day: date, at: int) -> str:
    return f"{day:%Y%m%d}T{at // 60:02}{at % 60:02}00"


def _zone(name: str, year: int) -> Iterable[str]:
    """A VTIMEZONE for the years from `year` on, each change of the clocks written out; the last offset holds after them."""
    zone = ZoneInfo(name)
    begins = datetime(year, 1, 1, tzinfo=UTC)
    changes = _changes(zone, begins, datetime(year + YEARS_AHEAD, 1, 1, tzinfo=UTC))
    yield "BEGIN:VTIMEZONE"
    yield f"TZID:{name}"
    yield from _observance(zone, begins, begins, ())
    kinds: dict[tuple[timedelta, timedelta, str], list[datetime]] = {}
    for instant in changes:
        before = _offset(zone, instant - timedelta(seconds=1))
        after = instant.astimezone(zone)
        kinds.setdefault((before, _offset(zone, instant), after.tzname() or ""), []).append(instant)
    for instants in kinds.values():
        yield from _observance(zone, instants[0], instants[0] - timedelta(seconds=1), instants[1:])
    yield "END:VTIMEZONE"


def _observance(zone: ZoneInfo, first: datetime, before: datetime, others: Sequence[datetime]) -> Iterable[str]:
    """One offset and the instants at which it begins; its local times are told by the clock before the change."""
    local, old = first.astimezone(zone), _offset(zone, before)
    word = "DAYLIGHT" if local.dst() else "STANDARD"
    yield f"BEGIN:{word}"
    yield f"DTSTART:{first + old:%Y%m%dT%H%M%S}"
    for other in others:
        yield f"RDATE:{other + old:%Y%m%dT%H%M%S}"
    yield f"TZOFFSETFROM:{_offset_words(old)}"
    yield f"TZOFFSETTO:{_offset_words(_offset(zone, first))}"
    yield f"TZNAME:{escaped(local.tzname() or '')}"
    yield f"END:{word}"


def _changes(zone: ZoneInfo, first: datetime, last: datetime) -> list[datetime]:
    """The instants from `first` to `last` at which the zone's offset changes, to the minute."""
    found, day = [], timedelta(days=1)
    while first < last:
        if _offset(zone, first) != _offset(zone, first + day):
            low, high = 0, 24 * 60
            while high - low > 1:
                middle = (low + high) // 2
                same = _offset(zone, first + timedelta(minutes=middle)) == _offset(zone, first)
                low, high = (middle, high) if same else (low, middle)
            found.append(first + timedelta(minutes=high))
        first += day
    return found


def _offset(zone: ZoneInfo, instant: datetime) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta()


def _offset_words(offset: timedelta) -> str:
    minutes = int(offset.total_seconds() // 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"


def instant_of(day: date, at: int, zone: str) -> datetime:
    """The UTC instant of a local time. One that a change of clocks skips is read with the offset before it; of two, the first."""
    return datetime.combine(day, time(at // 60, at % 60), ZoneInfo(zone)).astimezone(UTC)
