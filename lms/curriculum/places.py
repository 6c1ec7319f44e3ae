"""Places in a lesson: each paragraph, heading and check can be pointed to, and found again when the text was edited."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lms.curriculum.course import HtmlPart, Lesson, Section
from lms.curriculum.markup import plain

_PARAGRAPH = re.compile(r"<p(?P<more> class=\"[^\"]*\")?>(?P<inner>(?:(?!</?p[ >]).)*)</p>", re.DOTALL)
_ANCHORED = re.compile(r"<(?:h2|h3|p)\b[^>]*?\bid=\"([^\"]+)\"")


@dataclass(frozen=True)
class Place:
    """Something of a lesson that can be linked to, and the heading it stands under; None in the opening."""

    anchor: str
    section: Section | None


def mark_paragraphs(html: str, seen: set[str]) -> str:
    """Give each paragraph an id made of its words, so that it is found where it moved to, and not once it says other things.

    `seen` holds the ids of the lesson so far and is added to; a paragraph said twice is numbered.
    """

    def mark(match: re.Match[str]) -> str:
        words = plain(match["inner"])
        if not words:
            return match[0]
        name = stem = f"p-{hashlib.sha256(words.encode()).hexdigest()[:8]}"
        again = 2
        while name in seen:
            name, again = f"{stem}-{again}", again + 1
        seen.add(name)
        return f'<p{match["more"] or ""} id="{name}">{match["inner"]}</p>'

    return _PARAGRAPH.sub(mark, html)


def places(lesson: Lesson) -> Iterator[Place]:
    """Every place of a lesson in reading order."""
    sections = {section.id: section for section in lesson.sections}
    here: Section | None = None
    for part in lesson.parts:
        found = _ANCHORED.findall(part.html) if isinstance(part, HtmlPart) else [f"check-{part.check.id}"]
        for anchor in found:
            here = sections.get(anchor, here)
            yield Place(anchor, here)


def find_place(lesson: Lesson, anchor: str, section: str | None = None) -> Place | None:
    """The place with this anchor; else the heading under which it stood; None when neither is there any more."""
    known = {place.anchor: place for place in places(lesson)}
    return known.get(anchor) or known.get(section or "")
