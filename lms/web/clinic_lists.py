"""The lists of a clinic: its own, those of its people, and that of a hand-over; one page for each item."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, Optional

from lms.curriculum.checklist import Item
from lms.errors import Invalid, NotFound
from lms.people.models import Clinic
from lms.people.permissions import Permission
from lms.people.queries import roles_of
from lms.readiness.history import names_of
from lms.readiness.opening import actions
from lms.readiness.opening.actions import Changed, Place, Wanted, list_of, place_for
from lms.readiness.opening.models import OwnItem
from lms.readiness.opening.queries import (
    CLINIC,
    HANDOVER,
    Listed,
    clinic_list,
    extra_since,
    marks_of,
    own_items,
    role_list,
    without_champion,
)
from lms.readiness.roles import timeline_of
from lms.readiness.rules.checklists import NOTE_MOST, OWNER_MOST, STATES, TITLE_MOST, closed_of
from lms.web.addresses import url_of
from lms.web.clinics import changes, clinic_seen, today_at
from lms.web.door import actor, course, db, now, route, see_other
from lms.web.person import past_day
from lms.web.words import zone_words

bp = Blueprint("clinic_lists", __name__)


@route(bp, "/clinics/<clinic_id>/checklist", allow=Permission.CLINIC_READINESS)
def checklist(clinic_id: str) -> ResponseReturnValue:
    """The clinic's own list: every item with how it stands, who sees to it and by when."""
    here = clinic_seen(clinic_id)
    past = past_day(here.zone)
    listed = clinic_list(db(), here, course(), past or today_at(here))
    return _list_page(Place(here, None, CLINIC), listed, f"{here.name}: before the first patient", past=past)


@route(bp, "/clinics/roles/<role_held_id>/<any(checklist, handover):which>", allow=Permission.CLINIC_READINESS)
def of_role(role_held_id: str, which: str) -> ResponseReturnValue:
    """The onboarding list of somebody in a role, or that of her hand-over."""
    place = _place(which, role_held_id)
    past = past_day(place.clinic.zone)
    listed = list_of(db(), place, course(), past or today_at(place.clinic))
    assert place.held is not None
    name = place.held.account.name
    title = f"{name}: hand-over" if which == "handover" else f"{name}: checklist"
    return _list_page(place, listed, title, past=past)


@route(bp, "/checklist/", allow=Permission.OWN_LEARNING)
def own() -> ResponseReturnValue:
    """One's own onboarding lists, as the supervisor sees them; nothing is entered here."""
    found = []
    for held in roles_of(db(), actor().account_id):
        place = Place(held.clinic, held, held.role)
        listed = role_list(db(), held, course(), today_at(held.clinic))
        found.append((place, listed, timeline_of(course(), held.role).title))
    shown = {listed.subject_id: _shown(place, listed) for place, listed, _ in found}
    return render_template(
        "checklist_own.html",
        lists=[(p, each, t) for p, each, t in found if each.lines],
        shown=shown,
        actor_today=actor().today,
    )


def _place(which: str, role_held_id: str, permission: Permission = Permission.CLINIC_READINESS) -> Place:
    """A list of somebody in a role. Raises NotFound."""
    place = place_for(db(), actor(), permission, HANDOVER, role_held_id)
    assert place.held is not None
    return place if which == "handover" else Place(place.clinic, place.held, place.held.role)


def _shown(place: Place, listed: Listed) -> dict[str, object]:
    rows = [each.last for each in listed.lines if each.last]
    return {"names": names_of(db(), [each.by for each in rows]), "helps": _helps(listed.about)}


def _helps(about: Mapping[str, Item]) -> dict[str, list[tuple[str, str]]]:
    """Item → tools and lessons that help, with where they are."""
    here = course()
    titles = {tool.id: tool.title for tool in here.tools} | dict(here.title_of)
    return {
        item.id: [(titles.get(each, each), url_of(here, each)) for each in item.leads_to] for item in about.values()
    }


def _list_page(
    place: Place,
    listed: Listed,
    title: str,
    form: OwnItemForm | None = None,
    status: int = 200,
    *,
    past: date | None = None,
) -> ResponseReturnValue:
    """`past`: the day that is over, as of whose end it is shown; nothing is changed from there."""
    change = changes(place.clinic) and past is None
    form = form or OwnItemForm(formdata=None)
    shown = render_template(
        "checklist.html",
        place=place,
        clinic=place.clinic,
        listed=listed,
        title=title,
        counts=closed_of(listed.lines),
        today=past or today_at(place.clinic),
        latest=today_at(place.clinic),
        past=past is not None,
        zone=zone_words(place.clinic.zone),
        changes=change,
        form=form,
        here=_address(place),
        withdrawn=own_items(db(), place.clinic, place.list_id, withdrawn=True) if change else [],
        no_champion=place.list_id == CLINIC
        and without_champion(db(), place.clinic, course(), past or today_at(place.clinic), past=past is not None),
        extra=extra_since(db(), place.held.id) if place.held else None,
        offers_extra=place.held is not None
        and any(i.without_licence for i in course().checklists.roles.get(place.list_id, ())),
        **_shown(place, listed),
    )
    return make_response(shown, status)


def _address(place: Place) -> str:
    if place.held is None:
        return url_for("clinic_lists.checklist", clinic_id=place.clinic.id)
    which = "handover" if place.list_id == HANDOVER else "checklist"
    return url_for("clinic_lists.of_role", role_held_id=place.held.id, which=which)


class ItemForm(FlaskForm):  # type: ignore[misc]
    """How an item stands."""

    state = RadioField("How it stands", choices=[SelectChoice(each, each.capitalize()) for each in STATES])
    owner = StringField(
        "Who sees to it",
        description="A name or a function. Empty: as the list says.",
        validators=[Length(max=OWNER_MOST)],
    )
    due_on = DateField(
        "By", description="Your own date; the course sets none. Empty: none is set.", validators=[Optional()]
    )
    note = TextAreaField(
        "Evidence, or a word about it",
        description=f"Where the paper lies, who agreed, why it is not needed. At most {NOTE_MOST} characters, and never about a patient.",
        validators=[Length(max=NOTE_MOST, message=f"Use at most {NOTE_MOST} characters.")],
    )
    seen = HiddenField()


@route(
    bp,
    "/clinics/<clinic_id>/lists/<list_id>/<subject_id>/<todo_id>",
    allow=Permission.CLINIC_READINESS,
    methods=["GET", "POST"],
)
def item(clinic_id: str, list_id: str, subject_id: str, todo_id: str) -> ResponseReturnValue:
    """One item: what it is for, how it stands, every entry about it; and a form for whoever may change it."""
    place = _place_of(clinic_id, list_id, subject_id)
    form = ItemForm()
    line = list_of(db(), place, course(), today_at(place.clinic)).line(todo_id)
    if line is None:
        raise NotFound()
    if request.method != "POST":
        form.state.data, form.due_on.data = line.state, line.due_on
        form.owner.data, form.note.data = (line.last.owner, line.last.note) if line.last else ("", "")
        form.seen.data = str(line.entries)
        return _item_page(place, todo_id, form)
    if not changes(place.clinic):
        raise NotFound()
    if not form.validate_on_submit():
        return _item_page(place, todo_id, form, 422)
    seen = form.seen.data or ""
    wanted = Wanted(
        form.state.data, form.owner.data or "", form.due_on.data, form.note.data or "",
        int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else -1,
    )  # fmt: skip
    try:
        made = actions.mark(
            db(),
            actor=actor(),
            now=now(),
            course=course(),
            list_id=list_id,
            subject_id=subject_id,
            item_id=todo_id,
            wanted=wanted,
        )
    except Changed as wrong:
        db().rollback()
        form.state.errors = [str(wrong)]
        form.seen.data = str(line.entries)
        return _item_page(_place_of(clinic_id, list_id, subject_id), todo_id, form, 422)
    except Invalid as wrong:
        db().rollback()
        form[wrong.field or "note"].errors = [str(wrong)]
        return _item_page(_place_of(clinic_id, list_id, subject_id), todo_id, form, 422)
    if made is None:
        flash("Nothing was changed.\nIt stands as it did.")
    else:
        flash(
            f"“{line.item.title}”: {made.state}.\nEarlier entries are kept, and you can take this one back on its page.",
            "ready",
        )
    return see_other(_address(place))


def _place_of(clinic_id: str, list_id: str, subject_id: str) -> Place:
    place = place_for(db(), actor(), Permission.CLINIC_READINESS, list_id, subject_id)
    if place.clinic.id != clinic_id:
        raise NotFound()
    return place


def _item_page(place: Place, todo_id: str, form: ItemForm, status: int = 200) -> ResponseReturnValue:
    listed = list_of(db(), place, course(), today_at(place.clinic))
    line = listed.line(todo_id)
    assert line is not None
    about = listed.about.get(todo_id)
    rows = marks_of(db(), place.subject_id, todo_id)
    shown = render_template(
        "checklist_item.html",
        place=place,
        clinic=place.clinic,
        line=line,
        about=about,
        facts=[course().facts[each] for each in about.facts] if about else [],
        helps=_helps(listed.about).get(todo_id, []),
        form=form,
        history=list(reversed(rows)),
        names=names_of(db(), [row.by_account_id for row in rows]),
        changes=changes(place.clinic),
        back=_address(place),
        zone=place.clinic.zone,
    )
    return make_response(shown, status)


@route(
    bp,
    "/clinics/<clinic_id>/lists/<list_id>/<subject_id>/<todo_id>/undo",
    allow=Permission.CLINIC_SETUP,
    methods=["POST"],
)
def undo(clinic_id: str, list_id: str, subject_id: str, todo_id: str) -> ResponseReturnValue:
    """Take the last entry back."""
    place = _place_of(clinic_id, list_id, subject_id)
    number = request.form.get("number", "")
    row = actions.undo_mark(
        db(), actor=actor(), now=now(), course=course(), list_id=list_id, subject_id=subject_id, item_id=todo_id,
        number=int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 0,
    )  # fmt: skip
    if row is None:
        flash("Somebody entered something since.\nNothing was taken back; look at the entries below.")
    else:
        flash("Taken back.\nIt stands as before, and both entries are kept.", "ready")
    return see_other(
        url_for("clinic_lists.item", clinic_id=place.clinic.id, list_id=list_id, subject_id=subject_id, todo_id=todo_id)
    )


class OwnItemForm(FlaskForm):  # type: ignore[misc]
    """An item of the clinic's own."""

    title = StringField(
        "What is to be done",
        validators=[
            InputRequired("Say what is to be done."),
            Length(max=TITLE_MOST, message=f"Use at most {TITLE_MOST} characters."),
        ],
    )
    item_owner = StringField("Who sees to it", validators=[Length(max=OWNER_MOST)])
    required = BooleanField("It must be done before the first patient")


@route(bp, "/clinics/<clinic_id>/lists/<list_id>/add", allow=Permission.CLINIC_SETUP, methods=["POST"])
def add(clinic_id: str, list_id: str) -> ResponseReturnValue:
    """Put an item of one's own on a list of the clinic."""
    here = clinic_seen(clinic_id, Permission.CLINIC_SETUP)
    form = OwnItemForm()
    back = request.form.get("back", "")
    place = _back_to(here, list_id, back)
    if form.validate_on_submit():
        try:
            made = actions.add_item(
                db(), actor=actor(), now=now(), course=course(), clinic_id=here.id, list_id=list_id, title=form.title.data or "",
                owner=form.item_owner.data or "", required=bool(form.required.data),
            )  # fmt: skip
        except Invalid as wrong:
            db().rollback()
            form.title.errors = [str(wrong)]
            place = _back_to(clinic_seen(clinic_id, Permission.CLINIC_SETUP), list_id, back)
        else:
            flash(f"“{made.title}” is on the list.", "ready")
            return see_other(_address(place))
    listed = list_of(db(), place, course(), today_at(place.clinic))
    return _list_page(place, listed, "Add an item", form, 422)


def _back_to(here: Clinic, list_id: str, role_held_id: str) -> Place:
    """The list from which an item is added: the clinic's own, or that of somebody in the role."""
    if list_id == CLINIC:
        return Place(here, None, CLINIC)
    place = place_for(db(), actor(), Permission.CLINIC_SETUP, list_id, role_held_id)
    if place.clinic.id != here.id:
        raise NotFound()
    return place


@route(
    bp, "/clinics/own-items/<own_item_id>/<any(withdraw, back):way>", allow=Permission.CLINIC_SETUP, methods=["POST"]
)
def move(own_item_id: str, way: str) -> ResponseReturnValue:
    """Take an item of the clinic's own off its list, or put it back."""
    act = actions.withdraw_item if way == "withdraw" else actions.put_back_item
    row: OwnItem = act(db(), actor=actor(), now=now(), item_id=own_item_id)
    flash(
        f"“{row.title}” is {'off the list' if way == 'withdraw' else 'back'}.\nWhat was entered about it is kept.",
        "ready",
    )
    back = request.form.get("back", "")
    if row.list_id != CLINIC and not back:
        return see_other(url_for("clinics.clinic", clinic_id=row.clinic_id))
    return see_other(_address(_back_to(clinic_seen(row.clinic_id), row.list_id, back)))


@route(bp, "/clinics/roles/<role_held_id>/support", allow=Permission.CLINIC_SETUP, methods=["POST"])
def support(role_held_id: str) -> ResponseReturnValue:
    """Say that somebody was hired without a listed licence, or take that back."""
    place = _place("checklist", role_held_id, Permission.CLINIC_SETUP)
    assert place.held is not None
    needed = request.form.get("needed") == "yes"
    actions.say_support(db(), actor=actor(), now=now(), course=course(), role_held_id=place.held.id, needed=needed)
    words = (
        "More items stand on the list.\nThey ask for support, and bar nobody from the work."
        if needed
        else "The extra items are off the list.\nWhat was entered about them is kept."
    )
    flash(words, "ready")
    return see_other(_address(place))
