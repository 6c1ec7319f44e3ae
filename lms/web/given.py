"""What somebody trains for and what they may do: roles and access, given and ended."""

from __future__ import annotations

from flask import Blueprint, flash, render_template
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField
from wtforms.validators import DataRequired, Optional

from lms.acts.further_role import hold_further_role
from lms.errors import Invalid, NotFound
from lms.people import actions, queries, upkeep
from lms.people.access import get_person_for, get_role_for
from lms.people.models import Account, Clinic
from lms.people.permissions import GRANT_KINDS, Permission
from lms.people.rules import ROLES, may_give
from lms.web.door import actor, course, db, now, route
from lms.web.one_person import ReasonForm, back
from lms.web.people import GRANT_WORDS, show

bp = Blueprint("given", __name__, url_prefix="/admin/people/<account_id>")
WHOLE = "whole"


class RoleForm(FlaskForm):  # type: ignore[misc]
    """A further role."""

    clinic = SelectField("Clinic", validators=[DataRequired("Choose the clinic.")])
    role = SelectField("Role to train for", validators=[DataRequired("Choose the role.")])
    start_date = DateField(
        "First day with CoCM patients",
        description="Not the hire date. The timeline counts from this day; it can be changed later.",
        validators=[DataRequired("Enter the first day with CoCM patients, such as 4 May 2026.")],
    )


class AccessForm(FlaskForm):  # type: ignore[misc]
    """A grant: kind, place, first and last day."""

    kind = SelectField("Access", validators=[DataRequired("Choose the access.")])
    place = SelectField("Where", validators=[DataRequired("Choose where.")])
    to_date = DateField(
        "Last day", description="Leave empty if it has no end yet. An auditor’s must have one.", validators=[Optional()]
    )


def _with_first(first: str, choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return choices if len(choices) == 1 else [("", first), *choices]


@route(bp, "/roles/add", methods=["GET", "POST"], allow=Permission.ROLE_CHANGE)
def add_role(account_id: str) -> ResponseReturnValue:
    """A further role at a clinic."""
    person = get_person_for(db(), actor(), account_id, Permission.ROLE_CHANGE)
    form = RoleForm()
    clinics = queries.clinics_for(db(), actor(), Permission.ROLE_CHANGE)
    form.clinic.choices = _with_first("Choose a clinic", [(each.id, each.name) for each in clinics])
    form.role.choices = [("", "Choose a role"), *ROLES.items()]
    if form.validate_on_submit() and form.start_date.data:
        try:
            hold_further_role(
                db(),
                actor=actor(),
                now=now(),
                course=course(),
                account_id=person.id,
                clinic_id=form.clinic.data,
                role=form.role.data,
                start_date=form.start_date.data,
            )
            flash(f"Role added.\n{person.name} has a plan for it from today; what is done already counts.", "ready")
            return back(person.id)
        except Invalid as wrong:
            show(form, wrong)
    return render_template("role_add.html", form=form, person=person), 422 if form.errors else 200


@route(bp, "/roles/<role_held_id>/end", methods=["GET", "POST"], allow=Permission.ROLE_CHANGE)
def end_role(account_id: str, role_held_id: str) -> ResponseReturnValue:
    """Ask why, then end training for a role."""
    held = get_role_for(db(), actor(), role_held_id)
    person = get_person_for(db(), actor(), account_id, Permission.ROLE_CHANGE)
    if held.account_id != person.id:
        raise NotFound()
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            upkeep.end_role(db(), actor=actor(), now=now(), role_held_id=held.id, reason=form.reason.data or "")
            flash("The role has ended.\nWhat was done for it stays on record and goes on counting elsewhere.", "ready")
            return back(person.id)
        except Invalid as wrong:
            show(form, wrong)
    role = ROLES.get(held.role, held.role)
    return render_template("role_end.html", form=form, person=person, held=held, role=role), 422 if form.errors else 200


@route(bp, "/access/give", methods=["GET", "POST"], allow=Permission.PEOPLE_INVITE)
def give_access(account_id: str) -> ResponseReturnValue:
    """Give access, no more than the actor holds."""
    person = get_person_for(db(), actor(), account_id, Permission.PEOPLE_INVITE)
    form = access_form(person)
    if form.validate_on_submit():
        whole = form.place.data == WHOLE
        clinic = None if whole else db().get_one(Clinic, form.place.data)
        try:
            actions.grant(
                db(),
                actor=actor(),
                now=now(),
                account_id=person.id,
                kind=form.kind.data,
                organisation_id=clinic.organisation_id if clinic else person.organisation_id,
                clinic_id=clinic.id if clinic else None,
                to_date=form.to_date.data,
            )
            flash(f"Access given.\n{person.name} has it from today.", "ready")
            return back(person.id)
        except Invalid as wrong:
            wrong.field = {"grants": "kind"}.get(wrong.field or "", wrong.field)
            show(form, wrong)
    return render_template("access_give.html", form=form, person=person), 422 if form.errors else 200


def access_form(person: Account) -> AccessForm:
    """The form with what this actor may give, and where."""
    form = AccessForm()
    clinics = queries.clinics_for(db(), actor(), Permission.PEOPLE_INVITE)
    places = [(each.id, each.name) for each in clinics]
    whole = (person.organisation_id, None) in actor().clinics_with(Permission.PEOPLE_INVITE)
    if whole:
        places.append((WHOLE, "The whole organisation"))
    spots = [(each.organisation_id, each.id) for each in clinics] + ([(person.organisation_id, None)] if whole else [])
    kinds = [
        (kind, GRANT_WORDS[kind])
        for kind in GRANT_KINDS
        if any(may_give(actor(), kind, organisation_id=spot[0], clinic_id=spot[1]) for spot in spots)
    ]
    form.kind.choices = [("", "Choose the access"), *kinds]
    form.place.choices = _with_first("Choose where", places)
    return form


@route(bp, "/access/<grant_id>/end", methods=["POST"], allow=Permission.PEOPLE_INVITE)
def end_access(account_id: str, grant_id: str) -> ResponseReturnValue:
    """End access at once."""
    person = get_person_for(db(), actor(), account_id, Permission.PEOPLE_INVITE)
    given = upkeep.end_grant(db(), actor=actor(), now=now(), account_id=person.id, grant_id=grant_id)
    flash(f"Access as {given.kind} has ended.\nIt holds from the next page they open.", "ready")
    return back(person.id)
