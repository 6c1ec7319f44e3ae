"""What a learner reads and answers: lessons with their checks, cases with their stages, quizzes with their items.

HTML fields are sanitised and may be shown as they are; every other field is plain text that a template must escape.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Literal

ItemKind = Literal["text", "table", "chart", "row", "dialogue"]
Level = Literal["recall", "understand", "apply", "analyze"]
EndingKind = Literal["good", "mixed", "poor"]
Grade = Literal["best", "fair", "poor"]
QuizKind = Literal["practice", "key-points", "post-test", "diagnostic"]
CaseKind = Literal["case", "conversation"]
Comparison = Literal["<", "<=", "=", "!=", ">=", ">"]
Condition = tuple[str, bool] | tuple[str, Comparison, int]
"""Of a flag whether it is set, of a number how it compares. A seat is a flag that is set from the start."""
When = tuple[Condition, ...]
"""Conditions that all have to hold; none always do."""


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
    """Where a choice leads if every condition of `when` holds; an empty `when` always holds."""

    stage_id: str
    when: When = ()


@dataclass(frozen=True)
class Choice:
    """One decision at a stage; `html` is inline, `feedback_html` paragraphs. The first of `targets` whose conditions hold, after `sets`, is taken.

    Offered if `when` holds. `changes` adds to numbers, `days` is the time it takes, `move` names a reply of a conversation.
    """

    id: str
    html: str
    text: str
    grade: Grade
    path: str
    feedback_html: str
    sets: tuple[str, ...]
    targets: tuple[Target, ...]
    when: When = ()
    changes: tuple[tuple[str, int], ...] = ()
    days: int = 0
    move: str = ""


@dataclass(frozen=True)
class Block:
    """A piece of a stage's text, or a question, shown if every condition of `when` holds."""

    html: str
    when: When = ()


@dataclass(frozen=True)
class Score:
    """A score measured on coming to a stage if every condition of `when` holds."""

    value: int
    when: When = ()


@dataclass(frozen=True)
class Stage:
    """One stage of a case; `question_html` is inline. An ending has `ending` set, no question and no choices.

    `questions` go before `question_html`: the first whose conditions hold is asked. `channel` is how the people at this stage meet,
    `days` the time that passes before it; of `scores` the first whose conditions hold joins the chart.
    """

    id: str
    title: str
    blocks: tuple[Block, ...]
    question_html: str
    choices: tuple[Choice, ...]
    ending: EndingKind | None
    questions: tuple[Block, ...] = ()
    channel: str = ""
    days: int = 0
    scores: tuple[Score, ...] = ()


@dataclass(frozen=True)
class Variable:
    """A number that choices change, kept between `least` and `most`. A word of `words` holds from its number up.

    Shown to everybody, or to the seats in `seats` alone.
    """

    name: str
    label: str
    start: int
    least: int
    most: int
    words: tuple[tuple[int, str], ...]
    seats: tuple[str, ...] = ()


@dataclass(frozen=True)
class Seat:
    """One of several chairs from which a case can be played: what its person knows, and the experts' path from there."""

    id: str
    title: str
    summary: str
    known: tuple[tuple[str, str], ...]
    expert_path: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class CaseChart:
    """Scores known at the start of a case, as (week, score)."""

    measure: str
    scores: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Case:
    """A branching case, rendered. `expert_path` holds the best decision at every stage, from the start until an ending is reached.

    With `seats` it is played from one of them, chosen at the start, and `expert_path` is that of the first. `optional`: meant to be
    required of nobody.
    """

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
    kind: CaseKind = "case"
    variables: tuple[Variable, ...] = ()
    seats: tuple[Seat, ...] = ()
    optional: bool = False

    @property
    def first_seat(self) -> str:
        """The seat to take when nobody chooses; empty where there is only one."""
        return self.seats[0].id if self.seats else ""


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
class Over:
    """How a test draws over the post-tests of all modules: so many questions for each course objective (`counts`).

    Of all drawn, at least `shown` show something to read, and at most `recall` only ask to recall.
    """

    counts: Mapping[str, int]
    shown: int
    recall: int


@dataclass(frozen=True)
class Quiz:
    """A practice quiz or a module's key points (no draw, no pass mark), or a bank from which each attempt draws.

    A diagnostic is asked whole, once: it draws all that it holds.

    A test with `over` has no bank of its own: its items are those of the modules' post-tests.
    """

    id: str
    title: str
    module_id: str
    kind: QuizKind
    items: tuple[Item, ...]
    draw: int | None
    pass_mark: Fraction | None
    review: Review | None
    minutes: int
    hash: str
    review_by: date | None = None
    over: Over | None = None


@dataclass(frozen=True)
class Exercise:
    """One lab: what all kinds have in common, and in `body` what belongs to its kind, see `lms.curriculum.exercises`."""

    id: str
    slug: str
    kind: str
    label: str
    module_id: str
    title: str
    summary: str
    intro_html: str
    objectives: tuple[str, ...]
    duties: tuple[str, ...]
    revision: int
    aliases: tuple[str, ...]
    warning: str | None
    review: Review | None
    review_by: date | None
    minutes: int
    facts: tuple[str, ...]
    references: tuple[Reference, ...]
    dated: bool
    unverified: tuple[str, ...]
    body: Any
    hash: str


@dataclass(frozen=True)
class ToolFile:
    """A finished file of a tool, such as a spreadsheet. `packed` holds its bytes in base64, so that a piece can be JSON."""

    name: str
    format: Literal["docx", "pdf", "xlsx"]
    size: int
    sha256: str
    packed: str

    @property
    def content(self) -> bytes:
        """The bytes of the file."""
        return b64decode(self.packed)


@dataclass(frozen=True)
class Tool:
    """Something to print or copy and take to the clinic. Without `files` its own text is the tool, else that tells how to use them.

    `text` holds the words of `html` for search. `roles` are the roles it helps, none meaning everyone; `lessons` those that hand it out.
    """

    id: str
    slug: str
    module_id: str
    title: str
    purpose: str
    revision: int
    revised: date | None
    aliases: tuple[str, ...]
    sample: bool
    roles: tuple[str, ...]
    lessons: tuple[str, ...]
    review: Review | None
    review_by: date | None
    html: str
    text: str
    words: int
    facts: tuple[str, ...]
    references: tuple[Reference, ...]
    dated: bool
    unverified: tuple[str, ...]
    files: tuple[ToolFile, ...]
    hash: str
