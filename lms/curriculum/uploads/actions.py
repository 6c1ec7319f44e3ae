"""Keep a course that was sent in, ask to have it published, approve or decline it, throw it away. None of this commits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.audit.actions import record
from lms.curriculum.course import Loaded, Problem
from lms.curriculum.uploads.archive import Unpacked
from lms.curriculum.uploads.models import CoursePublication, CourseUpload
from lms.curriculum.uploads.queries import (
    get_publication_for,
    get_upload_for,
    may_publish_here,
    organisations_of,
    served,
)
from lms.errors import Invalid, NotFound, Refusal
from lms.people.models import Account, Organisation
from lms.people.noting import checked_reason
from lms.people.permissions import Actor

KEPT_PROBLEMS = 500
SHARED = (
    "Several organisations read this course, so its operator says in LMS_PUBLISHER whose authors publish it. "
    "Nothing was changed."
)


@dataclass(frozen=True)
class Sent:
    """A ZIP that was looked into: its name, what is new in it, the files, where they are stored, and what the checker said."""

    file_name: str
    note: str
    unpacked: Unpacked
    digest: str
    loaded: Loaded


def keep_upload(session: Session, *, actor: Actor, now: datetime, sent: Sent, publisher: str) -> CourseUpload:
    """Keep an upload with what the checker found. Raises NotFound, Refusal, Invalid for a note that is empty or too long."""
    organisation_id = demand_place(session, actor, publisher)
    row = CourseUpload(
        organisation_id=organisation_id,
        account_id=actor.account_id,
        at=now,
        file_name=_file_name(sent.file_name),
        note=checked_note(sent.note),
        digest=sent.digest,
        files=len(sent.unpacked.files),
        size=sent.unpacked.size,
        left_out=", ".join(sent.unpacked.left_out)[:500],
        edition=sent.loaded.course.edition if sent.loaded.course else None,
        found=_written(sent.loaded.problems),
        discarded_at=None,
    )
    session.add(row)
    session.flush()
    _note(session, row, "course.uploaded", actor, now, digest=sent.digest, edition=row.edition, errors=errors_of(row))
    return row


def ask(
    session: Session, *, actor: Actor, now: datetime, upload_id: str | None, reason: str, publisher: str
) -> CoursePublication:
    """Ask for a second person's approval: of an upload, or (None) of the folder that the operator installed.

    Raises NotFound, Invalid without a reason, Refusal for one with errors, one that waits already, or what is served.
    """
    organisation_id = demand_place(session, actor, publisher)
    session.get(Organisation, organisation_id, with_for_update=True)
    if upload_id is not None:
        upload = get_upload_for(session, actor, upload_id)
        if upload.edition is None or errors_of(upload):
            raise Refusal("This upload has errors, so nobody can publish it. Mend them and send it in again.")
        if upload.discarded_at is not None:
            raise Refusal("This upload was thrown away. Send it in again.")
    now_served = served(session)
    if (now_served.upload_id if now_served else None) == upload_id:
        raise Refusal("That is what readers see already. Nothing was changed.")
    waiting = select(CoursePublication).where(
        CoursePublication.decided_at.is_(None), CoursePublication.organisation_id == organisation_id
    )
    if any(each.upload_id == upload_id for each in session.scalars(waiting)):
        raise Refusal("That waits for a second person already. Nothing was changed.")
    row = CoursePublication(
        organisation_id=organisation_id,
        upload_id=upload_id,
        account_id=actor.account_id,
        reason=checked_reason(reason),
        asked_at=now,
    )
    session.add(row)
    session.flush()
    _note(session, row, "course.asked", actor, now, upload=upload_id, reason=row.reason)
    return row


def approve(
    session: Session, *, actor: Actor, now: datetime, publication_id: str, errors: int, publisher: str
) -> CoursePublication:
    """Approve what somebody else asked for: from the commit on it is what readers see. `errors` is what the checker says now.

    Raises NotFound, and Refusal for one's own, for a course with errors, and for what was decided already.
    """
    row = get_publication_for(session, actor, publication_id)
    session.get(Organisation, row.organisation_id, with_for_update=True)
    session.refresh(row)
    _demand_publisher(session, row.organisation_id, publisher)
    _demand_open(row)
    _demand_second(row, actor)
    if errors or (row.upload is not None and row.upload.discarded_at is not None):
        raise Refusal("The course has errors or was thrown away, so it cannot be published. Readers see what they saw.")
    last = session.scalar(select(func.max(CoursePublication.number))) or 0
    row.approved, row.decided_at, row.decided_by_account_id, row.number = True, now, actor.account_id, last + 1
    session.flush()
    names = {"asked_by": row.asker.name, "approved_by": session.get_one(Account, actor.account_id).name}
    _note(session, row, "course.published", actor, now, upload=row.upload_id, number=row.number, **names)
    return row


def decline(session: Session, *, actor: Actor, now: datetime, publication_id: str, reason: str) -> CoursePublication:
    """Decline what somebody asked for, or take back what one asked for oneself. Raises NotFound, Invalid, Refusal."""
    row = get_publication_for(session, actor, publication_id, lock=True)
    _demand_open(row)
    row.answer = checked_reason(reason)
    row.approved, row.decided_at, row.decided_by_account_id = False, now, actor.account_id
    session.flush()
    _note(session, row, "course.declined", actor, now, upload=row.upload_id, reason=row.answer)
    return row


def discard(session: Session, *, actor: Actor, now: datetime, upload_id: str) -> CourseUpload:
    """Take an upload off the list. Raises NotFound, and Refusal for one that was published or waits."""
    row = get_upload_for(session, actor, upload_id)
    used = select(CoursePublication.id).where(
        CoursePublication.upload_id == row.id, CoursePublication.approved.is_not(False)
    )
    if session.scalar(used.limit(1)) is not None:
        raise Refusal("This upload was published or waits for a second person, so it stays.")
    if row.discarded_at is None:
        row.discarded_at = now
        _note(session, row, "course.discarded", actor, now, file_name=row.file_name)
    return row


def errors_of(row: CourseUpload) -> int:
    """How many errors the checker found when it came in."""
    return int(row.found.get("errors", 0))


def problems_of(row: CourseUpload) -> tuple[Problem, ...]:
    """The problems as they were found; of very many the first few hundred."""
    return tuple(Problem(*each) for each in row.found.get("problems", []))


def _written(problems: Sequence[Problem]) -> dict[str, object]:
    """Problems as the row keeps them, errors first."""
    ordered = sorted(problems, key=lambda each: each.severity != "error")
    errors = sum(each.severity == "error" for each in problems)
    rows = [
        [each.rule, each.severity, each.path, each.line, each.message, each.remedy] for each in ordered[:KEPT_PROBLEMS]
    ]
    return {"errors": errors, "warnings": len(problems) - errors, "problems": rows}


def demand_place(session: Session, actor: Actor, publisher: str) -> str:
    """The organisation for which the actor sends in and publishes. Raises NotFound, and Refusal where others publish."""
    places = sorted(organisations_of(actor))
    if not places:
        raise NotFound()
    organisation_id = actor.organisation_id if actor.organisation_id in places else places[0]
    _demand_publisher(session, organisation_id, publisher)
    return organisation_id


def _demand_publisher(session: Session, organisation_id: str, publisher: str) -> None:
    if not may_publish_here(session, organisation_id, publisher):
        raise Refusal(SHARED)


def _demand_open(row: CoursePublication) -> None:
    if row.decided_at is not None:
        raise Refusal(f"That was {'approved' if row.approved else 'declined'} already. Nothing was changed.")


def _demand_second(row: CoursePublication, actor: Actor) -> None:
    own = {row.account_id, *([row.upload.account_id] if row.upload else [])}
    if actor.account_id in own:
        raise Refusal("A second person approves: somebody who neither sent it in nor asked for it. It waits.")


def checked_note(raw: str) -> str:
    """What is new in an upload, 1 to 500 characters. Raises Invalid."""
    if not raw.strip():
        raise Invalid("Say in a few words what is new in it.", field="note")
    try:
        return checked_reason(raw)
    except Invalid as wrong:
        raise Invalid(wrong.sentence.replace("The reason", "The note"), field="note") from wrong


def _file_name(raw: str) -> str:
    name = raw.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in name if letter.isprintable()).strip()[-120:] or "course.zip"


def _note(
    session: Session, row: CourseUpload | CoursePublication, act: str, actor: Actor, now: datetime, **details: object
) -> None:
    record(
        session,
        chain=row.organisation_id,
        actor_id=actor.account_id or None,
        at=now,
        act=act,
        subject_kind="course upload" if isinstance(row, CourseUpload) else "course publication",
        subject_id=row.id,
        details=details,
    )
