"""For every rule on roles and pathways, ways to break it, as in bad_examples.py."""

from __future__ import annotations

from tests.curriculum.bad_examples import PATHWAY, ROLE, Example, add, change, drop, long_lesson, put
from tests.curriculum.builder import CourseFiles, Spoil

SKILLS = "content/skills.yaml"


def skill(
    *, name: str = "first-call", kind: str = "clinical", duties: str = "C-01", roles: str = "bhcm",
    see: str = "see: [Gives a reason for the call]", more: str = "",
) -> Spoil:  # fmt: skip
    """Give the course one skill."""
    text = f"- id: {name}\n  title: Opens a first call\n  kind: {kind}\n  duties: [{duties}]\n  roles: [{roles}]\n"
    return put(SKILLS, text + "".join(f"  {each}\n" for each in (see, more) if each))


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
    ("T103", "of a skill", skill(duties="C-99"), SKILLS),
    ("T104", "after which a skill comes", skill(more="after: m9"), SKILLS),
    ("T110", "of a skill", skill(roles="janitor"), SKILLS),
    ("F101", "of a skill", skill(more="facts: [F9.99]"), SKILLS),
    ("T115", "neither seen nor rated", skill(see=""), SKILLS),
    ("T115", "three anchors", skill(more="levels: [a, b, c]"), SKILLS),
    ("S104", "kind of a skill", skill(kind="musical"), SKILLS),
    ("I101", "skill with the id of a lesson", skill(name="m1-l1-who-rings"), SKILLS),
)
