"""The meetings of a clinic: the list, one of them, setting one up and changing its rhythm; and the files for a calendar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.curriculum.course import Course
from lms.errors import ManyProblems, NotFound
from lms.identifying import warning
from lms.people.models import Clinic
from lms.people.permissions import Permission
from lms.people.queries import roles_of
from lms.people.rules import ROLES
from lms.readiness.history import names_of
from lms.readiness.meetings import actions, feeds
from lms.readiness.meetings.models import CalendarFeed, MeetingAttendance, MeetingNote
from lms.readiness.meetings.queries import (
    Kept,
    attendance_of,
    attended,
    get_clinic,
    kept_for,
    may_change,
    may_record,
    notes_of,
    one_for,
)
from lms.readiness.rules.dates import local_date
from lms.readiness.rules.meetings import (
    KINDS,
    WEEKDAYS,
    Kind,
    Occurrence,
    Rhythm,
    below_published,
    rhythm_words,
    time_words,
)
from lms.web.addresses import url_of
from lms.web.door import actor, course, db, now, route, see_other, services
from lms.web.meeting_forms import RhythmForm
from lms.web.person import past_day
from lms.web.sign_in import secret
from lms.web.words import zone_words

bp = Blueprint("meetings", __name__, url_prefix="/clinics")

READ, CHANGE = Permission.MEETING_READ, Permission.MEETING_CHANGE
NOON = 12 * 60 + 30


@route(bp, "/<clinic_id>/meetings/", allow=READ)
def meetings(clinic_id: str) -> ResponseReturnValue:
    """The meetings of a clinic that one comes to; for whoever changes them all, and those not set up.

    As of an earlier day as they stood at its end, and nothing to do.
    """
    as_of = past_day(get_clinic(db(), actor(), clinic_id).zone)
    clinic, found = kept_for(db(), actor(), clinic_id, as_of or now())
    today = local_date(now(), clinic.zone)
    changes = may_change(actor(), clinic)
    there = {each.kind.id for each in found}
    return render_template(
        "meetings.html",
        clinic=clinic,
        found=found,
        changes=changes,
        templates=[kind for kind in KINDS.values() if kind.id not in there] if changes and not as_of else [],
        feeds=addresses_of(feeds.feeds_of_clinic(db(), actor(), clinic)) if changes and not as_of else [],
        day=as_of or today,
        today=today,
        past=as_of is not None,
        zone=zone_words(clinic.zone),
        roles=ROLES,
        rhythm_words=said_of,
        subscribes=bool(roles_of(db(), actor().account_id)),
    )


def addresses_of(rows: list[CalendarFeed]) -> list[tuple[CalendarFeed, str]]:
    """Each feed with its address; empty when the installation's secret changed since."""
    base = services().settings.base_url
    tokens = [(row, feeds.shown_token(secret(), row)) for row in rows]
    return [(row, f"{base}/calendar/{token}.ics" if token else "") for row, token in tokens]


def said_of(rhythm: Rhythm) -> str:
    """`every 2 weeks on Thursday`."""
    return f"{rhythm_words(rhythm)} on {WEEKDAYS[rhythm.weekday]}"


@route(bp, "/<clinic_id>/meetings/<meeting_id>", allow=READ)
def meeting(clinic_id: str, meeting_id: str) -> ResponseReturnValue:
    """One of them: the next date, who must come, the agenda, what was recorded."""
    kept = one_for(db(), actor(), clinic_id, meeting_id, now())
    came, notes = attendance_of(db(), kept.row.id), notes_of(db(), kept.row.id)
    people = {each.account_id for day in came.values() for each in day.values()}
    names = names_of(db(), people)
    counts = sorted(
        attended(db(), people, kind=kept.kind.id, series_id=kept.row.id).items(),
        key=lambda each: (-each[1], names.get(each[0]) or ""),
    )
    return render_template(
        "meeting.html",
        kept=kept,
        clinic=kept.row.clinic,
        seen=kept.outlook,
        rhythm=kept.series.rhythm,
        said=said_of(kept.series.rhythm),
        invited=kept.asked(kept.outlook.next.on),
        changes=may_change(actor(), kept.row.clinic),
        records=may_record(actor(), kept),
        history=lines_of(kept, came, notes, names),
        counts=[(names.get(each) or "Somebody who left", number) for each, number in counts],
        agenda=of_course(course(), kept.kind.agenda) if actor().may(Permission.COURSE_READ) else None,
        practice=of_course(course(), kept.kind.practice) if actor().may(Permission.OWN_CASE) else None,
        published=published_words(kept.kind),
        roles=ROLES,
        own_id=actor().account_id,
        just=request.args.get("just", ""),
    )


@dataclass(frozen=True)
class Line:
    """One meeting that was recorded: who came and who had to and did not, by name, and what is to be remembered."""

    one: Occurrence
    asked: bool
    came: tuple[str, ...]
    missing: tuple[str, ...]
    away: tuple[str, ...]
    note: str


def lines_of(
    kept: Kept,
    came: Mapping[date, Mapping[str, MeetingAttendance]],
    notes: Mapping[date, MeetingNote],
    names: Mapping[str | None, str],
) -> list[Line]:
    """The history of a series, newest first."""

    def named(accounts: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(names.get(each) or "somebody who left" for each in accounts))

    found = []
    for one in kept.outlook.history:
        there, note = came.get(one.slot, {}), notes.get(one.slot)
        on_leave = {each.account_id for each in kept.asked(one.on).must if each.away}
        absent = {account_id for account_id, row in there.items() if row.required and not row.came}
        present = {account_id for account_id, row in there.items() if row.came}
        text = note.text if note else ""
        found.append(Line(one, bool(there), named(present), named(absent - on_leave), named(absent & on_leave), text))
    return found


def of_course(here: Course, wanted: str) -> tuple[str, str] | None:
    """(title, address) of a piece that helps with a meeting; None where the course has none of that id."""
    tool = next((each for each in here.tools if each.id == wanted), None)
    if tool is not None:
        return tool.title, url_of(here, wanted)
    lab = here.exercise(wanted)
    return (lab.title, url_of(here, wanted)) if lab is not None else None


def published_words(kind: Kind) -> str:
    """How often it is published to be held."""
    return "every week" if kind.unit == "week" else "at least once a quarter"


@route(bp, "/<clinic_id>/meetings/new", allow=CHANGE, methods=["GET", "POST"])
def new(clinic_id: str) -> ResponseReturnValue:
    """Set one up from its template."""
    clinic = get_clinic(db(), actor(), clinic_id)
    kind = KINDS.get(request.args.get("kind", request.form.get("kind", "panel")))
    if not may_change(actor(), clinic) or kind is None:
        raise NotFound()
    form = RhythmForm()
    if request.method != "POST":
        first = local_date(now(), clinic.zone)
        form.fill(Rhythm(kind.every, kind.unit, 3, NOON, kind.minutes, "", first))
        return _rhythm_page(form, clinic, kind, None)
    if form.validate_on_submit():
        try:
            row = actions.set_up(
                db(),
                actor=actor(),
                now=now(),
                clinic_id=clinic.id,
                kind=kind.id,
                rhythm=form.rhythm(),
                last_before=form.last_before.data,
            )
        except ManyProblems as wrong:
            form.show(wrong.fields)
        else:
            flash(
                f"The {kind.title.lower()} is set up.\nEverybody who comes to it finds it in Today and in their calendar feed.",
                "ready",
            )
            _warn(form)
            return see_other(url_for("meetings.meeting", clinic_id=clinic.id, meeting_id=row.id))
    return _rhythm_page(form, clinic, kind, None, status=422)


@route(bp, "/<clinic_id>/meetings/<meeting_id>/rhythm", allow=CHANGE, methods=["GET", "POST"])
def rhythm(clinic_id: str, meeting_id: str) -> ResponseReturnValue:
    """Change how often, when and where."""
    kept = one_for(db(), actor(), clinic_id, meeting_id, now())
    if not may_change(actor(), kept.row.clinic):
        raise NotFound()
    form = RhythmForm()
    del form.last_before
    here = url_for("meetings.meeting", clinic_id=clinic_id, meeting_id=meeting_id)
    if request.method != "POST":
        form.fill(kept.series.rhythm)
        form.from_date.data = max(kept.series.rhythm.from_date, kept.today)
        return _rhythm_page(form, kept.row.clinic, kept.kind, kept)
    if form.validate_on_submit():
        wanted = form.rhythm()
        try:
            changed = actions.change_rhythm(
                db(), actor=actor(), now=now(), clinic_id=clinic_id, series_id=meeting_id, rhythm=wanted
            )
        except ManyProblems as wrong:
            form.show(wrong.fields)
        else:
            below = " It is shown as below the published rhythm." if below_published(kept.kind, wanted) else ""
            said = f"Saved.\nFrom now on {said_of(wanted)} at {time_words(wanted.at)}.{below}"
            flash(said if changed else "Nothing was changed.\nIt is that already.", "ready")
            _warn(form)
            return see_other(here)
    return _rhythm_page(form, kept.row.clinic, kept.kind, kept, status=422)


def _warn(form: RhythmForm) -> None:
    for text in (form.reason.data, form.place.data):
        found = warning(text or "")
        if found:
            flash(f"Look at it again.\n{found}", "at-risk")


def _rhythm_page(
    form: RhythmForm, clinic: Clinic, kind: Kind, kept: Kept | None, status: int = 200
) -> ResponseReturnValue:
    shown = render_template(
        "meeting_rhythm.html",
        form=form,
        clinic=clinic,
        kind=kind,
        kept=kept,
        published=published_words(kind),
        roles=ROLES,
    )
    return shown, status


@route(bp, "/<clinic_id>/meetings.ics", allow=READ)
def clinic_calendar(clinic_id: str) -> ResponseReturnValue:
    """The meetings one sees there, as a file."""
    clinic, found = kept_for(db(), actor(), clinic_id, now())
    return calendar_file(found, f"Meetings, {clinic.name}", "meetings.ics")


@route(bp, "/<clinic_id>/meetings/<meeting_id>.ics", allow=READ)
def calendar(clinic_id: str, meeting_id: str) -> ResponseReturnValue:
    """One of them as a file."""
    kept = one_for(db(), actor(), clinic_id, meeting_id, now())
    return calendar_file([kept], f"{kept.kind.title}, {kept.row.clinic.name}", f"{kept.kind.id}-review.ics")


def calendar_file(found: list[Kept], name: str, file_name: str) -> Response:
    """A calendar file to download, for whoever is signed in."""
    text = feeds.calendar_of(found, name=name, now=now(), base_url=services().settings.base_url, who=actor().account_id)
    answer = Response(text, mimetype="text/calendar")
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return answer


def as_time(at: int) -> time:
    """Minutes after midnight as a time of day."""
    return time(*divmod(at, 60))
