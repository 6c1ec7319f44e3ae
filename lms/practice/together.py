"""Two colleagues at one table: begun by one, joined by the other with a code, read by nobody but the two.

A rehearsal is its lab, its seed and the turns that were taken; where it stands is computed. A page that knows another
number of turns is an old one and changes nothing; neither does whoever's turn it is not.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.curriculum.course import Course, Exercise
from lms.curriculum.editions import ensure_edition, stored_exercise
from lms.errors import Invalid, NotFound
from lms.people.access import hold
from lms.people.models import Account
from lms.people.permissions import Actor, Permission
from lms.practice.lab import Move, Refused
from lms.practice.lab_actions import SEEDS
from lms.practice.models import Rehearsal, RehearsalSeat, RehearsalTurn
from lms.practice.rehearsal.lab import RehearsalLab, body_of
from lms.practice.rehearsal.moves import entries_of
from lms.practice.rehearsal.table import SEAT_OF, SEATS, Table, set_table

LETTERS = "BCDFGHJKLMNPQRSTVWXZ23456789"
"""Of a code: without vowels, and without what is read for something else."""
LENGTH = 10
CASES = 2
"""Cases of one rehearsal; each goes five times across the table."""


@dataclass(frozen=True)
class Together:
    """A rehearsal as one person may see it. `seat` is hers, None while she may still sit down; names are by seat."""

    row: Rehearsal
    exercise: Exercise
    table: Table
    number: int
    seat: str | None
    names: dict[str, str]

    @property
    def free(self) -> str | None:
        """The seat in which nobody sits yet."""
        return next((each for each in SEATS if each not in self.names), None)

    @property
    def ended(self) -> bool:
        """Whether the last case was read back."""
        return self.table.next is None

    @property
    def turn_of(self) -> str | None:
        """The seat whose turn it is; None once the rehearsal is over."""
        return SEAT_OF[self.table.next[0]] if self.table.next else None


def begin_together(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    course: Course,
    exercise_id: str,
    seat: str,
    seed: int | None = None,
) -> Rehearsal:
    """Begin a rehearsal in one of the two seats. Raises NotFound, Invalid."""
    exercise = course.exercise(exercise_id)
    if exercise is None or exercise.kind != RehearsalLab.kind or not actor.may(Permission.OWN_CASE):
        raise NotFound()
    if seat not in SEATS:
        raise Invalid("Choose a seat.", field="seat")
    hold(session, actor.account_id)
    ensure_edition(session, course, now)
    row = Rehearsal(
        code="".join(secrets.choice(LETTERS) for _ in range(LENGTH)),
        organisation_id=actor.organisation_id,
        exercise_id=exercise.id,
        exercise_hash=exercise.hash,
        seed=secrets.randbelow(SEEDS) if seed is None else seed,
        started_at=now,
        seats=[RehearsalSeat(seat=seat, account_id=actor.account_id, taken_at=now)],
    )
    session.add(row)
    session.flush()
    return row


def get_together(session: Session, *, actor: Actor, exercise: Exercise, code: str, lock: bool = False) -> Together:
    """A rehearsal of this lab for one of the two, or for a colleague while a seat is free. Raises NotFound."""
    if not actor.may(Permission.OWN_CASE):
        raise NotFound()
    names = (exercise.id, *exercise.aliases)
    wanted = select(Rehearsal).where(Rehearsal.code == clean(code), Rehearsal.exercise_id.in_(names))
    row = session.scalar(wanted.with_for_update() if lock else wanted)
    if row is None or row.organisation_id != actor.organisation_id:
        raise NotFound()
    found = _together(session, row, actor.account_id)
    if found.seat is None and found.free is None:
        raise NotFound()
    return found


def sit_down(session: Session, *, actor: Actor, now: datetime, exercise: Exercise, code: str) -> Together:
    """Take the free seat; whoever sits already stays where she is. Raises NotFound."""
    hold(session, actor.account_id)
    found = get_together(session, actor=actor, exercise=exercise, code=code, lock=True)
    if found.seat is not None or found.free is None:
        return found
    session.add(RehearsalSeat(rehearsal_id=found.row.id, seat=found.free, account_id=actor.account_id, taken_at=now))
    session.flush()
    return _together(session, found.row, actor.account_id)


def take_turn(
    session: Session, *, actor: Actor, now: datetime, exercise: Exercise, code: str, number: int, move: Move
) -> tuple[Together, bool]:
    """Take the open turn. Also says whether the page was an old one, or the turn another's: then nothing changes.

    Raises NotFound where the actor has no seat, Invalid where the entries have a gap.
    """
    hold(session, actor.account_id)
    found = get_together(session, actor=actor, exercise=exercise, code=code, lock=True)
    if found.seat is None:
        raise NotFound()
    mine = [each for each in found.row.seats if each.account_id == actor.account_id and each.seat == found.turn_of]
    if found.ended or found.number != number or not mine:
        return found, True
    try:
        entries = entries_of(body_of(found.exercise), found.table, move)
    except Refused as refusal:
        raise Invalid(str(refusal), field=refusal.field) from refusal
    session.add(RehearsalTurn(rehearsal_id=found.row.id, seat_id=mine[0].id, number=number + 1, move=entries, at=now))
    session.flush()
    after = _together(session, found.row, actor.account_id)
    if after.ended:
        found.row.finished_at = now
        session.flush()
    return after, False


def own_rehearsals(session: Session, account_id: str, exercise: Exercise) -> list[Together]:
    """The rehearsals of a lab in which this person sits, newest first."""
    names = (exercise.id, *exercise.aliases)
    wanted = select(Rehearsal).join(RehearsalSeat).where(RehearsalSeat.account_id == account_id)
    wanted = wanted.where(Rehearsal.exercise_id.in_(names)).order_by(Rehearsal.started_at.desc())
    return [_together(session, row, account_id) for row in session.scalars(wanted.distinct())]


def check_rehearsals(session: Session) -> Iterator[str]:
    """What `lms db check` finds: a rehearsal whose turns do not follow from its lab, or that says otherwise than they do."""
    for row in session.scalars(select(Rehearsal).order_by(Rehearsal.id)):
        body = body_of(stored_exercise(session, row.exercise_hash))
        table, turns = _laid(session, row)
        try:
            for number, turn in enumerate(turns, 1):
                if turn.number != number or entries_of(body, table, turn.move) != turn.move:
                    raise Refused(f"turn {turn.number} is not what was entered")
                table = table.with_turn(turn.move, stored=False)
        except (Refused, AssertionError) as error:
            yield f"Rehearsal {row.id} cannot be played again: {error}."
            continue
        if (table.next is None) is not (row.finished_at is not None):
            yield f"Rehearsal {row.id}: stored as {'ended' if row.finished_at else 'open'}, recomputed as the other."


def clean(code: str) -> str:
    """A code as it is kept, however it was typed."""
    return "".join(each for each in code.upper() if each.isalnum())[:16]


def _laid(session: Session, row: Rehearsal) -> tuple[Table, Sequence[RehearsalTurn]]:
    """The table before the first turn, and the turns that were taken."""
    exercise = stored_exercise(session, row.exercise_hash)
    table = replace(set_table(body_of(exercise), exercise.id, row.seed), seats=SEATS, most=CASES)
    wanted = select(RehearsalTurn).where(RehearsalTurn.rehearsal_id == row.id).order_by(RehearsalTurn.number)
    return table, session.scalars(wanted).all()


def _together(session: Session, row: Rehearsal, account_id: str) -> Together:
    exercise = stored_exercise(session, row.exercise_hash)
    table, turns = _laid(session, row)
    for turn in turns:
        table = table.with_turn(turn.move, stored=False)
    wanted = select(RehearsalSeat.seat, Account.name, RehearsalSeat.account_id).join(
        Account, Account.id == RehearsalSeat.account_id
    )
    seats = session.execute(wanted.where(RehearsalSeat.rehearsal_id == row.id)).all()
    own = [seat for seat, _, holder in seats if holder == account_id]
    turn_of = SEAT_OF[table.next[0]] if table.next else None
    mine = turn_of if turn_of in own else next(iter(own), None)
    return Together(row, exercise, table, len(turns), mine, {seat: name for seat, name, _ in seats})
