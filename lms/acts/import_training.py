"""Import completions of other courses, as reported and not verified here: all that was shown or nothing; and take an import back.

Nothing here moves a standing: a report counts for nothing until a supervisor takes it up (`reported`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lms.errors import Refusal
from lms.learning.outside.reported.importing import plan_of, write_plan
from lms.learning.outside.reported.models import ReportedTraining
from lms.learning.outside.reported.rules.columns import TRAINING
from lms.learning.outside.reported.rules.lines import Completed
from lms.people.access import visible_people
from lms.people.importing import keeping
from lms.people.importing.consent import check_plan
from lms.people.importing.models import ImportEffect, PeopleImport
from lms.people.importing.problems import problem_file
from lms.people.importing.queries import effects_of
from lms.people.importing.rules.facts import Outcome, Plan
from lms.people.importing.rules.reading import Sheet
from lms.people.importing.undoing import GONE, OUT_OF_REACH, Undoing
from lms.people.models import Account, Organisation
from lms.people.noting import note
from lms.people.permissions import Actor, Permission
from lms.people.sealing import seal_for

TAKEN_UP = "A supervisor took it up since."
CHANGED = "It was reported differently again since."
AT_ONCE = 5_000


def import_kept(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    secret: str,
    import_id: str,
    fingerprint: str | None,
    leave_out: bool,
) -> PeopleImport:
    """Do what the check of a kept file showed; a second time it does nothing more. Raises NotFound, Invalid, Different."""
    row = keeping.get_waiting(session, actor, import_id, now, lock=True, kind=TRAINING)
    if row.state != keeping.WAITING:
        return row
    _one_at_a_time(session, row.organisation_id)
    sheet = keeping.read_file(keeping.opened(row, now=now, secret=secret), TRAINING)
    choices = keeping.Choices.of(row.choices)
    plan = plan_of(session, actor=actor, now=now, organisation_id=row.organisation_id, sheet=sheet, choices=choices)
    check_plan(plan, fingerprint=fingerprint, leave_out=leave_out)
    _carry_out(session, actor=actor, now=now, row=row, plan=plan)
    left = plan.of(Outcome.REFUSED)
    row.sealed = seal_for(secret, actor.account_id, keeping.PURPOSE).encrypt(problem_file(plan)) if left else None
    session.flush()
    return row


def import_at_once(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    organisation_id: str,
    file_name: str,
    sheet: Sheet,
    choices: keeping.Choices,
    leave_out: bool,
) -> PeopleImport:
    """Check and import without keeping the file, for the command line. Raises Invalid."""
    _one_at_a_time(session, organisation_id)
    plan = plan_of(session, actor=actor, now=now, organisation_id=organisation_id, sheet=sheet, choices=choices)
    check_plan(plan, fingerprint=None, leave_out=leave_out)
    row = keeping.begun(
        session, actor=actor, now=now, organisation_id=organisation_id, name=file_name, sheet=sheet, choices=choices,
        kind=TRAINING,
    )  # fmt: skip
    _carry_out(session, actor=actor, now=now, row=row, plan=plan)
    return row


def _one_at_a_time(session: Session, organisation_id: str) -> None:
    """Wait until no other import writes here: what both would find to be new is to stand once."""
    session.execute(select(Organisation.id).where(Organisation.id == organisation_id).with_for_update())


def _carry_out(session: Session, *, actor: Actor, now: datetime, row: PeopleImport, plan: Plan[Completed]) -> None:
    write_plan(session, now=now, row=row, plan=plan)
    row.counts = {**plan.counts, "people": len({line.account_id for line in plan.lines if line.account_id})}
    row.state, row.done_at = keeping.DONE, now
    session.flush()
    note(
        session, (actor, now), row.organisation_id, "training.imported", row,
        file=row.file_name, read_as=row.read_as, counts=row.counts, choices=row.choices,
    )  # fmt: skip


def undo_preview(session: Session, *, actor: Actor, row: PeopleImport, lock: bool = False) -> list[Undoing]:
    """What an undo would take back and what it would leave, person by person; writes nothing. `lock`: nobody takes one up meanwhile."""
    people = effects_of(session, row.id)
    reach = select(Account.id).where(visible_people(actor, Permission.PEOPLE_INVITE))
    ids = sorted({effect.subject_id for person in people for effect in person.effects})
    reports: dict[str, ReportedTraining] = {}
    for at in range(0, len(ids), AT_ONCE):
        wanted = select(ReportedTraining).where(ReportedTraining.id.in_(ids[at : at + AT_ONCE]))
        reports |= {each.id: each for each in session.scalars(wanted.with_for_update() if lock else wanted)}
    reached = {*session.scalars(reach.where(Account.id.in_({each.account_id for each in reports.values()})))}
    return [
        Undoing(person, tuple(_why(effect, reports.get(effect.subject_id), reached) for effect in person.effects))
        for person in people
    ]


def _why(effect: ImportEffect, report: ReportedTraining | None, reached: set[str]) -> str | None:
    if report is None:
        return GONE
    if report.account_id not in reached:
        return OUT_OF_REACH
    if report.training_id is not None:
        return TAKEN_UP
    if effect.kind == "minutes" and str(report.minutes) != effect.after:
        return CHANGED
    return None


def undo_import(session: Session, *, actor: Actor, now: datetime, import_id: str) -> PeopleImport:
    """Undo an import, once: reports that nobody took up go, minutes go back. Raises NotFound, Refusal when it was undone before."""
    row = keeping.get_done(session, actor, import_id, lock=True, kind=TRAINING)
    if row.state != keeping.DONE:
        raise Refusal("This import was undone already.")
    undoings = undo_preview(session, actor=actor, row=row, lock=True)
    gone: list[str] = []
    for undoing in undoings:
        undoing.mark(now)
        for effect in _undone(undoing):
            if effect.kind == "training":
                gone.append(effect.subject_id)
            else:
                report = session.get_one(ReportedTraining, effect.subject_id)
                report.minutes = int(effect.before) if effect.before else None
    session.flush()
    for at in range(0, len(gone), AT_ONCE):
        session.execute(delete(ReportedTraining).where(ReportedTraining.id.in_(gone[at : at + AT_ONCE])))
    row.state, row.undone_at, row.sealed = keeping.UNDONE, now, None
    session.flush()
    said = {"file": row.file_name, "people": len(undoings), "kept": sum(each.kept for each in undoings)}
    note(session, (actor, now), row.organisation_id, "import.undone", row, **said)
    return row


def _undone(undoing: Undoing) -> Sequence[ImportEffect]:
    return [effect for effect, why in zip(undoing.effects, undoing.why, strict=True) if why is None]
