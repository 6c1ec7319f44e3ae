"""A course as the program holds it: read once from the course folder, rendered, checked and never changed.

Everything here is a frozen dataclass with tuples for lists and read-only mappings for look-ups. HTML fields are
sanitised and may be shown as they are; every other field is plain text that a template must escape. Minutes are
whole minutes of training time, rounded up per requirement. Dates are calendar dates without a zone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Literal

Severity = Literal["error", "warning"]
ItemKind = Literal["text", "table", "chart", "row", "dialogue"]
Level = Literal["recall", "understand", "apply", "analyze"]
Status = Literal["complete", "part", "planned"]
RequirementKind = Literal["lesson", "case", "test"]
EndingKind = Literal["good", "mixed", "poor"]
Grade = Literal["best", "fair", "poor"]
Mark = Literal["V", "V2", "S", "D", "U", "C"]

ROLES = (
    "bhcm",
    "psychiatric-consultant",
    "pcp",
    "clinical-supervisor",
    "program-manager",
    "qi-coordinator",
    "auxiliary",
    "clerical",
)


@dataclass(frozen=True)
class Problem:
    """One thing an author should mend. `path` is relative to the course folder, `line` counts from 1."""

    rule: str
    severity: Severity
    path: str
    line: int | None
    message: str
    remedy: str


@dataclass(frozen=True)
class Review:
    """Who reviewed a piece, under which licence, when, and which edition. Only a person fills it in."""

    by: str
    licence: str
    on: date
    edition: str


@dataclass(frozen=True)
class Option:
    """One answer. `id` is its written position, `a` to `d`; shuffling is up to the attempt.

    `html` is inline; `why_html` is inline when it is a single paragraph, else paragraphs.
    """

    id: str
    html: str
    text: str
    correct: bool
    why_html: str


@dataclass(frozen=True)
class Check:
    """A question inside a lesson, with three or four options, one of them right. Never scored."""

    id: str
    lesson_id: str
    stem_html: str
    options: tuple[Option, ...]
    hash: str


@dataclass(frozen=True)
class Section:
    """A heading of a lesson that can be linked to."""

    id: str
    title: str
    level: int


@dataclass(frozen=True)
class Reference:
    """One numbered entry in the reference list of a page; facts from the same sources share a number."""

    number: int
    anchor: str
    fact_ids: tuple[str, ...]
    text_html: str
    dated: bool


@dataclass(frozen=True)
class HtmlPart:
    """A stretch of a lesson's text."""

    html: str


@dataclass(frozen=True)
class CheckPart:
    """The place of an in-line check in a lesson's text."""

    check: Check


@dataclass(frozen=True)
class Lesson:
    """One lesson, rendered. `facts` are all fact IDs it cites, `unverified` those marked U among them."""

    id: str
    slug: str
    number: int
    module_id: str
    title: str
    promise: str
    objectives: tuple[str, ...]
    revision: int
    aliases: tuple[str, ...]
    fictional: bool
    warning: str | None
    review: Review | None
    review_by: date | None
    words: int
    minutes: int
    checks: tuple[Check, ...]
    sections: tuple[Section, ...]
    facts: tuple[str, ...]
    terms: tuple[str, ...]
    parts: tuple[HtmlPart | CheckPart, ...]
    references: tuple[Reference, ...]
    dated: bool
    unverified: tuple[str, ...]
    hash: str


@dataclass(frozen=True)
class Target:
    """Where a choice leads if every (flag, wanted) of `when` holds; an empty `when` always holds."""

    stage_id: str
    when: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True)
class Choice:
    """One decision at a stage; `html` is inline, `feedback_html` paragraphs. The first of `targets` whose conditions hold, after `sets`, is taken."""

    id: str
    html: str
    text: str
    grade: Grade
    path: str
    feedback_html: str
    sets: tuple[str, ...]
    targets: tuple[Target, ...]


@dataclass(frozen=True)
class Block:
    """A piece of a stage's text, shown if every (flag, wanted) of `when` holds."""

    html: str
    when: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True)
class Stage:
    """One stage of a case; `question_html` is inline. An ending has `ending` set, no question and no choices."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    question_html: str
    choices: tuple[Choice, ...]
    ending: EndingKind | None


@dataclass(frozen=True)
class CaseChart:
    """Scores known at the start of a case, as (week, score)."""

    measure: str
    scores: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Case:
    """A branching case, rendered. `expert_path` takes the best choice at every stage, from start to an ending."""

    id: str
    slug: str
    module_id: str
    title: str
    seat: str
    channels: tuple[str, ...]
    objectives: tuple[str, ...]
    duties: tuple[str, ...]
    revision: int
    aliases: tuple[str, ...]
    warning: str | None
    review: Review | None
    review_by: date | None
    summary: str
    known: tuple[tuple[str, str], ...]
    chart: CaseChart | None
    start: str
    stages: Mapping[str, Stage]
    debrief_html: str
    facts: tuple[str, ...]
    references: tuple[Reference, ...]
    dated: bool
    unverified: tuple[str, ...]
    minutes: int
    expert_path: tuple[tuple[str, str], ...]
    hash: str


@dataclass(frozen=True)
class Item:
    """One question of a quiz: one best answer of four. `references` back its rationale."""

    id: str
    objective: str
    level: Level
    kind: ItemKind
    facts: tuple[str, ...]
    revision: int
    title: str
    stem_html: str
    options: tuple[Option, ...]
    references: tuple[Reference, ...]
    hash: str


@dataclass(frozen=True)
class Quiz:
    """A practice quiz (no draw, no pass mark) or a post-test bank from which each attempt draws."""

    id: str
    title: str
    module_id: str
    kind: Literal["practice", "post-test"]
    items: tuple[Item, ...]
    draw: int | None
    pass_mark: Fraction | None
    review: Review | None
    minutes: int
    hash: str


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
    exercises: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pathway:
    """What one role must do: all required parts of `modules`, then `also`; a PCP champion adds `champion_also`."""

    role: str
    modules: tuple[str, ...]
    also: tuple[str, ...]
    champion_also: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class Rates:
    """The stated rates from which minutes are computed."""

    words_per_minute: Fraction
    minutes_per_check: Fraction
    minutes_per_case_stage: Fraction
    minutes_per_test_item: Fraction
    review_by_months: int


@dataclass(frozen=True)
class Course:
    """The whole course of one edition. Look-ups follow aliases and answer None for what is not there."""

    id: str
    title: str
    audience: str
    summary: str
    objectives: tuple[CourseObjective, ...]
    modules: tuple[Module, ...]
    units: tuple[Module, ...]
    competencies: tuple[Competency, ...]
    glossary: Mapping[str, Term]
    sources: Mapping[str, Source]
    facts: Mapping[str, Fact]
    rates: Rates
    pathways: Mapping[str, Pathway]
    role_files: Mapping[str, Mapping[str, Any]]
    edition: str
    minutes_of: Mapping[str, int]
    kind_of: Mapping[str, RequirementKind]
    title_of: Mapping[str, str]
    module_of: Mapping[str, str]
    aliases: Mapping[str, str]
    complete: bool
    _lessons: Mapping[str, Lesson] = field(default_factory=dict, repr=False, compare=False)
    _cases: Mapping[str, Case] = field(default_factory=dict, repr=False, compare=False)
    _quizzes: Mapping[str, Quiz] = field(default_factory=dict, repr=False, compare=False)
    _items: Mapping[str, Item] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        everywhere = self.modules + self.units
        quizzes = [quiz for module in everywhere for quiz in (module.practice, module.post_test) if quiz]
        tables: dict[str, dict[str, Any]] = {
            "_lessons": {lesson.id: lesson for module in everywhere for lesson in module.lessons},
            "_cases": {case.id: case for module in everywhere for case in module.cases},
            "_quizzes": {quiz.id: quiz for quiz in quizzes},
            "_items": {item.id: item for quiz in quizzes for item in quiz.items},
        }
        for name, table in tables.items():
            object.__setattr__(self, name, MappingProxyType(table))

    def current_id(self, old: str) -> str:
        """The ID under which something is found today; an ID that was never renamed is returned as it is."""
        return self.aliases.get(old, old)

    def module(self, id_or_slug: str) -> Module | None:
        """A module or unit by ID or slug."""
        for module in self.modules + self.units:
            if id_or_slug in (module.id, module.slug):
                return module
        return None

    def lesson(self, lesson_id: str) -> Lesson | None:
        """A published lesson."""
        return self._lessons.get(self.current_id(lesson_id))

    def case(self, case_id: str) -> Case | None:
        """A published case."""
        return self._cases.get(self.current_id(case_id))

    def quiz(self, quiz_id: str) -> Quiz | None:
        """A practice quiz or post-test bank."""
        return self._quizzes.get(self.current_id(quiz_id))

    def item(self, item_id: str) -> Item | None:
        """A question of any quiz."""
        return self._items.get(self.current_id(item_id))

    @property
    def published_modules(self) -> tuple[Module, ...]:
        """The modules of which something can be read today, in order."""
        return tuple(module for module in self.modules if module.status != "planned")

    def requirements(self, role: str, champion: bool = False) -> tuple[str, ...]:
        """IDs of the lessons, cases and tests a role must do, in order, each once; only what exists today."""
        pathway = self.pathways.get(role)
        if pathway is None:
            return ()
        wanted: list[str] = []
        for module_id in pathway.modules:
            module = self.module(module_id)
            wanted += module.required if module and module.status != "planned" else ()
        wanted += pathway.also
        wanted += pathway.champion_also if champion else ()
        current = (self.current_id(each) for each in wanted)
        return tuple(dict.fromkeys(each for each in current if each in self.kind_of))


@dataclass(frozen=True)
class Loaded:
    """What came of reading a course folder. `course` is None when any problem is an error."""

    course: Course | None
    problems: tuple[Problem, ...]
