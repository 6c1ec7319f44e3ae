"""For every rule on labs, ways to break it: (rule, what was done, how, the file that is named)."""

from __future__ import annotations

from tests.curriculum.builder import COURSE, M1, CourseFiles, Spoil

SORTING = f"{M1}/exercises/sorting.yaml"

REGISTRY = f"{M1}/exercises/registry.yaml"
WEEKS = f"{M1}/exercises/weeks.yaml"

COMMON = """\
title: A lab
summary: What it is about.
intro: Sort them.{F1.05}
objectives: [m1-o1]
duties: [C-01]
revision: 1
review: null
review_by: 2027-11-01
"""

SORTING_LAB = f"""\
id: m1-x-sorting
kind: sorting
{COMMON}tasks:
  - id: who
    form: sort
    duty: C-01
    title: Who does it?
    ask: Choose for each.
    choices:
      - {{id: you, text: You}}
      - {{id: pcp, text: The PCP}}
      - {{id: nobody, text: Nobody, spare: true}}
    entries:
      - {{id: ring, text: Ringing, key: you, why: "You ring.{{F1.05}}"}}
      - {{id: write, text: Writing, key: you, why: "You write.{{F1.06}}"}}
      - {{id: decide, text: Deciding, key: pcp, why: "The PCP decides.{{F1.07}}"}}
  - id: order
    form: order
    duty: C-01
    title: In which order?
    ask: Number them.
    entries:
      - {{id: one, text: First, why: Because.}}
      - {{id: two, text: Second, why: Because.}}
      - {{id: three, text: Third, why: Because.}}
"""


WRITING = f"{M1}/exercises/writing.yaml"
WRITING_LAB = f"""\
id: m1-x-writing
kind: documentation
{COMMON}parts:
  - id: note
    title: The note
    ask: Write it.
    fields:
      - {{id: text, label: Note, model: "You rang, and wrote it down.{{F1.06}}"}}
    lines:
      - {{id: rang, duty: C-01, text: It says that you rang., why: "You ring.{{F1.05}}"}}
"""

REGISTRY_LAB = f"""\
id: m1-x-registry
kind: registry
{COMMON}patients: 66
tasks: [overdue, response]
limits:
  active: 14
  early: 28
  review: 56
  change: 70
"""

WEEKS_LAB = f"""\
id: m1-x-weeks
kind: registry-weeks
{COMMON}patients: 60
weeks: 5
calls: 10
places: 6
"""


def lab(path: str, text: str, *changes: tuple[str, str]) -> Spoil:
    """Put a lab into the course, with some of its words changed."""

    def spoil(files: CourseFiles) -> object:
        files.put(path, text)
        for old, new in changes:
            files.change(path, old, new)
        return files

    return spoil


def sorting(*changes: tuple[str, str]) -> Spoil:
    return lab(SORTING, SORTING_LAB, *changes)


SCORING = f"{M1}/exercises/scoring.yaml"
SCORING_LAB = f"""\
id: m1-x-scoring
kind: scoring
{COMMON}forms:
  - {{id: ewan, who: "Ewan, 44", tool: phq-9, duty: C-01, totals: [10, 19], item9: [1, 2], before: [12, 20]}}
  - {{id: jun, who: "Jun, 27", tool: gad-7, duty: C-01, totals: [5, 18]}}
paths:
  - {{id: now, text: Ask now, fits: above}}
  - {{id: on, text: Go on, fits: zero}}
reasons:
  total: Add them.
  band-phq-9: Read it.
  band-gad-7: Read it.
  change: Five points.
  response: Half.
  item9: Ask.
"""


def scoring(*changes: tuple[str, str]) -> Spoil:
    return lab(SCORING, SCORING_LAB, *changes)


def writing(*changes: tuple[str, str]) -> Spoil:
    return lab(WRITING, WRITING_LAB, *changes)


FIELD = '      - {id: text, label: Note, model: "You rang, and wrote it down.{F1.06}"}\n'
LINES = WRITING_LAB[WRITING_LAB.index("    lines:") :]


def registry(*changes: tuple[str, str]) -> Spoil:
    return lab(REGISTRY, REGISTRY_LAB, *changes)


def weeks(*changes: tuple[str, str]) -> Spoil:
    return lab(WEEKS, WEEKS_LAB, *changes)


def without_rate(files: CourseFiles) -> object:
    sorting()(files)
    return files.change(COURSE, "  minutes_per_lab_step: 3\n", "")


LABS = (
    ("X101", "unknown", sorting(("kind: sorting", "kind: juggling")), SORTING),
    ("X102", "no fact", sorting(("{F1.05}", ""), ("{F1.05}", ""), ("{F1.06}", ""), ("{F1.07}", "")), SORTING),
    ("X103", "no rate", without_rate, SORTING),
    ("X201", "unknown task", registry(("[overdue, response]", "[overdue, nonsense]")), REGISTRY),
    ("X202", "too few patients", registry(("patients: 66", "patients: 59")), REGISTRY),
    ("X202", "too many for the names", weeks(("patients: 60", "patients: 500")), WEEKS),
    ("X203", "twice", registry(("[overdue, response]", "[overdue, overdue]")), REGISTRY),
    ("X203", "none", registry(("[overdue, response]", "[]")), REGISTRY),
    ("X204", "a limit of nothing", registry(("active: 14", "active: 0")), REGISTRY),
    ("X204", "change before review", registry(("change: 70", "change: 50")), REGISTRY),
    ("X205", "seven weeks", weeks(("weeks: 5", "weeks: 7")), WEEKS),
    ("X206", "no calls", weeks(("calls: 10", "calls: 0")), WEEKS),
    ("X206", "a hundred places", weeks(("places: 6", "places: 100")), WEEKS),
    ("X701", "an unknown key", sorting(("key: pcp", "key: nurse")), SORTING),
    ("X701", "two with one", sorting(("form: sort", "form: match")), SORTING),
    ("X702", "never right", sorting((", spare: true", "")), SORTING),
    ("X703", "two entries", sorting(("      - {id: three, text: Third, why: Because.}\n", "")), SORTING),
    ("X703", "no tasks", sorting((SORTING_LAB[SORTING_LAB.index("tasks:") :], "tasks: []\n")), SORTING),
    ("X501", "no parts", writing((WRITING_LAB[WRITING_LAB.index("parts:") :], "parts: []\n")), WRITING),
    ("X501", "no fields", writing(("    fields:\n" + FIELD, "    fields: []\n")), WRITING),
    ("X502", "no lines", writing((LINES, "")), WRITING),
    ("X503", "no model", writing((', model: "You rang, and wrote it down.{F1.06}"', "")), WRITING),
    ("X504", "one option", writing(("label: Note,", "label: Note, options: [Rang],")), WRITING),
    ("X704", "beyond the tool", scoring(("[5, 18]", "[5, 22]")), SCORING),
    ("X704", "backwards", scoring(("[5, 18]", "[18, 5]")), SCORING),
    ("X704", "item 9 of the GAD-7", scoring(("totals: [5, 18]", "totals: [5, 18], item9: [1]")), SCORING),
    ("X704", "too high for its item 9", scoring(("[10, 19], item9: [1, 2]", "[10, 27], item9: [0, 1]")), SCORING),
    ("X704", "a first score under ten", scoring(("[12, 20]", "[8, 20]")), SCORING),
    ("X705", "no forms", scoring((SCORING_LAB[SCORING_LAB.index("forms:") : SCORING_LAB.index("paths:")], "forms: []\n")), SCORING),
    ("X705", "nothing for zero", scoring((", fits: zero", "")), SCORING),
    ("T103", "a duty of another lab, in a form", scoring(("duty: C-01", "duty: C-02")), SCORING),
    ("X901", "a reflection with a model", writing(("kind: documentation", "kind: reflection")), WRITING),
    ("Y104", "item 9 with nobody acting", writing(("ask: Write it.", "ask: His PHQ-9 is 14, and item 9 is above zero. It is noted.")), WRITING),
    ("T103", "a duty of another lab, in a line", writing(("duty: C-01", "duty: C-02")), WRITING),
    ("I101", "a field twice", writing((FIELD, FIELD + FIELD)), WRITING),
    ("I101", "one address twice", lambda files: [sorting()(files), files.put(
        "content/units/pcp/exercises/sorting.yaml", SORTING_LAB.replace("m1-x", "u-x")), files.put(
        "content/units/pcp/module.yaml", "id: u-pcp\ntitle: For PCPs\nsummary: Short.\nstatus: planned\nobjectives: []\nrequired: []\n")],
        "content/units/pcp/exercises/sorting.yaml"),
    ("T103", "a duty of another lab", sorting(("duty: C-01", "duty: C-02")), SORTING),
)  # fmt: skip
