"""How much of the course there is, where figures for a part of it would mislead: one sentence for every audience (C62)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lms.readiness.rules.facts import Facts
from lms.readiness.rules.words import list_words


def available_words(facts: Facts) -> str | None:
    """`Module 1 of 7 is available` while modules of the pathway are missing or in part; None when all are there."""
    return None if facts.whole_course_published else available(facts.published, facts.modules_total)


def available(names: Sequence[str], total: int) -> str | None:
    """The same of modules by name, such as `Module 1`, or a name of its own for a part; None where there are none to come."""
    if not total:
        return None
    if not names:
        return f"None of {total} modules is available yet"
    numbers = [int(name.removeprefix("Module ")) for name in names if re.fullmatch(r"Module \d+", name)]
    if len(names) > 2 and numbers == list(range(numbers[0], numbers[0] + len(names)) if numbers else ()):
        return f"Modules {numbers[0]} to {numbers[-1]} of {total} are available"
    if len(numbers) < len(names):
        return f"Available of {total} modules: {list_words(tuple(names))}"
    return f"{list_words(tuple(names))} of {total} {'is' if len(names) == 1 else 'are'} available"
