"""Reads of case runs; a run belongs to one account and to nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import InstrumentedAttribute, Session, selectinload

from lms.curriculum.editions import stored_case
from lms.curriculum.material import Case
from lms.practice.models import CaseRun, LabRun
from lms.practice.rules import Place, Taken, replay

Run = TypeVar("Run", CaseRun, LabRun)


@dataclass(frozen=True)
class Walk:
    """A run, the case as it was when the run began, and where it stands."""

    run: CaseRun
    case: Case
    place: Place


def latest_walk(session: Session, account_id: str, case: Case, *, lock: bool = False) -> Walk | None:
    """The account's newest run through a case, under whatever name it began; None if it never did."""
    asked = {"account_id": account_id, "names": (case.id, *case.aliases)}
    run = session.scalar(_LATEST_LOCKED if lock else _LATEST, asked)
    return None if run is None else walk_of(session, run)


def newest_run(model: type[Run], name: InstrumentedAttribute[str]) -> Select[Run]:
    """The statement for the newest run of a case or a lab with its steps, by `account_id` and the `names` it has had."""
    return (
        select(model)
        .where(model.account_id == bindparam("account_id"), name.in_(bindparam("names", expanding=True)))
        .order_by(model.number.desc())
        .limit(1)
        .options(selectinload(model.steps))
    )


_LATEST = newest_run(CaseRun, CaseRun.case_id)
_LATEST_LOCKED = _LATEST.with_for_update()


def newest_walks(session: Session, account_id: str) -> dict[str, CaseRun]:
    """Case ID as it was → the account's newest run through it."""
    wanted = select(CaseRun).where(CaseRun.account_id == account_id).order_by(CaseRun.number)
    return {run.case_id: run for run in session.scalars(wanted)}


def finished_walks(session: Session, account_id: str) -> list[Walk]:
    """The newest run through each case that came to an ending."""
    wanted = select(CaseRun).where(CaseRun.account_id == account_id, CaseRun.ending.is_not(None))
    runs = session.scalars(wanted.order_by(CaseRun.number).options(selectinload(CaseRun.steps)))
    return [walk_of(session, run) for run in {run.case_id: run for run in runs}.values()]


def walk_of(session: Session, run: CaseRun) -> Walk:
    """A run with its case and place."""
    case = stored_case(session, run.case_hash)
    return Walk(run, case, replay(case, [Taken(step.stage_id, step.choice_id) for step in run.steps], run.seat))


def seats_played(session: Session, account_id: str, case: Case) -> frozenset[str]:
    """The seats from which the account has come to an ending of this case."""
    names = (case.id, *case.aliases)
    done = select(CaseRun.seat).where(
        CaseRun.account_id == account_id, CaseRun.case_id.in_(names), CaseRun.ending.is_not(None)
    )
    return frozenset(session.scalars(done))
