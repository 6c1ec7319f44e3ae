"""What others chose in a case: shares over many people, never a person, and only from ten people on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from lms.people.models import RoleHeld
from lms.practice.models import CaseRun, CaseStep
from lms.practice.rules import may_show, shares


def what_others_chose(session: Session, run: CaseRun) -> Mapping[str, Mapping[str, int]]:
    """Stage → choice → per cent of the others who came by there, in the same text of the case and from the same seat.

    Each person counts once, with the first run that they finished; the run's own account does not count. People of every organisation
    count, so that nobody's colleagues can be told from the figures. Empty below the bounds of `may_show`; a stage at which fewer than
    ten came by is left out.
    """
    finished = (
        select(CaseRun.account_id, func.min(CaseRun.number).label("number"))
        .where(
            CaseRun.case_hash == run.case_hash,
            CaseRun.seat == run.seat,
            CaseRun.ending.is_not(None),
            CaseRun.account_id != run.account_id,
        )
        .group_by(CaseRun.account_id)
        .subquery()
    )
    clinics = select(RoleHeld.clinic_id).where(RoleHeld.account_id == run.account_id)
    colleagues = select(RoleHeld.account_id).where(RoleHeld.clinic_id.in_(clinics))
    people = select(func.count(finished.c.account_id.distinct()))
    total = session.scalar(people) or 0
    elsewhere = session.scalar(people.where(finished.c.account_id.not_in(colleagues))) or 0
    if not may_show(total, elsewhere):
        return {}
    first = and_(
        CaseRun.account_id == finished.c.account_id,
        CaseRun.number == finished.c.number,
        CaseRun.case_hash == run.case_hash,
    )
    counted = (
        select(CaseStep.stage_id, CaseStep.choice_id, func.count())
        .join(CaseStep.run)
        .join(finished, first)
        .group_by(CaseStep.stage_id, CaseStep.choice_id)
    )
    chosen: dict[str, dict[str, int]] = defaultdict(dict)
    for stage_id, choice_id, count in session.execute(counted):
        chosen[stage_id][choice_id] = count
    figures = {stage_id: shares(counts) for stage_id, counts in chosen.items()}
    return {stage_id: each for stage_id, each in figures.items() if each is not None}
