"""Which column of a file holds what: by its heading, in any order, in the words that clinics use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

NAME, EMAIL, CLINIC, ROLE, START = "name", "email", "clinic", "role", "start_date"
CHAMPION, HOURS, ACCESS, LEGAL_NAME, INVITE = "champion", "hours_a_week", "access", "legal_name", "send_invitation"
SURNAME = "surname"

FIELDS: Mapping[str, str] = {
    NAME: "Name",
    SURNAME: "Last name, put after the name",
    EMAIL: "E-mail",
    CLINIC: "Clinic",
    ROLE: "Role",
    START: "First day with CoCM patients",
    CHAMPION: "PCP champion",
    HOURS: "Agreed hours a week",
    ACCESS: "Other access",
    LEGAL_NAME: "Legal name",
    INVITE: "Send the invitation",
}
IGNORED = ""

_SYNONYMS: Mapping[str, str] = {
    NAME: "name, full name, display name, person, staff name, employee name, employee, first name, given name, forename",
    SURNAME: "surname, last name, family name",
    EMAIL: "email, e mail, mail, email address, e mail address, work email, work e mail, email 1, email 2, second email, "
    "other email, personal email, alternate email",
    CLINIC: "clinic, clinic name, site, practice, location, clinic site",
    ROLE: "role, role id, cocm role, training role, role to train for, position, job title, title",
    START: "start date, start, startdate, first day with cocm patients, first day with patients, first patient day, "
    "cocm start date, cocm start",
    CHAMPION: "champion, pcp champion",
    HOURS: "hours a week, hours per week, agreed hours a week, agreed hours per week, agreed hours, weekly hours, "
    "training hours per week, hours",
    ACCESS: "access, grant, grants, other access, permissions, rights",
    LEGAL_NAME: "legal name, name on certificate, certificate name",
    INVITE: "send invitation, invite, invitation, send invite, send the invitation",
}  # fmt: skip
OURS = frozenset({"line", "column", "reason"})
"""The columns that a file of problems has more; left out without a word when it is sent in again."""


def plain(heading: str) -> str:
    """A heading as it is compared: lower case, words apart by single spaces."""
    return " ".join("".join(letter if letter.isalnum() else " " for letter in heading.casefold()).split())


@dataclass(frozen=True)
class FileKind:
    """One kind of file that can be imported: its fields in words, what each may be called, and which must be there.

    `name` is kept with an import, `several` are fields that may stand in more than one column.
    """

    name: str
    fields: Mapping[str, str]
    synonyms: Mapping[str, str]
    needed: tuple[str, ...]
    several: tuple[str, ...] = ()

    @cached_property
    def _known(self) -> dict[str, str]:
        return {word: field for field, words in self.synonyms.items() for word in words.split(", ")}

    def field_of(self, heading: str) -> str | None:
        """What a heading means, or None."""
        return self._known.get(plain(heading))

    def knows(self, heading: str) -> bool:
        """Whether a heading means something here."""
        return self.field_of(heading) is not None


PEOPLE = FileKind("people", FIELDS, _SYNONYMS, needed=(NAME, EMAIL), several=(EMAIL,))


@dataclass(frozen=True)
class Columns:
    """For each column of the file what it is read as, or IGNORED."""

    headings: tuple[str, ...]
    fields: tuple[str, ...]
    kind: FileKind = PEOPLE

    def columns(self, field: str) -> tuple[int, ...]:
        """The positions of the columns read as `field`."""
        return tuple(at for at, found in enumerate(self.fields) if found == field)

    def has(self, field: str) -> bool:
        """Whether any column is read as `field`."""
        return field in self.fields

    def heading(self, field: str) -> str:
        """What the file calls the first column read as `field`; our own word when it has none."""
        found = self.columns(field)
        return self.headings[found[0]] if found else self.kind.fields[field]

    @property
    def ignored(self) -> tuple[str, ...]:
        """The headings of columns that are not read, as they stand in the file."""
        return tuple(
            heading
            for heading, field in zip(self.headings, self.fields, strict=True)
            if field == IGNORED and heading and plain(heading) not in OURS
        )

    @property
    def missing(self) -> tuple[str, ...]:
        """Fields without which no line can be taken in."""
        return tuple(field for field in self.kind.needed if field not in self.fields)


def mapping_of(headings: Sequence[str], chosen: Mapping[int, str] | None = None, kind: FileKind = PEOPLE) -> Columns:
    """What each column is read as: what somebody chose by position, else what its heading means.

    A field that may stand once is taken from the first column that means it, chosen ones first.
    """
    picked = {at: field for at, field in (chosen or {}).items() if field in kind.fields or field == IGNORED}
    taken: set[str] = set()
    fields = [IGNORED] * len(headings)
    for at in chain(sorted(each for each in picked if each < len(headings)), _others(len(headings), picked)):
        field = picked.get(at, kind.field_of(headings[at]) or IGNORED)
        if field == IGNORED or (field in taken and field not in kind.several):
            continue
        fields[at] = field
        taken.add(field)
    return Columns(tuple(headings), tuple(fields), kind)


def _others(count: int, picked: Mapping[int, str]) -> Iterable[int]:
    return (at for at in range(count) if at not in picked)
