"""`lms db check`: recompute everything from the facts and name every difference."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session, selectinload

from lms import migrations
from lms.assessment.models import Attempt
from lms.assessment.queries import item_of
from lms.audit.queries import verify_all
from lms.clinic_pages.models import ClinicPage, ClinicPageVersion
from lms.credit.models import Certificate
from lms.credit.queries import payload
from lms.curriculum.course import Course
from lms.curriculum.editions import stored_item
from lms.curriculum.uploads.models import CoursePublication
from lms.database import Database
from lms.files import FileStore
from lms.learning.models import Completion
from lms.learning.placement.models import Placement
from lms.learning.spaced.models import SpacedAnswer
from lms.people.alone import holds_alone
from lms.people.models import Account, AccountWord, RoleHeld
from lms.people.names import name_key, name_words
from lms.practice.lab import Refused
from lms.practice.lab_queries import played_of
from lms.practice.models import CaseRun, LabEvidence, LabRun
from lms.practice.queries import walk_of
from lms.practice.rules import NoSuchChoice, NoSuchSeat
from lms.practice.together import check_rehearsals
from lms.readiness.actions import STALE, listed
from lms.readiness.models import ScheduleRow, ScheduleState
from lms.readiness.overview.models import MonthCount, MonthSnapshot
from lms.readiness.queries import local_today, standing_of
from lms.readiness.rules import schedule


def check(database: Database, files: FileStore, course: Course, now: datetime) -> list[str]:
    """Every difference as a sentence; an empty list is right. Reads one consistent state and writes nothing."""
    if migrations.current(database) != migrations.head():
        return ["The schema is not this program's; run `lms db upgrade`."]
    found = [f"The tables differ from what the program expects: {each}" for each in migrations.drift(database)]
    return found + differences(database, files, course, now)


def differences(database: Database, files: FileStore, course: Course, now: datetime) -> list[str]:
    """The same of the rows alone, for a database whose tables are known to be right."""
    found: list[str] = []
    with database.session() as session:
        if database.is_sqlite:
            found += [f"SQLite: {row[0]}" for row in session.execute(text("PRAGMA integrity_check")) if row[0] != "ok"]
            found += [
                f"A row of {row[0]} points to nothing in {row[2]}."
                for row in session.execute(text("PRAGMA foreign_key_check"))
            ]
        found += _attempts(session)
        found += _runs(session)
        found += _labs(session)
        found += check_rehearsals(session)
        found += _spaced(session)
        found += _completions(session)
        found += _placements(session)
        found += _schedules(session, course, now)
        found += _names(session)
        found += months_that_do_not_add_up(session)
        found += _certificates(session, files)
        found += _clinic_pages(session)
        found += _publications(session, files)
        found += _chains(session)
    return found


def _attempts(session: Session) -> Iterator[str]:
    for attempt in session.scalars(select(Attempt).options(selectinload(Attempt.items))):
        if len(attempt.items) != attempt.drawn or [row.position for row in attempt.items] != list(
            range(1, attempt.drawn + 1)
        ):
            yield f"Attempt {attempt.id} does not hold its {attempt.drawn} questions."
        if attempt.handed_in_at is None:
            continue
        right = 0
        for row in attempt.items:
            key = next(option.id for option in item_of(session, row).options if option.correct)
            right += row.chosen == key
            if row.right is not (row.chosen == key):
                yield f"Attempt {attempt.id}, question {row.position}: the mark differs from the key it was drawn with."
        if right != attempt.right_count or attempt.passed is not (right >= attempt.needed):
            yield f"Attempt {attempt.id}: stored as {attempt.right_count} right, recomputed as {right}."


def _runs(session: Session) -> Iterator[str]:
    for run in session.scalars(select(CaseRun).options(selectinload(CaseRun.steps))):
        try:
            place = walk_of(session, run).place
        except (NoSuchChoice, NoSuchSeat, KeyError, NoResultFound) as error:
            yield f"Case run {run.id} cannot be walked again: {error}."
            continue
        if place.ended is not (run.finished_at is not None) or (run.ending or place.stage.id) != place.stage.id:
            yield f"Case run {run.id}: stored as ended at {run.ending}, recomputed at {place.stage.id}."


def _labs(session: Session) -> Iterator[str]:
    shown: dict[str, list[tuple[str, int, int, bool]]] = {}
    for row in session.scalars(select(LabEvidence).order_by(LabEvidence.run_id, LabEvidence.duty_id)):
        shown.setdefault(row.run_id, []).append((row.duty_id, row.right, row.of, row.safety_missed))
    for run in session.scalars(select(LabRun).options(selectinload(LabRun.steps))):
        if any(not step.move for step in run.steps):
            continue  # Its account was closed, and what was written with it erased.
        try:
            played = played_of(session, run)
        except (Refused, LookupError, NoResultFound) as error:
            yield f"Lab run {run.id} cannot be played again: {error}."
            continue
        if played.ended is not (run.finished_at is not None):
            yield f"Lab run {run.id}: stored as {'ended' if run.finished_at else 'open'}, recomputed as the other."
            continue
        marks = played.lab.marks(played.exercise, played.state) if played.ended else ()
        wanted = sorted((mark.duty, mark.right, mark.of, mark.safety_missed) for mark in marks)
        if shown.get(run.id, []) != wanted:
            yield f"Lab run {run.id}: what it showed of each duty differs from its steps."


def _placements(session: Session) -> Iterator[str]:
    wanted = select(Placement, Attempt).join(Attempt, Attempt.id == Placement.attempt_id)
    for row, attempt in session.execute(wanted.options(selectinload(Placement.parts))):
        if attempt.account_id != row.account_id or not attempt.passed:
            yield f"Placement {row.id} rests on no diagnostic that its person passed."
        if not row.parts:
            yield f"Placement {row.id} skips nothing."


def _spaced(session: Session) -> Iterator[str]:
    for row in session.scalars(select(SpacedAnswer)):
        item = stored_item(session, row.item_hash)
        right = next((option.correct for option in item.options if option.id == row.chosen), None)
        if item.id != row.item_id or right is not row.right:
            yield f"Answer {row.id} in spaced review: the mark differs from the key of the question it answered."


def _completions(session: Session) -> Iterator[str]:
    for row in session.scalars(select(Completion).where(Completion.kind != "lesson")):
        attempt = session.get(Attempt, row.evidence_id or "") if row.kind == "test" else None
        run: CaseRun | LabRun | None = session.get(CaseRun, row.evidence_id or "") if row.kind == "case" else None
        if row.kind == "lab":
            run = session.get(LabRun, row.evidence_id or "")
        owner = (
            attempt.account_id if attempt and attempt.passed else run.account_id if run and run.finished_at else None
        )
        if owner != row.account_id:
            yield f"Completion {row.id} of {row.requirement_id} has no evidence of its own."


def _names(session: Session) -> Iterator[str]:
    """Copies of names and organisations by which lists sort and find."""
    words: dict[str, set[str]] = {}
    for row in session.scalars(select(AccountWord)):
        words.setdefault(row.account_id, set()).add(row.word)
    for account in session.scalars(select(Account).where(Account.erased_at.is_(None))):
        if words.get(account.id, set()) != set(name_words(account.name)):
            yield f"The words by which account {account.id} is found are not those of its name."
    for held in session.scalars(select(RoleHeld)):
        copies = name_key(held.account.name), held.clinic.organisation_id
        if (held.name_key, held.organisation_id) != copies:
            yield f"Lists keep role {held.id} under another name or organisation than it has."
    for held_id in session.scalars(select(RoleHeld.id).where(RoleHeld.listed_alone != holds_alone(RoleHeld))):
        yield f"Lists take role {held_id} for the only one of its holder where it is not, or not where it is."


def _schedules(session: Session, course: Course, now: datetime) -> Iterator[str]:
    for held in session.scalars(select(RoleHeld).where(RoleHeld.ended_on.is_(None))):
        state = session.get(ScheduleState, held.id)
        if held.listed_edition != (state.edition if state else STALE):
            yield f"Lists take role {held.id} for computed with another edition than its schedule."
        if state is None or state.edition != course.edition:
            continue
        stored = session.scalars(
            select(ScheduleRow).where(ScheduleRow.role_held_id == held.id).order_by(ScheduleRow.from_date)
        ).all()
        found = standing_of(session, held, course, state.computed_for)
        wanted = schedule(found.timeline, found.facts, state.computed_for)
        if [(row.from_date, row.standing, row.rank, row.due_on) for row in stored] != [
            (row.from_date, row.standing, row.rank, row.due_date) for row in wanted
        ]:
            yield f"The schedule of role {held.id} differs from its facts."
        if (held.listed_rank, held.listed_due, held.listed_until) != listed(wanted):
            yield f"Lists sort role {held.id} otherwise than its schedule says."
        today = local_today(held, now)
        in_force = [row.standing for row in stored if row.from_date <= today]
        if in_force and in_force[-1] != standing_of(session, held, course, today).standing.standing:
            yield f"The standing of role {held.id} on {today} differs from its schedule."


def _clinic_pages(session: Session) -> Iterator[str]:
    numbers: dict[str, list[int]] = {}
    query = select(ClinicPageVersion.page_id, ClinicPageVersion.number).order_by(ClinicPageVersion.number)
    for page_id, number in session.execute(query):
        numbers.setdefault(page_id, []).append(number)
    for page in session.scalars(select(ClinicPage)):
        if numbers.get(page.id) != list(range(1, page.version + 1)):
            yield f"The clinic's own page {page.id} does not hold its {page.version} versions."


def _publications(session: Session, files: FileStore) -> Iterator[str]:
    query = select(CoursePublication).where(CoursePublication.number.is_not(None)).order_by(CoursePublication.number)
    for place, row in enumerate(session.scalars(query), 1):
        if row.number != place:
            yield f"What was published is not counted one by one: {row.number} stands where {place} should."
        if row.upload is not None and files.get(row.upload.digest) is None:
            yield f"The course published as number {row.number}: its stored file is missing or was altered."


def _certificates(session: Session, files: FileStore) -> Iterator[str]:
    for row in session.scalars(select(Certificate)):
        try:
            made = payload(row)
        except ValueError as error:
            yield f"Certificate {row.serial}: its payload cannot be read: {error}"
            continue
        if (made.id, made.serial, made.code.replace("-", "")) != (row.id, row.serial, row.code):
            yield f"Certificate {row.serial}: its payload names another certificate."
        if not row.gates or not all(gate["done"] for gate in row.gates):
            yield f"Certificate {row.serial} stands without its gates."
        if row.pdf_hash is not None and files.get(row.pdf_hash) is None:
            yield f"Certificate {row.serial}: its stored file is missing or was altered."
    doubled = select(Certificate.account_id, Certificate.scope).where(
        Certificate.revoked_at.is_(None), Certificate.superseded_at.is_(None)
    )
    for account_id, scope in session.execute(
        doubled.group_by(Certificate.account_id, Certificate.scope).having(func.count() > 1)
    ):
        yield f"Account {account_id} holds two valid certificates for {scope}."


def months_that_do_not_add_up(session: Session) -> Iterator[str]:
    """A sentence for each month end whose counts do not come to what was counted."""
    sums = select(MonthCount.clinic_id, MonthCount.as_of, func.sum(MonthCount.number)).group_by(
        MonthCount.clinic_id, MonthCount.as_of
    )
    counted = {(clinic_id, as_of): number for clinic_id, as_of, number in session.execute(sums)}
    for row in session.scalars(select(MonthSnapshot)):
        if counted.get((row.clinic_id, row.as_of), 0) != row.held:
            yield f"The count of clinic {row.clinic_id} at the end of {row.as_of} does not add up to {row.held}."


def _chains(session: Session) -> Iterator[str]:
    for bad in verify_all(session):
        yield f"The audit chain {bad.chain} is broken: {bad.sentence}"
