"""People of an organisation: the list, and bringing somebody new in."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import DateField, EmailField, Field, SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, Optional

from lms.acts.invite import invite_person
from lms.errors import Invalid
from lms.people import directory, invitations, queries
from lms.people.erasure.queries import waiting_requests
from lms.people.permissions import AUDITOR, GRANT_KINDS, LEADER, LEARNER, Permission
from lms.people.rules import ROLES, may_give, scope_of
from lms.web.door import actor, course, db, now, route, see_other, services
from lms.web.words import zone_here

bp = Blueprint("people", __name__, url_prefix="/admin/people")

GRANT_WORDS = {
    "learner": "Learner: reads the course and trains",
    "clinic supervisor": "Clinical supervisor: sees who is ready in this clinic",
    "program manager": "Program manager: invites people and changes dates in this clinic",
    "CE administrator": "CE administrator: looks after certificates of the organisation",
    "organisation administrator": "Organisation administrator: everything about people and certificates, in all clinics",
    "author": "Author: previews course content",
    "auditor": "Auditor: reads the record of who did what",
    "leader": "Leader: reads the leaders' tour of the whole organisation, and nothing else",
    "programme lead": "Programme lead: sees counts that organisations share with a programme",
}
STATES = {"active": "Active", "invited": "Not come in yet", "deactivated": "Deactivated"}
STATE_WORDS = {
    "active": "Active",
    "invited": "Invited",
    "invitation run out": "Invitation has run out",
    "not invited": "Not invited yet",
    "deactivated": "Deactivated",
}


TOUR = "leader"
"""What stands in place of a role for somebody who takes the leaders' tour and trains for nothing."""


def needed_to_train(form: FlaskForm, field: Field) -> None:
    """Refuse an empty first day of anybody but a leader."""
    needed = DataRequired("Enter the first day with CoCM patients, such as 4 May 2026.")
    (Optional() if form.role.data == TOUR else needed)(form, field)


class InviteForm(FlaskForm):  # type: ignore[misc]
    """One person to bring in."""

    name = StringField("Name, as colleagues know it", validators=[DataRequired("Enter the name.")])
    email = EmailField("Work e-mail", validators=[DataRequired("Enter the work e-mail.")])
    clinic = SelectField("Clinic", validators=[DataRequired("Choose the clinic.")])
    role = SelectField("Role to train for", validators=[DataRequired("Choose the role.")])
    start_date = DateField(
        "First day with CoCM patients",
        description="Not the hire date. The timeline counts from this day; it can be changed later. A leader needs none.",
        validators=[needed_to_train],
    )
    grants = SelectMultipleField(
        "Other access",
        description="Leave all empty for somebody who only learns. An auditor is given access, with a last day, on the person’s own page.",
    )


def invite_form() -> InviteForm:
    """The form with the clinics, roles and grants this actor may choose from."""
    form = InviteForm()
    clinics = invitations.clinics_to_invite_to(db(), actor())
    form.clinic.choices = [(clinic.id, clinic.name) for clinic in clinics]
    form.role.choices = list(ROLES.items())
    if any(may_give(actor(), LEADER, organisation_id=each.organisation_id, clinic_id=None) for each in clinics):
        form.role.choices.append((TOUR, "None: a leader, who reads the leaders' tour"))
    if len(clinics) > 1:
        form.clinic.choices = [("", "Choose a clinic"), *form.clinic.choices]
    form.role.choices = [("", "Choose a role"), *form.role.choices]
    form.grants.choices = [
        (kind, GRANT_WORDS[kind])
        for kind in GRANT_KINDS
        if kind not in (LEARNER, LEADER, AUDITOR)
        and any(
            may_give(actor(), kind, organisation_id=each.organisation_id, clinic_id=scope_of(kind, each.id))
            for each in clinics
        )
    ]
    return form


@route(bp, "/", allow=Permission.PEOPLE_READ)
def people() -> ResponseReturnValue:
    """The people the actor may see, by search and filters, a page at a time."""
    wanted = directory.Wanted(
        text=request.args.get("q", "").strip()[:100],
        clinic_id=request.args.get("clinic", ""),
        role=request.args.get("role", ""),
        state=request.args.get("state", ""),
    )
    page = request.args.get("page", "1")
    found = directory.people_found(
        db(), actor(), wanted, now=now(), page=int(page) if page.isdecimal() and len(page) < 6 else 1
    )
    return render_template(
        "people.html",
        found=found,
        wanted=wanted,
        filtered=wanted != directory.Wanted(),
        clinics=queries.clinics_for(db(), actor(), Permission.PEOPLE_READ),
        roles=ROLES,
        states=STATES,
        state_words=STATE_WORDS,
        address=page_address,
        zone=zone_here(),
        as_of=now(),
        may_invite=actor().may(Permission.PEOPLE_INVITE),
        may_share=actor().may(Permission.PROGRAMME_CONSENT),
        may_tell=actor().may(Permission.WEBHOOK_ADMIN),
        erasures=waiting_requests(db(), actor()) if actor().may(Permission.PEOPLE_ERASE) else None,
    )


def page_address(page: int) -> str:
    """The list as it is filtered now, at another page."""
    kept: dict[str, Any] = {
        name: request.args[name] for name in ("q", "clinic", "role", "state") if request.args.get(name)
    }
    return url_for("people.people", **kept, page=page)


@route(bp, "/invite", methods=["GET", "POST"], allow=Permission.PEOPLE_INVITE)
def invite() -> ResponseReturnValue:
    """Bring in one person, with an invitation or, with the other button, without one for now."""
    form = invite_form()
    if form.validate_on_submit():
        leads = form.role.data == TOUR
        send = request.form.get("send") != "later"
        try:
            made = invite_person(
                db(),
                actor=actor(),
                now=now(),
                course=course(),
                base_url=services().settings.base_url,
                email=form.email.data or "",
                name=form.name.data or "",
                clinic_id=form.clinic.data,
                role=None if leads else form.role.data,
                start_date=None if leads else form.start_date.data,
                grants=form.grants.data or (),
                send=send,
            )
            if send:
                flash(f"Invitation written.\n{said_about_mail(form.email.data or '')}", "ready")
                return see_other(url_for("people.people"))
            flash(f"{form.name.data} is added.\nNo letter was written; send the invitation when it is time.", "ready")
            return see_other(url_for("one_person.page", account_id=made.account_id))
        except Invalid as wrong:
            show(form, wrong)
    return render_template("invite.html", form=form), 422 if form.errors else 200


def show(form: FlaskForm, wrong: Invalid) -> None:
    """Put the sentence of a refusal where it belongs: at its field, else above the form."""
    place = getattr(form, wrong.field or "", None)
    if place is None or not hasattr(place, "errors"):
        form.form_errors.append(wrong.sentence)
    else:
        place.errors = [*place.errors, wrong.sentence]


def said_about_mail(email: str, days: str = "seven days") -> str:
    """What becomes of a letter, by how mail is set up here."""
    settings = services().settings
    if settings.smtp_url:
        return f"It is on its way to {email} and works for {days}."
    where = "You can read it at /demo/mail." if settings.demo else "No mail server is set, so it waits in the outbox."
    return f"The link for {email} works for {days}. {where}"
