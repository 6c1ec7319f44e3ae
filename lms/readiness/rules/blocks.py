"""What stands between a person and being ready, by name."""

from __future__ import annotations

from collections.abc import Sequence

from lms.readiness.rules.standing import Standing
from lms.readiness.rules.words import count_words

READY_WORDS = frozenset({"ready", "in continuing education", "complete"})


def blocked_by(standing: Standing, open_titles: Sequence[str]) -> str | None:
    """What is still open: the next required part with the number of those after it, sign-offs, the checklist.

    `open_titles` are the required parts not done, in the order of the pathway. None for whoever is ready.
    """
    if standing.standing in READY_WORDS:
        return None
    said = []
    for part in standing.parts:
        if part.state != "open":
            continue
        if part.name == "pathway" and open_titles:
            more = len(open_titles) - 1
            said.append(
                f"“{open_titles[0]}”" + (f" and {count_words(more, 'more part', 'more parts')}" if more else "")
            )
        else:
            said.append(part.text.removesuffix("."))
    return "; ".join(said) or None
