"""A tool as a sheet of paper: its text, its sources, and the line at its foot."""

from __future__ import annotations

from lms.curriculum.course import Course, Tool
from lms.curriculum.paper.outline import Sheet, line_of, outline_of
from lms.curriculum.shelf import written

SAMPLE = "Sample to adapt."
FICTIONAL = "Examples are fictional. Keep real patients’ details in your clinic’s own record, never in Linchpin."
UNREVIEWED = "Not yet reviewed by a licensed clinician."


def sheet_of(tool: Tool, course: Course) -> Sheet:
    """The sheet of a tool that has no finished file of its own."""
    day = tool.revised
    made = f"Linchpin, {course.title}. Revision {tool.revision}{f' of {written(day)}' if day else ''}."
    parts = [SAMPLE if tool.sample else "", FICTIONAL, reviewed(tool), made]
    return Sheet(
        title=tool.title,
        purpose=tool.purpose,
        blocks=outline_of(tool.html),
        sources=tuple((each.number, line_of(each.text_html)) for each in tool.references),
        foot=" ".join(part for part in parts if part),
        date=(day.year, day.month, day.day) if day else (1980, 1, 1),
        author="Linchpin",
    )


def reviewed(tool: Tool) -> str:
    """Who reviewed a tool, or that nobody has."""
    if tool.review is None:
        return UNREVIEWED
    return f"Reviewed by {tool.review.by}, {tool.review.licence}, on {written(tool.review.on)}."
