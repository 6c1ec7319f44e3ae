"""Labs of billing minutes: a month's activity log, which of its lines count, what they come to, and what the PCP is told.

The file names kinds of work, lines that a log may hold, patients with the payers they may have, and messages to choose
from; the seed of a run makes logs of them. The rules of the year that `rules` names become part of the lab, so that a run
is judged by the rules it began with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from lms.curriculum.code_tables import CodeYear
from lms.curriculum.exercises.kind import Kind, own_duty
from lms.curriculum.exercises.text import Text
from lms.curriculum.shape import Reader

Reason = Literal[
    "other-patient", "other-month", "not-care-manager", "kind", "no-note", "counted-elsewhere", "in-hospital"
]
"""Why a line does not count, in the order in which it is asked."""
REASONS: tuple[Reason, ...] = get_args(Reason)
By = Literal["care-manager", "psychiatric-consultant", "pcp"]
Situation = Literal["always", "code", "no-code"]
Said = Literal["counted", "everything", "next", "both"]
Biller = Literal["practitioner", "care-manager"]
_BY: tuple[By, ...] = get_args(By)
_SITUATIONS: tuple[Situation, ...] = get_args(Situation)
_BILLERS: tuple[Biller, ...] = get_args(Biller)
_BLANK = re.compile(r"\[([a-z ]+)\]")
BLANKS = ("patient", "month", "payer", "minutes", "codes")
"""What a message may leave to be filled in, in square brackets."""


@dataclass(frozen=True)
class WorkKind:
    """A kind of work, and whether its minutes count."""

    id: str
    name: str
    counts: bool
    why_html: str


@dataclass(frozen=True)
class LogLine:
    """One line that a log may hold. `least` and `most` bound its minutes; `elsewhere` names a service that counts it already."""

    text: str
    by: By
    kind: str
    least: int
    most: int
    elsewhere: str
    in_hospital: bool
    at_end: bool

    @property
    def plain(self) -> bool:
        """Whether nothing but its kind decides: the care manager's, counted nowhere else, not in hospital."""
        return self.by == "care-manager" and not self.elsewhere and not self.in_hospital


@dataclass(frozen=True)
class LogPatient:
    """A fictional patient and the payers one of which a seed gives."""

    name: str
    payers: tuple[str, ...]


@dataclass(frozen=True)
class Message:
    """Something to tell the PCP, and what it claims: which minutes, which codes, who bills, whether minutes are added."""

    when: Situation
    minutes: Said
    codes: Said
    biller: Biller
    adds: bool
    text: str
    why_html: str

    @property
    def right(self) -> bool:
        """Counted minutes, the codes they support, the practitioner's claim, and nothing added."""
        return (self.minutes, self.codes, self.biller, self.adds) == ("counted", "counted", "practitioner", False)


@dataclass(frozen=True)
class MinutesBody:
    """What the logs of a variant are made from, and the rules they are judged by."""

    rules: CodeYear
    sheets: int
    consultant: str
    pcp: str
    kinds: tuple[WorkKind, ...]
    lines: tuple[LogLine, ...]
    patients: tuple[LogPatient, ...]
    reasons: tuple[tuple[str, str], ...]
    month_html: str
    total_html: str
    messages: tuple[Message, ...]
    log_duty: str
    message_duty: str

    def kind(self, kind_id: str) -> WorkKind:
        """A kind of work by ID."""
        return {each.id: each for each in self.kinds}[kind_id]

    def reason_html(self, reason: str) -> str:
        """Why a line does not count, in words."""
        return dict(self.reasons)[reason]


def read_body(reader: Reader, text: Text) -> MinutesBody:
    """The keys of a lab of minutes."""
    rules = _rules(reader, text)
    kinds = tuple(_kinds(reader, text))
    return MinutesBody(
        rules=rules,
        sheets=reader.whole("sheets", least=1),
        consultant=reader.text("consultant"),
        pcp=reader.text("pcp"),
        kinds=kinds,
        lines=tuple(_lines(reader, text, {each.id for each in kinds})),
        patients=tuple(_patients(reader, rules)),
        reasons=tuple(_reasons(reader, text)),
        month_html=text.inline(reader, "month"),
        total_html=text.inline(reader, "total"),
        messages=_messages(reader, text),
        log_duty=own_duty(reader, reader, "log_duty"),
        message_duty=own_duty(reader, reader, "message_duty"),
    )


def _rules(reader: Reader, text: Text) -> CodeYear:
    year = reader.whole("rules", least=2000)
    found = text.shelf.billing.get(year)
    if found is None:
        if reader.has("rules"):
            reader.problem("X306", f"There is no content/billing/{year}.yaml.", key="rules")
        return CodeYear(year, "", "", None, (), (), (), (), ())
    text.beside.append(found)
    return found


def _kinds(reader: Reader, text: Text) -> Iterator[WorkKind]:
    met: set[str] = set()
    for entry in reader.entries("kinds", "A kind of work"):
        name = entry.id()
        if name in met:
            entry.problem("I101", f"The kind of work `{name}` is written twice.", key="id")
        met.add(name)
        yield WorkKind(name, entry.text("name"), entry.flag("counts"), text.inline(entry, "why"))


def _lines(reader: Reader, text: Text, kinds: set[str]) -> Iterator[LogLine]:
    for entry in reader.entries("lines", "A line"):
        bounds = [row for row, _ in entry.rows("minutes")]
        least, most = (row if type(row) is int else 0 for row in (*bounds, 0, 0)[:2])
        if len(bounds) != 2 or not 1 <= least <= most:
            entry.problem("S104", "`minutes` must be two whole numbers, such as [8, 20].", key="minutes")
        kind = entry.text("kind")
        if kind and kind not in kinds:
            entry.problem("X308", f"The kind of work `{kind}` is not under `kinds`.", key="kind")
        yield LogLine(
            text=text.plain(entry, "text", voice="other"),
            by=entry.word("by", _BY) if entry.has("by") else "care-manager",
            kind=kind,
            least=least,
            most=most,
            elsewhere=entry.text("elsewhere", required=False),
            in_hospital=entry.flag("in_hospital"),
            at_end=entry.flag("at_end"),
        )


def _patients(reader: Reader, rules: CodeYear) -> Iterator[LogPatient]:
    for entry in reader.entries("patients", "A patient"):
        payers = entry.texts("payers")
        for each in payers:
            payer = rules.payer(each)
            if payer is None:
                entry.problem("X307", f"The rules of {rules.year} know no payer `{each}`.", key="payers")
            elif rules.table_for(payer, "cocm") is None:
                entry.problem("X307", f"For `{each}` no code is worked out, so a log cannot be graded.", key="payers")
        yield LogPatient(entry.text("name"), payers)


def _reasons(reader: Reader, text: Text) -> Iterator[tuple[str, str]]:
    inner = reader.reader("reasons", "`reasons`")
    if inner is not None:
        for each in REASONS:
            if each != "kind":
                yield each, text.inline(inner, each)
        inner.close()


def _messages(reader: Reader, text: Text) -> tuple[Message, ...]:
    found: list[Message] = []
    for entry in reader.entries("messages", "A message"):
        said = Message(
            when=entry.word("when", _SITUATIONS) if entry.has("when") else "always",
            minutes=entry.word("minutes", ("counted", "everything")),
            codes=entry.word("codes", get_args(Said)),
            biller=entry.word("biller", _BILLERS) if entry.has("biller") else "practitioner",
            adds=entry.flag("adds"),
            text="",
            why_html="",
        )
        voice: Literal["you", "wrong"] = "you" if said.right else "wrong"
        words = text.plain(entry, "text", voice=voice)
        for blank in _BLANK.findall(words):
            if blank not in BLANKS:
                entry.problem("S104", f"A message may hold [{'], ['.join(BLANKS)}], not [{blank}].", key="text")
        found.append(_told(said, words, text.inline(entry, "why")))
    for situation in ("code", "no-code"):
        fitting = [each for each in found if each.when in ("always", situation)]
        right = sum(each.right for each in fitting)
        if right != 1 or len(fitting) < 4:
            reader.problem(
                "X309",
                f"With {situation.replace('-', ' ')} there are {right} right messages of {len(fitting)}.",
                key="messages",
            )
    return tuple(found)


def _told(said: Message, words: str, why_html: str) -> Message:
    return Message(said.when, said.minutes, said.codes, said.biller, said.adds, words, why_html)


KIND = Kind("minutes", "Billing minutes", MinutesBody, read_body, lambda body: body.sheets + 1)
