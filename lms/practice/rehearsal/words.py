"""The words of a rehearsal with what a variant gives put in, and each row as one sentence. Pure."""

from __future__ import annotations

import re
from html import escape

from lms.practice.rehearsal.table import Listed

_PLACE = re.compile(r"\$(name|pcp|first|score|weeks|days|drop)\b")


def filled(html: str, listed: Listed) -> str:
    """Text about a row with `$name`, `$pcp`, `$first`, `$score`, `$drop`, `$weeks` and `$days` as this variant has them."""
    figures = listed.figures
    words = {
        "name": listed.row.name.split(",")[0],
        "pcp": listed.row.pcp,
        "first": str(figures.scores[0]),
        "score": str(figures.scores[-1]),
        "drop": str(figures.scores[0] - figures.scores[-1]),
        "weeks": weeks(figures.weeks),
        "days": days(figures.days),
    }
    return _PLACE.sub(lambda found: escape(words[found[1]]), html)


def sentence(listed: Listed) -> str:
    """One row, read aloud, as HTML."""
    return f"{escape(listed.row.name)}, {escape(listed.row.pcp)}: {figures_of(listed)}"


def figures_of(listed: Listed) -> str:
    """What stands in a row beside name and PCP, in words, as HTML."""
    figures = listed.figures
    scores = ", ".join(map(str, figures.scores))
    note = filled(escape(listed.row.note, quote=False), listed)
    return f"{weeks(figures.weeks)} in treatment, PHQ-9 {scores}, item 9 at {figures.item9}, spoken with {days(figures.days)} ago. {note}"


def weeks(count: int) -> str:
    """3 as "3 weeks"."""
    return f"{count} week{'' if count == 1 else 's'}"


def days(count: int) -> str:
    """3 as "3 days"."""
    return f"{count} day{'' if count == 1 else 's'}"
