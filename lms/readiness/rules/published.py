"""How much of the course there is, where figures for a part of it would mislead."""

from __future__ import annotations

import re

from lms.readiness.rules.facts import Facts
from lms.readiness.rules.words import list_words


def available_words(facts: Facts) -> str | None:
    """`Module 1 of 7 is available` while modules of the pathway are missing or in part; None when all are there."""
    if facts.whole_course_published:
        return None
    names = facts.published
    if not names:
        return f"None of {facts.modules_total} modules is available yet"
    if not all(re.fullmatch(r"Module \d+", name) for name in names):
        return f"Available of {facts.modules_total} modules: {list_words(names)}"
    return f"{list_words(names)} of {facts.modules_total} {'is' if len(names) == 1 else 'are'} available"
