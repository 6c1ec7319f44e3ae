"""Reads one mapping of a course file key by key, and reports what is missing, of the wrong type or unknown.

Every getter answers with something usable even when the file is wrong, so that reading goes on and all problems
are found at once. A course with an error is never served, so the stand-ins are never seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from difflib import get_close_matches
from fractions import Fraction
from typing import TypeVar, cast

from lms.curriculum.course import Review
from lms.curriculum.report import Report
from lms.curriculum.yamltext import Rows, Table

Word = TypeVar("Word", bound=str)
ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
FACT_ID = re.compile(r"[A-Z][A-Z0-9]{0,7}\.[A-Za-z0-9]{1,12}")
_KINDS = {
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    date: "a date",
    type(None): "nothing",
}


def kind_of(value: object) -> str:
    """How an author would call this kind of value."""
    if isinstance(value, dict):
        return "a mapping"
    return "a list" if isinstance(value, list) else _KINDS.get(type(value), "something else")


class Reader:
    """One mapping of a file; ask for each key once, then `close()` to report the keys nobody asked for."""

    def __init__(self, value: object, report: Report, path: str, what: str, line: int | None = 1) -> None:
        self.report, self.path, self.what = report, path, what
        self.sound = isinstance(value, Table)
        self.table = value if isinstance(value, Table) else Table(line or 1)
        self._asked: set[str] = set()
        if not self.sound:
            self.problem("S103", f"{what} must be a mapping of keys and values, not {kind_of(value)}.", line=line)

    def problem(self, rule: str, message: str, *, key: str | None = None, line: int | None = None) -> None:
        """Report something at a key's line, or where the mapping begins."""
        self.report.add(rule, self.path, line or self.line(key), message)

    def line(self, key: str | None = None) -> int:
        """The line of a key, or of the mapping itself."""
        return self.table.lines.get(key or "", self.table.line)

    def start(self, key: str) -> int:
        """The line on which the text of a value begins."""
        return self.table.starts.get(key, self.line(key))

    def has(self, key: str) -> bool:
        """Whether the key is there with a value."""
        return self.table.get(key) is not None

    def _take(self, key: str, required: bool) -> object:
        self._asked.add(key)
        value = self.table.get(key)
        if required and value is None and self.sound:
            if key in self.table:
                self.problem("S102", f"{self.what}: `{key}` has no value.", key=key)
            else:
                self.problem("S102", f"{self.what}: the key `{key}` is missing.")
        return value

    def _wrong(self, key: str, wanted: str, value: object) -> None:
        hint = " Put it in quotes." if wanted == "text" and isinstance(value, (int, float, bool, date)) else ""
        self.problem("S103", f"{self.what}: `{key}` must be {wanted}, not {kind_of(value)}.{hint}", key=key)

    def text(self, key: str, *, required: bool = True) -> str:
        """Text without blanks at its ends; an empty one counts as missing."""
        value = self._take(key, required)
        if isinstance(value, str):
            if required and not value.strip():
                self.problem("S102", f"{self.what}: `{key}` is empty.", key=key)
            return value.strip()
        if value is not None:
            self._wrong(key, "text", value)
        return ""

    def sentence(self, key: str) -> str | None:
        """Optional text: None when it is absent, null or empty."""
        return self.text(key, required=False) or None

    def id(self, pattern: re.Pattern[str] = ID, form: str = "lower case letters, digits and hyphens") -> str:
        """The key `id`, of the given form."""
        value = self.text("id")
        if value and not pattern.fullmatch(value):
            self.problem("I102", f"{self.what}: the ID `{value}` must be {form}.", key="id")
        return value

    def texts(self, key: str, *, required: bool = True) -> tuple[str, ...]:
        """A list of texts."""
        value = self._take(key, required)
        if value is None:
            return ()
        if not isinstance(value, Rows):
            self._wrong(key, "a list", value)
            return ()
        for entry, line in zip(value, value.lines, strict=True):
            if not isinstance(entry, str) or not entry.strip():
                self.problem(
                    "S103", f"{self.what}: each entry of `{key}` must be text, not {kind_of(entry)}.", line=line
                )
        return tuple(entry.strip() for entry in value if isinstance(entry, str) and entry.strip())

    def whole(self, key: str, *, least: int = 0, required: bool = True) -> int:
        """A whole number of at least `least`."""
        value = self._take(key, required)
        if isinstance(value, int) and not isinstance(value, bool):
            if value >= least:
                return value
            self.problem("S104", f"{self.what}: `{key}` must be {least} or more.", key=key)
        elif value is not None:
            self._wrong(key, "a whole number", value)
        return least

    def maybe_whole(self, key: str, *, least: int = 0) -> int | None:
        """A whole number of at least `least`, or None where the key is null or absent."""
        number = self.whole(key, least=least, required=False)
        return number if self.has(key) else None

    def number(self, key: str, *, most: int | None = None, required: bool = True) -> Fraction:
        """A number above zero, exactly as it is written."""
        value = self._take(key, required)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            exact = Fraction(str(value))
            if exact > 0 and (most is None or exact <= most):
                return exact
            upto = f" and at most {most}" if most is not None else ""
            self.problem("S104", f"{self.what}: `{key}` must be above 0{upto}.", key=key)
        elif value is not None:
            self._wrong(key, "a number", value)
        return Fraction(1)

    def flag(self, key: str, *, default: bool = False) -> bool:
        """True or false; `default` when absent."""
        value = self._take(key, False)
        if isinstance(value, bool):
            return value
        if value is not None:
            self._wrong(key, "true or false", value)
        return default

    def day(self, key: str, *, required: bool = False) -> date | None:
        """A calendar day."""
        value = self._take(key, required)
        if isinstance(value, date):
            return value
        if value is not None:
            self._wrong(key, "a date such as 2027-05-01", value)
        return None

    def word(self, key: str, allowed: Sequence[Word]) -> Word:
        """One of a few words."""
        value = self._take(key, True)
        if isinstance(value, str) and value in allowed:
            return cast("Word", value)
        if value is not None:
            shown = f"`{value}`" if isinstance(value, str) else kind_of(value)
            self.problem("S104", f"{self.what}: `{key}` must be one of {', '.join(allowed)}, not {shown}.", key=key)
        return allowed[0]

    def rows(self, key: str, *, required: bool = True) -> list[tuple[object, int]]:
        """The entries of a list, each with its line."""
        value = self._take(key, required)
        if isinstance(value, Rows):
            return list(zip(value, value.lines, strict=True))
        if value is not None:
            self._wrong(key, "a list", value)
        return []

    def entries(self, key: str, what: str, *, required: bool = True) -> Iterator[Reader]:
        """The mappings of a list, one after the other; each is closed once it was read."""
        for row, line in self.rows(key, required=required):
            inner = Reader(row, self.report, self.path, what, line)
            if inner.sound:
                yield inner
                inner.close()

    def listed(self, key: str) -> Sequence[object]:
        """A list whose entries are read elsewhere; nothing where it is no list."""
        value = self.table.get(key)
        return value if isinstance(value, Rows) else ()

    def reader(self, key: str, what: str, *, required: bool = True) -> Reader | None:
        """A mapping inside this one; None when it is absent or not a mapping."""
        value = self._take(key, required)
        if value is None:
            return None
        inner = Reader(value, self.report, self.path, what, self.line(key))
        return inner if inner.sound else None

    def review(self) -> Review | None:
        """The review record: null until a licensed person fills it in."""
        inner = self.reader("review", "The review record", required=False)
        if inner is None:
            return None
        by, licence, on, edition = (
            inner.text("by"),
            inner.text("licence"),
            inner.day("on", required=True),
            inner.text("edition"),
        )
        inner.close()
        return Review(by, licence, on, edition) if on else None

    def close(self) -> None:
        """Report every key that nobody asked for, with the nearest known one."""
        for key in self.table:
            if key not in self._asked:
                near = get_close_matches(key, self._asked, 1)
                hint = f" Did you mean `{near[0]}`?" if near else ""
                self.problem("S101", f"{self.what}: the key `{key}` is not known.{hint}", key=key)
