"""Reads a day in the life: days and blocks, people, patients, tasks, interruptions and what a variant picks of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TypeVar, get_args

from lms.curriculum.exercises.day_watch import watch_day
from lms.curriculum.exercises.kind import Kind
from lms.curriculum.exercises.text import Text
from lms.curriculum.exercises.workday import (
    CARE,
    DAY,
    Block,
    Colleague,
    Contact,
    Day,
    DayBody,
    Grade,
    Hand,
    Interruption,
    Option,
    Outcome,
    Patient,
    Phase,
    Pick,
    Response,
    Task,
    When,
)
from lms.curriculum.markup import plain
from lms.curriculum.shape import Reader

_PHASES: tuple[Phase, ...] = get_args(Phase)
_WHENS: tuple[When, ...] = get_args(When)
_GRADES: tuple[Grade, ...] = get_args(Grade)
_TIME = re.compile(r"(?:([a-z][a-z0-9-]*) )?(\d{1,2}):([0-5]\d)")
Made = TypeVar("Made")


class DayReader:
    """One file while it is read; it knows the days by name, so that a time can say which it belongs to."""

    def __init__(self, reader: Reader, text: Text) -> None:
        self.reader, self.text = reader, text
        self.days: dict[str, int] = {}
        self.mornings: dict[int, int] = {}

    def body(self) -> DayBody:
        """Everything the file holds, with what is wrong reported."""
        days, blocks = self._days()
        people = tuple(self._each("people", "A colleague", self._colleague))
        patients = tuple(self._each("patients", "A patient", self._patient))
        lines: dict[str, Reader] = {}
        tasks = tuple(self._each("tasks", "A task", self._task, lines))
        calls = tuple(self._each("interruptions", "An interruption", self._interruption, lines))
        picks = tuple(self._each("variants", "A pick", self._pick, lines, required=False))
        body = DayBody(
            days, blocks, people, patients, tasks, calls, picks, self.text.block(self.reader, "closing", required=False)
        )
        watch_day(body, self.reader, lines)
        return body

    def _each(
        self,
        key: str,
        what: str,
        make: Callable[[Reader], Made],
        lines: dict[str, Reader] | None = None,
        *,
        required: bool = True,
    ) -> Iterator[Made]:
        for number, (row, line) in enumerate(self.reader.rows(key, required=required), 1):
            inner = Reader(row, self.reader.report, self.reader.path, what, line)
            if not inner.sound:
                continue
            if lines is not None:
                name = inner.table.get("id", f"{key} {number}")
                if name in lines:
                    inner.problem("I101", f"`{name}` stands twice in this lab.", key="id")
                lines[str(name)] = inner
            made = make(inner)
            inner.close()
            yield made

    def _days(self) -> tuple[tuple[Day, ...], tuple[Block, ...]]:
        days: list[Day] = []
        blocks: list[Block] = []
        for inner in self.reader.entries("days", "A day"):
            number = len(days)
            name = inner.id()
            self.days[name] = number
            days.append(Day(name, inner.text("title"), self.text.inline(inner, "text", required=False, place=name)))
            for block in inner.entries("blocks", "A block"):
                blocks.append(self._block(block, number))
                self.mornings.setdefault(number, blocks[-1].begins)
        return tuple(days), tuple(blocks)

    def _block(self, reader: Reader, day: int) -> Block:
        begins, ends = self._time(reader, "begins", day), self._time(reader, "ends", day)
        return Block(reader.id(), day, reader.text("title"), begins or day * DAY, ends or day * DAY)

    def _time(self, reader: Reader, key: str, day: int = 0, *, required: bool = True) -> int | None:
        value = reader.text(key, required=required)
        return self._moment(reader, key, value, day) if value else None

    def _moment(self, reader: Reader, key: str, value: str, day: int) -> int:
        found = _TIME.fullmatch(value)
        if found is None or int(found[2]) > 23 or (found[1] and found[1] not in self.days):
            known = f" after one of {', '.join(self.days)}" if len(self.days) > 1 else ""
            reader.problem(
                "S104", f"{reader.what}: `{key}` must be a time such as 14:10{known}, not `{value}`.", key=key
            )
            return day * DAY
        return self.days.get(found[1] or "", day) * DAY + int(found[2]) * 60 + int(found[3])

    def _times(self, reader: Reader, key: str, day: int) -> tuple[int, ...]:
        """One time, or a list of which a variant takes one."""
        if isinstance(reader.table.get(key), list):
            return tuple(self._moment(reader, key, each, day) for each in reader.texts(key, required=False))
        found = self._time(reader, key, day, required=False)
        return () if found is None else (found,)

    def _wholes(
        self, reader: Reader, key: str, *, least: int, most: int = 600, required: bool = True
    ) -> tuple[int, ...]:
        """One whole number, or a list of which a variant takes one."""
        if not isinstance(reader.table.get(key), list):
            return (reader.whole(key, least=least),) if required or reader.has(key) else ()
        found = []
        for each, line in reader.rows(key):
            if type(each) is int and least <= each <= most:
                found.append(each)
            else:
                reader.problem("S104", f"{reader.what}: `{key}` wants whole numbers from {least} to {most}.", line=line)
        return tuple(found) or (least,)

    def _colleague(self, reader: Reader) -> Colleague:
        return Colleague(reader.id(), reader.text("name"), reader.text("role"), reader.texts("does", required=False))

    def _patient(self, reader: Reader) -> Patient:
        return Patient(reader.id(), reader.text("name"), reader.text("pcp"))

    def _pick(self, reader: Reader) -> Pick:
        return Pick(reader.whole("pick", least=1), reader.texts("of"))

    def _task(self, reader: Reader) -> Task:
        name = reader.id()
        day = self._day(reader)
        caused = reader.flag("caused")
        arrives = () if caused else self._times(reader, "arrives", day)
        contact = self._contact(reader)
        html = self.text.inline(reader, "text", place=name, voice="other")
        return Task(
            id=name,
            title=reader.text("title"),
            html=html,
            text=plain(html),
            who=reader.texts("who", required=False),
            same_as=reader.sentence("same_as"),
            minutes=self._wholes(reader, "minutes", least=1),
            arrives=arrives or (() if caused else (self.mornings.get(day, day * DAY),)),
            caused=caused,
            opens=self._time(reader, "from", day, required=False),
            by=self._time(reader, "by", day, required=False),
            contact=contact,
            item9=self._wholes(reader, "item9", least=0, most=3, required=False),
            now=reader.flag("now"),
            needs=reader.sentence("needs") or CARE,
            duties=reader.texts("duties"),
            hands=tuple(self._hands(reader, name)),
            done=self._outcome(reader, "done", name),
            missed=self._outcome(reader, "missed", name),
            expert_html=self.text.inline(reader, "expert", place=name, voice="you"),
        )

    def _day(self, reader: Reader) -> int:
        name = reader.sentence("day")
        if name is not None and name not in self.days:
            reader.problem("X412", f"There is no day `{name}` in this lab.", key="day")
        return self.days.get(name or "", 0)

    def _contact(self, reader: Reader) -> Contact | None:
        inner = reader.reader("contact", "`contact`", required=False)
        if inner is None:
            return None
        contact = Contact(inner.word("phase", _PHASES), self._wholes(inner, "days", least=0))
        inner.close()
        return contact

    def _hands(self, reader: Reader, place: str) -> Iterator[Hand]:
        for inner in reader.entries("hand", "A way to hand it over", required=False):
            yield Hand(inner.text("to"), inner.whole("minutes", least=1), self._outcome(inner, "then", place))

    def _outcome(self, reader: Reader, key: str, place: str) -> Outcome:
        inner = reader.reader(key, f"`{key}`", required=False)
        if inner is None:
            return Outcome()
        html = self.text.inline(inner, "say", place=place, voice="other")
        outcome = Outcome(html, inner.texts("adds", required=False), inner.whole("after", required=False))
        inner.close()
        return outcome

    def _interruption(self, reader: Reader) -> Interruption:
        name = reader.id()
        day = self._day(reader)
        caused = reader.flag("caused")
        html = self.text.inline(reader, "text", place=name, voice="other")
        return Interruption(
            id=name,
            title=reader.text("title"),
            html=html,
            text=plain(html),
            who=reader.texts("who", required=False),
            same_as=reader.sentence("same_as"),
            at=() if caused else self._times(reader, "at", day),
            caused=caused,
            item9=self._wholes(reader, "item9", least=0, most=3, required=False),
            duties=reader.texts("duties"),
            options=tuple(self._options(reader, name)),
            expert_html=self.text.inline(reader, "expert", place=name, voice="you"),
        )

    def _options(self, reader: Reader, place: str) -> Iterator[Option]:
        for inner in reader.entries("options", "An option"):
            html = self.text.inline(inner, "text", place=place, voice="other")
            response = self._response(inner)
            grade = inner.word("grade", _GRADES) if response is None else None
            outcome = self._outcome(inner, "then", place)
            yield Option(inner.id(), html, plain(html), inner.whole("minutes", least=1), grade, response, outcome)

    def _response(self, reader: Reader) -> Response | None:
        inner = reader.reader("response", "`response`", required=False)
        if inner is None:
            return None
        response = Response(inner.word("when", _WHENS), inner.text("by"), inner.flag("tells_pcp"))
        inner.close()
        return response


def read_body(reader: Reader, text: Text) -> DayBody:
    """The keys of a day in the life."""
    return DayReader(reader, text).body()


KIND = Kind("day", "Day in the life", DayBody, read_body, lambda body: len(body.blocks) + 2 * len(body.days))
