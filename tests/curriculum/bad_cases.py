"""Ways to break the rules on seats, variables, time, channels and conversations: (rule, what was done, how, the file that is named)."""

from __future__ import annotations

from tests.curriculum.bad_examples import Example, change
from tests.curriculum.builder import CASE, CourseFiles

SEATED = """seats:
  - {id: pcp, title: PCP, summary: You see him.}
  - {id: bhcm, title: Care manager, summary: You call him.}
"""
TRUSTING = """variables:
  trust: {label: Trust, start: 2, least: 0, most: 5, words: [[0, gone], [2, wary], [3, open]]}
"""


def seated(files: CourseFiles) -> CourseFiles:
    """The case from two seats, one of which has a text of its own."""
    return files.change(CASE, "seat: Behavioral health care manager\n", SEATED).change(
        CASE, "::: when asked", "::: when asked and bhcm"
    )


def trusting(files: CourseFiles) -> CourseFiles:
    """The case with a variable that its first choice raises and its last one asks for."""
    return (
        files.change(CASE, "start: one\n", TRUSTING + "start: one\n")
        .change(CASE, "  sets: asked\n", "  sets: asked\n  changes: trust +1\n")
        .change(CASE, "-> end-good if asked,", "-> end-good if asked and trust >= 3,")
    )


def endless(files: CourseFiles) -> object:
    """Four variables that go up and down on a circle."""
    numbers = "".join(f"  n{at}: {{label: N, start: 0, least: 0, most: 20, words: [[0, some]]}}\n" for at in range(4))
    moved = "".join(
        f"* [n{at}] More.\n  -> one\n  grade: fair\n  path: More\n  changes: n{at} +1\n  > So.\n" for at in range(4)
    )
    files.change(CASE, "start: one\n", f"variables:\n{numbers}start: one\n")
    return files.change(CASE, "* [ask] Ask him.", f"{moved}* [ask] Ask him.")


def without_question(files: CourseFiles) -> object:
    """The last question is for some alone."""
    return files.change(CASE, "? What do you say?", "? [asked] What do you say?")


def conversation(files: CourseFiles) -> CourseFiles:
    """A case that says it is a conversation."""
    return files.change(CASE, "title: Walter", "kind: conversation\ntitle: Walter")


def sound(files: CourseFiles) -> object:
    """Everything at once, and nothing wrong with it."""
    trusting(seated(files)).change(
        CASE, "## two: Stage two\n", "## two: Stage two\nafter: 2 weeks\nscore: 9 if asked, 14\n"
    )
    files.change(CASE, "? What do you say?", "? [pcp] What do you order?\n? What do you say?")
    return files.change(CASE, "trust >= 3", "not trust < 3")


CASES: tuple[Example, ...] = (
    ("C125", "a start beyond its bounds", lambda files: trusting(files).change(CASE, "start: 2, least: 0", "start: 9, least: 0"), CASE),
    ("C125", "words that fall", lambda files: trusting(files).change(CASE, "[2, wary], [3, open]", "[3, open], [2, wary]"), CASE),
    ("C126", "compared but not declared", change(CASE, "-> end-good if asked,", "-> end-good if asked and trust >= 3,"), CASE),
    ("C126", "changed but not declared", change(CASE, "  sets: asked\n", "  sets: asked\n  changes: trust +1\n"), CASE),
    ("C126", "asked for like a flag", lambda files: trusting(files).change(CASE, "asked and trust >= 3", "asked and trust"), CASE),
    ("C126", "no change", change(CASE, "  sets: asked\n", "  sets: asked\n  changes: more trust\n"), CASE),
    ("C127", "for those who waited", lambda files: [files.change(CASE, words, f"{words}\n  when: asked") for words in
        ("-> end-bad", "-> end-good if asked, end-mixed")], CASE),
    ("C108", "one for those who waited", change(CASE, "-> end-bad", "-> end-bad\n  when: asked"), CASE),
    ("C109", "no best for those who waited", change(CASE, "-> end-good if asked, end-mixed", "-> end-good if asked, end-mixed\n  when: asked"), CASE),
    ("C115", "no question for those who waited", without_question, CASE),
    ("C128", "never changed", lambda files: trusting(files).change(CASE, "  changes: trust +1\n", ""), CASE),
    ("C129", "numbers without end", endless, CASE),
    ("C130", "a channel of another kind", change(CASE, "## two: Stage two\n", "## two: Stage two\nchannel: by letter\n"), CASE),
    ("C130", "one stage without a channel", change(CASE, "## two: Stage two\n", "## two: Stage two\nchannel: telephone\n"), CASE),
    ("C130", "no span of time", change(CASE, "## two: Stage two\n", "## two: Stage two\nafter: a while\n"), CASE),
    ("C130", "a score that cannot be", change(CASE, "## two: Stage two\n", "## two: Stage two\nscore: 28\n"), CASE),
    ("C130", "no score", change(CASE, "## two: Stage two\n", "## two: Stage two\nscore: fewer\n"), CASE),
    ("C131", "one seat", change(CASE, "seat: Behavioral health care manager", "seats: [{id: pcp, title: PCP, summary: You see him.}]"), CASE),
    ("C131", "a choice that sets it", lambda files: seated(files).change(CASE, "sets: asked", "sets: asked, pcp"), CASE),
    ("C106", "two from one seat", lambda files: seated(files).change(CASE, "-> two", "-> end-mixed if pcp, two", every=True), CASE),
    ("C105", "one ending from one seat", lambda files: seated(files).change(CASE, "-> end-bad", "-> end-bad if bhcm, end-mixed")
        .change(CASE, "-> end-good if asked, end-mixed", "-> end-good if bhcm and asked, end-mixed"), CASE),
    ("C132", "nothing of its own", lambda files: seated(files).change(CASE, "::: when asked and bhcm", "::: when asked"), CASE),
    ("C133", "no name", conversation, CASE),
    ("C133", "a name that is none", lambda files: conversation(files).change(CASE, "  grade: best\n", "  grade: best\n  move: charm\n"), CASE),
    ("C133", "no conversation", change(CASE, "  grade: fair\n", "  grade: fair\n  move: reflection\n"), CASE),
    ("C134", "four turns", conversation, CASE),
    ("C135", "a text", change(CASE, "::: when asked", "::: when asked and not asked"), CASE),
    ("C135", "a bound out of reach", lambda files: trusting(files).change(CASE, "trust >= 3", "trust >= 9"), CASE),
)  # fmt: skip
