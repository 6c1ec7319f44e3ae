"""How facts are taught: what nobody verified softly, samples as samples, and no figure without a source."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from lms.curriculum.blocks import plain_text
from lms.curriculum.course import Fact
from lms.curriculum.passages import Passage
from lms.curriculum.report import Report

_CITED = re.compile(r"(?<!\\)\{([A-Z][A-Z0-9]{0,7}\.[A-Za-z0-9]{1,12}(?:,\s*[A-Z][A-Z0-9]{0,7}\.[A-Za-z0-9]{1,12})*)\}")
SOFT = re.compile(
    r"\b(?:common(?:ly)?|often|usual(?:ly)?|many|most(?:ly)?|some(?:times)?|may|might|can|could|tend(?:s|ed)?|likely|seldom|rarely|general(?:ly)?|typical(?:ly)?|"
    r"as a rule|in practice|taught|teach(?:es)?|experience|suggest(?:s|ed)?|seem(?:s|ed)?|perhaps|a few|several|frequent(?:ly)?|widely|should|one way|good practice|more than|less than|almost|nearly)\b",
    re.IGNORECASE,
)
OUTRIGHT = re.compile(r"[“”\"]|\b(?:988|911)\b|\bcrisis\b|\bsafety plan\b", re.IGNORECASE)
SAMPLE = re.compile(
    r"\b(?:sample|samples|example|examples|our own|our|template|for instance|such as|one way|script|adapt)\b",
    re.IGNORECASE,
)
FIGURE = re.compile(r"\b\d+(?:\.\d+)?\s?(?:%|percent\b|per cent\b)|\$\s?\d|\b(?:99\d{3}|G\d{4})\b|\b(?:19|20)\d\d\b")


def watch_truth(path: str, passages: Sequence[Passage], facts: Mapping[str, Fact], report: Report) -> None:
    """Facts marked U and C in the words that carry them, and figures without a fact in the same paragraph.

    Words in quotation marks are what somebody says, and what to do in danger is said outright: neither is softened.
    """
    samples = {name for each in passages if SAMPLE.search(each.text) for name in _cited(each.raw)}
    for each in passages:
        if each.voice != "text" or each.kind in ("crisis", "heading", "table"):
            continue
        start = 0
        for match in _CITED.finditer(each.raw):
            said = plain_text(each.raw[start : match.start()])
            start = match.end()
            line = each.line + each.raw.count("\n", 0, match.start())
            names = _cited(match.group(0))
            marks = {fact.mark for name in names if (fact := facts.get(name))}
            around = said if len(said.split()) >= 12 else each.text
            if marks == {"U"} and each.kind != "figure" and not SOFT.search(around) and not OUTRIGHT.search(around):
                report.add(
                    "F108", path, line, f"{match.group(0)} is marked U, and nothing before it softens the sentence."
                )
            if marks == {"C"} and not samples.intersection(names):
                report.add(
                    "F109",
                    path,
                    line,
                    f"{match.group(0)} is a sample of ours, and nowhere do the words beside it say so.",
                )
        figure = None if _CITED.search(each.raw) else FIGURE.search(each.text)
        if figure and each.kind in ("prose", "list", "why"):
            report.add("F110", path, each.line, f"“{figure.group(0)}” stands in a paragraph that cites no fact.")


def _cited(raw: str) -> list[str]:
    return [name.strip() for match in _CITED.finditer(raw) for name in match.group(1).split(",")]
