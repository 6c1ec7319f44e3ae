"""Who is asked to a meeting on a day: who must come, who comes as able, who is on leave then, and which role nobody holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lms.readiness.rules.holding import Holding
from lms.readiness.rules.meetings import Kind


@dataclass(frozen=True)
class Asked:
    """One person asked to come, once, whichever of the roles she holds ask for it. `away`: on leave that day."""

    account_id: str
    name: str
    roles: tuple[str, ...]
    must: bool
    away: bool


@dataclass(frozen=True)
class Asking:
    """Who is asked on a day; `nobody` are the roles that must be there and that nobody holds then."""

    must: tuple[Asked, ...]
    able: tuple[Asked, ...]
    nobody: tuple[str, ...]

    @property
    def everybody(self) -> tuple[Asked, ...]:
        """Those who must come, then those who come as able."""
        return self.must + self.able

    @property
    def away(self) -> tuple[str, ...]:
        """Names of those who must come and are on leave that day."""
        return tuple(each.name for each in self.must if each.away)


def asked_on(kind: Kind, holdings: Iterable[Holding], day: date) -> Asking:
    """Who is asked to a meeting of this kind on a day (R.14 to R.16). Whoever must come for one role must come."""
    there = [each for each in holdings if each.role in kind.asks and each.holds_on(day)]
    found: dict[str, Asked] = {}
    for each in sorted(there, key=lambda one: (kind.asks.index(one.role), one.name, one.account_id)):
        before = found.get(each.account_id)
        away = each.away_on(day)
        found[each.account_id] = Asked(
            each.account_id,
            each.name,
            (*(before.roles if before else ()), each.role),
            each.role in kind.must or (before is not None and before.must),
            away or (before is not None and before.away),
        )
    held = {each.role for each in there}
    return Asking(
        tuple(each for each in found.values() if each.must),
        tuple(each for each in found.values() if not each.must),
        tuple(role for role in kind.must if role not in held),
    )
