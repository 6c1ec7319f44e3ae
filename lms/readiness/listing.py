"""The list of roles held as the database sorts, filters, counts and pages it, from columns kept beside each role.

A role is listed by the row of its schedule that is in force on its clinic's local today. Mostly that is the row noted
beside the role; where days have passed it may be a later one, and where a schedule is stale it is what the rule says,
handed in as `anew`. Nothing here computes a standing, and nothing writes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    FromClause,
    Select,
    and_,
    case,
    exists,
    false,
    func,
    inspect,
    literal,
    or_,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from lms.people.models import AccountWord, RoleHeld
from lms.people.names import LAST_LETTER, name_words
from lms.readiness.models import ScheduleRow
from lms.readiness.rules import RANKS, STANDINGS, Filter
from lms.readiness.rules.counts import month_end

Key = tuple[int, date, str, str]
"""Where a role stands in a list: rank, due date (the last day there is for none), name, id."""
Condition = Callable[[Any], ColumnElement[bool]]
"""A condition on roles held, asked of any alias of their table."""


class Place(NamedTuple):
    """One role on the list: whose it is, and where it stands."""

    role_held_id: str
    account_id: str
    rank: int
    due: date
    name_key: str

    @property
    def key(self) -> Key:
        """Its place among all."""
        return self.rank, self.due, self.name_key, self.role_held_id


class Arm(NamedTuple):
    """Some of the roles, all of which find their rank and due date in the same place. `clause`: what to select from."""

    role: Any
    clause: FromClause
    rank: Any
    due: Any
    where: ColumnElement[bool]


Part = Callable[[Arm], ColumnElement[bool]]


@dataclass(frozen=True)
class Listing:
    """What a list is made of. `reach`: whose roles; `few`: the same, said so that no index is chosen for it. `days`: clinic → its local today. `moved`: days have passed for some.

    `anew`: rank and due date of roles whose schedule is stale, worked out by the rule; with any, `edition` is the one
    that all others have. Stale ones that are not in it are listed by what was stored.
    """

    session: Session
    reach: Condition
    few: Condition
    days: Mapping[str, date]
    moved: bool
    anew: Mapping[str, tuple[int, date]]
    edition: str

    def people_by_rank(self, wanted: Filter) -> dict[int, int]:
        """Rank → how many people have it as the most urgent of their roles that fit; ranks of nobody are left out.

        Whoever holds one role is counted where it stands in the index; only the roles of others are brought together.
        """
        counted: Counter[int] = Counter()
        of_several = []
        for arm in self._arms:
            here = and_(arm.where, self._fits(arm, wanted))
            alone, several = (and_(here, arm.role.listed_alone.is_(each)) for each in (true(), false()))
            counted.update(self._each_rank(arm, alone, wanted))
            of_several.append(
                select(arm.rank.label("rank"), arm.role.account_id.label("account_id"))
                .select_from(arm.clause)
                .where(several)
            )
        rows = (union_all(*of_several) if len(of_several) > 1 else of_several[0]).subquery()
        counted.update(self._by_rank(select(func.min(rows.c.rank).label("rank")).group_by(rows.c.account_id)))
        return dict(sorted(counted.items()))

    def _each_rank(self, arm: Arm, which: ColumnElement[bool], wanted: Filter) -> dict[int, int]:
        """Roles of an arm by rank. Where ranks stand in the index each is counted by itself, in a third of the time."""
        found = select(arm.rank.label("rank")).select_from(arm.clause).where(which)
        if arm.rank is not arm.role.listed_rank or wanted.name:  # Names would be looked for once for each rank.
            return self._by_rank(found)
        ranks = sorted(set(RANKS.values()))
        counts = [select(func.count()).select_from(arm.clause).where(which, arm.rank == rank) for rank in ranks]
        row = self.session.execute(select(*(each.scalar_subquery() for each in counts))).one()
        return {rank: number for rank, number in zip(ranks, row, strict=True) if number}

    def _by_rank(self, ranks: Select[Any]) -> dict[int, int]:
        each = ranks.subquery()
        found = self.session.execute(select(each.c.rank, func.count()).group_by(each.c.rank))
        return dict(found.all())

    def people(self) -> int:
        """How many people hold a role that is seen."""
        return sum(self.people_by_rank(Filter()).values())

    def page(self, wanted: Filter, ranks: Mapping[int, int], first: int, size: int) -> list[Place]:
        """People from place `first` on (0 is the first), up to `size`, each by the most urgent role that fits.

        `ranks` is what `people_by_rank` counted: whole ranks are passed over unread, and what is nearer to the end of
        its ranks is read from there.
        """
        number = min(size, sum(ranks.values()) - first)
        if number <= 0:
            return []
        rank, over = _passed(ranks, first)
        last_rank, over_back = _passed(dict(sorted(ranks.items(), reverse=True)), sum(ranks.values()) - first - number)
        if over <= over_back:
            return self._some(wanted, _from_rank(rank, ranks), offset=over, limit=number)
        found = self._some(wanted, _to_rank(last_rank, ranks), offset=over_back, limit=number, back=True)
        return found[::-1]

    def roles(self, wanted: Filter, *, at_once: int) -> Iterator[Sequence[Place]]:
        """All roles that fit, in order, so many at a time: each time from where the last ones ended."""
        last: Key | None = None
        whole = True
        while whole:
            found = self._some(wanted, _after(last), limit=at_once, whole=True)
            whole = len(found) == at_once
            if found:
                yield found
                last = found[-1].key

    def _some(
        self, wanted: Filter, part: Part, *, limit: int, offset: int = 0, back: bool = False, whole: bool = False
    ) -> list[Place]:
        """Some of the list in its order, or from its end; one role of each person unless it is `whole`."""
        parts = [
            select(
                arm.role.id.label("id"), arm.role.account_id.label("account_id"), arm.rank.label("rank"),
                arm.due.label("due"), arm.role.name_key.label("name_key"),
            )
            .select_from(arm.clause)
            .where(arm.where, self._fits(arm, wanted), part(arm), true() if whole else self._first(arm, wanted))
            for arm in self._arms
        ]  # fmt: skip
        query: Select[Any] | CompoundSelect[Any] = union_all(*parts) if len(parts) > 1 else parts[0]
        order = [query.selected_columns[name] for name in ("rank", "due", "name_key", "id")]
        query = query.order_by(*(each.desc() if back else each for each in order)).offset(offset).limit(limit)
        return [Place(*row) for row in self.session.execute(query)]

    def _first(self, arm: Arm, wanted: Filter) -> ColumnElement[bool]:
        """No other role of the same person that fits stands before this one."""
        return and_(
            *(
                ~exists(
                    select(literal(1))
                    .select_from(other.clause)
                    .where(
                        other.role.account_id == arm.role.account_id,
                        other.role.id != arm.role.id,
                        other.where,
                        self._fits(other, wanted, name=False),
                        tuple_(other.rank, other.due, other.role.id) < tuple_(arm.rank, arm.due, arm.role.id),
                    )
                )
                for other in self._others
            )
        )

    @cached_property
    def _arms(self) -> list[Arm]:
        """Put together once for all statements of a list: that takes longer than most of the rest of a statement."""
        return self._arms_of(self.reach)

    @cached_property
    def _others(self) -> list[Arm]:
        """The same roles under names of their own, to be looked through beside each."""
        return self._arms_of(self.few)

    def _arms_of(self, reach: Condition) -> list[Arm]:
        last = max(self.days.values(), default=date.min)
        role = aliased(RoleHeld)
        settled = [reach(role)]
        if self.moved:
            settled.append(role.listed_until > last)
        if self.anew:
            # Said as a span, for which no index is preferred to that of the order.
            settled.append(role.listed_edition.between(self.edition, self.edition))
        arm = Arm(role, inspect(role).selectable, role.listed_rank, role.listed_due, and_(*settled))
        return [arm, self._later(last)] if self.moved or self.anew else [arm]

    def _later(self, last: date) -> Arm:
        """Roles for which the row noted beside them is in force no more, or was made for another edition."""
        role, row, other = aliased(RoleHeld), aliased(ScheduleRow), aliased(ScheduleRow)
        in_force = (
            select(func.max(other.from_date))
            .where(other.role_held_id == role.id, other.from_date <= self._day(role))
            .correlate(role)
            .scalar_subquery()
        )
        clause = inspect(role).selectable.outerjoin(
            inspect(row).selectable, and_(row.role_held_id == role.id, row.from_date == in_force)
        )
        rank: ColumnElement[int] = func.coalesce(row.rank, role.listed_rank)
        due: ColumnElement[date] = case(
            (row.rank.is_(None), role.listed_due), else_=func.coalesce(row.due_on, literal(date.max))
        )
        if self.anew:
            rank = case({each: place[0] for each, place in self.anew.items()}, value=role.id, else_=rank)
            due = case({each: place[1] for each, place in self.anew.items()}, value=role.id, else_=due)
        here = or_(role.listed_until <= last, role.id.in_(self.anew))
        return Arm(role, clause, rank, due, and_(self.few(role), here))

    def _fits(self, arm: Arm, wanted: Filter, *, name: bool = True) -> ColumnElement[bool]:
        role, found = arm.role, []
        if wanted.clinic is not None:
            found.append(role.clinic_id == wanted.clinic)
        if wanted.role is not None:
            found.append(role.role == wanted.role)
        if wanted.standing is not None:
            ranks = sorted(RANKS[word] for word in STANDINGS[wanted.standing])
            found.append(arm.rank == ranks[0] if len(ranks) == 1 else arm.rank.in_(ranks))
        if wanted.starts_within is not None:
            within = timedelta(days=wanted.starts_within)
            near = [
                and_(where(role), role.start_date >= day, role.start_date <= day + within)
                for day, where in self._by_day()
            ]
            found.append(or_(*near))
        if wanted.cohort is not None:
            found += [role.start_date >= wanted.cohort, role.start_date <= month_end(wanted.cohort)]
        sought = name_words(wanted.name) if name else ()
        if name and wanted.name and not sought:
            found.append(false())
        for each in sought:
            named = select(AccountWord.account_id)
            found.append(
                role.account_id.in_(named.where(AccountWord.word >= each, AccountWord.word < each + LAST_LETTER))
            )
        return and_(true(), *found)

    def _day(self, role: Any) -> ColumnElement[date]:
        *others, (day, _) = self._by_day()
        rest = literal(day)
        return case(*((where(role), literal(other)) for other, where in others), else_=rest) if others else rest

    def _by_day(self) -> list[tuple[date, Condition]]:
        """Each local today there is, with the condition that a role's clinic has it; the commonest day stands last."""
        clinics: dict[date, list[str]] = {}
        for clinic_id, day in self.days.items():
            clinics.setdefault(day, []).append(clinic_id)
        if len(clinics) < 2:
            return [(next(iter(clinics), date.min), lambda role: true())]
        by_size = sorted(clinics.items(), key=lambda each: len(each[1]))
        return [(day, _in_clinics(ids)) for day, ids in by_size]


def _from_rank(rank: int, ranks: Mapping[int, int]) -> Part:
    """From a rank on; where it is the only one it is said so, and the index is in the order of the list."""
    return lambda arm: arm.rank == rank if len(ranks) == 1 else arm.rank >= rank


def _to_rank(rank: int, ranks: Mapping[int, int]) -> Part:
    return lambda arm: arm.rank == rank if len(ranks) == 1 else arm.rank <= rank


def _in_clinics(ids: Sequence[str]) -> Condition:
    return lambda role: role.clinic_id.in_(ids)


def _after(last: Key | None) -> Part:
    def part(arm: Arm) -> ColumnElement[bool]:
        if last is None:
            return true()
        return tuple_(arm.rank, arm.due, arm.role.name_key, arm.role.id) > tuple_(*(literal(each) for each in last))

    return part


def _passed(ranks: Mapping[int, int], places: int) -> tuple[int, int]:
    """The rank in which so many places from the beginning lie, and how many of them are its own."""
    for rank, number in ranks.items():
        if places < number:
            return rank, places
        places -= number
    raise ValueError("There are not so many places.")
