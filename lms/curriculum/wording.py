"""The wording of a question and its answers, in a quiz or in a lesson's check."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lms.curriculum.material import Option
from lms.curriculum.report import Report

_ABOVE = re.compile(
    r"\b(?:all|none|both|neither|any|either) of the (?:above|below)\b|^both [a-d] and [a-d]\b"
    r"|^[\W_]*(?:all|none|both|neither|any|either) of (?:these|them|the others?)\b(?:\W+\w+){0,3}\W*$",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(
    r"\bNOT\b|\bEXCEPT\b|\bexcept\b|\bLEAST\b|\bleast (likely|appropriate|important|helpful|useful|suitable|accurate)\b"
    r"|\b[Ww]hich\b[^?]*\b(is|are|was|were|does|do|did|would|should|could|can|will|must)(n't| not)\b"
    r"|\b[Ww]hich\b[^?]*\b(is|are|would|should|could|can) (you |she |he |it |they )?not\b",
)
_TRUE_FALSE = frozenset({"true", "false", "yes", "no", "correct", "incorrect"})
_BLIND = re.compile(
    r"\b(?:which|what) (?:one )?of (?:the following|these|those|the (?:answers|options|statements|sentences))\b",
    re.IGNORECASE,
)
FAR, LONGER = 1.8, 25
"""Options are out of balance when one is so many times as long as the shortest and longer by so many characters."""


def watch_question(path: str, line: int, what: str, stem: str, report: Report) -> None:
    """A question is asked positively and can be answered before the options are read."""
    bold: list[str] = re.findall(r"\*\*(.+?)\*\*", stem, re.DOTALL)
    question = bold[-1] if bold else stem
    if _NEGATIVE.search(question):
        report.add("Q107", path, line, f"{what} asks for the exception.")
    if re.search(r"\btrue or false\b", stem, re.IGNORECASE):
        report.add("Q106", path, line, f"{what} asks for true or false.")
    if bold and (_BLIND.search(question) or not question.rstrip().endswith("?")):
        report.add("Q120", path, line, f"{what} cannot be answered before its options are read: “{question.strip()}”")


def watch_answers(path: str, line: int, what: str, options: Sequence[Option], report: Report) -> None:
    """No answer is there twice, none points at the others, and they are not just yes and no."""
    texts = [" ".join(option.text.lower().strip(" .!?").split()) for option in options]
    for index, (option, text) in enumerate(zip(options, texts, strict=True)):
        if text and text in texts[:index]:
            report.add("Q104", path, line, f"{what} offers “{option.text}” twice.")
        if _ABOVE.search(option.text):
            report.add("Q105", path, line, f"{what} offers “{option.text}”.")
    if texts and set(texts) <= _TRUE_FALSE:
        report.add("Q106", path, line, f"{what} asks for true or false.")


def watch_balance(path: str, line: int, what: str, options: Sequence[Option], report: Report) -> None:
    """Answers are alike in length, and all of them are sentences or none is."""
    lengths = sorted(len(option.text) for option in options)
    if len(lengths) > 1 and lengths[-1] > lengths[0] * FAR and lengths[-1] - lengths[0] > LONGER:
        report.add("Q122", path, line, f"{what} has options of {lengths[0]} to {lengths[-1]} characters.")
    ends = {option.text.rstrip("”\"’')")[-1:] in ".?" for option in options}
    if len(ends) > 1:
        report.add("Q123", path, line, f"{what} has options with and without a full stop.")
