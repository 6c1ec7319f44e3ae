"""YAML as authors write it, with the line of every key and value, and none of YAML's surprises.

Plain words stay words: `on`, `no` and `12:30` are text, only `true`, `false` and `null` are special. Anchors,
aliases, tags and several documents are refused, so a small file cannot grow into a large one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any

import yaml

DEPTH = 24
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WHOLE = re.compile(r"[-+]?\d{1,15}")
_NUMBER = re.compile(r"[-+]?\d{1,15}\.\d{1,15}")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}


class Table(dict[str, Any]):
    """A mapping; `line` is where it begins, `lines` where each key stands, `starts` where a value's text begins."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}
        self.starts: dict[str, int] = {}
        self.twice: list[tuple[str, int]] = []


class Rows(list[Any]):
    """A list; `lines` holds the line of each entry."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: list[int] = []


class YamlProblem(Exception):
    """The text is not YAML (`rule` Z107), or YAML that the format does not use (S109)."""

    def __init__(self, rule: str, line: int, message: str) -> None:
        super().__init__(message)
        self.rule, self.line, self.message = rule, line, message


@lru_cache(maxsize=1024)
def read_yaml(text: str, first_line: int = 1) -> Any:
    """The one document in `text` as Table, Rows and plain values; None for nothing but comments.

    What was read is kept for the next reading of the course, so it must not be changed.
    """
    offset = first_line - 1
    try:
        events = iter(yaml.parse(text, Loader=_LOADER))
        value: Any = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise YamlProblem("S109", _line(event, offset), "A second document begins here.")
                value, _ = _value(next(events), events, offset, 0)
        return value
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = ", ".join(part for part in (error.context, error.problem) if part)
        raise YamlProblem("Z107", (mark.line if mark else 0) + 1 + offset, f"YAML cannot be read: {what}.") from error
    except yaml.YAMLError as error:
        raise YamlProblem("Z107", first_line, f"YAML cannot be read: {str(error).splitlines()[0]}.") from error


def _line(event: Any, offset: int) -> int:
    return int(event.start_mark.line) + 1 + offset


def _value(event: Any, events: Iterator[Any], offset: int, depth: int) -> tuple[Any, int]:
    """The value that `event` begins, and the line on which its text begins."""
    line = _line(event, offset)
    if isinstance(event, yaml.AliasEvent):
        raise YamlProblem("S109", line, f"An alias (*{event.anchor}) is used here.")
    if event.anchor is not None:
        raise YamlProblem("S109", line, f"An anchor (&{event.anchor}) is used here.")
    if event.tag is not None:
        raise YamlProblem("S109", line, f"A tag ({event.tag}) is used here.")
    if depth > DEPTH:
        raise YamlProblem("S109", line, "This is nested far too deep.")
    if isinstance(event, yaml.ScalarEvent):
        return _scalar(event, line), line + 1 if event.style in ("|", ">") else line
    if isinstance(event, yaml.SequenceStartEvent):
        return _rows(events, line, offset, depth), line
    return _table(events, line, offset, depth), line


def _rows(events: Iterator[Any], line: int, offset: int, depth: int) -> Rows:
    rows = Rows(line)
    while not isinstance(event := next(events), yaml.SequenceEndEvent):
        value, start = _value(event, events, offset, depth + 1)
        rows.append(value)
        rows.lines.append(start)
    return rows


def _table(events: Iterator[Any], line: int, offset: int, depth: int) -> Table:
    table = Table(line)
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        at = _line(event, offset)
        if not isinstance(event, yaml.ScalarEvent):
            raise YamlProblem("Z107", at, "A key must be a plain word.")
        key = str(event.value)
        value, start = _value(next(events), events, offset, depth + 1)
        if key in table:
            table.twice.append((key, at))
            continue
        table[key] = value
        table.lines[key] = at
        table.starts[key] = start
    return table


def _scalar(event: Any, line: int) -> Any:
    text = str(event.value)
    if event.style:
        return text
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if _WHOLE.fullmatch(text):
        return int(text)
    if _NUMBER.fullmatch(text):
        return float(text)
    if match := _DAY.fullmatch(text):
        try:
            return date(*(int(part) for part in match.groups()))
        except ValueError:
            raise YamlProblem("Z107", line, f"{text} is not a day of the calendar.") from None
    return text
