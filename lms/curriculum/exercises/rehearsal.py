"""Reads rehearsals of panel review; what they are made of stands in `panel`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from lms.curriculum.exercises.kind import Kind, own_duty
from lms.curriculum.exercises.panel import (
    DUTIES,
    GRADES,
    NEEDS,
    Action,
    ChartFact,
    Figures,
    Option,
    Pick,
    Question,
    RehearsalBody,
    Script,
    SheetRow,
    Word,
)
from lms.curriculum.exercises.panel_watch import watch
from lms.curriculum.exercises.text import Text
from lms.curriculum.passages import Voice
from lms.curriculum.shape import Reader

Made = TypeVar("Made")


def read_body(reader: Reader, text: Text) -> RehearsalBody:
    """The keys of a rehearsal."""
    return RehearsalReader(reader, text).body()


class RehearsalReader:
    """Reads one file."""

    def __init__(self, reader: Reader, text: Text) -> None:
        self.reader, self.text = reader, text

    def body(self) -> RehearsalBody:
        """All keys, then what they say about each other."""
        reader, text = self.reader, self.text
        body = RehearsalBody(
            known_html=text.block(reader, "known", place="known", voice="other"),
            minutes=reader.whole("minutes", least=1),
            around=reader.whole("around"),
            each=max(1, reader.whole("each", least=1)),
            bhcm=reader.text("bhcm"),
            consultant=reader.text("consultant"),
            duties=self._duties(),
            who=self._each(reader, "who", "A person", self._word),
            when=self._each(reader, "when", "A time", self._word),
            rows=self._each(reader, "rows", "A row", self._row),
            picks=self._each(
                reader, "variants", "A pick", lambda r: Pick(r.whole("pick", least=1), r.texts("of")), required=False
            ),
            scripts=self._each(reader, "scripts", "A script", self._script),
        )
        watch(reader, body)
        return body

    def _each(
        self, reader: Reader, key: str, what: str, make: Callable[[Reader], Made], *, required: bool = True
    ) -> tuple[Made, ...]:
        return tuple(make(each) for each in reader.entries(key, what, required=required))

    def _duties(self) -> tuple[tuple[str, str], ...]:
        inner = self.reader.reader("marks", "`marks`")
        if inner is None:
            return tuple((turn, "") for turn in DUTIES)
        found = tuple((turn, own_duty(inner, self.reader, turn)) for turn in DUTIES)
        inner.close()
        return found

    def _word(self, reader: Reader) -> Word:
        return Word(reader.id(), reader.text("text"))

    def _row(self, reader: Reader) -> SheetRow:
        name = reader.id()
        self.text.page.forget_terms()
        return SheetRow(
            id=name,
            name=reader.text("name"),
            pcp=reader.text("pcp"),
            note=self.text.plain(reader, "note", place=name, voice="other"),
            need=reader.word("need", NEEDS),
            figures=self._each(reader, "figures", "A set of figures", self._figures),
            why_html=self.text.inline(reader, "why", place=name),
        )

    def _figures(self, reader: Reader) -> Figures:
        given = reader.table.get("scores")
        scores = tuple(each for each in given if type(each) is int) if isinstance(given, list) else ()
        reader.rows("scores")
        figures = Figures(
            reader.whole("weeks"), scores or (0,), reader.whole("item9", required=False), reader.whole("days")
        )
        if not scores or len(scores) != len(given or ()) or max(scores) > 27 or min(scores) < 0 or figures.item9 > 3:
            reader.problem("X808", "A PHQ-9 lies between 0 and 27, its item 9 between 0 and 3.", key="scores")
        return figures

    def _script(self, reader: Reader) -> Script:
        row = reader.text("row")
        self.text.page.forget_terms()

        def options(inner: Reader, key: str, right: Voice) -> tuple[Option, ...]:
            made = self._each(inner, key, "An option", lambda each: self._option(each, row, right))
            if len(made) < 2 or sum(each.best for each in made) != 1:
                inner.problem(
                    "X805", f"`{key}` has {len(made)} options, {sum(each.best for each in made)} best.", key=key
                )
            return made

        def question(inner: Reader) -> Question:
            return Question(
                inner.id(),
                self.text.inline(inner, "text", place=row, voice="other"),
                inner.word("grade", GRADES),
                self.text.inline(inner, "why", place=row),
                options(inner, "answers", "you"),
            )

        def action(inner: Reader) -> Action:
            return Action(
                inner.id(),
                self.text.inline(inner, "text", place=row, voice="other"),
                inner.text("who"),
                inner.text("when"),
                self.text.inline(inner, "why", place=row),
            )

        return Script(
            row=row,
            openings=options(reader, "openings", "you"),
            chart=self._each(reader, "chart", "A fact of the chart", lambda inner: self._fact(inner, row)),
            questions=self._each(reader, "questions", "A question", question),
            advice=options(reader, "advice", "other"),
            changes=options(reader, "changes", "other"),
            actions=self._each(reader, "actions", "An action", action),
        )

    def _option(self, reader: Reader, place: str, right: Voice) -> Option:
        best = reader.flag("best")
        html = self.text.inline(reader, "text", place=place, voice=right if best else "wrong")
        return Option(reader.id(), html, best, self.text.inline(reader, "why", place=place), reader.flag("safety"))

    def _fact(self, reader: Reader, place: str) -> ChartFact:
        html = self.text.inline(reader, "text", place=place, voice="other")
        why = self.text.inline(reader, "why", place=place)
        return ChartFact(reader.id(), html, reader.flag("say"), reader.flag("safety"), why)


def _steps(body: RehearsalBody) -> int:
    return 1 + 3 * body.places


KIND = Kind("rehearsal", "Panel-review rehearsal", RehearsalBody, read_body, _steps)
