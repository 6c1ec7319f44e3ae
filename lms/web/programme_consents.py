"""For an organisation's administrator: what programmes ask for, what is shared with them now, and taking it back."""

from __future__ import annotations

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.errors import NotFound
from lms.people.models import Account, Organisation, Programme
from lms.people.permissions import Permission
from lms.readiness.history import names_of as account_names
from lms.readiness.programmes import actions
from lms.readiness.programmes.actions import ALL, NAMES
from lms.readiness.programmes.queries import (
    Seen,
    consents_of,
    get_ask_for,
    seen_by_administrator,
    seen_of,
)
from lms.web.door import actor, db, now, route, see_other
from lms.web.programmes import people_page, shared_page
from lms.web.words import zone_here

bp = Blueprint("programme_consents", __name__, url_prefix="/admin/programmes")

CONSENT = Permission.PROGRAMME_CONSENT


@route(bp, "/", allow=CONSENT)
def programmes() -> ResponseReturnValue:
    """Every programme that ever asked, what waits for an answer first."""
    found = seen_by_administrator(db(), actor())
    waiting = [(each, ask) for each in found for ask in each.asks if ask.answer is None]
    return render_template("programme_consents.html", seen=found, waiting=waiting, zone=zone_here())


@route(bp, "/asks/<ask_id>", allow=CONSENT, methods=["GET", "POST"])
def ask(ask_id: str) -> ResponseReturnValue:
    """What would be shared, word by word; consent or decline."""
    row = get_ask_for(db(), actor(), ask_id)
    programme, organisation = db().get_one(Programme, row.programme_id), db().get_one(Organisation, row.organisation_id)
    if request.method == "POST" and request.form.get("go") == "decline":
        actions.decline(db(), actor=actor(), now=now(), ask_id=row.id)
        flash(f"Declined.\nNothing is shared with {programme.name} by this.", "ready")
        return see_other(url_for("programme_consents.programmes"))
    if request.method == "POST" and request.form.get("go") == "consent":
        actions.consent(db(), actor=actor(), now=now(), ask_id=row.id, mark=request.form.get("mark", ""))
        flash(
            "Consented.\nThis page shows what the programme is shown, at any time. You can take it back here.", "ready"
        )
        return see_other(_address(row.programme_id, row.organisation_id))
    by = db().get(Account, row.by_account_id) if row.by_account_id else None
    page = render_template(
        "programme_consent.html",
        ask=row,
        by=by.name if by else "the operator",
        programme=programme,
        asked=organisation,
        offer=actions.offer_of(db(), actor=actor(), now=now(), ask=row),
        answerers=account_names(db(), [row.answered_by_account_id]),
        zone=zone_here(),
    )
    return page, 422 if request.method == "POST" else 200


@route(bp, "/<programme_id>/<organisation_id>/", allow=CONSENT)
def shared(programme_id: str, organisation_id: str) -> ResponseReturnValue:
    """The very page that the programme sees, and the ways to take things back."""
    seen = _seen(programme_id, organisation_id)
    consents = consents_of(db(), seen.programme.id, seen.organisation.id)
    people = [each.by_account_id for each in consents] + [each.withdrawn_by_account_id for each in consents]
    people += [each.by_account_id for each in seen.asks] + [each.answered_by_account_id for each in seen.asks]
    return shared_page(
        seen,
        lead=False,
        consents=consents,
        names=account_names(db(), [each for each in people if each]),
        zone=zone_here(),
    )


@route(bp, "/<programme_id>/<organisation_id>/people", allow=CONSENT)
def people(programme_id: str, organisation_id: str) -> ResponseReturnValue:
    """The very list that the programme sees."""
    return people_page(_seen(programme_id, organisation_id), lead=False)


@route(bp, "/<programme_id>/<organisation_id>/withdraw/<part>", allow=CONSENT, methods=["GET", "POST"])
def withdraw(programme_id: str, organisation_id: str, part: str) -> ResponseReturnValue:
    """Say what ends, then end it at once: all of it, the names, or one clinic."""
    seen = _seen(programme_id, organisation_id)
    known = dict((*seen.clinics, *seen.gone))
    if part not in (ALL, NAMES) and part not in known:
        raise NotFound()
    ids = seen.programme.id, seen.organisation.id
    if request.method == "POST":
        actions.withdraw(db(), actor=actor(), now=now(), what=part, programme_id=ids[0], organisation_id=ids[1])
        what = {ALL: "all of it", NAMES: "the names"}.get(part, known.get(part, ""))
        flash(
            f"Taken back: {what}.\nThe programme is shown nothing of it from now on, of past months neither.", "ready"
        )
        return see_other(_address(*ids))
    return render_template("programme_withdraw.html", seen=seen, part=part, clinic=known.get(part))


def _address(programme_id: str, organisation_id: str) -> str:
    return url_for("programme_consents.shared", programme_id=programme_id, organisation_id=organisation_id)


def _seen(programme_id: str, organisation_id: str) -> Seen:
    """For the administrator alone: who leads a programme has pages of her own."""
    if not actor().may(CONSENT, organisation_id=organisation_id):
        raise NotFound()
    return seen_of(db(), actor(), programme_id, organisation_id)
