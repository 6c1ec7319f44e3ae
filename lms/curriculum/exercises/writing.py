"""Labs in which something is written: a documentation lab, a builder, a reflection. One format, three kinds.

A part is written first and then laid beside a model and a list of lines, by which the writer rates herself. Nothing
grades free text. A reflection has questions only: no models, no lines, nothing that anybody else will ever see.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from lms.curriculum.exercises.kind import Kind, own_duty
from lms.curriculum.exercises.text import Text
from lms.curriculum.shape import Reader

ROWS = 4


@dataclass(frozen=True)
class Field:
    """One thing to write or choose. `options` makes it a choice; `rows` is the height of a text; `model_html` may be empty."""

    id: str
    label: str
    hint: str
    rows: int
    options: tuple[str, ...]
    optional: bool
    model_html: str


@dataclass(frozen=True)
class Line:
    """One line of the list by which a writer rates herself. `safety`: leaving it out is a safety matter."""

    id: str
    html: str
    why_html: str
    duty: str
    safety: bool


@dataclass(frozen=True)
class Part:
    """One page: what to write, and what to hold it against afterwards."""

    id: str
    title: str
    ask_html: str
    fields: tuple[Field, ...]
    lines: tuple[Line, ...]

    @property
    def compares(self) -> bool:
        """Whether anything stands beside the text once it is written."""
        return bool(self.lines) or any(each.model_html for each in self.fields)


@dataclass(frozen=True)
class WritingBody:
    """What the writer knows, and the parts in order. `spoken` is words a minute where a text will be said aloud."""

    known_html: str
    known: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    spoken: int | None


def read_body(reader: Reader, text: Text) -> WritingBody:
    """The keys `known`, `pairs`, `parts` and `words_per_minute` of a lab in which something is written."""
    known_html = text.block(reader, "known", place="known", required=False, voice="other")
    pairs = reader.reader("pairs", "`pairs`", required=False)
    known = tuple((label, str(value)) for label, value in pairs.table.items()) if pairs else ()
    spoken = reader.maybe_whole("words_per_minute", least=60)
    parts = tuple(_read_part(each, text, reader) for each in reader.entries("parts", "A part"))
    if not parts:
        reader.problem("X501", "The lab has no parts.", key="parts")
    _watch_ids(reader, parts)
    return WritingBody(known_html, known, parts, spoken)


def read_compared(reader: Reader, text: Text) -> WritingBody:
    """A documentation lab or a builder: every part is held against something."""
    body = read_body(reader, text)
    for part in body.parts:
        if not part.lines:
            reader.problem("X502", f"The part `{part.id}` has no lines to rate oneself by.", key="parts")
        if not any(each.model_html for each in part.fields):
            reader.problem("X503", f"The part `{part.id}` has no model.", key="parts")
    return body


def read_reflection(reader: Reader, text: Text) -> WritingBody:
    """A reflection: questions only."""
    body = read_body(reader, text)
    for part in body.parts:
        if part.compares:
            reader.problem("X901", f"The part `{part.id}` holds a model or lines.", key="parts")
    return replace(body, spoken=None)


def _read_part(reader: Reader, text: Text, lab: Reader) -> Part:
    name = reader.id()
    text.page.forget_terms()
    title, ask = reader.text("title"), text.block(reader, "ask", place=name)
    fields = tuple(_read_field(each, text, name) for each in reader.entries("fields", "A field"))
    if not fields:
        reader.problem("X501", f"The part `{name}` has nothing to write.", key="fields")
    lines = tuple(_read_line(each, text, name, lab) for each in reader.entries("lines", "A line", required=False))
    return Part(name, title, ask, fields, lines)


def _read_field(reader: Reader, text: Text, place: str) -> Field:
    options = reader.texts("options", required=False)
    if len(options) == 1:
        reader.problem("X504", "A choice of one is none.", key="options")
    return Field(
        reader.id(),
        reader.text("label"),
        reader.text("hint", required=False),
        reader.maybe_whole("rows", least=1) or ROWS,
        options,
        reader.flag("optional"),
        text.block(reader, "model", required=False, place=place, voice="you"),
    )


def _read_line(reader: Reader, text: Text, place: str, lab: Reader) -> Line:
    name, duty = reader.id(), own_duty(reader, lab)
    html = text.inline(reader, "text", place=place)
    return Line(name, html, text.inline(reader, "why", place=place), duty, reader.flag("safety"))


def _watch_ids(reader: Reader, parts: tuple[Part, ...]) -> None:
    for what, ids in (
        ("part", [part.id for part in parts]),
        ("field", [each.id for part in parts for each in part.fields]),
        ("line", [each.id for part in parts for each in part.lines]),
    ):
        for twice in sorted({each for each in ids if ids.count(each) > 1}):
            reader.problem("I101", f"The {what} `{twice}` stands twice in this lab.", key="parts")


def _steps(body: WritingBody) -> int:
    return sum(1 + (len(part.fields) > 3) + part.compares for part in body.parts)


DOCUMENTATION = Kind("documentation", "Documentation lab", WritingBody, read_compared, _steps)
BUILDER = Kind("builder", "Builder", WritingBody, read_compared, _steps)
REFLECTION = Kind("reflection", "Reflection", WritingBody, read_reflection, _steps)
