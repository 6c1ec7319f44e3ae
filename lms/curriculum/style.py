"""How a lesson reads: its opening, its promise, its last section, its sentences and its level."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lms.curriculum.blocks import plain_text
from lms.curriculum.passages import Passage
from lms.curriculum.reading import grade, median_sentence, sentences, words_of
from lms.curriculum.report import Report

FILLER = (
    "it is important to note",
    "it is important to remember",
    "it should be noted",
    "it is worth noting",
    "please note that",
    "keep in mind that",
    "as mentioned above",
    "delve",
    "needless to say",
    "in today's world",
    "in order to",
    "the fact that",
    "plays a crucial role",
    "plays a vital role",
)
_FILLER = re.compile(r"\b(?:" + "|".join(map(re.escape, FILLER)) + ")", re.IGNORECASE)
LONGEST_SENTENCE = 40
EASIEST, HARDEST = 5, 12
LISTED = 0.35
"""More than this share of the words in lists, and a paragraph would explain better."""
_DEFINITION = re.compile(
    r"^(?:The |An? )?[\w’' -]{2,60}?\b(?:is|are) (?:an?|the|defined|one of|any)\b(?! \w+ (?:o['’]clock|morning|afternoon|past))"
    r"|^[\w’' -]{2,60}\b(?:means|refers? to|is defined as|can be defined|describes)\b"
    r"|^(?:In|Through) this (?:lesson|module)\b|^This (?:lesson|module)\b|^Welcome\b|^(?:The )?(?:definition|purpose) of\b",
    re.IGNORECASE,
)
_MOMENT = re.compile(r"^(?:It|There|He|She|You|They|I|We|Here|Today|Yesterday)\b")


def watch_style(path: str, passages: Sequence[Passage], promise: tuple[str, int], report: Report) -> None:
    """The rules on one lesson's words; `promise` comes with its line."""
    words, line = promise
    if words and not re.search(r"\byou (?:can|will be able to|know how to)\b", words, re.IGNORECASE):
        report.add("L118", path, line, "`promise` does not say what the reader can do afterwards.")
    opening = next((each for each in passages if each.kind not in ("crisis", "heading")), None)
    if opening and opening.kind in ("prose", "list") and opens_like_a_definition(opening.text):
        report.add("L117", path, opening.line, f"The lesson opens with “{' '.join(opening.text.split()[:8])} …”.")
    _watch_end(path, passages, report)
    _watch_level(path, passages, report)


def opens_like_a_definition(text: str) -> bool:
    """Whether a first paragraph explains a word or announces the page instead of showing somebody somewhere."""
    first = (sentences(text) or [""])[0]
    return not _MOMENT.match(first) and bool(_DEFINITION.search(first))


def _watch_end(path: str, passages: Sequence[Passage], report: Report) -> None:
    places = list(dict.fromkeys(each.place for each in passages))
    last = places[-1] if places else ""
    listed = [each for each in passages if each.place == last and each.kind == "list"]
    if "week" not in last.lower() or not 2 <= len(listed) <= 3:
        line = next((each.line for each in passages if each.place == last), None)
        report.add("L119", path, line, f"The last section, “{last}”, has {len(listed)} entries of a list.")


def _watch_level(path: str, passages: Sequence[Passage], report: Report) -> None:
    read = required_prose(passages)
    texts = [each.text for each in read]
    middle = median_sentence("\n\n".join(texts))
    if middle >= 20:
        report.add("L108", path, None, f"Half of the sentences have {middle:g} words or more.")
    written = [each.text for each in read if each.kind != "talk"]
    level = grade(written)
    if written and not EASIEST <= level <= HARDEST:
        report.add(
            "L121", path, None, f"The text reads at grade {level:g}; {EASIEST} to {HARDEST} are wanted, best 9 to 11."
        )
    for each in passages:
        for sentence in sentences(each.text) if each.kind not in ("table", "heading", "figure") else ():
            if (count := len(words_of(sentence))) > LONGEST_SENTENCE:
                report.add(
                    "L122", path, each.line, f"A sentence here has {count} words: “{' '.join(sentence.split()[:6])} …”."
                )
    every = sum(len(words_of(text)) for text in texts)
    listed = sum(len(words_of(each.text)) for each in read if each.kind == "list")
    if every and listed / every > LISTED:
        report.add("L123", path, None, f"{round(100 * listed / every)} % of the words stand in lists.")


def required_prose(passages: Sequence[Passage]) -> list[Passage]:
    """What is read from beginning to end: paragraphs, lists and dialogues, without checks, tables and figures."""
    return [each for each in passages if each.kind in ("prose", "list", "talk")]


def watch_tone(lines: Sequence[str], line: int, path: str, report: Report) -> None:
    """Exclamation marks and filler in what a learner reads."""
    for number, text in enumerate(lines, line):
        if "!" in text and re.search(r"!(?!\[)", plain_text(text)):
            report.add("L109", path, number, "There is an exclamation mark in this line.")
        for match in _FILLER.finditer(text):
            report.add("L112", path, number, f"`{match.group(0)}` says nothing.")
