"""The facts that the rules before credit judge by. Credit in hundredths of an hour, days in the provider's zone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction

from lms.credit.accreditors.rules import CreditType


@dataclass(frozen=True)
class Maker:
    """Somebody who planned, wrote or reviewed. `disclosed_on`: the day of the newest disclosure; None: there is none."""

    name: str
    disclosed_on: date | None
    mitigated: bool = True


@dataclass(frozen=True)
class Pool:
    """The bank of one post-test: questions in it, questions drawn, those with two answers, objectives without one."""

    title: str
    questions: int
    draw: int
    two_answers: int = 0
    uncovered: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Activity:
    """An activity version as it was frozen, and what the course is today. `today_hash`: None where it is not in the course."""

    title: str
    unit: str
    format: str
    frozen_hash: str | None
    today_hash: str | None
    released_on: date | None
    reviewed_on: date | None
    ends_on: date | None
    closed: bool = False
    makers: tuple[Maker, ...] = ()
    support_stated: bool = False
    pools: tuple[Pool, ...] = ()
    announced_mark: int | None = None


@dataclass(frozen=True, kw_only=True)
class Terms:
    """One designation: the type of credit, how much, and the approval it rests on. `minutes` in hundredths of a minute; `topics`: what it is designated for beside."""

    designation_id: str
    kind: CreditType
    accreditor: str
    certificate_fields: tuple[str, ...]
    credit: int
    minutes: int
    designated_at: datetime
    number: str
    term_start: date
    term_end: date
    formats: tuple[str, ...]
    closed: bool = False
    withdrawn_on: date | None = None
    evaluation: bool = True
    attestation: bool = True
    topics: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """A required lesson, case or lab. `done_at`: since the acknowledgement; `before`: it was done, but earlier."""

    id: str
    title: str
    kind: str
    done_at: datetime | None = None
    done_on: date | None = None
    before: bool = False


@dataclass(frozen=True)
class Exam:
    """A post-test with the best share of right answers since the acknowledgement, and when that was handed in."""

    id: str
    title: str
    share: Fraction | None = None
    passed_at: datetime | None = None
    passed_on: date | None = None
    before: bool = False


@dataclass(frozen=True)
class Earlier:
    """A claim made before. `accreditor` and `kind` are codes."""

    designation_id: str
    unit: str
    kind: str
    credit: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Learner:
    """What one learner did for one activity, as of `now`; `wanted` is the amount asked for, None while none is."""

    now: datetime
    today: date
    demo: bool = False
    legal_name: str | None = None
    acknowledged_at: datetime | None = None
    enrolled_hash: str | None = None
    parts: tuple[Part, ...] = ()
    tests: tuple[Exam, ...] = ()
    evaluated_on: date | None = None
    attested_at: datetime | None = None
    professions: tuple[str, ...] = ()
    licence_number: str = ""
    licence_state: str = ""
    earlier: tuple[Earlier, ...] = ()
    wanted: int | None = None
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def content_done(self) -> bool:
        """Whether every required part is done for credit; false when nothing is required."""
        return bool(self.parts or self.tests) and all(part.done_at for part in self.parts)

    @property
    def passed_at(self) -> datetime | None:
        """When the last post-test was passed; None while one is open, or where there is none."""
        instants = [test.passed_at for test in self.tests]
        known = [each for each in instants if each is not None]
        return max(known) if known and len(known) == len(instants) else None

    @property
    def completed_at(self) -> datetime | None:
        """When the last part or post-test was done; None while something is open."""
        if not self.content_done or self.passed_at is None:
            return None
        return max([self.passed_at, *(part.done_at for part in self.parts if part.done_at)])

    @property
    def completed_on(self) -> date | None:
        """The provider's day of that."""
        if self.completed_at is None:
            return None
        days = (*(part.done_on for part in self.parts), *(test.passed_on for test in self.tests))
        return max(day for day in days if day is not None)
