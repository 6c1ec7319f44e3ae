"""Splits the body of a course file into plain Markdown and `:::` blocks, keeping line numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lms.curriculum.reading import words_of
from lms.curriculum.report import Report

KEYWORDS = ("talk", "aside", "note", "urgent", "table", "figure", "check", "fold", "crisis", "when")
NESTED = 6
_FENCE = re.compile(r"\s{0,3}(```+|~~~+)")
_OPEN = re.compile(r":::\s*(\S+)\s*(.*)")


@dataclass(frozen=True)
class Node:
    """A stretch of Markdown (`keyword` empty) or a block; `line` is the number of the first of `lines`."""

    keyword: str
    argument: str
    lines: tuple[str, ...]
    line: int


def split_blocks(lines: Sequence[str], first_line: int, report: Report, path: str) -> tuple[Node, ...]:
    """The text and blocks of `lines` in order; blocks inside blocks are left to whoever reads the outer one."""
    nodes: list[Node] = []
    plain: list[str] = []
    plain_line = first_line
    fence = ""
    index = 0

    def flush() -> None:
        if any(line.strip() for line in plain):
            nodes.append(Node("", "", tuple(plain), plain_line))
        plain.clear()

    while index < len(lines):
        line = lines[index]
        fence = _fence_after(line, fence)
        opened = None if fence else _OPEN.fullmatch(line.strip())
        if line.strip() == ":::" and not fence:
            report.add("S107", path, first_line + index, "A closing ::: stands here, but no block is open.")
        elif opened:
            flush()
            keyword, argument = opened.group(1), opened.group(2).strip()
            end = _end_of(lines, index, keyword)
            if end is None:
                report.add(
                    "S107", path, first_line + index, f"The block ::: {keyword} is never closed, or nests too deep."
                )
                end = len(lines)
            elif keyword in KEYWORDS:
                nodes.append(Node(keyword, argument, tuple(lines[index + 1 : end]), first_line + index + 1))
            else:
                report.add(
                    "S107",
                    path,
                    first_line + index,
                    f"There is no block called `{keyword}`. Known: {', '.join(KEYWORDS)}.",
                )
            index = end
            plain_line = first_line + index + 1
            index += 1
            continue
        else:
            if not plain:
                plain_line = first_line + index
            plain.append(line)
        index += 1
    flush()
    return tuple(nodes)


def _fence_after(line: str, fence: str) -> str:
    """The code fence that is open after this line; empty when none is."""
    match = _FENCE.match(line)
    if not match:
        return fence
    if not fence:
        return match.group(1)
    return "" if match.group(1).startswith(fence) else fence


def _end_of(lines: Sequence[str], start: int, keyword: str) -> int | None:
    """The index of the line that closes the block opened at `start`; a bare `::: crisis` closes itself.

    Blocks that nest too deep count as never closed.
    """
    if keyword == "crisis" and not _closes_next(lines, start):
        return start
    depth = 1
    fence = ""
    for index in range(start + 1, len(lines)):
        fence = _fence_after(lines[index], fence)
        line = lines[index].strip()
        if fence:
            continue
        if line == ":::":
            depth -= 1
        elif (opened := _OPEN.fullmatch(line)) and not (opened.group(1) == "crisis" and not _closes_next(lines, index)):
            depth += 1
        if depth == 0:
            return index
        if depth > NESTED:
            return None
    return None


def _closes_next(lines: Sequence[str], start: int) -> bool:
    following = (line.strip() for line in lines[start + 1 :])
    return next((line for line in following if line), "") == ":::"


_CITATION = re.compile(r"\{[^{}\n]*\}")
_TERM = re.compile(r"\[\[([^\[\]|\n]+)(?:\|([^\[\]\n]+))?\]\]")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_RULE = re.compile(r"[\s|:-]+")


def plain_text(text: str) -> str:
    """The words of a line or more of Markdown, without citations, links, marks of emphasis and table rules."""
    text = _CITATION.sub("", text)
    text = _TERM.sub(lambda match: match.group(2) or match.group(1), text)
    text = _LINK.sub(lambda match: match.group(1), text)
    kept = [line for line in text.split("\n") if not (line.strip() and _RULE.fullmatch(line))]
    return re.sub(r"[*_`|#>]+", " ", "\n".join(kept))


def prose_of(nodes: Iterable[Node], report: Report, path: str) -> list[str]:
    """What a reader of the required text reads, piece by piece: prose, tables, dialogues, captions, notes.

    Front matter, checks, text alternatives and references are not counted.
    """
    pieces: list[str] = []
    for node in nodes:
        if node.keyword in ("check", "crisis"):
            continue
        if node.keyword == "figure":
            pieces.append(plain_text(node.argument.partition(" ")[2]))
        elif node.keyword in ("", "talk", "table"):
            pieces += [plain_text(node.argument), plain_text("\n".join(node.lines))]
        else:
            pieces.append(plain_text("" if node.keyword == "when" else node.argument))
            pieces += prose_of(split_blocks(node.lines, node.line, report, path), report, path)
    return [piece for piece in pieces if piece.strip()]


def count_words(text: str) -> int:
    """Words of plain text: runs without blanks that hold a letter or a digit."""
    return len(words_of(text))
