"""What a certificate needs, what it prints, and what it is worth today. Pure: dates and facts are passed in."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any, Literal

from lms.credit.codes import in_fours, normalise

Status = Literal["valid", "revoked", "superseded", "preparing"]

NO_CREDIT = "No CE credit. This certificate records training and grants no continuing-education credit."
DEMONSTRATION = "SAMPLE, NOT VALID FOR CREDIT. A demonstration, not a real certificate."
PAYLOAD_VERSION = 1
NAME_LENGTH = 120
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
# Marks that make text run the other way: a name could print as somebody else's.
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Zero-width joiners shape letters in several scripts and stand in true names.
_JOINERS = frozenset("\u200c\u200d")


@dataclass(frozen=True)
class Gate:
    """One condition of a certificate: `label` names it, `detail` says how it stands, in a sentence."""

    id: str
    label: str
    done: bool
    detail: str


@dataclass(frozen=True)
class Part:
    """A required lesson, case, lab or post-test. `done_on` is the learner's local date; None: still open."""

    id: str
    title: str
    done_on: date | None


@dataclass(frozen=True)
class Signatory:
    """Who signs, when a clinic has named someone."""

    name: str
    title: str


def gates(*, name_confirmed_on: date | None, parts: Iterable[Part], tests: Iterable[Part] = ()) -> tuple[Gate, ...]:
    """Every gate of a certificate of completion, in the order a learner meets them.

    `parts` are the required lessons, cases and labs, `tests` the required post-tests, done when passed.
    Nothing required is itself a closed gate: nobody completes an empty course.
    """
    required, exams = tuple(parts), tuple(tests)
    return (
        Gate(
            "something-required", "Something to complete", bool(required),
            "The course says what is required." if required else "Nothing is required yet, so there is nothing to certify.",
        ),
        *(_part_gate("part", part, "Completed", "Not completed yet.") for part in required),
        *(_part_gate("test", exam, "Passed", "Not passed yet.") for exam in exams),
        Gate(
            "legal-name", "Legal name confirmed", name_confirmed_on is not None,
            f"Confirmed on {date_words(name_confirmed_on)}." if name_confirmed_on
            else "Confirm your name as it must stand on the certificate.",
        ),
    )  # fmt: skip


def _part_gate(kind: str, part: Part, done: str, still_open: str) -> Gate:
    detail = f"{done} on {date_words(part.done_on)}." if part.done_on else still_open
    return Gate(f"{kind}:{part.id}", part.title, part.done_on is not None, detail)


def may_issue(standing: Iterable[Gate]) -> bool:
    """Whether every gate is passed. False when there are none."""
    known = tuple(standing)
    return bool(known) and all(gate.done for gate in known)


def completed_on(parts: Iterable[Part]) -> date | None:
    """The local date the last of `parts` was done; None while one is open, or when there are none."""
    dates = [part.done_on for part in parts]
    known = [day for day in dates if day is not None]
    return max(known) if known and len(known) == len(dates) else None


def tidy_name(text: str) -> str | None:
    """A name fit to print: composed characters, single spaces, at most 120 characters; None if it cannot be one.

    Control characters, line breaks, unassigned code points and marks that reverse the reading order are refused:
    they print as nothing, or as something other than what was typed.
    """
    spaced = (
        " " if unicodedata.category(character) == "Zs" else character
        for character in unicodedata.normalize("NFC", text)
    )
    name = " ".join(part for part in "".join(spaced).split(" ") if part)
    if not name or len(name) > NAME_LENGTH or not any(character.isalpha() for character in name):
        return None
    return name if all(_fit_to_print(character) for character in name) else None


def _fit_to_print(character: str) -> bool:
    if character in _JOINERS or character == " ":
        return True
    return character not in _TURNING and unicodedata.category(character)[0] not in "CZ"


def status_of(*, revoked_at: datetime | None, superseded_at: datetime | None, checked: bool = True) -> Status:
    """What a certificate is worth. Withdrawn outweighs replaced. `checked`: its file passed its checks (CE rules 5b.18)."""
    if revoked_at is not None:
        return "revoked"
    if superseded_at is not None:
        return "superseded"
    return "valid" if checked else "preparing"


def status_words(status: Status) -> str:
    """The heading of the check page for a certificate in this state."""
    return {
        "valid": "This certificate is real",
        "revoked": "This certificate was withdrawn",
        "superseded": "A newer certificate replaces this one",
        "preparing": "This certificate is being prepared",
    }[status]


def status_sentence(status: Status, *, issuer: str, issued_on: date, changed_on: date | None = None) -> str:
    """What a stranger needs to know about it. `changed_on` is the local date it was withdrawn or replaced."""
    issued = f"{issuer} issued it on {date_words(issued_on)}"
    when = f" on {date_words(changed_on)}" if changed_on else ""
    return {
        "valid": f"{issued}. It has not been changed or withdrawn.",
        "revoked": f"{issued} and withdrew it{when}. It no longer counts.",
        "superseded": f"{issued} and replaced it{when}. Ask for the newer one.",
        "preparing": f"{issued}. It counts once its file is made and checked; look again in a few minutes.",
    }[status]


def date_words(day: date) -> str:
    """A date as it stands on a record: `29 April 2026`, the same in every locale."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def training_time_words(minutes: int) -> str:
    """Planned minutes in words, always as an estimate: `about 1 h 5 min, an estimate`."""
    if minutes < 1:
        raise ValueError("Training time is at least one minute.")
    hours, rest = divmod(minutes, 60)
    if hours and rest:
        amount = f"{hours} h {rest} min"
    elif hours:
        amount = "1 hour" if hours == 1 else f"{hours} hours"
    else:
        amount = "1 minute" if rest == 1 else f"{rest} minutes"
    return f"about {amount}, an estimate"


def list_words(items: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    known = tuple(items)
    return " and ".join(filter(None, (", ".join(known[:-1]), *known[-1:])))


def topic_words(topics: Iterable[str]) -> str:
    """What stands beside a line of credit of the topics it was designated for."""
    named = list_words(topics)
    return f"Designated for {named}." if named else ""


def post_test_words(count: int) -> str:
    """What the certificate says about post-tests; never a score."""
    if count < 1:
        return ""
    return "Post-test passed." if count == 1 else "All post-tests passed."


@dataclass(frozen=True, kw_only=True)
class CreditLine:
    """Credit of one type as it stands on a certificate. `credit` is in hundredths of an hour: 125 is 1.25.

    `statement` is the accreditor's, filled; `term_start` and `term_end` are those of the approval, as YYYY-MM-DD;
    `topics` those it was designated for, because boards count them apart.
    """

    type: str
    label: str
    unit: str
    credit: int
    accreditor: str
    number: str
    term_start: str
    term_end: str
    statement: str
    profession: str
    licence_number: str = ""
    licence_state: str = ""
    topics: tuple[str, ...] = ()

    @property
    def amount(self) -> str:
        """`1.25`, always with two decimals."""
        return f"{self.credit // 100}.{self.credit % 100:02d}"

    @property
    def topic_words(self) -> str:
        """`Designated for ethics and cultural competence.`; empty without topics."""
        return topic_words(self.topics)

    def as_dict(self) -> dict[str, Any]:
        """Plain values. Without topics as lines were before there were any, to the byte."""
        plain = asdict(self) | {"topics": list(self.topics)}
        return plain if self.topics else {name: each for name, each in plain.items() if name != "topics"}


@dataclass(frozen=True, kw_only=True)
class ProviderLines:
    """The provider as it stands on a certificate for credit."""

    legal_name: str
    address: str
    url: str
    phone: str
    email: str
    director_name: str
    director_title: str


@dataclass(frozen=True, kw_only=True)
class CertificatePayload:
    """All that a certificate prints and the check page shows. Stored with the row and attached to the PDF.

    `lead` and `title` read as one sentence after the name ("has completed" "Module 1, two lessons"); `parts` are the
    titles of exactly what was completed. `training_minutes` are planned minutes, `outside_minutes` those of them for which
    accepted outside training stands, `skipped_minutes` those of practice that was skipped after a diagnostic. Dates are local to the clinic.
    `edition_hash` and `edition_date` name the edition of the course and the day it was first served.
    `supersedes` is the serial of the certificate this one replaces. With `credits` it is one for credit (kind 'credit'): then
    `provider`, `format`, `level`, `activity_version` and `minutes_basis`, how its minutes were worked out, stand too, where there
    is one the `joint_statement` of those who provide it together, and `no_credit` is empty. Never here: scores, e-mail, birth date; a licence in a line of credit alone.
    """

    id: str
    serial: str
    code: str
    name: str
    title: str
    course_title: str
    parts: tuple[str, ...]
    training_minutes: int
    completed_on: date
    issued_on: date
    edition_hash: str
    edition_date: date
    issuer: str
    verify_url: str
    lead: str = "has completed"
    post_tests: int = 0
    outside_minutes: int = 0
    skipped_minutes: int = 0
    kind: str = "completion"
    no_credit: str = NO_CREDIT
    watermark: bool = False
    revision: int = 1
    supersedes: str | None = None
    signatories: tuple[Signatory, ...] = ()
    credits: tuple[CreditLine, ...] = ()
    provider: ProviderLines | None = None
    format: str = ""
    level: str = ""
    activity_version: str = ""
    minutes_basis: str = ""
    joint_statement: str = ""
    language: str = "en"
    version: int = PAYLOAD_VERSION

    def __post_init__(self) -> None:
        needed = ("id", "serial", "name", "title", "issuer", "verify_url", "edition_hash", "lead")
        for field in needed if self.credits else (*needed, "no_credit"):
            if not getattr(self, field).strip():
                raise ValueError(f"A certificate cannot leave its {field} empty.")
        plain = normalise(self.code)
        if plain is None or in_fours(plain) != self.code:
            raise ValueError("A certificate's code is 16 characters in fours.")
        if not self.parts:
            raise ValueError("A certificate names what was completed.")
        if self.version != PAYLOAD_VERSION:
            raise ValueError(f"This program reads version {PAYLOAD_VERSION} only.")
        training_time_words(self.training_minutes)

    @property
    def sample(self) -> str:
        """What a certificate of a demonstration says of itself; empty for a real one."""
        return DEMONSTRATION if self.watermark else ""

    @property
    def time_words(self) -> str:
        """The training time, and what of it was not done here: `about 10 hours, an estimate; of it about 1 hour by …`."""
        told = training_time_words(self.training_minutes)
        apart = (
            (self.outside_minutes, "by accepted outside training"),
            (self.skipped_minutes, "of practice skipped after a diagnostic"),
        )
        said = [
            f"{training_time_words(minutes).removesuffix(', an estimate')} {how}" for minutes, how in apart if minutes
        ]
        return f"{told}; of it {list_words(said)}" if said else told

    def as_dict(self) -> dict[str, Any]:
        """Plain values for a JSON column, keys sorted, dates as `YYYY-MM-DD`."""
        plain = asdict(self)
        plain["parts"] = list(self.parts)
        plain["signatories"] = [asdict(signatory) for signatory in self.signatories]
        plain["credits"] = [line.as_dict() for line in self.credits]
        for field in _FOR_CREDIT:  # Those of completion stay as they were before there was credit, to the byte.
            if not plain[field]:
                del plain[field]
        for field in _DATES:
            plain[field] = plain[field].isoformat()
        return dict(sorted(plain.items()))

    def as_json(self) -> str:
        """The same text for the same payload, always: sorted keys, two spaces, letters as they are."""
        return json.dumps(self.as_dict(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> CertificatePayload:
        """The payload that `as_dict` wrote. Raises ValueError when a field is missing, unknown or of the wrong kind."""
        known = {field.name for field in fields(cls)}
        strange = known.symmetric_difference(plain) - _LATER.difference(plain)
        if strange:
            raise ValueError(f"{_STRANGE}: {list_words(sorted(strange))}.")
        try:
            values = dict(plain)
            for field in _DATES:
                values[field] = date.fromisoformat(values[field])
            values["parts"] = tuple(str(part) for part in values["parts"])
            values["signatories"] = tuple(Signatory(**signatory) for signatory in values["signatories"])
            values["credits"] = tuple(
                CreditLine(**{**line, "topics": tuple(line.get("topics", ()))}) for line in values.get("credits", ())
            )
            if values.get("provider"):
                values["provider"] = ProviderLines(**values["provider"])
            return cls(**values)
        except (TypeError, AttributeError, ValueError) as error:
            raise ValueError(f"{_STRANGE}: {error}") from error

    @classmethod
    def from_json(cls, text: str) -> CertificatePayload:
        """The payload that `as_json` wrote. Raises ValueError for anything else."""
        try:
            plain = json.loads(text)
        except ValueError as error:
            raise ValueError(f"{_STRANGE}: it is no JSON.") from error
        return cls.from_dict(plain if isinstance(plain, dict) else {})


_FOR_CREDIT = ("credits", "provider", "format", "level", "activity_version", "minutes_basis", "joint_statement")
_LATER = frozenset({"outside_minutes", "skipped_minutes", *_FOR_CREDIT})
"""Fields that earlier certificates of this version were issued without."""
_DATES = ("completed_on", "issued_on", "edition_date")
_STRANGE = f"This is not a certificate of version {PAYLOAD_VERSION}"
