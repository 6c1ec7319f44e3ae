"""A piece of the course as passages: what is said, by whom, on which line, and what a reader sees along with it.

Rules on safety, truth and style read these, so that a dose in a patient's mouth or in a wrong answer is not taken
for advice. Nothing is rendered here and nothing is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

from lms.curriculum.blocks import Node, plain_text, split_blocks
from lms.curriculum.report import Report
from lms.curriculum.script import WrittenStage, text_nodes
from lms.curriculum.yamltext import Table

Kind = Literal["prose", "list", "heading", "table", "talk", "figure", "check", "why", "crisis"]
Voice = Literal["text", "you", "other", "wrong"]
MOST_LINES = 4_000
"""No further lines are looked at: so long a text is reported for its size before its words matter."""
_SPEAKER = re.compile(r"([A-Z][^:!?\"]{0,40}):\s+(.*)")
_OPTION = re.compile(r"-\s+\[([ xX])\]\s*(.*)")
_ENTRY = re.compile(r"\s*(?:[-*+]|\d{1,2}[.)])\s+")
_HEADING = re.compile(r"(#{1,6})\s+(.*)")


@dataclass(frozen=True)
class Passage:
    """A paragraph, an entry of a list, a row, a line of dialogue or an answer.

    `place` is what a reader has before them at a time: the section of a lesson, the stage of a case, the item of a quiz.
    `voice` is `you` for the care manager (also the best answer), `other` for whoever else speaks, `wrong` for the other answers.
    """

    raw: str
    line: int
    place: str
    kind: Kind = "prose"
    voice: Voice = "text"

    @cached_property
    def text(self) -> str:
        """The words, without citations and marks."""
        return " ".join(plain_text(self.raw).split())


def lesson_passages(lines: Sequence[str], line: int) -> tuple[Passage, ...]:
    """A lesson's body in order; a place is a section under a heading of the second level, the opening the empty name."""
    return tuple(_body(split_blocks(lines[:MOST_LINES], line, Report(), ""), [""]))


def written_passages(lines: Sequence[str], line: int, place: str, voice: Voice = "text") -> Iterator[Passage]:
    """A piece of text that stands in one place, all of it in one voice; a dialogue keeps the voices of its speakers."""
    for each in _body(split_blocks(lines, line, Report(), ""), [place], sections=False):
        yield each if each.kind == "talk" else replace(each, voice=voice)


def case_passages(stages: Sequence[WrittenStage]) -> tuple[Passage, ...]:
    """A case's stages in order, each with its text, question, choices and feedback."""
    return tuple(each for stage in stages for each in _stage(stage))


def item_passages(value: object) -> tuple[Passage, ...]:
    """The items of a quiz file, each with its stem, options and reasons."""
    rows = value.get("items") if isinstance(value, Table) else None
    return tuple(each for row in rows or () if isinstance(row, Table) for each in _item(row))


def _stage(stage: WrittenStage) -> Iterator[Passage]:
    place = [stage.id]
    yield from _body(text_nodes(stage, Report(), ""), place, sections=False)
    for question in stage.questions:
        if question.text:
            yield Passage(" ".join(question.text), question.line, stage.id)
    for choice in stage.choices:
        voice: Voice = "you" if choice.grade == "best" else "wrong"
        yield Passage(" ".join(choice.text), choice.line, stage.id, "check", voice)
        for raw, line in _paragraphs(choice.feedback, choice.feedback_line):
            yield Passage(raw, line, stage.id, "why")


def _item(row: Table) -> Iterator[Passage]:
    place = _text(row, "id")
    stem = split_blocks(_text(row, "stem").split("\n"), row.starts.get("stem", row.line), Report(), "")
    yield from _body(stem, [place], sections=False)
    options = row.get("options")
    for option in options if isinstance(options, list) else ():
        if isinstance(option, Table):
            voice: Voice = "you" if option.get("correct") is True else "wrong"
            yield Passage(_text(option, "text"), option.starts.get("text", option.line), place, "check", voice)
            yield Passage(_text(option, "why"), option.starts.get("why", option.line), place, "why")


def _text(row: Table, key: str) -> str:
    value: Any = row.get(key)
    return value if isinstance(value, str) else ""


def _body(nodes: Sequence[Node], place: list[str], *, sections: bool = True) -> Iterator[Passage]:
    """`place` is a list of one, so that a heading inside moves it for what follows."""
    for node in nodes:
        if node.keyword == "":
            yield from _plain(node, place, sections)
        elif node.keyword == "talk":
            yield from _talk(node, place[0])
        elif node.keyword == "table":
            yield from _rows(node, place[0])
        elif node.keyword == "figure":
            yield Passage(node.argument.partition(" ")[2], node.line - 1, place[0], "figure")
            yield Passage("\n".join(node.lines), node.line, place[0], "figure")
        elif node.keyword == "check":
            yield from _check(node, place)
        else:
            if node.keyword == "crisis":
                yield Passage("::: crisis", node.line - 1, place[0], "crisis")
            if node.argument and node.keyword != "when":
                yield Passage(node.argument, node.line - 1, place[0], "heading")
            yield from _body(split_blocks(node.lines, node.line, Report(), ""), place, sections=False)


def _plain(node: Node, place: list[str], sections: bool) -> Iterator[Passage]:
    for raw, line in _paragraphs(node.lines, node.line):
        if match := _HEADING.fullmatch(raw):
            if sections and match.group(1) == "##":
                place[0] = match.group(2).strip()
            yield Passage(match.group(2), line, place[0], "heading")
        elif raw.lstrip().startswith("|"):
            yield Passage(raw, line, place[0], "table")
        else:
            yield Passage(raw, line, place[0], "list" if _ENTRY.match(raw) else "prose")


def _paragraphs(lines: Sequence[str], line: int) -> Iterator[tuple[str, int]]:
    """Paragraphs, headings, rows and entries of lists, each with the line on which it begins."""
    held: list[str] = []
    first = line
    for number, text in enumerate((*lines, ""), line):
        starts = bool(_ENTRY.match(text) or _HEADING.match(text) or text.lstrip().startswith("|"))
        if held and (starts or not text.strip() or _HEADING.match(held[-1])):
            yield "\n".join(held), first
            held = []
        if text.strip():
            first = first if held else number
            held.append(text)


def _talk(node: Node, place: str) -> Iterator[Passage]:
    said: list[tuple[str, list[str], int]] = []
    for number, line in enumerate(node.lines, node.line):
        if match := _SPEAKER.fullmatch(line.strip()):
            said.append((match.group(1), [match.group(2)], number))
        elif said and line.strip():
            said[-1][1].append(line.strip())
    for who, words, number in said:
        yield Passage(" ".join(words), number, place, "talk", "you" if who.strip().lower() == "you" else "other")


def _rows(node: Node, place: str) -> Iterator[Passage]:
    yield Passage(node.argument, node.line - 1, place, "heading")
    for number, line in enumerate(node.lines, node.line):
        if line.strip():
            yield Passage(line, number, place, "table")


def _check(node: Node, place: list[str]) -> Iterator[Passage]:
    first = next((index for index, text in enumerate(node.lines) if _OPTION.match(text)), len(node.lines))
    for each in _body(split_blocks(node.lines[:first], node.line, Report(), ""), place, sections=False):
        yield Passage(each.raw, each.line, each.place, "check", each.voice)
    for number, text in enumerate(node.lines[first:], node.line + first):
        if match := _OPTION.match(text):
            yield Passage(match.group(2), number, place[0], "check", "wrong" if match.group(1) == " " else "you")
        elif text.strip():
            yield Passage(text.strip(), number, place[0], "why")
