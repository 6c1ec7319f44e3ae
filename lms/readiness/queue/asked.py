"""What somebody has asked for and what waits until it is answered: one read for each kind, each with its own permission."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy.orm import Session

from lms.clinic_pages.queries import overdue_of
from lms.curriculum.course import Course
from lms.learning.outside.models import OutsideTraining
from lms.learning.outside.queries import waiting_for as waiting_trainings
from lms.learning.outside.reported.queries import made_of_reports
from lms.people.erasure.queries import waiting_requests
from lms.people.permissions import Actor
from lms.people.rules import ROLES
from lms.practice.feedback import waiting_for as waiting_runs
from lms.readiness.rules import day_words, duration_words
from lms.readiness.rules.dates import local_date
from lms.readiness.rules.queue import Thing
from lms.readiness.skills.models import SkillSeen
from lms.readiness.skills.queries import unconfirmed_for, unsigned_for
from lms.readiness.skills.ratings import to_rate


def asked_things(session: Session, actor: Actor, course: Course, zone: str) -> Iterator[Thing]:
    """Everything that was asked of the actor. Days of instants are those of `zone`, her own."""
    yield from _ratings(session, actor)
    yield from _signatures(session, actor, course)
    yield from _logs(session, actor, zone)
    yield from _runs(session, actor, course, zone)
    yield from _trainings(session, actor, zone)
    yield from _pages(session, actor)
    yield from _erasures(session, actor, zone)


def _ratings(session: Session, actor: Actor) -> Iterator[Thing]:
    for each in to_rate(session, actor):
        yield Thing(
            kind="rating", id=each.rating_id, what="Rate her skills; her own ratings are handed in",
            since=each.handed_in_on, pieces=(f"rating:{each.rating_id}",), person=each.name, account_id=each.account_id,
            clinic_id=each.clinic_id,
        )  # fmt: skip


def _signatures(session: Session, actor: Actor, course: Course) -> Iterator[Thing]:
    for each in unsigned_for(session, actor, course):
        for row, skill in each.unsigned:
            yield Thing(
                kind="signature", id=row.id, what=skill.title, since=row.seen_on, pieces=(skill_piece(row),),
                person=each.account.name, account_id=each.account.id, clinic=row.clinic.name, clinic_id=row.clinic_id,
                together=ready_to_sign(row, actor), ref=(("skill_id", skill.id),), note=_noted(row, actor),
            )  # fmt: skip


def _noted(row: SkillSeen, actor: Actor) -> str:
    if row.noted_by_account_id == row.account_id:
        who = "She asks for it"
    else:
        who = "You noted it" if row.noted_by_account_id == actor.account_id else "A colleague noted it"
    how = ", ".join(each for each in (row.method, row.state) if each)
    said = f"{who}, seen {day_words(row.seen_on)}{': ' + how if how else ''}."
    return f"{said} “{row.comment}”" if row.comment else said


def skill_piece(row: SkillSeen) -> str:
    """One skill of one person, as a piece of the queue."""
    return f"skill:{row.account_id}:{row.skill_id}"


def ready_to_sign(row: SkillSeen, actor: Actor) -> bool:
    """Whether a signature needs no further word: the actor herself saw it, said how, and judged it.

    What somebody else noted, or a learner asks for, is looked at by itself: a signature says what its signer saw.
    """
    said = row.method is not None and row.state is not None
    return said and row.noted_by_account_id == actor.account_id and (row.state != "not applicable" or bool(row.comment))


def _logs(session: Session, actor: Actor, zone: str) -> Iterator[Thing]:
    for row, account in unconfirmed_for(session, actor):
        what = "Shadowing" if row.kind == "shadowing" else "Panel review"
        yield Thing(
            kind="log", id=row.id, what=f"{what}, {day_words(row.held_on)}, {duration_words(row.minutes)}",
            since=local_date(row.recorded_at, zone), pieces=(f"log:{row.id}",), person=account.name,
            account_id=account.id, clinic_id=row.clinic_id, together=True,
            note=f"With: {ROLES.get(row.with_role, row.with_role).lower()}. “{row.what}”",
        )  # fmt: skip


def _runs(session: Session, actor: Actor, course: Course, zone: str) -> Iterator[Thing]:
    for row, run, account in waiting_runs(session, actor):
        lab = course.exercise(run.exercise_id)
        yield Thing(
            kind="feedback", id=row.run_id, what=lab.title if lab else "A lab that is not in the course any more",
            since=local_date(row.asked_at, zone), pieces=(f"run:{row.run_id}",), person=account.name,
            account_id=account.id,
        )  # fmt: skip


def _trainings(session: Session, actor: Actor, zone: str) -> Iterator[Thing]:
    waiting = waiting_trainings(session, actor)
    taken_up = made_of_reports(session, (row.id for row, _ in waiting))
    for row, account in waiting:
        yield Thing(
            kind="hours" if row.certificate is None else "certificate", id=row.id,
            what=f"{row.title}, {duration_words(row.minutes)}", since=local_date(row.recorded_at, zone),
            pieces=(f"training:{row.id}",), person=account.name, account_id=account.id,
            together=row.certificate is None and row.id not in taken_up, note=_shown(row, reported=row.id in taken_up),
            ref=(("file", row.evidence.file_name),) if row.evidence is not None else (),
        )  # fmt: skip


def _shown(row: OutsideTraining, *, reported: bool) -> str:
    said = f"{row.provider}, {day_words(row.held_on)}."
    if reported:
        return f"{said} {row.shows}"
    return f"{said} What shows it, in her words: “{row.shows}”" if row.shows else said


def _pages(session: Session, actor: Actor) -> Iterator[Thing]:
    for page, version in overdue_of(session, actor):
        yield Thing(
            kind="page", id=page.id, what=version.title, since=version.review_on, pieces=(f"page:{page.id}",),
            clinic=page.clinic.name if page.clinic else page.organisation.name, clinic_id=page.clinic_id or "",
            holds_up=version.review_on,
        )  # fmt: skip


def _erasures(session: Session, actor: Actor, zone: str) -> Iterator[Thing]:
    for row in waiting_requests(session, actor):
        if row.account_id != actor.account_id:
            yield Thing(
                kind="erasure", id=row.id, what="Asks for what is held on them to be erased",
                since=local_date(row.asked_at, zone), pieces=(f"erasure:{row.id}",), person=row.account.name,
                account_id=row.account_id, holds_up=row.due_on, note=f"To be answered by {day_words(row.due_on)}.",
            )  # fmt: skip


def today_in(zone: str, now: datetime, as_of: date | None) -> date:
    """The local day asked for."""
    return as_of or local_date(now, zone)
