"""Set up a meeting and change its rhythm; record that one was held, moved or cancelled, and take that back. None of it commits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.audit.actions import record
from lms.database import upserting
from lms.errors import Invalid, ManyProblems, NotFound, Refusal
from lms.identifying import pieces
from lms.people.noting import checked_reason
from lms.people.permissions import Actor
from lms.readiness.meetings.models import (
    MeetingAttendance,
    MeetingMark,
    MeetingNote,
    MeetingRhythm,
    MeetingSeries,
)
from lms.readiness.meetings.queries import Kept, get_clinic, may_change, may_record, one_for
from lms.readiness.rules.dates import add_months, local_date
from lms.readiness.rules.meetings import (
    KINDS,
    NOTE_MOST,
    Occurrence,
    Rhythm,
    fold,
    is_a_date_of,
    rhythm_problems,
)
from lms.readiness.rules.words import day_words

MONTHS_AHEAD = 12


class NoteChanged(Refusal):
    """Somebody else saved another note since this one was opened; `other` is what stands there now."""

    def __init__(self, other: MeetingNote) -> None:
        super().__init__(
            "Somebody saved another note while you wrote. Both are here; save again to put yours in its place."
        )
        self.other = other


@dataclass(frozen=True)
class Record:
    """What a form says of a meeting that was held: the day, who came (account → came), and a note.

    `came` None: everybody who must come and is not on leave came. `note` None: leave the note as it is. `seen` is the
    note's version when the form was opened. `checked`: the writer says that what looks like a real patient's is none.
    """

    on: date | None = None
    came: Mapping[str, bool] | None = None
    note: str | None = None
    seen: int = 0
    checked: bool = False


def set_up(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    clinic_id: str,
    kind: str,
    rhythm: Rhythm,
    last_before: date | None = None,
) -> MeetingSeries:
    """Begin to keep one of the three meetings at a clinic. Raises NotFound, Invalid (also where it is kept already)."""
    clinic = get_clinic(session, actor, clinic_id)
    if not may_change(actor, clinic) or kind not in KINDS:
        raise NotFound()
    today, rhythm = local_date(now, clinic.zone), _tidy(rhythm)
    found = _rhythm_problems(kind, rhythm, today)
    if last_before is not None and last_before > today:
        found["last_before"] = "This day is still to come. Leave it empty if none was held before."
    if found:
        raise ManyProblems(found)
    there = Refusal(
        f"A {KINDS[kind].title.lower()} is set up here already. Nothing was changed; open it to change how often."
    )
    if session.scalar(select(MeetingSeries.id).where(MeetingSeries.clinic_id == clinic.id, MeetingSeries.kind == kind)):
        raise there
    row = MeetingSeries(clinic_id=clinic.id, kind=kind, set_up_on=today, last_before=last_before, created_at=now)
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise there from error
    _add_rhythm(session, row, rhythm, actor, now, 1)
    _note(session, clinic.organisation_id, row, "meeting.set-up", actor, now, kind=kind, clinic=clinic.id)
    return row


def change_rhythm(
    session: Session, *, actor: Actor, now: datetime, clinic_id: str, series_id: str, rhythm: Rhythm
) -> bool:
    """Save another rhythm; False: it is that already. Raises NotFound, and Invalid for one less often than is allowed."""
    kept = _changing(session, actor, clinic_id, series_id, now)
    rhythm = _tidy(rhythm)
    same = replace(kept.series.rhythm, from_date=rhythm.from_date) == rhythm
    moved_on = rhythm.from_date != kept.series.rhythm.from_date and rhythm.from_date > kept.today
    if same and not moved_on:
        return False
    found = _rhythm_problems(kept.kind.id, rhythm, kept.today)
    if found:
        raise ManyProblems(found)
    number = session.scalar(select(func.max(MeetingRhythm.number)).where(MeetingRhythm.series_id == series_id)) or 0
    _add_rhythm(session, kept.row, rhythm, actor, now, number + 1)
    said = {"every": rhythm.every, "unit": rhythm.unit, "reason": rhythm.reason}
    _note(session, kept.row.clinic.organisation_id, kept.row, "meeting.rhythm-changed", actor, now, **said)
    return True


def hold(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    clinic_id: str,
    series_id: str,
    slot: date,
    given: Record = Record(),
) -> Occurrence:
    """Record that a meeting was held, who came and what to remember; again for one that is recorded, its changes.

    Raises NotFound, Invalid (a day to come; a note that looks like a real patient's), and NoteChanged.
    """
    kept = _recording(session, actor, clinic_id, series_id, slot, now)
    before = fold(kept.series.marks, kept.series.rhythm.at).get(slot)
    on = given.on or (before.on if before else slot)
    text = _checked_note(given)
    if on > kept.today:
        raise Invalid(
            f"{day_words(on)} is still to come: a meeting is recorded once it was held. Nothing was changed.",
            field="on",
        )
    if before is None or before.state != "held" or before.on != on:
        _mark(session, kept, actor, now, slot, "held", on=on)
    _attend(session, kept, actor, now, slot, on, given.came)
    if text is not None:
        _write_note(session, kept, actor, now, slot, text, given.seen)
    return Occurrence(slot, "held", on, before.at if before else kept.series.rhythm.at)


def move(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    clinic_id: str,
    series_id: str,
    slot: date,
    on: date,
    at: int,
    reason: str,
) -> None:
    """Move one meeting to another day or time, `at` in minutes after local midnight. Raises NotFound, Invalid, Refusal."""
    kept = _changing(session, actor, clinic_id, series_id, now, slot)
    found: dict[str, str] = {}
    if not kept.today <= on <= add_months(kept.today, MONTHS_AHEAD):
        found["on"] = "Choose a day from today on, within a year."
    if at not in range(24 * 60):
        found["at"] = "Enter a time such as 12:30."
    why = _reason(reason, found)
    if found:
        raise ManyProblems(found)
    _still_open(kept, slot)
    _mark(session, kept, actor, now, slot, "moved", on=on, at=at, reason=why)


def cancel(
    session: Session, *, actor: Actor, now: datetime, clinic_id: str, series_id: str, slot: date, reason: str
) -> None:
    """Cancel one meeting; it does not count as held. Raises NotFound, Invalid without a reason, Refusal."""
    kept = _changing(session, actor, clinic_id, series_id, now, slot)
    found: dict[str, str] = {}
    why = _reason(reason, found)
    if found:
        raise ManyProblems(found)
    _still_open(kept, slot)
    _mark(session, kept, actor, now, slot, "cancelled", reason=why)


def take_back(
    session: Session, *, actor: Actor, now: datetime, clinic_id: str, series_id: str, slot: date
) -> Occurrence | None:
    """Take back what was recorded last of one meeting; what it was before, None: scheduled. Raises NotFound, Refusal.

    Whoever may record may take back `held`; a move or a cancellation only who may change meetings.
    """
    kept = _recording(session, actor, clinic_id, series_id, slot, now)
    before = fold(kept.series.marks, kept.series.rhythm.at).get(slot)
    if before is None:
        raise Refusal("Nothing is recorded of this meeting any more. It stands as it was planned.")
    if before.state != "held" and not may_change(actor, kept.row.clinic):
        raise NotFound()
    _mark(session, kept, actor, now, slot, "undone")
    again = one_for(session, actor, clinic_id, series_id, now)
    return fold(again.series.marks, again.series.rhythm.at).get(slot)


def _locked(session: Session, series_id: str) -> None:
    session.scalar(select(MeetingSeries.id).where(MeetingSeries.id == series_id).with_for_update())


def _changing(
    session: Session, actor: Actor, clinic_id: str, series_id: str, now: datetime, slot: date | None = None
) -> Kept:
    """A series to be changed, locked, so that two who press at once follow one another."""
    _locked(session, series_id)
    kept = one_for(session, actor, clinic_id, series_id, now)
    if not may_change(actor, kept.row.clinic) or (slot is not None and not is_a_date_of(kept.series, slot, kept.today)):
        raise NotFound()
    return kept


def _recording(session: Session, actor: Actor, clinic_id: str, series_id: str, slot: date, now: datetime) -> Kept:
    _locked(session, series_id)
    kept = one_for(session, actor, clinic_id, series_id, now)
    if not may_record(actor, kept) or not is_a_date_of(kept.series, slot, kept.today):
        raise NotFound()
    return kept


def _still_open(kept: Kept, slot: date) -> None:
    before = fold(kept.series.marks, kept.series.rhythm.at).get(slot)
    if before is not None and before.state in ("held", "cancelled"):
        raise Refusal(
            f"This meeting is recorded as {before.state} already. Nothing was changed; take that back first if it is wrong."
        )


def _tidy(rhythm: Rhythm) -> Rhythm:
    return replace(rhythm, place=" ".join(rhythm.place.split()), reason=" ".join(rhythm.reason.split()))


def _rhythm_problems(kind: str, rhythm: Rhythm, today: date) -> dict[str, str]:
    found = rhythm_problems(KINDS[kind], rhythm)
    if not add_months(today, -MONTHS_AHEAD) <= rhythm.from_date <= add_months(today, MONTHS_AHEAD):
        found["from_date"] = "Choose a first day within a year from today."
    return found


def _reason(raw: str, found: dict[str, str]) -> str:
    try:
        return checked_reason(raw)
    except Invalid as wrong:
        found["reason"] = wrong.sentence
        return ""


def _checked_note(given: Record) -> str | None:
    if given.note is None:
        return None
    text = "\n".join(line.rstrip() for line in given.note.replace("\r\n", "\n").split("\n")).strip()
    if len(text) > NOTE_MOST:
        raise ManyProblems({"note": f"The note has {len(text)} characters; {NOTE_MOST} are the most."})
    patients = pieces(text)
    if patients and not given.checked:
        raise ManyProblems(
            {
                "note": f"Something looks like a real patient: {', '.join(patients[:3])}. Take it out, or say below that it is none."
            }
        )
    return text


def _add_rhythm(session: Session, row: MeetingSeries, rhythm: Rhythm, actor: Actor, now: datetime, number: int) -> None:
    session.add(
        MeetingRhythm(
            series_id=row.id,
            number=number,
            every=rhythm.every,
            unit=rhythm.unit,
            weekday=rhythm.weekday,
            at_minute=rhythm.at,
            minutes=rhythm.minutes,
            place=rhythm.place,
            from_date=rhythm.from_date,
            reason=rhythm.reason or None,
            by_account_id=actor.account_id or None,
            at=now,
        )
    )
    session.flush()


def _mark(
    session: Session,
    kept: Kept,
    actor: Actor,
    now: datetime,
    slot: date,
    what: str,
    *,
    on: date | None = None,
    at: int | None = None,
    reason: str | None = None,
) -> None:
    number = session.scalar(select(func.max(MeetingMark.number)).where(MeetingMark.series_id == kept.row.id)) or 0
    session.add(
        MeetingMark(
            series_id=kept.row.id,
            number=number + 1,
            slot=slot,
            what=what,
            on_date=on,
            at_minute=at,
            reason=reason,
            by_account_id=actor.account_id or None,
            at=now,
        )
    )
    session.flush()
    said = {"slot": slot.isoformat(), "on": on.isoformat() if on else None, "reason": reason}
    _note(session, kept.row.clinic.organisation_id, kept.row, f"meeting.{what}", actor, now, **said)


def _attend(
    session: Session,
    kept: Kept,
    actor: Actor,
    now: datetime,
    slot: date,
    on: date,
    came: Mapping[str, bool] | None,
) -> None:
    asked = kept.asked(on)
    if came is None:
        came = {each.account_id: True for each in asked.must if not each.away}
        known = session.scalar(
            select(MeetingAttendance.slot).where(
                MeetingAttendance.series_id == kept.row.id, MeetingAttendance.slot == slot
            )
        )
        if known is not None:
            return
    for each in asked.everybody:
        values = {
            "came": came.get(each.account_id, False),
            "required": each.must,
            "by_account_id": actor.account_id or None,
            "at": now,
        }
        session.execute(
            upserting(session, MeetingAttendance)
            .values(series_id=kept.row.id, slot=slot, account_id=each.account_id, **values)
            .on_conflict_do_update(index_elements=["series_id", "slot", "account_id"], set_=values)
        )


def _write_note(session: Session, kept: Kept, actor: Actor, now: datetime, slot: date, text: str, seen: int) -> None:
    row = session.get(MeetingNote, (kept.row.id, slot))
    if row is None:
        if text:
            session.add(
                MeetingNote(
                    series_id=kept.row.id,
                    slot=slot,
                    version=1,
                    text=text,
                    by_account_id=actor.account_id or None,
                    at=now,
                )
            )
            session.flush()
        return
    if row.text == text:
        return
    if row.version != seen:
        raise NoteChanged(row)
    row.text, row.version, row.by_account_id, row.at = text, row.version + 1, actor.account_id or None, now
    session.flush()


def _note(
    session: Session, chain: str, row: MeetingSeries, act: str, actor: Actor, now: datetime, **details: object
) -> None:
    record(
        session,
        chain=chain,
        actor_id=actor.account_id or None,
        at=now,
        act=act,
        subject_kind="meeting",
        subject_id=row.id,
        details=details,
    )
