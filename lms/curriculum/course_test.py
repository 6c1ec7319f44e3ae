"""The test over the whole course: which post-tests it draws from, how many questions each objective gets, and its rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from lms.curriculum.course import Item, Module, Over
from lms.curriculum.pages import hash_of
from lms.curriculum.report import Report
from lms.curriculum.shape import Reader

PER_QUESTION = 2
"""How many questions the banks hold, at the least, for each that is drawn: a second attempt is to differ."""


def read_over(reader: Reader) -> Over | None:
    """What a test draws from the post-tests of all modules; None for a test with a bank of its own."""
    if not reader.has("over"):
        return None
    counts: dict[str, int] = {}
    for row, line in reader.rows("over"):
        entry = Reader(row, reader.report, reader.path, "An entry of `over`", line)
        if entry.sound:
            objective = entry.text("objective")
            if objective in counts:
                entry.problem("Q125", f"The objective `{objective}` stands there twice.", key="objective")
            counts[objective] = entry.whole("draw", least=1)
            entry.close()
    return Over(counts, reader.whole("shown"), reader.whole("recall"))


def fill(unit: Module, modules: Sequence[Module], known: Mapping[str, str], path: str, report: Report) -> Module:
    """The unit with the questions of all modules' post-tests in its own, where that draws over them.

    `known`: module objective → the course objective it serves first. A planned unit is left as it is.
    """
    quiz = unit.post_test
    if quiz is None or quiz.over is None or unit.status == "planned":
        return unit
    items = [item for module in modules if module.post_test for item in module.post_test.items]
    _watch(quiz.over, items, known, path, report)
    digest = hash_of("quiz over", quiz.hash, [item.hash for item in items])
    return replace(unit, post_test=replace(quiz, items=tuple(items), hash=digest))


def _watch(over: Over, items: Sequence[Item], known: Mapping[str, str], path: str, report: Report) -> None:
    there: Counter[str] = Counter(known.get(item.objective, "") for item in items)
    recall: Counter[str] = Counter(known.get(item.objective, "") for item in items if item.level == "recall")
    shown: Counter[str] = Counter(known.get(item.objective, "") for item in items if item.kind != "text")
    for objective in dict.fromkeys(known.values()):
        if objective not in over.counts:
            report.add("Q125", path, None, f"The objective `{objective}` is not drawn.")
    for objective, count in over.counts.items():
        if objective not in known.values():
            report.add("Q125", path, None, f"No objective of a module serves `{objective}`.")
        elif there[objective] < PER_QUESTION * count:
            words = f"The banks hold {there[objective]} questions for `{objective}`, of which {count} are drawn."
            report.add("Q126", path, None, words)
    most_shown = sum(min(count, shown[each]) for each, count in over.counts.items())
    least_recall = sum(max(0, count - there[each] + recall[each]) for each, count in over.counts.items())
    if most_shown < over.shown or least_recall > over.recall:
        words = f"At most {most_shown} questions can show something, and {least_recall} can only ask to recall."
        report.add("Q127", path, None, words)
