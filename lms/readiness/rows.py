"""One role held as every list, page, file and answer shows it: made in one place, so that all of them agree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date

from sqlalchemy.orm import Session

from lms.curriculum.course import Course
from lms.people.names import name_key
from lms.people.queries import primary_emails
from lms.readiness.queries import PersonStanding
from lms.readiness.rules import RANKS, Word, available_words, blocked_by

COLUMNS = (
    "person", "email", "clinic", "role", "start_date", "standing", "reason", "minutes_left",
    "pace_minutes_per_week", "forecast_date", "due_date", "next_action", "blocked_by", "last_activity_on",
    "opens_on", "minutes_required", "minutes_done", "own_minutes_per_week", "agreed_minutes_per_week", "available",
    "as_of", "zone",
)  # fmt: skip
"""The columns of commands and files, in order."""


@dataclass(frozen=True)
class Row:
    """A role held on a day. Minutes are whole planned minutes, dates the clinic's; None where there is nothing to say.

    role: the id, as `bhcm`; role_title in words. rank: place in a list sorted by risk, 0 first. pace_minutes_per_week:
    needed from the day on. own_minutes_per_week: done in each of the last 28 days' weeks. forecast_date: where that
    leads. blocked_by: what stands between the person and being ready. last_activity_on: when a part, required or not,
    was last completed. available: how much of the course there is, while parts of it are in preparation. as_of: the
    day all of this is for, in `zone`.
    """

    role_held_id: str
    account_id: str
    person: str
    email: str
    clinic_id: str
    clinic: str
    role: str
    role_title: str
    start_date: date
    standing: Word
    rank: int
    reason: str
    minutes_left: int
    pace_minutes_per_week: int | None
    forecast_date: date | None
    due_date: date | None
    next_action: str | None
    blocked_by: str | None
    last_activity_on: date | None
    opens_on: date | None
    minutes_required: int
    minutes_done: int
    own_minutes_per_week: int | None
    agreed_minutes_per_week: int
    available: str | None
    as_of: date
    zone: str

    @property
    def urgency(self) -> tuple[int, date, str, str]:
        """Where it stands in a list by risk."""
        return urgency(self.standing, self.due_date, self.person, self.role_held_id)

    def values(self) -> dict[str, str | int | date | None]:
        """Every field by its name."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


def urgency(standing: Word, due_date: date | None, name: str, role_held_id: str) -> tuple[int, date, str, str]:
    """The order of every list: the rank of the standing, then the earlier date, then the name."""
    return RANKS[standing], due_date or date.max, name_key(name), role_held_id


def rows_of(session: Session, course: Course, standings: Iterable[PersonStanding]) -> tuple[Row, ...]:
    """The rows of some standings, in the order given; one query for all their addresses."""
    shown = tuple(standings)
    emails = primary_emails(session, {each.held.account_id for each in shown})
    return tuple(_row(each, course, emails.get(each.held.account_id, "")) for each in shown)


def _row(each: PersonStanding, course: Course, email: str) -> Row:
    held, standing, facts = each.held, each.standing, each.facts
    finished = {done.requirement_id for done in each.progress.done}
    still_open = [course.title_of[part] for part in each.progress.required if part not in finished]
    return Row(
        role_held_id=held.id,
        account_id=held.account_id,
        person=held.account.name,
        email=email,
        clinic_id=held.clinic_id,
        clinic=held.clinic.name,
        role=held.role,
        role_title=each.timeline.short,
        start_date=facts.start_date,
        standing=standing.standing,
        rank=standing.rank,
        reason=standing.reason,
        minutes_left=standing.minutes_left,
        pace_minutes_per_week=standing.pace_minutes_per_week,
        forecast_date=standing.forecast_date,
        due_date=standing.due_date,
        next_action=standing.next_action,
        blocked_by=blocked_by(standing, still_open),
        last_activity_on=each.last_activity_on,
        opens_on=standing.opens,
        minutes_required=facts.minutes_required,
        minutes_done=facts.minutes_done,
        own_minutes_per_week=standing.own_minutes_per_week,
        agreed_minutes_per_week=standing.agreed_minutes_per_week,
        available=available_words(facts),
        as_of=each.today,
        zone=held.clinic.zone,
    )
