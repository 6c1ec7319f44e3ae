"""Sorting labs: entries put under choices, into an order, or matched one to one; the answer is a select box for each entry.

A task has a `form`: `sort` (every choice may be used again), `match` (every choice at most once) or `order` (entries are
written in the right order and shown in another). A `chart` of scores may stand above a task whose entries are its points.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from lms.curriculum.exercises.kind import Kind, own_duty
from lms.curriculum.exercises.text import Text
from lms.curriculum.material import CaseChart
from lms.curriculum.seats import read_chart
from lms.curriculum.shape import ID, Reader

Form = Literal["sort", "match", "order"]
_FORMS: tuple[Form, ...] = get_args(Form)


@dataclass(frozen=True)
class Entry:
    """One thing to place: `key` is the id of its choice, or its place from 1 in an order; `why_html` follows every answer."""

    id: str
    text: str
    html: str
    key: str
    why_html: str


@dataclass(frozen=True)
class Place:
    """One choice: what stands in the select box."""

    id: str
    text: str


@dataclass(frozen=True)
class SortingTask:
    """One page: what is asked, the choices in their written order, and the entries."""

    id: str
    form: Form
    title: str
    ask_html: str
    chart: CaseChart | None
    places: tuple[Place, ...]
    entries: tuple[Entry, ...]
    duty: str

    def word_of(self, place_id: str) -> str:
        """What the select box calls a choice."""
        return next(each.text for each in self.places if each.id == place_id)


@dataclass(frozen=True)
class SortingBody:
    """The tasks in order."""

    tasks: tuple[SortingTask, ...]


def read_body(reader: Reader, text: Text) -> SortingBody:
    """The key `tasks` of a sorting lab."""
    tasks = tuple(_read_task(each, text, reader) for each in reader.entries("tasks", "A task"))
    if not tasks:
        reader.problem("X703", "The lab has no tasks.", key="tasks")
    return SortingBody(tasks)


def _read_task(reader: Reader, text: Text, lab: Reader) -> SortingTask:
    name = reader.id()
    text.page.forget_terms()
    form = reader.word("form", _FORMS)
    duty = own_duty(reader, lab)
    title = reader.text("title")
    ask = text.inline(reader, "ask", place=name)
    chart = read_chart(reader)
    entries = [
        _read_entry(each, text, name, form, number)
        for number, each in enumerate(reader.entries("entries", "An entry"), 1)
    ]
    places, spare = _read_places(reader, text, name, form, len(entries))
    _watch(reader, form, places, spare, entries)
    return SortingTask(name, form, title, ask, chart, places, tuple(entries), duty)


def _read_entry(reader: Reader, text: Text, place: str, form: Form, number: int) -> Entry:
    name = reader.id()
    html = text.inline(reader, "text", place=place, voice="other")
    plain = text.plain(reader, "text", place=place, voice="other")
    key = str(number) if form == "order" else reader.text("key")
    return Entry(name, plain, html, key, text.inline(reader, "why", place=place))


def _read_places(reader: Reader, text: Text, place: str, form: Form, count: int) -> tuple[tuple[Place, ...], set[str]]:
    if form == "order":
        return tuple(Place(str(at), str(at)) for at in range(1, count + 1)), set()
    places, spare = [], set()
    for each in reader.entries("choices", "A choice"):
        name = each.id()
        places.append(Place(name, text.plain(each, "text", place=place, voice="other")))
        spare |= {name} if each.flag("spare") else set()
    return tuple(places), spare


def _watch(reader: Reader, form: Form, places: tuple[Place, ...], spare: set[str], entries: list[Entry]) -> None:
    ids = [each.id for each in entries] + [each.id for each in places if form != "order"]
    for twice in sorted({each for each in ids if ids.count(each) > 1 and ID.fullmatch(each)}):
        reader.problem("I101", f"`{twice}` stands twice in this task.", key="entries")
    if len(entries) < 3 or len(places) < 2:
        reader.problem("X703", f"The task has {len(entries)} entries and {len(places)} choices.", key="entries")
    if form == "order":
        return
    known, used = {each.id for each in places}, [each.key for each in entries]
    for each in entries:
        if each.key and each.key not in known:
            reader.problem("X701", f"The key `{each.key}` of `{each.id}` is not among the choices.", key="entries")
    for place in places:
        if place.id not in used and place.id not in spare:
            reader.problem("X702", f"No entry belongs to `{place.id}`.", key="choices")
        if form == "match" and used.count(place.id) > 1:
            reader.problem("X701", f"Two entries are matched with `{place.id}`.", key="entries")


KIND = Kind("sorting", "Sorting", SortingBody, read_body, lambda body: len(body.tasks))
