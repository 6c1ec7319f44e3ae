"""What becomes of each line of a file of reported completions: new, changed, unchanged or refused, with every reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from lms.learning.outside.reported.rules.columns import EMAIL, MINUTES
from lms.learning.outside.reported.rules.lines import Completed, CompletionReader
from lms.people.importing.rules.columns import Columns
from lms.people.importing.rules.facts import Change, Judged, Outcome, PersonFact, Plan, Problem
from lms.people.importing.rules.reading import Row, Sheet

UNKNOWN = "Nobody here has this address. Add or import the person first, or correct the address."
"""Also for an address that is somebody's out of this actor's sight: which of them it is, nobody learns."""
TAKEN_UP = "A supervisor took this up with the time it had; what the file says now changes nothing."

Line = Judged[Completed]
What = tuple[str, str, date]


@dataclass(frozen=True)
class ReportFact:
    """A report that is here already. `taken_up`: a supervisor made a training of it, which an import leaves alone."""

    id: str
    minutes: int | None
    taken_up: bool


def read_lines(sheet: Sheet, reader: CompletionReader) -> tuple[Line, ...]:
    """Every line read by itself: refused with all that is wrong in it, or (for now) new."""
    lines = []
    for row in sheet.rows:
        wish = reader.read(row)
        outcome = Outcome.NEW if wish else Outcome.REFUSED
        lines.append(Judged(row, outcome, wish, problems=tuple(reader.problems), remarks=tuple(reader.remarks)))
    return tuple(lines)


def judge(
    sheet: Sheet,
    columns: Columns,
    lines: Sequence[Line],
    people: Mapping[str, PersonFact],
    reports: Mapping[tuple[str, What], ReportFact],
) -> Plan[Completed]:
    """The plan: each line compared with who is here (`people`, by folded address), what was reported of them, and the lines above."""
    first: dict[tuple[str, What], Row] = {}
    return Plan(sheet, columns, tuple(_judged(line, columns, people, reports, first) for line in lines))


def _judged(
    line: Line,
    columns: Columns,
    people: Mapping[str, PersonFact],
    reports: Mapping[tuple[str, What], ReportFact],
    first: dict[tuple[str, What], Row],
) -> Line:
    wish = line.wish
    if wish is None:
        return line
    person = people.get(wish.key)
    reason = _against(person)
    if reason is not None or person is None:
        return _refused(line, Problem(columns.heading(EMAIL), wish.email, reason or UNKNOWN))
    key = (person.account_id, wish.what)
    if key in first:
        said = f"The same completion of the same person stands in line {first[key].line}."
        return _refused(line, Problem(columns.heading(EMAIL), wish.email, said))
    first[key] = line.row
    known = reports.get(key)
    found = replace(line, account_id=person.account_id, known_as=person.name)
    if known is None:
        return found
    changes = tuple(_changes(wish, known))
    remarks = found.remarks
    if changes and known.taken_up:
        changes, remarks = (), (*remarks, Problem(columns.heading(MINUTES), str(wish.minutes), TAKEN_UP))
    outcome = Outcome.CHANGED if changes else Outcome.UNCHANGED
    return replace(found, outcome=outcome, held_id=known.id, changes=changes, remarks=remarks)


def _against(person: PersonFact | None) -> str | None:
    if person is None or not person.reachable:
        return UNKNOWN
    return f"The account of {person.name} is deactivated." if person.deactivated else None


def _refused(line: Line, problem: Problem) -> Line:
    return replace(line, outcome=Outcome.REFUSED, problems=(problem,))


def _changes(wish: Completed, known: ReportFact) -> Iterable[Change]:
    if wish.minutes is not None and wish.minutes != known.minutes:
        yield Change(MINUTES, "" if known.minutes is None else str(known.minutes), str(wish.minutes))


def keys_of(lines: Iterable[Line]) -> set[str]:
    """Every address of the lines that were understood, folded."""
    return {line.wish.key for line in lines if line.wish}
