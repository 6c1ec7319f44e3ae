"""People of an organisation: list, invite, invite again, deactivate."""

from __future__ import annotations

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import DateField, EmailField, SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired

from lms.acts.invite import invite_person
from lms.errors import Invalid
from lms.people import actions, invitations, queries
from lms.people.access import get_person_for
from lms.people.models import Account
from lms.people.permissions import GRANT_KINDS, LEARNER, Permission
from lms.people.rules import ROLES, may_give, scope_of
from lms.web.door import actor, course, db, now, route, see_other, services

bp = Blueprint("people", __name__, url_prefix="/admin/people")

GRANT_WORDS = {
    "clinic supervisor": "Clinical supervisor: sees who is ready in this clinic",
    "program manager": "Program manager: invites people and changes dates in this clinic",
    "CE administrator": "CE administrator: looks after certificates of the organisation",
    "organisation administrator": "Organisation administrator: everything about people and certificates, in all clinics",
    "author": "Author: previews course content",
    "auditor": "Auditor: reads the record of who did what",
}


class InviteForm(FlaskForm):  # type: ignore[misc]
    """One person to invite."""

    name = StringField("Name, as colleagues know it", validators=[DataRequired("Enter the name.")])
    email = EmailField("Work e-mail", validators=[DataRequired("Enter the work e-mail.")])
    clinic = SelectField("Clinic", validators=[DataRequired("Choose the clinic.")])
    role = SelectField("Role to train for", validators=[DataRequired("Choose the role.")])
    start_date = DateField(
        "First day with CoCM patients",
        description="Not the hire date. The timeline counts from this day; it can be changed later.",
        validators=[DataRequired("Enter the first day with CoCM patients, such as 4 May 2026.")],
    )
    grants = SelectMultipleField("Other access", description="Leave all empty for somebody who only learns.")


def invite_form() -> InviteForm:
    """The form with the clinics, roles and grants this actor may choose from."""
    form = InviteForm()
    clinics = invitations.clinics_to_invite_to(db(), actor())
    form.clinic.choices = [(clinic.id, clinic.name) for clinic in clinics]
    form.role.choices = list(ROLES.items())
    if len(clinics) > 1:
        form.clinic.choices = [("", "Choose a clinic"), *form.clinic.choices]
    form.role.choices = [("", "Choose a role"), *form.role.choices]
    form.grants.choices = [
        (kind, GRANT_WORDS[kind])
        for kind in GRANT_KINDS
        if kind != LEARNER
        and any(
            may_give(actor(), kind, organisation_id=each.organisation_id, clinic_id=scope_of(kind, each.id))
            for each in clinics
        )
    ]
    return form


@route(bp, "/", allow=Permission.PEOPLE_READ)
def people() -> ResponseReturnValue:
    """Everyone the actor may see."""
    zone = queries.zone_of(db(), db().get_one(Account, actor().account_id), services().settings.zone)
    return render_template(
        "people.html",
        rows=queries.people_for(db(), actor(), now=now()),
        zone=zone,
        as_of=now(),
        me_id=actor().account_id,
        may_invite=actor().may(Permission.PEOPLE_INVITE),
        may_deactivate=actor().may(Permission.PEOPLE_DEACTIVATE),
    )


@route(bp, "/invite", methods=["GET", "POST"], allow=Permission.PEOPLE_INVITE)
def invite() -> ResponseReturnValue:
    """Invite one person."""
    form = invite_form()
    if form.validate_on_submit() and form.start_date.data:
        try:
            invite_person(
                db(),
                actor=actor(),
                now=now(),
                course=course(),
                base_url=services().settings.base_url,
                email=form.email.data or "",
                name=form.name.data or "",
                clinic_id=form.clinic.data,
                role=form.role.data,
                start_date=form.start_date.data,
                grants=form.grants.data or (),
            )
            flash(f"Invitation written.\n{said_about_mail(form.email.data or '')}", "ready")
            return see_other(url_for("people.people"))
        except Invalid as wrong:
            place = getattr(form, wrong.field or "", None)
            if place is None:
                form.form_errors.append(wrong.sentence)
            else:
                place.errors = [*place.errors, wrong.sentence]
    return render_template("invite.html", form=form), 422 if form.errors else 200


def said_about_mail(email: str) -> str:
    """What becomes of a letter, by how mail is set up here."""
    settings = services().settings
    if settings.smtp_url:
        return f"It is on its way to {email} and works for seven days."
    where = "You can read it at /demo/mail." if settings.demo else "No mail server is set, so it waits in the outbox."
    return f"The link for {email} works for seven days. {where}"


@route(bp, "/<account_id>/invite-again", methods=["POST"], allow=Permission.PEOPLE_INVITE)
def invite_again(account_id: str) -> ResponseReturnValue:
    """Send a new invitation; the link sent before stops working."""
    base_url = services().settings.base_url
    invitations.invite_again(db(), actor=actor(), now=now(), base_url=base_url, account_id=account_id)
    email = queries.primary_email(db(), account_id)
    flash(f"Invitation written again; the link before it has stopped working.\n{said_about_mail(email)}", "ready")
    return see_other(url_for("people.people"))


@route(bp, "/<account_id>/deactivate", methods=["GET", "POST"], allow=Permission.PEOPLE_DEACTIVATE)
def deactivate(account_id: str) -> ResponseReturnValue:
    """Ask, then bar an account from signing in; the record stays."""
    person = get_person_for(db(), actor(), account_id, Permission.PEOPLE_DEACTIVATE)
    form = FlaskForm()
    if form.validate_on_submit():
        actions.deactivate(db(), actor=actor(), now=now(), account_id=person.id)
        flash(f"{person.name} can no longer sign in.\nThe record is kept.", "ready")
        return see_other(url_for("people.people"))
    return render_template("deactivate.html", form=form, person=person)
