"""Builds a small, valid course of two modules in a folder; tests spoil it in one place and see what is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

from lms.curriculum.course import ROLES
from tests.curriculum.papers import workbook

M1 = "content/modules/01-first-steps"
M2 = "content/modules/02-next-steps"
LESSON = f"{M1}/lessons/01-who-rings.md"
OTHER = f"{M1}/lessons/02-who-writes.md"
CASE = f"{M1}/cases/walter.md"
FIGURE = f"{M1}/figures/team.svg"
TOOL = f"{M1}/tools/01-card.md"
LOG = f"{M1}/tools/log.xlsx"
LOG_TOOL = f"{M1}/tools/02-log.md"
MODULE = f"{M1}/module.yaml"
CHECK = "quizzes/01-first-steps/check.yaml"
BANK = "quizzes/01-first-steps/post-test.yaml"
DIAGNOSTIC = "quizzes/01-first-steps/diagnostic.yaml"
COURSE = "content/course.yaml"
FACTS = "content/facts/model.yaml"
GLOSSARY = "content/glossary.yaml"
SOURCES = "content/sources.yaml"
DUTIES = "content/competencies.yaml"
OBJECTIVES = ("m1-o1", "m1-o2", "m1-o3", "m1-o4")

REQUIRED = (
    "m1-l1-who-rings", "m1-l2-who-writes", "m1-l3-who-asks", "m1-l4-who-listens", "m1-l5-who-waits", "m1-l6-who-answers",
    "m1-c1-walter", "m1-c2-hollis", "m1-c3-beatriz", "m1-test",
)  # fmt: skip

_NAMES = "Walter Kofi Beatriz Hollis Imre Petra Gideon Miriam Soraya Anselm Dagny Tobias".split()
_PLACES = "kitchen depot hallway pharmacy garage chapel orchard harbour library bakery station meadow".split()
_EVENTS = "nausea dizziness silence tears anger worry fatigue doubt relief confusion grief hunger".split()


class CourseFiles:
    """The files of a course by path, as text or bytes, before they are written."""

    def __init__(self) -> None:
        self.files: dict[str, str | bytes] = _files()

    def change(self, path: str, old: str, new: str, *, every: bool = False) -> CourseFiles:
        """Replace a piece of text that must be there."""
        text = self.files[path]
        assert isinstance(text, str)
        assert old in text, f"{path} does not hold {old!r}"
        self.files[path] = text.replace(old, new) if every else text.replace(old, new, 1)
        return self

    def put(self, path: str, content: str | bytes) -> CourseFiles:
        self.files[path] = content
        return self

    def add(self, path: str, text: str) -> CourseFiles:
        self.files[path] = str(self.files[path]) + text
        return self

    def drop(self, path: str) -> CourseFiles:
        del self.files[path]
        return self

    def write(self, folder: Path) -> Path:
        for path, content in self.files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content if isinstance(content, bytes) else content.encode())
        return folder


Spoil = Callable[[CourseFiles], object]


def _files() -> dict[str, str | bytes]:
    files: dict[str, str | bytes] = {
        COURSE: _course(),
        DUTIES: '- {id: C-01, title: Carry a caseload, text: "Follow a known group of patients."}\n',
        GLOSSARY: '- {id: warm-handoff, term: warm handoff, also: [warm hand-over], text: "A *meeting* in person, before the patient leaves.{F1.03}"}\n',
        SOURCES: '- {id: NGS-COCM, title: "A page about <care>", publisher: "A payer", year: 2025, url: "https://example.org/a", checked: 2026-11-23}\n',
        FACTS: "".join(_fact(number) for number in range(1, 31)),
        MODULE: _module(),
        f"{M2}/module.yaml": (
            "id: m2\nnumber: 2\ntitle: Next steps\nsummary: Later.\nstatus: planned\nprerequisites: [m1]\nobjectives: []\nrequired: []\n"
        ),
        LESSON: lesson("m1-l1-who-rings", "Who rings?", range(1, 15), figure=True),
        OTHER: lesson("m1-l2-who-writes", "Who writes?", range(15, 31)),
        FIGURE: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50"><rect class="ln-ink" x="1" y="1" width="40" height="20"/><text x="5" y="15">You</text></svg>\n',
        CASE: case(),
        f"{M1}/cases/hollis.md": case("m1-c2-hollis", "Hollis"),
        f"{M1}/cases/beatriz.md": case("m1-c3-beatriz", "Beatriz"),
        TOOL: tool("m1-t-card", "A card"),
        LOG_TOOL: tool("m1-t-log", "A log", files="[log.xlsx]"),
        LOG: workbook(),
        CHECK: "id: m1-practice\ntitle: Practice\nmodule: m1\nreview_by: 2027-11-01\nitems:\n"
        + "".join(item(index, "p") for index in range(40, 48)),
        BANK: "id: m1-test\ntitle: Module 1 post-test\nmodule: m1\ndraw: 15\npass_mark: 0.8\nreview: null\nreview_by: 2027-11-01\nitems:\n"
        + "".join(item(index, "q") for index in range(36)),
    }
    for number, title in enumerate(("Who asks?", "Who listens?", "Who waits?", "Who answers?"), 3):
        slug = title.lower().replace(" ", "-").rstrip("?")
        files[f"{M1}/lessons/{number:02}-{slug}.md"] = lesson(
            f"m1-l{number}-{slug}", title, range(1, 3), of=OBJECTIVES[:1]
        )
    for role in ROLES:
        files[f"content/roles/{role}.yaml"] = f"id: {role}\ntitle: A role\nsource: [F1.01]\n"
        files[f"content/pathways/{role}.yaml"] = (
            f"role: {role}\nmodules: {'[m1, m2]' if role == 'bhcm' else '[]'}\nalso: [m1-l1-who-rings]\n"
            f"champion_also: {'[m1-c1-walter]' if role == 'pcp' else '[]'}\nstatus: part\nnote: One sentence.\n"
        )
    return files


def _course() -> str:
    return dedent("""\
        id: small
        title: A small course
        audience: People who test.
        summary: Two modules, one of them planned.
        modules: [m1, m2]
        crisis: In immediate danger call 911.{F1.02} Call or text 988.
        objectives:
          - {id: O1.1, module: m1, text: Ring people.}
          - {id: O2.1, module: m2, text: Write to people.}
        rates:
          words_per_minute: 120
          minutes_per_check: 0.75
          minutes_per_case_stage: 2.5
          minutes_per_test_item: 1.5
          minutes_per_lab_step: 3
          review_by_months: 12
        """)


def _module() -> str:
    rows = "".join(f'  - {{id: {each}, text: "Do {each}.", course: [O1.1], duties: [C-01]}}\n' for each in OBJECTIVES)
    return (
        "id: m1\nnumber: 1\ntitle: First steps\nsummary: The beginning.\nstatus: complete\nprerequisites: []\n"
        f"objectives:\n{rows}required: [{', '.join(REQUIRED)}]\n"
    )


def _fact(number: int) -> str:
    mark = {27: "U", 28: "C", 29: "D"}.get(number, "V")
    sources = "[]" if mark in "UC" else "[NGS-COCM]"
    dated = "true" if number == 30 else "false"
    return (
        f"- id: F1.{number:02}\n  statement: Something true, number {number}.\n  mark: {mark}\n  dated: {dated}\n"
        f"  sources: {sources}\n  look_again: 2027-05-01\n"
    )


def lesson(lesson_id: str, title: str, facts: range, *, figure: bool = False, of: tuple[str, ...] = OBJECTIVES) -> str:
    """About a thousand words with a table, a dialogue, two checks and the given facts cited."""
    cited = "\n\n".join(
        f"A claim is commonly made here, as a sample, and a number follows it.{{F1.{number:02}}}" for number in facts
    )
    filler = " ".join(["Yolanda rings the patient before noon and writes down the answer."] * 90)
    drawing = (
        "::: figure team.svg Who talks to whom\nOne box, with the word you, 1 of 1.{F1.01}\n:::\n" if figure else ""
    )
    head = dedent(f"""\
        ---
        id: {lesson_id}
        title: {title}
        promise: After this lesson you can ring.
        objectives: [{", ".join(of)}]
        revision: 1
        aliases: []
        fictional: true
        warning: null
        review: null
        review_by: 2027-11-01
        ---
        It is nine o'clock, and the telephone rings. The [[warm handoff]] went well, and the PHQ-9 was 18.
        """)
    body = dedent("""\

        ## What you say

        ::: talk
        You: How was the week?
        Walter: Long.
        :::

        ::: table Who does what
        | Who | What |
        |---|---:|
        | You | 5 |
        :::

        ::: note Who acts now?
        Tell the PCP, and see [the start](#what-you-say).
        :::

        ::: crisis
        :::
        """)
    checks = _check(lesson_id, 1) + _check(lesson_id, 2)
    week = "\n## This week\n\n1. Ring one patient.\n2. Write down what was said.\n"
    return head + f"\n{filler}\n\n{cited}\n" + body + drawing + checks + week


def tool(tool_id: str, title: str, *, files: str = "[]") -> str:
    """A tool with a table to fill in, a list, a dialogue and a box."""
    head = dedent(f"""\
        ---
        id: {tool_id}
        title: {title}
        purpose: Something to take along.
        revision: 1
        revised: 2026-11-26
        aliases: []
        sample: true
        roles: [bhcm]
        lessons: [m1-l1-who-rings]
        files: {files}
        review: null
        review_by: 2027-11-01
        ---
        """)
    return head + dedent("""\
        Ring **before** noon, at [the agency](https://example.org/a).{F1.01}

        ## What to say

        ::: table Who rings
        | Who | When |
        |---|---|
        | You | |
        :::

        1. Ring.
        2. Write.

        ::: talk
        You: How was the *week*?
        :::

        ::: urgent In danger
        Call 911.{F1.28}
        :::
        """)


def _check(lesson_id: str, number: int) -> str:
    return dedent(f"""\

        ::: check {lesson_id}-k{number}
        Walter does not answer.

        **What now?**
        - [ ] Wait.
          Waiting loses a day.{{F1.04}}
        - [x] Ring again.
          Then you know.
        - [ ] Ask somebody else.
          It is your call.
        :::
        """)


def case(case_id: str = "m1-c1-walter", title: str = "Walter") -> str:
    """Four decisions in a row, three endings, one flag."""
    head = dedent(f"""\
        ---
        id: {case_id}
        title: {title}
        seat: Behavioral health care manager
        channels: [telephone]
        objectives: [m1-o1]
        duties: [C-01]
        revision: 1
        aliases: []
        warning: null
        review: null
        review_by: 2027-11-01
        summary: A morning.
        known:
          Age: 67
          PCP: Dr. Amari
        chart:
          measure: PHQ-9
          scores: [[0, 18]]
        start: one
        ---
        """)
    stages = "".join(
        _stage(name, following) for name, following in (("one", "two"), ("two", "three"), ("three", "four"))
    )
    return (
        head
        + stages
        + dedent("""\
        ## four: The last one
        You sit.{F1.05}

        ::: when asked
        He remembers that you asked.
        :::

        ? What do you say?

        * [yes] Say yes, and then say much more about it than anybody would want to hear.
          -> end-bad
          grade: poor
          path: Said a lot
          > He left.{F1.06}
        * [no] Say little.
          -> end-good if asked, end-mixed
          grade: best
          path: Said little
          > He stayed.

        ## end-good: Better
        ending: good
        He is better.

        ## end-mixed: So so
        ending: mixed
        He is as before.

        ## end-bad: Worse
        ending: poor
        He is worse.

        ## debrief: What the team would say
        Ask early.{F1.07}
        """)
    )


def _stage(name: str, following: str) -> str:
    flag = "  sets: asked\n" if name == "one" else ""
    choices = [
        f"* [ask] Ask him.\n  -> {following}\n  grade: best\n{flag}  path: Asked\n  > He answers.{{F1.05}}\n  >\n  > And more.\n",
        f"* [wait] Wait and see what the week will bring.\n  -> {following}\n  grade: fair\n  path: Waited\n  > Nothing happens.\n",
    ]
    asked = "".join(reversed(choices) if name == "two" else choices)
    return f"## {name}: Stage {name}\nWalter waits. His PHQ-9 was 18.\n\n? What do you do?\n\n{asked}\n"


def item(index: int, letter: str, *, key: int | None = None) -> str:
    """One sound item; keys go round the four positions and are never the longest."""
    name, place, event = (
        _NAMES[index % 12],
        _PLACES[(index * 5 + index // 12) % 12],
        _EVENTS[(index * 7 + index // 6) % 12],
    )
    right = "      - text: Ring today.\n        correct: true\n        why: Then you know.\n"
    others = [
        f"      - text: {words}\n        why: That loses time.\n"
        for words in ("Wait until the next visit.", "Leave it to the consultant.", "Write a note for tomorrow.")
    ]
    others.insert(index % 4 if key is None else key, right)
    shown = index % 5 in (1, 3)
    said = f"{place}, {event}, {index * 7919}."
    stem = f"::: talk\n{14 * ' '}{name}: {said}\n{14 * ' '}:::" if shown else f"{name}, {said}"
    return dedent(f"""\
          - id: m1-{letter}-{index}
            objective: m1-o{index % 4 + 1}
            level: apply
            kind: {"dialogue" if shown else "text"}
            facts: [F1.01, F1.{index % 20 + 2:02}]
            revision: 1
            title: {name} in the {place}
            stem: |
              {stem}

              **What now?**
            options:
        """) + "".join(others)


def with_diagnostic(files: CourseFiles, *, items: int = 12) -> CourseFiles:
    """Add a diagnostic to the first module, by default of twelve questions."""
    head = "id: m1-diag\ntitle: Module 1 diagnostic\nmodule: m1\n"
    head += f"draw: {items}\npass_mark: 0.8\nreview: null\nreview_by: 2027-11-01\nitems:\n"
    return files.put(DIAGNOSTIC, head + "".join(item(index, "d") for index in range(60, 60 + items)))
