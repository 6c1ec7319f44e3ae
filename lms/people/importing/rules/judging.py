"""What becomes of each line of a file, given who is here already: new, changed, unchanged or refused, with every reason.

Source: requirements C36 to C38 and F29 of the house: all errors in one pass, counts before anything is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from lms.people.importing.rules import columns as col
from lms.people.importing.rules.cells import CheckEmail, LineReader
from lms.people.importing.rules.columns import Columns
from lms.people.importing.rules.dates import Order
from lms.people.importing.rules.facts import (
    Change,
    ClinicFact,
    HeldFact,
    Judged,
    Outcome,
    PersonFact,
    Plan,
    Problem,
    Wish,
)
from lms.people.importing.rules.reading import Row, Sheet
from lms.people.rules import ROLES

CLOSED = "This address cannot be taken in here. Use another one, or ask whoever runs this installation."
"""One sentence for every address that is somebody's out of this actor's sight: which of them it is, nobody learns."""


def read_lines(
    sheet: Sheet, columns: Columns, clinics: Sequence[ClinicFact], *, order: Order, check_email: CheckEmail
) -> tuple[Judged[Wish], ...]:
    """Every line read by itself: refused with all that is wrong in it, or (for now) new."""
    reader = LineReader(columns, clinics, order=order, check_email=check_email)
    lines = []
    for row in sheet.rows:
        wish = reader.read(row)
        outcome = Outcome.NEW if wish else Outcome.REFUSED
        lines.append(Judged(row, outcome, wish, problems=tuple(reader.problems), remarks=tuple(reader.remarks)))
    return tuple(lines)


def keys_of(lines: Iterable[Judged[Wish]]) -> set[str]:
    """Every address of the lines that were understood, folded."""
    return {key for line in lines if line.wish for _, key in line.wish.emails}


def judge(sheet: Sheet, columns: Columns, lines: Sequence[Judged[Wish]], known: Mapping[str, PersonFact]) -> Plan[Wish]:
    """The plan: each line compared with who is here (`known`, by folded address) and with the lines above it."""
    judge_ = _Judge(columns, known)
    return Plan(sheet, columns, tuple(judge_.line(line) for line in lines))


class _Judge:
    def __init__(self, columns: Columns, known: Mapping[str, PersonFact]) -> None:
        self._columns = columns
        self._known = known
        self._first: dict[str, Judged[Wish]] = {}
        self._roles: dict[tuple[str, str, str], Row] = {}

    def line(self, line: Judged[Wish]) -> Judged[Wish]:
        wish = line.wish
        if wish is None:
            return line
        people = {each.account_id: each for _, key in wish.emails if (each := self._known.get(key))}
        problems = [*self._of_people(wish, list(people.values())), *self._of_the_file(wish, set(people))]
        if problems:
            return replace(line, outcome=Outcome.REFUSED, problems=tuple(problems))
        person = next(iter(people.values()), None)
        judged = self._compared(line, wish, person) if person else self._new(line, wish)
        if judged.outcome is not Outcome.REFUSED:
            for _, key in wish.emails:
                self._first.setdefault(key, judged)
                if wish.clinic and wish.role:
                    self._roles.setdefault((key, wish.clinic.id, wish.role), line.row)
        return judged

    def _problem(self, field: str, value: str, reason: str) -> Problem:
        return Problem(self._columns.heading(field), value, reason)

    def _of_people(self, wish: Wish, people: Sequence[PersonFact]) -> Iterable[Problem]:
        for person in people:
            said = next(typed for typed, key in wish.emails if self._known.get(key) is person)
            if not person.reachable:
                yield self._problem(col.EMAIL, said, CLOSED)
            elif person.deactivated:
                yield self._problem(col.EMAIL, said, f"The account of {person.name} is deactivated.")
        if len(people) > 1 and all(person.reachable for person in people):
            names = " and ".join(person.name for person in people)
            yield self._problem(col.EMAIL, wish.emails[0][0], f"These addresses belong to different people: {names}.")

    def _of_the_file(self, wish: Wish, accounts: set[str]) -> Iterable[Problem]:
        for typed, key in wish.emails:
            earlier = self._first.get(key)
            if earlier is None or earlier.wish is None:
                continue
            twice = wish.clinic and wish.role and self._roles.get((key, wish.clinic.id, wish.role))
            other = earlier.account_id not in accounts if accounts else earlier.account_id is not None
            if other or earlier.wish.name.casefold() != wish.name.casefold():
                reason = f"Line {earlier.row.line} gives this address to {earlier.wish.name}."
            elif twice:
                reason = f"The same person stands in line {twice.line} with the same role and clinic."
            elif not (wish.clinic and wish.role):
                reason = f"The same person stands in line {earlier.row.line}."
            else:
                continue
            yield self._problem(col.EMAIL, typed, reason)
            return

    def _new(self, line: Judged[Wish], wish: Wish) -> Judged[Wish]:
        if wish.role is not None and wish.start_date is None:
            return self._without_start(line)
        return replace(line, outcome=Outcome.NEW)

    def _without_start(self, line: Judged[Wish]) -> Judged[Wish]:
        reason = "Enter the first day with CoCM patients; the training plan counts from it."
        return replace(line, outcome=Outcome.REFUSED, problems=(self._problem(col.START, "", reason),))

    def _compared(self, line: Judged[Wish], wish: Wish, person: PersonFact) -> Judged[Wish]:
        held = person.roles.get((wish.clinic.id, wish.role)) if wish.clinic and wish.role else None
        if wish.clinic and wish.role and held is None and wish.start_date is None:
            return self._without_start(line)
        changes = [*self._of_role(wish, held), *self._of_access(wish, person)]
        if wish.legal_name and not person.legal_name:
            changes.append(Change(col.LEGAL_NAME, "", wish.legal_name))
        remarks = [*line.remarks, *self._kept(wish, person, held)]
        outcome = Outcome.CHANGED if changes else Outcome.UNCHANGED
        return replace(
            line,
            outcome=outcome,
            account_id=person.account_id,
            held_id=held.id if held else None,
            known_as=person.name,
            changes=tuple(changes),
            remarks=tuple(remarks),
        )

    @staticmethod
    def _of_role(wish: Wish, held: HeldFact | None) -> Iterable[Change]:
        if wish.clinic is None or wish.role is None:
            return
        if held is None:
            yield Change(col.ROLE, "", f"{ROLES[wish.role]}, {wish.clinic.name}")
            return
        if wish.start_date is not None and wish.start_date != held.start_date:
            yield Change(col.START, held.start_date.isoformat(), wish.start_date.isoformat())
        if wish.minutes is not None and wish.minutes != held.minutes:
            yield Change(col.HOURS, str(held.minutes or ""), str(wish.minutes))

    @staticmethod
    def _of_access(wish: Wish, person: PersonFact) -> Iterable[Change]:
        for kind, scope in wish.access:
            if not {(kind, scope), (kind, None)} & person.access:
                yield Change(col.ACCESS, "", kind)

    def _kept(self, wish: Wish, person: PersonFact, held: HeldFact | None) -> Iterable[Problem]:
        if person.name.casefold() != wish.name.casefold():
            yield self._problem(
                col.NAME, wish.name, f"Known here as {person.name}. The name stays; people change it themselves."
            )
        for typed, key in wish.emails:
            if key not in person.keys:
                reason = "Not added: only the person, signed in, adds an address to an account that is there already."
                yield self._problem(col.EMAIL, typed, reason)
        if held is not None and wish.champion is not None and wish.champion != held.champion:
            said = "the PCP champion" if held.champion else "not the PCP champion"
            yield self._problem(col.CHAMPION, "", f"Recorded here as {said}; an import does not change that.")
        if wish.legal_name and person.legal_name and person.legal_name != wish.legal_name:
            yield self._problem(col.LEGAL_NAME, wish.legal_name, "A legal name is recorded already and stays.")
