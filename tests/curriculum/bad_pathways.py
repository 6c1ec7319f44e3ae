"""For every rule on roles and pathways, ways to break it, as in bad_examples.py."""

from __future__ import annotations

from tests.curriculum.bad_examples import PATHWAY, ROLE, Example, add, change, drop, long_lesson, put
from tests.curriculum.builder import CourseFiles, Spoil


def before_first(parts: str) -> Spoil:
    """Give the pathway a list before the first patient."""
    return add(PATHWAY, f"before_first_patient:\n  note: First.\n  parts: [{parts}]\n")


def long_first(files: CourseFiles) -> object:
    long_lesson(files)
    return before_first("m1-l3-long, m1-l4-long")(files)


def planned(*units: str, outside: str = "") -> Spoil:
    """Give the pathway a plan in quarter hours."""
    return add(
        PATHWAY, f"outside: [{outside}]\nplan:\n" + "".join(f"  - {{title: A unit, {each}}}\n" for each in units)
    )


def long_unit(files: CourseFiles) -> object:
    long_lesson(files)
    return planned("parts: [m1-l3-long]")(files)


PATHWAYS: tuple[Example, ...] = (
    ("T104", "in a pathway", change(PATHWAY, "modules: []", "modules: [m9]"), PATHWAY),
    ("T106", "in a pathway", change(PATHWAY, "also: [m1-l1-who-rings]", "also: [m1-l9]"), PATHWAY),
    ("T106", "before the first patient", before_first("m1-l9"), PATHWAY),
    ("T110", "unknown role", put("content/roles/janitor.yaml", "id: janitor\n"), "content/roles/janitor.yaml"),
    ("T110", "other name", change(PATHWAY, "role: pcp", "role: bhcm"), PATHWAY),
    ("T111", "no role", drop(ROLE), ROLE),
    ("T111", "no pathway", drop(PATHWAY), PATHWAY),
    ("T112", "a test", before_first("m1-l1-who-rings, m1-test"), PATHWAY),
    ("T112", "twice", before_first("m1-l1-who-rings, m1-l1-who-rings"), PATHWAY),
    ("T112", "over three hours", long_first, PATHWAY),
    ("T113", "empty unit", planned("parts: []"), PATHWAY),
    ("T113", "in two units", planned("parts: [m1-l1-who-rings]", "parts: [m1-l1-who-rings]"), PATHWAY),
    ("T113", "no such training", planned("parts: [m1-l1-who-rings], outside: [course]"), PATHWAY),
    ("T113", "a test", planned(outside="{id: course, text: A course, parts: [m1-test]}"), PATHWAY),
    (
        "T113",
        "training twice",
        planned(outside="{id: course, text: A course, parts: []}, {id: course, text: Again, parts: []}"),
        PATHWAY,
    ),
    ("T114", "too short", planned("parts: [m1-l1-who-rings]"), PATHWAY),
    ("T114", "too long", long_unit, PATHWAY),
)
