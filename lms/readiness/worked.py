"""A list worked out from the facts of everybody, in memory: as of an earlier day, which no schedule knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lms.people.names import name_key
from lms.readiness.listing import Place
from lms.readiness.queries import PersonStanding
from lms.readiness.rules import RANKS, Filter


@dataclass(frozen=True)
class Worked:
    """Answers as `Listing` does; all of it is held in memory. `computed` is in the order of the list."""

    computed: Mapping[str, PersonStanding]

    def people_by_rank(self, wanted: Filter) -> dict[int, int]:
        """Rank → how many people have it as the most urgent of their roles that fit."""
        return dict(sorted(Counter(each.rank for each in self._firsts(wanted)).items()))

    def people(self) -> int:
        """How many people hold a role that is seen."""
        return len({each.held.account_id for each in self.computed.values()})

    def page(self, wanted: Filter, _ranks: Mapping[int, int], first: int, size: int) -> list[Place]:
        """People from place `first` on, up to `size`."""
        return self._firsts(wanted)[first : first + size]

    def roles(self, wanted: Filter, *, at_once: int) -> Iterator[Sequence[Place]]:
        """All roles that fit, in order, so many at a time."""
        found = self._fitting(wanted)
        for first in range(0, len(found), at_once):
            yield found[first : first + at_once]

    def _fitting(self, wanted: Filter) -> list[Place]:
        return [place_of(each) for each in self.computed.values() if fits(wanted, each)]

    def _firsts(self, wanted: Filter) -> list[Place]:
        found: dict[str, Place] = {}
        for each in self._fitting(wanted):
            found.setdefault(each.account_id, each)
        return list(found.values())


def worked(standings: Iterable[PersonStanding]) -> Worked:
    """The list of some standings."""
    return Worked({each.held.id: each for each in sorted(standings, key=lambda one: place_of(one).key)})


def place_of(each: PersonStanding) -> Place:
    """Where a standing stands in a list."""
    held = each.held
    due = each.standing.due_date or date.max
    return Place(held.id, held.account_id, RANKS[each.standing.standing], due, name_key(held.account.name))


def fits(wanted: Filter, each: PersonStanding) -> bool:
    """Whether a standing is one of those asked for."""
    held = each.held
    return wanted.fits(
        clinic=held.clinic_id,
        role=held.role,
        standing=each.standing.standing,
        start_date=each.facts.start_date,
        name=held.account.name,
        today=each.today,
    )
