"""One person's account, as an administrator or program manager looks after it: state, names, addresses, invitation."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import EmailField, StringField
from wtforms.validators import DataRequired

from lms.errors import Invalid, NotFound
from lms.people import actions, directory, further_addresses, invitations, queries, signs, upkeep
from lms.people.access import get_person_for
from lms.people.erasure.queries import open_request
from lms.people.factors.queries import factors_of
from lms.people.identity.linking import identities_of, labels_of
from lms.people.merged import surviving
from lms.people.models import Account
from lms.people.permissions import Permission
from lms.people.rules import ROLES
from lms.people.signing_out import sign_out_for
from lms.web.door import actor, db, now, route, see_other, services
from lms.web.people import said_about_mail, show
from lms.web.words import count, zone_here

bp = Blueprint("one_person", __name__, url_prefix="/admin/people/<account_id>")


class AddressForm(FlaskForm):  # type: ignore[misc]
    """A further address."""

    email = EmailField("Further e-mail address", validators=[DataRequired("Enter the address.")])


class ReasonForm(FlaskForm):  # type: ignore[misc]
    """Why something is done."""

    reason = StringField(
        "Reason",
        description="It stays with the record. Name no patient.",
        validators=[DataRequired("Say why; the reason stays with the record.")],
    )


class NamesForm(ReasonForm):
    """How somebody is called."""

    name = StringField("Name, as colleagues know it", validators=[DataRequired("Enter the name.")])
    legal_name = StringField(
        "Name on certificates",
        description="A change has to be confirmed by the person before it is printed. Certificates already issued keep the name they carry.",
    )


def back(account_id: str) -> ResponseReturnValue:
    """To the person's page, after a write."""
    return see_other(url_for("one_person.page", account_id=account_id))


def may_here(permission: Permission, person: Account) -> bool:
    """Whether the actor holds a permission over the whole organisation this account belongs to."""
    return (person.organisation_id, None) in actor().clinics_with(permission)


@route(bp, "", allow=Permission.PEOPLE_READ)
def page(account_id: str) -> ResponseReturnValue:
    """The account; an id that was joined with another leads on."""
    person = get_person_for(db(), actor(), account_id)
    if person.id != account_id:
        return redirect(url_for("one_person.page", account_id=person.id), 301)
    return person_page(person, AddressForm())


def person_page(person: Account, address_form: AddressForm) -> ResponseReturnValue:
    """The page, with what went wrong in its form."""
    if not actor().may(Permission.PEOPLE_READ):
        raise NotFound()
    shown = render_template("one_person.html", **about(person), address_form=address_form, failed=address_form.errors)
    return shown, 422 if address_form.errors else 200


def about(person: Account) -> dict[str, Any]:
    """What the page shows of a person."""
    held = queries.roles_of(db(), person.id, open_only=False)
    state = directory.state_of(db(), person, now=now())
    return {
        "person": person,
        "state": state,
        "invited_until": signs.newest_invitations(db(), {person.id}).get(person.id),
        "last_seen": signs.last_seen(db(), {person.id}).get(person.id),
        "addresses": queries.addresses_of(db(), person.id),
        "waiting": further_addresses.waiting(db(), person.id, now=now()),
        "first": lambda thing: url_for("one_person.first_address", account_id=person.id, address_id=thing),
        "remove": lambda thing: url_for("one_person.remove_address", account_id=person.id, address_id=thing),
        "withdraw": lambda thing: url_for("one_person.withdraw_address", account_id=person.id, link_id=thing),
        "held": [each for each in held if each.ended_on is None],
        "ended": [each for each in held if each.ended_on is not None],
        "grants": upkeep.grants_now(db(), person.id, actor().today),
        "clinics": {each.id: each.name for each in queries.clinics_of(db(), person.organisation_id)},
        "roles": ROLES,
        "zone": zone_here(),
        "me_id": actor().account_id,
        "may_invite": actor().may(Permission.PEOPLE_INVITE),
        "may_correct": may_here(Permission.PEOPLE_CORRECT, person),
        "erasure": open_request(db(), person.id) if may_here(Permission.PEOPLE_ERASE, person) else None,
        "second_steps": len(factors_of(db(), person.id)),
        "identities": [
            (each, labels_of(services().identity.labels(), each)) for each in identities_of(db(), person.id)
        ],
        "may_merge": may_here(Permission.PEOPLE_MERGE, person),
        "may_deactivate": may_here(Permission.PEOPLE_DEACTIVATE, person) and person.id != actor().account_id,
        "may_end": lambda given: upkeep.may_end(actor(), given),
        "change_places": set(actor().clinics_with(Permission.ROLE_CHANGE)),
        "may_read_readiness": actor().may(Permission.CLINIC_READINESS),
    }


@route(bp, "/invite-again", methods=["POST"], allow=Permission.PEOPLE_INVITE)
def invite_again(account_id: str) -> ResponseReturnValue:
    """Send an invitation, the first or a new one; a link sent before stops working."""
    base_url = services().settings.base_url
    made = invitations.invite_again(db(), actor=actor(), now=now(), base_url=base_url, account_id=account_id)
    email = queries.primary_email(db(), made.account_id)
    flash(f"Invitation written; a link sent before has stopped working.\n{said_about_mail(email)}", "ready")
    return back(made.account_id)


@route(bp, "/withdraw-invitation", methods=["POST"], allow=Permission.PEOPLE_INVITE)
def withdraw_invitation(account_id: str) -> ResponseReturnValue:
    """The mailed link stops working; the account stays."""
    person = upkeep.withdraw_invitation(db(), actor=actor(), now=now(), account_id=account_id)
    flash("Invitation withdrawn.\nThe link does not work any more; you can invite again at any time.", "ready")
    return back(person.id)


@route(bp, "/deactivate", methods=["GET", "POST"], allow=Permission.PEOPLE_DEACTIVATE)
def deactivate(account_id: str) -> ResponseReturnValue:
    """Ask why, then bar an account from signing in; the record stays."""
    person = get_person_for(db(), actor(), account_id, Permission.PEOPLE_DEACTIVATE)
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            actions.deactivate(db(), actor=actor(), now=now(), account_id=person.id, reason=form.reason.data)
            flash(f"{person.name} can no longer sign in.\nThe record is kept.", "ready")
            return back(person.id)
        except Invalid as wrong:
            show(form, wrong)
    return render_template("deactivate.html", form=form, person=person), 422 if form.errors else 200


@route(bp, "/sign-out", methods=["POST"], allow=Permission.PEOPLE_CORRECT)
def sign_out(account_id: str) -> ResponseReturnValue:
    """End every session of somebody, as when a device was lost."""
    ended = sign_out_for(db(), actor=actor(), now=now(), account_id=account_id)
    told = f"Signed out everywhere.\n{count(ended, 'session')} ended; they can sign in again at once."
    flash(told if ended else "Nothing to end.\nThey were not signed in anywhere.", "ready" if ended else "on-track")
    return back(account_id)


@route(bp, "/reactivate", methods=["POST"], allow=Permission.PEOPLE_DEACTIVATE)
def reactivate(account_id: str) -> ResponseReturnValue:
    """Let somebody sign in again."""
    person = upkeep.reactivate(db(), actor=actor(), now=now(), account_id=account_id)
    flash(f"{person.name} can sign in again.\nPassword, roles and access are as they were.", "ready")
    return back(person.id)


@route(bp, "/names", methods=["GET", "POST"], allow=Permission.PEOPLE_CORRECT)
def names(account_id: str) -> ResponseReturnValue:
    """Correct how somebody is called."""
    person = further_addresses.account_to_correct(db(), actor(), surviving(db(), account_id))
    form = NamesForm(data={"name": person.name, "legal_name": person.legal_name or ""})
    if form.validate_on_submit():
        try:
            upkeep.correct_names(
                db(),
                actor=actor(),
                now=now(),
                account_id=person.id,
                name=form.name.data or "",
                legal_name=form.legal_name.data or "",
                reason=form.reason.data or "",
            )
            flash("Names corrected.\nThe change and its reason are on record.", "ready")
            return back(person.id)
        except Invalid as wrong:
            show(form, wrong)
    return render_template("names.html", form=form, person=person), 422 if form.errors else 200


@route(bp, "/addresses", methods=["POST"], allow=Permission.PEOPLE_CORRECT)
def add_address(account_id: str) -> ResponseReturnValue:
    """Mail a link to a further address; it belongs to the account when the link's button is pressed."""
    person = further_addresses.account_to_correct(db(), actor(), surviving(db(), account_id))
    form = AddressForm()
    if form.validate_on_submit():
        typed = form.email.data or ""
        try:
            further_addresses.ask(
                db(),
                actor=actor(),
                now=now(),
                base_url=services().settings.base_url,
                account_id=person.id,
                email=typed,
            )
            flash(f"A letter to confirm the address is written.\n{said_about_mail(typed, 'three days')}", "ready")
            return back(person.id)
        except Invalid as wrong:
            show(form, wrong)
    return person_page(person, form)


@route(bp, "/addresses/<address_id>/first", methods=["POST"], allow=Permission.PEOPLE_CORRECT)
def first_address(account_id: str, address_id: str) -> ResponseReturnValue:
    """Mail goes to this address from now on."""
    row = further_addresses.make_first(db(), actor=actor(), now=now(), account_id=account_id, address_id=address_id)
    flash(f"Mail goes to {row.email} from now on.", "ready")
    return back(row.account_id)


@route(bp, "/addresses/<address_id>/remove", methods=["POST"], allow=Permission.PEOPLE_CORRECT)
def remove_address(account_id: str, address_id: str) -> ResponseReturnValue:
    """Take an address away."""
    further_addresses.remove(db(), actor=actor(), now=now(), account_id=account_id, address_id=address_id)
    flash("The address is taken away.\nNobody can sign in with it any more.", "ready")
    return back(account_id)


@route(bp, "/addresses/waiting/<link_id>/withdraw", methods=["POST"], allow=Permission.PEOPLE_CORRECT)
def withdraw_address(account_id: str, link_id: str) -> ResponseReturnValue:
    """Forget an address that was not confirmed."""
    further_addresses.withdraw(db(), actor=actor(), now=now(), account_id=account_id, link_id=link_id)
    flash("The letter's link does not work any more.", "ready")
    return back(account_id)
