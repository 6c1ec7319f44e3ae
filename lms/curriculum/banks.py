"""The rules that look at a whole quiz, or at all questions of a module side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lms.curriculum.course import Item, Objective, Quiz, Severity, Status
from lms.curriculum.quizzes import key_of, share, stem_words
from lms.curriculum.report import Report
from lms.curriculum.rules import EVEN, likeness, longest_share, top_position, unevenness

LONGEST, POSITION, RECALL, SHOWN = Fraction(35, 100), Fraction(40, 100), Fraction(30, 100), Fraction(36, 100)
BANK, PER_OBJECTIVE, ALIKE = 36, 3, 0.85
DRAWS = 3
"""How many times its draw the bank of a unit holds."""
DIAGNOSTIC = (10, 15)
"""How many questions a diagnostic asks at least and at most."""
FEW = 8
"""Below so many items shares say nothing; only a bank is held to them all the same."""


@dataclass(frozen=True)
class QuizFile:
    """A quiz with the place of its file and of its items in it."""

    quiz: Quiz
    path: str
    lines: Mapping[str, int]


def watch_keys(file: QuizFile, report: Report) -> None:
    """Keys must not be told by their length or place, and most items ask for more than recall."""
    items = file.quiz.items
    if not items or (file.quiz.kind != "post-test" and len(items) < FEW):
        return
    lengths = [
        (len(key.text), [len(option.text) for option in item.options if option is not key])
        for item in items
        if (key := key_of(item)) is not None
    ]
    longest = longest_share(lengths)
    if longest > LONGEST:
        report.add(
            "Q108", file.path, None, f"The key is, or ties as, the longest option in {share(longest)} of the items."
        )
    place, most = top_position(key.id for item in items if (key := key_of(item)))
    if most > POSITION:
        report.add("Q109", file.path, None, f"Position {place} holds the key in {share(most)} of the items.")
    uneven = unevenness(Counter(key.id for item in items if (key := key_of(item))), "abcd")
    if uneven > EVEN and most <= POSITION:
        report.add(
            "Q124",
            file.path,
            None,
            f"The positions of the keys differ more than chance would have it (chi-square {uneven:.1f}).",
        )
    shown = Fraction(sum(item.kind != "text" for item in items), len(items))
    if shown < SHOWN and file.quiz.kind == "post-test":
        report.add("Q121", file.path, None, f"{share(shown)} of the items show a table, chart, row or dialogue.")
    recall = Fraction(sum(item.level == "recall" for item in items), len(items))
    if recall > RECALL:
        report.add("Q118", file.path, None, f"{share(recall)} of the items only ask to recall.")


def watch_stems(files: Sequence[QuizFile], report: Report) -> None:
    """No two items of a module, test, practice and key points together, may share their stem."""
    seen: list[tuple[Item, str]] = []
    for file in files:
        for item in file.quiz.items:
            words = stem_words(item)
            for other, other_words in seen:
                if words and likeness(words, other_words) >= ALIKE:
                    report.add(
                        "Q110", file.path, file.lines.get(item.id), f"The stem of `{item.id}` is that of `{other.id}`."
                    )
            seen.append((item, words))


def watch_bank(
    file: QuizFile,
    objectives: Sequence[Objective],
    taught: frozenset[str],
    status: Status,
    report: Report,
    *,
    unit: bool = False,
) -> None:
    """A bank covers what is taught, is large enough to draw from, and its draw covers every objective.

    The test of a unit may be shorter than a module's; its bank holds three times what it draws.
    """
    quiz, path = file.quiz, file.path
    mild: Severity = "error" if status == "complete" else "warning"
    counts = Counter(item.objective for item in quiz.items)
    for objective in objectives:
        if not counts[objective.id]:
            if status == "complete" or objective.id in taught:
                report.add("Q111", path, None, f"No item of the bank asks for `{objective.id}`.")
        elif counts[objective.id] < PER_OBJECTIVE:
            report.add("Q112", path, None, f"`{objective.id}` has {counts[objective.id]} items in the bank.")
    draw = quiz.draw or 0
    least = DRAWS * draw if unit else BANK
    if len(quiz.items) < least:
        report.add("Q113", path, None, f"The bank has {len(quiz.items)} items; {least} are wanted.", severity=mild)
    if draw > len(quiz.items):
        report.add("Q114", path, None, f"The test draws {draw} items from a bank of {len(quiz.items)}.")
    if draw < len(counts):
        report.add("Q115", path, None, f"The test draws {draw} items, but the bank has {len(counts)} objectives.")
    if not unit and not 12 <= draw <= 15:
        report.add("Q119", path, None, f"The test draws {draw} items.")


def watch_diagnostic(file: QuizFile, objectives: Sequence[Objective], report: Report) -> None:
    """A diagnostic is asked whole, is short, and asks for every objective of its module and for no other."""
    quiz, path = file.quiz, file.path
    least, most = DIAGNOSTIC
    if not least <= len(quiz.items) <= most:
        report.add("Q128", path, None, f"The diagnostic has {len(quiz.items)} items; {least} to {most} are wanted.")
    if quiz.draw != len(quiz.items):
        report.add("Q129", path, None, f"The diagnostic draws {quiz.draw} of its {len(quiz.items)} items.")
    known, asked = {each.id for each in objectives}, {each.objective for each in quiz.items}
    for objective in objectives:
        if objective.id not in asked:
            report.add("Q130", path, None, f"No item of the diagnostic asks for `{objective.id}`.")
    for item in quiz.items:
        if item.objective not in known:
            message = f"`{item.id}` asks for `{item.objective}`, which is no objective of this module."
            report.add("Q130", path, file.lines.get(item.id), message)
