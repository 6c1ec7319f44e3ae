"""One date of a meeting: held in one click or with who came and a note, moved, cancelled, and taken back."""

from __future__ import annotations

from datetime import date

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.errors import Invalid, ManyProblems, NotFound
from lms.identifying import pieces, warning
from lms.people.rules import ROLES
from lms.readiness.history import names_of
from lms.readiness.meetings import actions
from lms.readiness.meetings.models import MeetingNote
from lms.readiness.meetings.queries import Kept, attendance_of, may_change, may_record, notes_of, one_for
from lms.readiness.rules import day_words
from lms.readiness.rules.meetings import Occurrence, fold, is_a_date_of, time_words
from lms.web.door import actor, db, now, route, see_other
from lms.web.meeting_forms import ChangeForm, RecordForm, minute_of
from lms.web.meetings import CHANGE, READ, as_time, bp


def day_of(text: str) -> date:
    """The day in an address. Raises NotFound."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else date.fromisoformat("")
    except ValueError as error:
        raise NotFound() from error


def _page_of(kept: Kept, just: str | None = None) -> str:
    """The series' page; `just`: the date just recorded, which may be taken back there."""
    return url_for("meetings.meeting", clinic_id=kept.row.clinic_id, meeting_id=kept.row.id, just=just)


def _opened(clinic_id: str, meeting_id: str, slot: date) -> tuple[Kept, Occurrence]:
    kept = one_for(db(), actor(), clinic_id, meeting_id, now())
    if not may_record(actor(), kept) or not is_a_date_of(kept.series, slot, kept.today):
        raise NotFound()
    planned = Occurrence(slot, "scheduled", slot, kept.series.rhythm.at)
    return kept, fold(kept.series.marks, kept.series.rhythm.at).get(slot, planned)


@route(bp, "/<clinic_id>/meetings/<meeting_id>/<slot>", allow=READ, methods=["GET", "POST"])
def record(clinic_id: str, meeting_id: str, slot: str) -> ResponseReturnValue:
    """Record that it was held: the day, who came, what to remember."""
    day = day_of(slot)
    kept, one = _opened(clinic_id, meeting_id, day)
    note, came = notes_of(db(), kept.row.id).get(day), attendance_of(db(), kept.row.id).get(day, {})
    on = one.on if one.state == "held" or one.on <= kept.today else kept.today
    asked = kept.asked(on)
    form = RecordForm()
    form.came.choices = [
        (
            each.account_id,
            f"{each.name}, {', '.join(ROLES[role].lower() for role in each.roles)}; {'must come' if each.must else 'as able'}"
            + (", on leave that day" if each.away else ""),
        )
        for each in asked.everybody
    ]
    if request.method != "POST":
        form.on.data, form.note.data, form.seen.data = on, note.text if note else "", str(note.version if note else 0)
        form.came.data = (
            [account_id for account_id, row in came.items() if row.came]
            if came
            else [each.account_id for each in asked.must if not each.away]
        )
        return _record_page(kept, one, form)
    if form.validate_on_submit() and form.on.data is not None:
        ticked = set(form.came.data or ())
        given = actions.Record(
            on=form.on.data,
            came={each.account_id: each.account_id in ticked for each in kept.asked(form.on.data).everybody},
            note=form.note.data or "",
            seen=form.seen_version,
            checked=bool(form.checked.data),
        )
        try:
            held = actions.hold(
                db(), actor=actor(), now=now(), clinic_id=clinic_id, series_id=meeting_id, slot=day, given=given
            )
        except ManyProblems as wrong:
            form.show(wrong.fields)
        except actions.NoteChanged as wrong:
            form.note.errors, form.seen.data = [wrong.sentence], str(wrong.other.version)
            return _record_page(kept, one, form, other=wrong.other, status=422)
        except Invalid as wrong:
            form[wrong.field or "on"].errors = [wrong.sentence]
        else:
            flash(f"Recorded.\n{kept.kind.title} held on {day_words(held.on)}.", "ready")
            return see_other(_page_of(kept, slot))
    return _record_page(kept, one, form, status=422)


def _record_page(
    kept: Kept, one: Occurrence, form: RecordForm, *, other: MeetingNote | None = None, status: int = 200
) -> ResponseReturnValue:
    shown = render_template(
        "meeting_record.html",
        kept=kept,
        one=one,
        clinic=kept.row.clinic,
        form=form,
        patients=bool(pieces(form.note.data or "")),
        other=other,
        other_by=names_of(db(), [other.by_account_id]) if other else {},
        changes=may_change(actor(), kept.row.clinic),
    )
    return shown, status


@route(bp, "/<clinic_id>/meetings/<meeting_id>/<slot>/held", allow=READ, methods=["POST"])
def held(clinic_id: str, meeting_id: str, slot: str) -> ResponseReturnValue:
    """In one click: it was held on its day, and everybody who must come and is not on leave came."""
    day = day_of(slot)
    one = actions.hold(db(), actor=actor(), now=now(), clinic_id=clinic_id, series_id=meeting_id, slot=day)
    kept = one_for(db(), actor(), clinic_id, meeting_id, now())
    away = kept.asked(one.on).away
    leave = f" Not counted, as they were on leave: {', '.join(away)}." if away else ""
    flash(
        f"Recorded.\n{kept.kind.title} held on {day_words(one.on)}, and everybody who must come was there.{leave} You can take that back, or say who was missing, under what was recorded.",
        "ready",
    )
    return see_other(_page_of(kept, slot))


@route(bp, "/<clinic_id>/meetings/<meeting_id>/<slot>/change", allow=CHANGE, methods=["GET", "POST"])
def change(clinic_id: str, meeting_id: str, slot: str) -> ResponseReturnValue:
    """Move one meeting, or cancel it, with a reason."""
    day = day_of(slot)
    kept, one = _opened(clinic_id, meeting_id, day)
    if not may_change(actor(), kept.row.clinic):
        raise NotFound()
    form = ChangeForm()
    if request.method != "POST":
        form.on.data, form.at.data = max(one.on, kept.today), as_time(one.at)
        return _change_page(kept, one, form)
    if form.validate_on_submit():
        told = {"actor": actor(), "now": now(), "clinic_id": clinic_id, "series_id": meeting_id, "slot": day}
        try:
            if form.what.data == "cancel":
                actions.cancel(db(), reason=form.reason.data or "", **told)  # type: ignore[arg-type]
                said = f"Cancelled.\nThe {kept.kind.title.lower()} of {day_words(one.on)} does not count as held."
            else:
                on, at = form.on.data or date.min, minute_of(form.at.data)
                actions.move(db(), on=on, at=at, reason=form.reason.data or "", **told)  # type: ignore[arg-type]
                away = kept.asked(on).away
                said = f"Moved.\nIt is now on {day_words(on)} at {time_words(at)}." + (
                    f" {' and '.join(away)} {'is' if len(away) == 1 else 'are'} on leave that day." if away else ""
                )
        except ManyProblems as wrong:
            form.show(wrong.fields)
        else:
            flash(said, "ready")
            found = warning(form.reason.data or "")
            if found:
                flash(f"Look at it again.\n{found}", "at-risk")
            return see_other(_page_of(kept, slot))
    return _change_page(kept, one, form, status=422)


def _change_page(kept: Kept, one: Occurrence, form: ChangeForm, status: int = 200) -> ResponseReturnValue:
    shown = render_template("meeting_change.html", kept=kept, one=one, clinic=kept.row.clinic, form=form)
    return shown, status


@route(bp, "/<clinic_id>/meetings/<meeting_id>/<slot>/undo", allow=READ, methods=["POST"])
def undo(clinic_id: str, meeting_id: str, slot: str) -> ResponseReturnValue:
    """Take back what was recorded last of it."""
    day = day_of(slot)
    one = actions.take_back(db(), actor=actor(), now=now(), clinic_id=clinic_id, series_id=meeting_id, slot=day)
    kept = one_for(db(), actor(), clinic_id, meeting_id, now())
    stands = f"it stands as {one.state}" if one else "it stands as planned"
    flash(
        f"Taken back.\nNothing more is recorded of {day_words(day)}: {stands}."
        if one is None
        else f"Taken back.\nOf {day_words(day)} {stands}.",
        "ready",
    )
    return see_other(_page_of(kept, slot))
