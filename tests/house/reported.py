"""Completions of another course that an import reported, for the scene: a file that waits, one that is done, and a report."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.acts.import_training import import_kept
from lms.learning.outside.reported.models import ReportedTraining
from lms.learning.outside.reported.rules.columns import TRAINING
from lms.people.importing import keeping
from lms.people.models import Address
from lms.people.permissions import Actor


def report_training(
    session: Session, now: datetime, administrator: Actor, owner_id: str, secret: str
) -> dict[str, str]:
    """Files of the administrator's, each with a completion of the owner's and a line that is refused; all but the first are imported.

    `report_id` is not of the import that is `done`, so that undoing this one leaves it.
    """
    email = session.scalars(select(Address.email).where(Address.account_id == owner_id, Address.primary)).one()

    def keep(title: str) -> str:
        lines = ["person,title,provider,completed_on,minutes", f"{email},{title},Estuary School,2026-03-02,100"]
        content = "\n".join([*lines, "nobody@saltmarsh.example,Another,Estuary School,2026-03-02,"]).encode()
        sheet = keeping.read_file(content, TRAINING)
        kept = {"name": "training.csv", "content": content, "sheet": sheet, "secret": secret, "kind": TRAINING}
        return keeping.keep_file(session, actor=administrator, now=now, **kept).id

    def take_in(title: str) -> tuple[str, str]:
        """An import that is done, and its only report."""
        done = keep(title)
        import_kept(
            session, actor=administrator, now=now, secret=secret, import_id=done, fingerprint=None, leave_out=True
        )
        return done, session.scalars(select(ReportedTraining.id).where(ReportedTraining.import_id == done)).one()

    waiting, (done, its_report), (_, report) = keep("Listening"), take_in("Consent"), take_in("Asking")
    return {"waiting": waiting, "done": done, "its_report": its_report, "report_id": report}
