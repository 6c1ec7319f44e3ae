"""What is wrong and how to mend it: checks over facts that were gathered before. Pure.

Each check gives findings; where a fact could not be had its check says nothing, as another says why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lms.acts.health.rules import chosen, going, places, stored
from lms.acts.health.rules.facts import Facts, Finding

Check = Callable[[Facts], Iterator[Finding]]
CHECKS: tuple[Check, ...] = (
    chosen.https,
    chosen.purpose,
    chosen.sessions,
    chosen.letters,
    places.folders,
    places.rights,
    places.disk,
    stored.database,
    stored.integrity,
    places.log,
    stored.clocks,
    stored.record,
    stored.keys,
    going.jobs,
    going.given_up,
    going.certificates,
    going.course,
    places.backups,
)


def examine(facts: Facts) -> list[Finding]:
    """What every check finds, in their order."""
    return [finding for check in CHECKS for finding in check(facts)]
