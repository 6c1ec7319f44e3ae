"""The words of a day with what a variant gives put in for `$who`, `$name`, `$pcp`, `$days`, `$item9` and `$Item9`. Pure."""

from __future__ import annotations

import re
from html import escape

from lms.curriculum.exercises.workday import DayBody, Patient, clock
from lms.practice.day.rules import Call, Given

ITEM_9 = ("not at all", "several days", "more than half the days", "nearly every day")
"""The four answers of the PHQ-9, by their value."""

_PLACE = re.compile(r"\$(who|name|pcp|days|item9|Item9)\b")


def filled(text: str, body: DayBody, each: Given | Call, *, html: bool = True) -> str:
    """Text about a task or an interruption with the variant's words in it; escaped where it is HTML."""
    words = _words(body, each.who, each.item9, each.days if isinstance(each, Given) else None)

    def put(found: re.Match[str]) -> str:
        word = words.get(found[1], found[0])
        return escape(word) if html else word

    return _PLACE.sub(put, text)


def _words(body: DayBody, who: Patient | None, item9: int | None, days: int | None) -> dict[str, str]:
    words: dict[str, str] = {}
    if who is not None:
        pcp = body.colleague(who.pcp)
        words |= {"who": who.name, "name": who.name.split(",")[0], "pcp": pcp.name if pcp else who.pcp}
    if item9 is not None:
        answer = ITEM_9[item9]
        words |= {"item9": answer, "Item9": answer.capitalize()}
    if days is not None:
        words["days"] = str(days)
    return words


def window(given: Given) -> str:
    """When a task can be done: "from 14:10 to 14:30", "by 13:30"; empty: at any time."""
    opens, by = given.task.opens, given.task.by
    if by is None or given.safety:
        return ""
    if opens is not None:
        return f"from {clock(opens)} to {clock(by)}"
    return f"by {clock(by)}"
