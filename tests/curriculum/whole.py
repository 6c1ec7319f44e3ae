"""The small course with nothing missing: its one module, and the unit that comes after it, with a case and the last test."""

from __future__ import annotations

from lms.curriculum.course import ROLES
from tests.curriculum.builder import COURSE, M2, MODULE, CourseFiles, case

FINAL = "content/units/final/module.yaml"
LAST_TEST = "quizzes/units/final/post-test.yaml"
LAST_CASE = "final-c1-thursday"


def whole_course() -> CourseFiles:
    """All there is of it is published; the care manager's pathway is the whole course."""
    files = CourseFiles().change(COURSE, "modules: [m1, m2]", "modules: [m1]").drop(f"{M2}/module.yaml")
    files.change(COURSE, "module: m2", "module: m1")
    files.change(MODULE, 'text: "Do m1-o4.", course: [O1.1]', 'text: "Do m1-o4.", course: [O2.1]')
    files.change("content/pathways/bhcm.yaml", "modules: [m1, m2]", "modules: [m1, final]")
    files.change("content/pathways/bhcm.yaml", "status: part", "status: complete")
    for role in ROLES:
        files.put(
            f"content/roles/{role}.yaml",
            f"id: {role}\ntitle: {role.capitalize()}\nshort: Short\nsource: [F1.01]\nsource_note: So it is.\n"
            "phases:\n  - {name: preparation, opens: {anchor: start, months: -3}, due: {anchor: start, months: 0}, hours: null}\n"
            "due_basis: published\n",
        )
    files.put(
        FINAL,
        "id: final\ntitle: Final assessment\nsummary: All of it at once.\nstatus: complete\nprerequisites: [m1]\n"
        f"objectives: []\nrequired: [{LAST_CASE}, final-test]\n",
    )
    files.put("content/units/final/cases/thursday.md", case(LAST_CASE, "Thursday"))
    return files.put(
        LAST_TEST,
        "id: final-test\ntitle: Final assessment\nmodule: final\nover:\n  - {objective: O1.1, draw: 9}\n  - {objective: O2.1, draw: 3}\n"
        "shown: 4\nrecall: 4\npass_mark: 0.8\nreview: null\nreview_by: 2027-11-01\n",
    )
