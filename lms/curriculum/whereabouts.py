"""Where a line of a course file is on the page: the heading, check, stage or item that it belongs to."""

from __future__ import annotations

import re
from pathlib import Path

from lms.curriculum.course import Course
from lms.curriculum.folder import EXPECTED, LIMIT

_MARKS = (
    re.compile(r"##\s+([a-z0-9-]+)\s*:\s*\S"),
    re.compile(r"\s*- id:\s*([a-z0-9-]+)"),
    re.compile(r":::\s*check\s+([a-z0-9-]+)"),
    re.compile(r"#{2,3}\s+(.+)"),
)


def lines_of(folder: Path, path: str) -> list[str] | None:
    """The lines of a course file that may be shown to its author; None for anything that is not one."""
    if not any(pattern.fullmatch(path) for pattern in EXPECTED) or path.startswith("certificates/"):
        return None
    full = folder / path
    if not full.resolve().is_relative_to(folder.resolve()) or not full.is_file() or full.stat().st_size > LIMIT:
        return None
    return full.read_bytes().decode("utf-8", errors="replace").replace("\r\n", "\n").split("\n")


def place_of(lines: list[str], line: int | None) -> str:
    """The heading or ID under which a line stands; empty for the head of a file."""
    for text in reversed(lines[: line or 0]):
        for pattern in _MARKS:
            if match := pattern.match(text):
                return match.group(1).strip()
    return ""


def anchor_of(course: Course, piece_id: str, place: str) -> str:
    """The anchor on a piece's page for a place in its file; empty where the page has none."""
    lesson = course.lesson(piece_id)
    if lesson is None:
        return f"check-{place}" if course.item(place) else ""
    if any(check.id == place for check in lesson.checks):
        return f"check-{place}"
    return next((section.id for section in lesson.sections if section.title == place), "")


def piece_of(course: Course, path: str) -> str:
    """The lesson, case, quiz or tool that a file holds, by ID; empty for any other file."""
    practice = (module.practice.id for module in course.modules if module.practice)
    pieces = (*course.kind_of, *practice, *(tool.id for tool in course.tools))
    return next((each for each in pieces if course.paths.get(each) == path), "")
