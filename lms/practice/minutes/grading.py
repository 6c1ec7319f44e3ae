"""What is right about a month's log, and how an answer compares with it. Pure."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

from lms.curriculum.code_tables import Month
from lms.curriculum.exercises.minutes import Biller, Message, MinutesBody
from lms.practice.minutes.logs import CannotBeMade, Sheet, month_type, thresholds, why_not
from lms.practice.minutes.rules import Line, codes_of, find_codes

MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
SHOWN = 4
"""How many messages stand to be chosen from."""


@dataclass(frozen=True)
class Option:
    """One message as it is shown: its words, what it claims, and why it is or is not the one."""

    id: str
    text: str
    minutes: int
    codes: tuple[Line, ...]
    biller: Biller
    adds: bool
    right: bool
    why_html: str


@dataclass(frozen=True)
class Task:
    """A log with its key: the lines that count, the type of month, the total, the codes with their reason, the messages."""

    sheet: Sheet
    counts: frozenset[str]
    month: Month
    total: int
    codes: tuple[Line, ...]
    why: str
    options: tuple[Option, ...]

    @property
    def message(self) -> Option:
        """The right message."""
        return next(each for each in self.options if each.right)


@dataclass(frozen=True)
class Answer:
    """What a learner said of a log: `code` is empty for no code, `added` are units of the added one, `message` is empty until chosen."""

    counts: frozenset[str]
    month: str
    total: int
    code: str
    added: int
    message: str


@dataclass(frozen=True)
class Graded:
    """A log with its answer beside its key."""

    task: Task
    answer: Answer

    @property
    def rows_right(self) -> int:
        """How many lines were judged right."""
        return len(self.task.sheet.entries) - len(self.task.counts ^ self.answer.counts)

    @property
    def parts(self) -> Mapping[str, bool]:
        """Whether each part besides the lines is right."""
        return {
            "month": self.answer.month == self.task.month,
            "total": self.answer.total == self.task.total,
            "codes": (self.answer.code, self.answer.added) == base_and_added(self.task.codes),
            "message": self.answer.message == self.task.message.id,
        }

    @property
    def ticked(self) -> int:
        """What the lines that were ticked come to."""
        return sum(entry.minutes for entry in self.task.sheet.entries if entry.id in self.answer.counts)

    @property
    def counted_right(self) -> bool:
        """Whether lines, month, total and codes are right."""
        counted = [right for name, right in self.parts.items() if name != "message"]
        return self.rows_right == len(self.task.sheet.entries) and all(counted)

    @property
    def all_right(self) -> bool:
        """Whether nothing is off."""
        return self.counted_right and self.parts["message"]


def base_and_added(codes: tuple[Line, ...]) -> tuple[str, int]:
    """The code of the month, empty for none, and how many units of the added one."""
    return (codes[0].code, codes[1].units if len(codes) > 1 else 0) if codes else ("", 0)


def in_words(codes: tuple[Line, ...]) -> str:
    """Codes as a sentence holds them."""
    if not codes:
        return "no code"
    return " and ".join(line.code if line.units == 1 else f"{line.code} × {line.units}" for line in codes)


def make_task(body: MinutesBody, sheet: Sheet, seed: int) -> Task:
    """The key of a log, and the messages of this variant. Raises CannotBeMade."""
    counts = frozenset(entry.id for entry in sheet.entries if why_not(body, sheet, entry) is None)
    total = sum(entry.minutes for entry in sheet.entries if entry.id in counts)
    month = month_type(sheet)
    found = find_codes(body.rules, month=month, minutes=total, payer_id=sheet.payer)
    options = _options(body, sheet, month, total, seed)
    return Task(sheet, counts, month, total, found.codes, found.why, options)


def _options(body: MinutesBody, sheet: Sheet, month: Month, total: int, seed: int) -> tuple[Option, ...]:
    chance = random.Random(f"messages-{sheet.id}-{sheet.patient}-{seed}")
    everything = sum(entry.minutes for entry in sheet.entries)
    beyond = [edge for edge in thresholds(body, sheet.payer, month) if edge > total]

    def codes(minutes: int) -> tuple[Line, ...]:
        return codes_of(body.rules, month=month, minutes=minutes, payer_id=sheet.payer)

    counted = codes(total)
    claims = {
        "counted": counted,
        "everything": codes(everything),
        "next": codes(beyond[0]) if beyond else counted,
        "both": (*counted, Line(_other_service(body), 1)) if counted else (),
    }
    situation = "code" if counted else "no-code"
    made: list[Option] = []
    for message in body.messages:
        minutes = total if message.minutes == "counted" else everything
        said = claims[message.codes]
        if message.when not in ("always", situation) or (message.codes != "counted" and said == counted):
            continue
        words = _filled(message, sheet, body, minutes, said)
        made.append(Option("", words, minutes, said, message.biller, message.adds, message.right, message.why_html))
    wrong = [each for each in made if not each.right]
    if len(wrong) < SHOWN - 1 or len(wrong) != len(made) - 1:
        raise CannotBeMade(
            f"A month with {situation.replace('-', ' ')} has {len(wrong)} wrong messages, not {SHOWN - 1}."
        )
    shown = [each for each in made if each.right] + chance.sample(wrong, SHOWN - 1)
    chance.shuffle(shown)
    return tuple(
        Option(letter, each.text, each.minutes, each.codes, each.biller, each.adds, each.right, each.why_html)
        for letter, each in zip("abcd", shown, strict=True)
    )


def _other_service(body: MinutesBody) -> str:
    return next((code.code for code in body.rules.codes if code.service != "cocm"), "")


def _filled(message: Message, sheet: Sheet, body: MinutesBody, minutes: int, codes: tuple[Line, ...]) -> str:
    payer = body.rules.payer(sheet.payer)
    words = {
        "patient": sheet.patient,
        "month": MONTH_NAMES[sheet.month.month - 1],
        "payer": payer.name if payer else sheet.payer,
        "minutes": str(minutes),
        "codes": in_words(codes),
    }
    text = message.text
    for blank, word in words.items():
        text = text.replace(f"[{blank}]", word)
    return text
