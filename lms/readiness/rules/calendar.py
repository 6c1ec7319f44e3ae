"""Dates as a calendar file (RFC 5545): whole days, no clock times, so that no zone can move them (C40)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

_LINE_MOST = 75


@dataclass(frozen=True)
class CalendarDay:
    """One day to remember. `uid` stays the same when the day moves, so that a calendar moves it too."""

    uid: str
    day: date
    title: str
    note: str = ""


def calendar_text(days: Iterable[CalendarDay], *, stamped: datetime) -> str:
    """The file, with CRLF at every line and lines folded at 75 bytes. `stamped` is an aware instant."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Linchpin//Training dates//EN", "CALSCALE:GREGORIAN"]
    for each in days:
        after = each.day + timedelta(days=1)
        lines += [
            "BEGIN:VEVENT",
            f"UID:{escaped(each.uid)}",
            f"DTSTAMP:{stamped.astimezone(UTC):%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{each.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{after:%Y%m%d}",
            f"SUMMARY:{escaped(each.title)}",
            *([f"DESCRIPTION:{escaped(each.note)}"] if each.note else []),
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return written(lines)


def written(lines: Iterable[str]) -> str:
    """Lines as a file: folded, each with CRLF at its end."""
    return "".join(f"{piece}\r\n" for line in lines for piece in folded(line))


def escaped(text: str) -> str:
    """A text as a value: backslash, semicolon, comma and line end written as RFC 5545 wants them."""
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\r\n", "\n").replace("\n", "\\n")


def folded(line: str) -> Iterator[str]:
    """A line in pieces of at most 75 bytes, those after the first with a space before them; no letter is cut in two."""
    piece = ""
    for letter in line:
        if len((piece + letter).encode()) > _LINE_MOST:
            yield piece
            piece = " "
        piece += letter
    yield piece
