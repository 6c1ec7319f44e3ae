"""Which people of a list are wanted: read from the parameters of an address, so that a filter can be sent to somebody."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from lms.people.names import name_fits
from lms.readiness.rules.counts import cohort_of, cohort_words, read_cohort
from lms.readiness.rules.groups import group_of
from lms.readiness.rules.judge import RANKS, Word

_NAME_MOST = 100
_DAYS_MOST = 366
WORDS: tuple[Word, ...] = tuple(sorted(RANKS, key=lambda word: RANKS[word]))
NEEDS_HELP = "needs-help"
STANDINGS: dict[str, frozenset[Word]] = {
    NEEDS_HELP: frozenset(word for word in WORDS if group_of(word) != "fine"),
    **{word.replace(" ", "-"): frozenset({word}) for word in WORDS},
    "fine": frozenset(word for word in WORDS if group_of(word) == "fine"),
}
"""What may be asked for: the nine words with hyphens, and the groups `needs-help` (overdue or at risk) and `fine`."""


@dataclass(frozen=True)
class Filter:
    """What is asked for; None and an empty name ask for everybody.

    clinic: its id. role: its id, as `bhcm`. standing: a key of `STANDINGS`. starts_within: days from today on in which
    the start date lies, 0 is today. name: beginnings of words of the name. as_of: a day to answer for; None: today.
    page: counted from 1. cohort: the first day of the month in which the start date lies.
    """

    clinic: str | None = None
    role: str | None = None
    standing: str | None = None
    starts_within: int | None = None
    name: str = ""
    as_of: date | None = None
    page: int = 1
    cohort: date | None = None

    @property
    def narrows(self) -> bool:
        """Whether anybody may be left out."""
        return any((self.clinic, self.role, self.standing, self.starts_within is not None, self.name, self.cohort))

    def fits(self, *, clinic: str, role: str, standing: Word, start_date: date, name: str, today: date) -> bool:
        """Whether a role held is one of those asked for."""
        within = self.starts_within
        return (
            self.clinic in {None, clinic}
            and self.role in {None, role}
            and (self.standing is None or standing in STANDINGS[self.standing])
            and (within is None or today <= start_date <= today + timedelta(days=within))
            and (self.cohort is None or cohort_of(start_date) == self.cohort)
            and name_fits(self.name, name)
        )

    def parameters(self, **changed: object) -> dict[str, str]:
        """The filter as parameters of an address, with some of its parts changed; what asks for nothing is left out."""
        asked = {
            "clinic": self.clinic,
            "role": self.role,
            "standing": self.standing,
            "starts": self.starts_within,
            "cohort": cohort_words(self.cohort) if self.cohort else None,
            "name": self.name,
            "as_of": self.as_of,
            "page": self.page if self.page > 1 else None,
            **changed,
        }
        return {key: str(value) for key, value in asked.items() if value not in {None, ""}}


def read_filter(
    given: Mapping[str, str], *, clinics: Collection[str], roles: Collection[str]
) -> tuple[Filter, tuple[str, ...]]:
    """The filter in an address's parameters, and a sentence for each that asks for nothing there is: it is left out.

    `clinics` and `roles` are the ids that may be asked for. Other parameters are not looked at.
    """
    said = {key: value.strip() for key, value in given.items()}
    left_out = []

    def one_of(key: str, known: Collection[str], sentence: str) -> str | None:
        value = said.get(key, "")
        if value and value not in known:
            left_out.append(sentence)
        return value if value in known else None

    clinic = one_of("clinic", clinics, "That clinic is not one of those you look after.")
    role = one_of("role", roles, "There is no such role.")
    said["standing"] = said.get("standing", "").lower().replace(" ", "-")
    standing = one_of("standing", STANDINGS, "There is no such standing.")
    starts = _number(said.get("starts", ""), 0, _DAYS_MOST)
    if said.get("starts") and starts is None:
        left_out.append(f"Starting within takes a number of days from 0 to {_DAYS_MOST}.")
    cohort = read_cohort(said.get("cohort", ""))
    if said.get("cohort") and cohort is None:
        left_out.append("The month of the start date must be one such as 2027-05.")
    day, day_problem = read_day(said.get("as_of", ""))
    name = " ".join(said.get("name", "").split())
    if len(name) > _NAME_MOST:
        left_out.append(f"A name is looked for by its first {_NAME_MOST} letters.")
    found = Filter(
        clinic=clinic,
        role=role,
        standing=standing,
        starts_within=starts,
        name=name[:_NAME_MOST],
        as_of=day,
        page=_number(said.get("page", ""), 1, 10**6) or 1,
        cohort=cohort,
    )
    return found, (*left_out, *([day_problem] if day_problem else []))


def read_day(text: str) -> tuple[date | None, str | None]:
    """A day such as 2027-05-04, or None with a sentence when the text is not one that can be computed for."""
    if not text:
        return None, None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if 2000 <= day.year <= 2100:
        return day, None
    return None, "The day must be one such as 2027-05-04."


def _number(text: str, least: int, most: int) -> int | None:
    if not (text.isascii() and text.isdigit() and len(text) <= 7):
        return None
    number = int(text)
    return number if least <= number <= most else None
