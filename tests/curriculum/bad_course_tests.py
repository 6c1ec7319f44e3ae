"""For every rule on the test over the whole course, ways to break it, as in bad_examples.py."""

from __future__ import annotations

from tests.curriculum.bad_examples import Example
from tests.curriculum.builder import CourseFiles, Spoil
from tests.curriculum.whole import LAST_TEST, whole_course


def whole(old: str, new: str) -> Spoil:
    """Put the small course with nothing missing in place, and spoil its last test."""

    def spoil(files: CourseFiles) -> object:
        made = whole_course().files
        for path in set(files.files) - set(made):
            files.drop(path)
        for path, content in made.items():
            files.put(path, content)
        return files.change(LAST_TEST, old, new)

    return spoil


ROW = "  - {objective: O1.1, draw: 9}\n"
COURSE_TESTS: tuple[Example, ...] = (
    ("Q125", "twice", whole(ROW, ROW + ROW), LAST_TEST),
    ("Q125", "no such objective", whole(ROW, ROW + ROW.replace("O1.1", "O9.9")), LAST_TEST),
    ("Q125", "left out", whole("O1.1", "O9.9"), LAST_TEST),
    ("Q126", "few to draw from", whole("draw: 9", "draw: 19"), LAST_TEST),
    ("Q127", "too much shown", whole("shown: 4", "shown: 13"), LAST_TEST),
)
