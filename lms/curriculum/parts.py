"""The parts of a course: objectives, terms, sources and facts, modules and units, and what each role must do.

Frozen, with tuples for lists. HTML fields are sanitised and may be shown as they are; every other field is plain text
that a template must escape. Minutes are whole minutes of training time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from lms.curriculum.material import Case, Check, Exercise, Lesson, Quiz, Reference, Review, Tool

Status = Literal["complete", "part", "planned"]
Mark = Literal["V", "V2", "S", "D", "U", "C"]
SkillKind = Literal["clinical", "operational"]
LEVELS = ("New", "With help", "Alone", "Could show")
"""The words of a rating from 0 to 3, as on the sheet and in the workbook that the course hands out (R.10, SUP.09)."""


@dataclass(frozen=True)
class Objective:
    """What a learner can do after a module; points to course objectives and duties of the job."""

    id: str
    text: str
    course: tuple[str, ...]
    duties: tuple[str, ...]
    module_id: str


@dataclass(frozen=True)
class CourseObjective:
    """One of the course's objectives, three a module."""

    id: str
    module_id: str
    text: str


@dataclass(frozen=True)
class Competency:
    """One duty of a behavioral health care manager."""

    id: str
    title: str
    text: str


@dataclass(frozen=True)
class Skill:
    """Something somebody does at work. `see`: what an observer looks for; then it can be signed.

    `levels`: anchors for 0 to 3; then it can be rated. `after`: the module in which it is taught; empty: none in particular.
    """

    id: str
    title: str
    kind: SkillKind
    duties: tuple[str, ...]
    roles: tuple[str, ...]
    see: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    after: str = ""


@dataclass(frozen=True)
class Term:
    """A glossary term, with other ways to write it."""

    id: str
    term: str
    also: tuple[str, ...]
    html: str


@dataclass(frozen=True)
class Source:
    """A published source. `url` is https or empty; `checked` is the day it was last read."""

    id: str
    title: str
    publisher: str
    year: int | None
    url: str
    checked: date | None


@dataclass(frozen=True)
class Fact:
    """One claim the course makes, in our own words, with its confidence mark and the day to look again."""

    id: str
    statement: str
    mark: Mark
    dated: bool
    sources: tuple[str, ...]
    look_again: date | None


@dataclass(frozen=True)
class Module:
    """One module, or one unit for a single role (`number` 0). `required` holds only what exists, in order."""

    id: str
    number: int
    slug: str
    title: str
    summary: str
    status: Status
    part_title: str | None
    prerequisites: tuple[str, ...]
    objectives: tuple[Objective, ...]
    required: tuple[str, ...]
    lessons: tuple[Lesson, ...]
    cases: tuple[Case, ...]
    practice: Quiz | None
    post_test: Quiz | None
    minutes: int
    exercises: tuple[Exercise, ...] = ()
    tools: tuple[Tool, ...] = ()
    key_points: Quiz | None = None
    diagnostic: Quiz | None = None

    @property
    def short(self) -> str:
        """What it is called in passing: `Module 3`, or the title of a unit."""
        return f"Module {self.number}" if self.number else self.title

    @property
    def name(self) -> str:
        """What it is called in full: `Module 3: Foundations`, or the title of a unit."""
        return f"Module {self.number}: {self.title}" if self.number else self.title

    @property
    def quizzes(self) -> tuple[Quiz, ...]:
        """Its practice, its key points, its post-test and its diagnostic, as far as there are."""
        return tuple(quiz for quiz in (self.practice, self.key_points, self.post_test, self.diagnostic) if quiz)


@dataclass(frozen=True)
class Outside:
    """A kind of training done elsewhere that may stand for parts of a pathway; `text` says what it is, to people."""

    id: str
    text: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """One unit of a pathway that is planned in quarter hours: the parts that fill it."""

    title: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Pathway:
    """What one role must do: the parts of `plan` in its order, `also`, then all required parts of `modules`, whose tests
    come last; a PCP champion adds `champion_also`.

    `outside` names what training elsewhere may stand for; None: for any part but a test.
    `first` is the short list for somebody about to see her first patient, `first_note` what is said of it. It is an
    order of reading, not a requirement: whether somebody is ready never depends on it. While `status` is `part` more is
    being written, and there is no certificate of the whole.
    """

    role: str
    modules: tuple[str, ...]
    also: tuple[str, ...]
    champion_also: tuple[str, ...]
    note: str
    status: Literal["complete", "part"]
    first: tuple[str, ...] = ()
    first_note: str = ""
    plan: tuple[Step, ...] = ()
    outside: tuple[Outside, ...] | None = None

    def stands_for(self, part: str) -> tuple[Outside, ...]:
        """The kinds of outside training that may stand for a part; empty where `outside` leaves it out, or says nothing."""
        return tuple(each for each in self.outside or () if part in each.parts)


@dataclass(frozen=True)
class Rates:
    """The stated rates from which minutes are computed."""

    words_per_minute: Fraction
    minutes_per_check: Fraction
    minutes_per_case_stage: Fraction
    minutes_per_test_item: Fraction
    review_by_months: int
    minutes_per_lab_step: Fraction | None = None


@dataclass(frozen=True)
class TourRead:
    """What a stop of the leaders' tour names: a lesson (`anchor` empty) or one section of it, with the words it takes to read."""

    lesson_id: str
    anchor: str
    lesson: str
    title: str
    words: int


@dataclass(frozen=True)
class TourStop:
    """One stop of the leaders' tour. Minutes are those of its own words and of what it names."""

    id: str
    slug: str
    number: int
    title: str
    warning: str | None
    html: str
    reads: tuple[TourRead, ...]
    words: int
    minutes: int
    facts: tuple[str, ...]
    references: tuple[Reference, ...]
    dated: bool


@dataclass(frozen=True)
class Tour:
    """The leaders' tour: read only, nothing scored. `checks` are the questions at its end, `references` theirs.

    `minutes` are those of its stops; the questions take `question_minutes` more.
    """

    title: str
    summary: str
    stops: tuple[TourStop, ...]
    checks: tuple[Check, ...]
    references: tuple[Reference, ...]
    minutes: int
    question_minutes: int
    review: Review | None
    review_by: date | None

    def stop(self, slug: str) -> TourStop | None:
        """The stop at this address."""
        return next((each for each in self.stops if each.slug == slug), None)

    @property
    def lessons(self) -> frozenset[str]:
        """The lessons that its stops name."""
        return frozenset(each.lesson_id for stop in self.stops for each in stop.reads)
