"""A course as the program holds it: read once from the course folder, rendered, checked and never changed.

Everything here is a frozen dataclass with tuples for lists and read-only mappings for look-ups. HTML fields are
sanitised and may be shown as they are; every other field is plain text that a template must escape. Minutes are
whole minutes of training time, rounded up per requirement. Dates are calendar dates without a zone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal

from lms.curriculum.checklist import Checklists
from lms.curriculum.code_tables import CodeYear
from lms.curriculum.material import (
    Block,
    Case,
    CaseChart,
    CaseKind,
    Check,
    CheckPart,
    Choice,
    EndingKind,
    Exercise,
    Grade,
    HtmlPart,
    Item,
    ItemKind,
    Lesson,
    Level,
    Option,
    Over,
    Quiz,
    QuizKind,
    Reference,
    Review,
    Score,
    Seat,
    Section,
    Stage,
    Target,
    Tool,
    ToolFile,
    Variable,
)
from lms.curriculum.parts import (
    Competency,
    CourseObjective,
    Fact,
    Mark,
    Module,
    Objective,
    Outside,
    Pathway,
    Rates,
    Skill,
    Source,
    Status,
    Step,
    Term,
    Tour,
    TourRead,
    TourStop,
)

__all__ = [
    "ROLES",
    "Block",
    "Case",
    "CaseChart",
    "CaseKind",
    "Check",
    "CheckPart",
    "Choice",
    "Competency",
    "Course",
    "CourseObjective",
    "EndingKind",
    "Exercise",
    "Fact",
    "Grade",
    "HtmlPart",
    "Item",
    "ItemKind",
    "Lesson",
    "Level",
    "Loaded",
    "Mark",
    "Module",
    "Objective",
    "Option",
    "Outside",
    "Over",
    "Pathway",
    "Problem",
    "Quiz",
    "QuizKind",
    "Rates",
    "Reference",
    "RequirementKind",
    "Review",
    "Score",
    "Seat",
    "Section",
    "Severity",
    "Skill",
    "Source",
    "Stage",
    "Status",
    "Step",
    "Target",
    "Term",
    "Tool",
    "ToolFile",
    "Tour",
    "TourRead",
    "TourStop",
    "Variable",
]

Severity = Literal["error", "warning"]
RequirementKind = Literal["lesson", "case", "lab", "test"]

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
    retired: tuple[str, ...] = ()
    billing: Mapping[int, CodeYear] = field(default_factory=dict)
    """Billing codes and minutes by calendar year; required of nobody."""
    skills: tuple[Skill, ...] = ()
    """What can be signed and what can be rated; required of nobody by the course."""
    tour: Tour | None = None
    """The leaders' tour; required of nobody."""
    checklists: Checklists = field(default_factory=Checklists)
    waiting_minutes: Mapping[str, int] = field(default_factory=dict)
    """Kind of thing that waits for a supervisor → about how many minutes one takes her; required of nobody."""
    paths: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    """The file of each piece and item, relative to the course folder; for authors."""
    _lessons: Mapping[str, Lesson] = field(default_factory=dict, repr=False, compare=False)
    _cases: Mapping[str, Case] = field(default_factory=dict, repr=False, compare=False)
    _exercises: Mapping[str, Exercise] = field(default_factory=dict, repr=False, compare=False)
    _quizzes: Mapping[str, Quiz] = field(default_factory=dict, repr=False, compare=False)
    _items: Mapping[str, Item] = field(default_factory=dict, repr=False, compare=False)
    _tools: Mapping[str, Tool] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        everywhere = self.modules + self.units
        quizzes = [quiz for module in everywhere for quiz in module.quizzes]
        tables: dict[str, dict[str, Any]] = {
            "_lessons": {lesson.id: lesson for module in everywhere for lesson in module.lessons},
            "_cases": {case.id: case for module in everywhere for case in module.cases},
            "_exercises": {each.id: each for module in everywhere for each in module.exercises},
            "_quizzes": {quiz.id: quiz for quiz in quizzes},
            "_items": {item.id: item for quiz in quizzes for item in quiz.items},
            "_tools": {tool.id: tool for module in everywhere for tool in module.tools},
        }
        for name, table in tables.items():
            object.__setattr__(self, name, MappingProxyType(table))

    @cached_property
    def serves(self) -> Mapping[str, str]:
        """Objective of a module or unit → the course objective it serves first."""
        found = {each.id: each.course for module in self.modules + self.units for each in module.objectives}
        return MappingProxyType({each: course[0] for each, course in found.items() if course})

    def objectives_of(self, test_id: str) -> Mapping[str, str]:
        """What the results of a test are told by: id and text of its module's objectives, or of the course's."""
        quiz = self.quiz(test_id)
        if quiz is None:
            return {}
        if quiz.over:
            return {each.id: each.text for each in self.objectives}
        module = self.module(quiz.module_id)
        return {each.id: each.text for each in module.objectives} if module else {}

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

    def exercise(self, id_or_slug: str) -> Exercise | None:
        """A published lab by ID, by an ID it once had, or by the name in its address."""
        found = self._exercises.get(self.current_id(id_or_slug))
        return found or next((each for each in self._exercises.values() if each.slug == id_or_slug), None)

    @property
    def exercises(self) -> tuple[Exercise, ...]:
        """Every lab of the modules and units that are published, in order."""
        published = (module for module in (*self.modules, *self.units) if module.status != "planned")
        return tuple(each for module in published for each in module.exercises)

    def quiz(self, quiz_id: str) -> Quiz | None:
        """A practice quiz, a module's key points or a post-test bank."""
        return self._quizzes.get(self.current_id(quiz_id))

    def item(self, item_id: str) -> Item | None:
        """A question of any quiz."""
        return self._items.get(self.current_id(item_id))

    def skill(self, skill_id: str) -> Skill | None:
        """A skill that can be signed or rated."""
        return next((each for each in self.skills if each.id == skill_id), None)

    def signable(self, role: str) -> tuple[Skill, ...]:
        """What an observer can sign of somebody in a role, clinical skills first, in the order of the course."""
        found = [each for each in self.skills if each.see and role in each.roles]
        return tuple(sorted(found, key=lambda each: each.kind != "clinical"))

    def ratable(self, role: str) -> tuple[Skill, ...]:
        """What somebody in a role rates herself on."""
        return tuple(each for each in self.skills if each.levels and role in each.roles)

    def parts_for(self, duties: Iterable[str]) -> tuple[str, ...]:
        """IDs of the published lessons, cases and labs that serve any of these duties, in order."""
        wanted = set(duties)
        modules = self.modules + self.units
        serving = {each.id for module in modules for each in module.objectives if wanted & {*each.duties}}
        found: list[str] = []
        for module in modules:
            found += [each.id for each in module.lessons if serving & {*each.objectives}]
            found += [case.id for case in module.cases if wanted & {*case.duties}]
            found += [lab.id for lab in module.exercises if wanted & {*lab.duties}]
        return tuple(each for each in found if each in self.kind_of)

    def tool(self, tool_id: str) -> Tool | None:
        """A tool of the tools library."""
        return self._tools.get(self.current_id(tool_id))

    @property
    def tools(self) -> tuple[Tool, ...]:
        """The tools library: every tool of the published modules and units, in order."""
        published = (*self.published_modules, *(unit for unit in self.units if unit.status != "planned"))
        return tuple(tool for module in published for tool in module.tools)

    def tools_of(self, lesson_id: str) -> tuple[Tool, ...]:
        """What a lesson hands out."""
        return self._handed_out.get(lesson_id, ())

    @cached_property
    def _handed_out(self) -> Mapping[str, tuple[Tool, ...]]:
        found: dict[str, tuple[Tool, ...]] = {}
        for tool in self.tools:
            for lesson_id in dict.fromkeys(map(self.current_id, tool.lessons)):
                found[lesson_id] = (*found.get(lesson_id, ()), tool)
        return MappingProxyType(found)

    def without_modules(self) -> Course:
        """The course as it is before anything is published: every module planned, nothing required."""
        bare: dict[str, Any] = {
            "status": "planned",
            "part_title": None,
            "required": (),
            "lessons": (),
            "cases": (),
            "exercises": (),
            "practice": None,
            "post_test": None,
            "key_points": None,
            "diagnostic": None,
            "minutes": 0,
            "tools": (),
        }
        nothing: Mapping[str, Any] = MappingProxyType({})
        return replace(
            self,
            modules=tuple(replace(module, **bare) for module in self.modules),
            units=(),
            minutes_of=nothing,
            kind_of=nothing,
            title_of=nothing,
            module_of=nothing,
            complete=False,
        )

    @property
    def published_modules(self) -> tuple[Module, ...]:
        """The modules of which something can be read today, in order."""
        return tuple(module for module in self.modules if module.status != "planned")

    def before(self, requirement_id: str) -> tuple[str, ...]:
        """What must be done before this part may begin.

        Nothing, for the parts of a module: a window and an order are advice. A unit that names modules as its
        prerequisites draws on all of them: its cases open when they are complete, its test after its other parts.
        """
        unit = self.module(self.module_of.get(requirement_id, ""))
        if unit is None or unit.number or not unit.prerequisites:
            return ()
        earlier = [part for each in unit.prerequisites if (module := self.module(each)) for part in module.required]
        if self.kind_of[requirement_id] == "test":
            earlier += [part for part in unit.required if part != requirement_id]
        return tuple(earlier)

    @property
    def finale(self) -> tuple[Module, ...]:
        """The units that come after all modules, such as the final case and test; not while they are in preparation."""
        every = {module.id for module in self.modules}
        return tuple(unit for unit in self.units if unit.status != "planned" and every <= set(unit.prerequisites))

    def requirements(self, role: str, champion: bool = False) -> tuple[str, ...]:
        """IDs of the lessons, cases, labs and tests a role must do, in order, each once; only what exists today."""
        pathway = self.pathways.get(role)
        if pathway is None:
            return ()
        wanted: list[str] = [each for step in pathway.plan for each in step.parts]
        wanted += pathway.also
        for module_id in pathway.modules:
            module = self.module(module_id)
            wanted += module.required if module and module.status != "planned" else ()
        wanted += pathway.champion_also if champion else ()
        current = (self.current_id(each) for each in wanted)
        return tuple(dict.fromkeys(each for each in current if each in self.kind_of))


@dataclass(frozen=True)
class Loaded:
    """What came of reading a course folder. `course` is None when any problem is an error.

    `draft` is the course all the same, where it could be put together; only its author may see it.
    """

    course: Course | None
    problems: tuple[Problem, ...]
    draft: Course | None = None
