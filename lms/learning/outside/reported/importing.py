"""What an import of reported completions would do, and doing it, each effect noted so that it can be undone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from lms.ids import new_id
from lms.learning.outside.reported.models import ReportedTraining
from lms.learning.outside.reported.queries import report_facts
from lms.learning.outside.reported.rules.columns import TRAINING
from lms.learning.outside.reported.rules.judging import Line, judge, keys_of, read_lines
from lms.learning.outside.reported.rules.lines import Completed, CompletionReader
from lms.learning.outside.reported.rules.words import completed_words
from lms.people import addresses
from lms.people.actions import local_day
from lms.people.importing.keeping import Choices
from lms.people.importing.lookup import people_facts
from lms.people.importing.models import ImportEffect, PeopleImport
from lms.people.importing.problems import written
from lms.people.importing.rules.columns import mapping_of
from lms.people.importing.rules.facts import Outcome, Plan
from lms.people.importing.rules.reading import Sheet
from lms.people.permissions import Actor, Permission
from lms.people.queries import clinics_of

TEMPLATE = (
    ("person", "title", "provider", "completed_on", "minutes"),
    ("wen.li@clinic.example", "Motivational interviewing, an introduction", "Estuary Health Training", "2026-05-04", "90"),
)  # fmt: skip


def plan_of(
    session: Session, *, actor: Actor, now: datetime, organisation_id: str, sheet: Sheet, choices: Choices
) -> Plan[Completed]:
    """What an import of this sheet would do as things are now; writes nothing, in a handful of queries."""
    columns = mapping_of(sheet.header, choices.columns, TRAINING)
    days = [local_day(clinic, now) for clinic in clinics_of(session, organisation_id)]
    reader = CompletionReader(
        columns, order=choices.order, today=max(days, default=now.date()), check_email=addresses.checked
    )
    lines = read_lines(sheet, reader)
    people = people_facts(
        session, actor, keys_of(lines), organisation_id=organisation_id, permission=Permission.PEOPLE_INVITE
    )
    known = report_facts(session, (each.account_id for each in people.values() if each.reachable))
    return judge(sheet, columns, lines, people, known)


def write_plan(session: Session, *, now: datetime, row: PeopleImport, plan: Plan[Completed]) -> None:
    """Write every line of a plan that is new or changed."""
    number = 0
    for line in (*plan.of(Outcome.NEW), *plan.of(Outcome.CHANGED)):
        wish = line.wish
        if wish is None or line.account_id is None:
            continue
        number += 1
        if line.outcome is Outcome.NEW:
            made = ReportedTraining(
                id=new_id(), account_id=line.account_id, import_id=row.id, title=wish.title, provider=wish.provider,
                completed_on=wish.completed_on, minutes=wish.minutes, reported_at=now,
            )  # fmt: skip
            session.add(made)
            session.add(_effect(row, number, line, "training", made.id, None, completed_words(wish)))
            continue
        known = session.get_one(ReportedTraining, line.held_id)
        before = None if known.minutes is None else str(known.minutes)
        session.add(_effect(row, number, line, "minutes", known.id, before, str(wish.minutes)))
        known.minutes = wish.minutes
    session.flush()


def _effect(
    row: PeopleImport, number: int, line: Line, kind: str, subject_id: str, before: str | None, after: str
) -> ImportEffect:
    return ImportEffect(
        id=new_id(), import_id=row.id, number=number, line=line.row.line, account_id=line.account_id,
        person=line.name, kind=kind, subject_id=subject_id, before=before, after=after,
    )  # fmt: skip


def template_file() -> bytes:
    """A file to fill in, with one invented completion as the example."""
    return written(TEMPLATE, ",")
