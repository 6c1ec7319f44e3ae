"""Continuing education, where its administrator starts: what stands, what is missing before any credit can be given; the provider."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.credit.activities import queries as activities
from lms.credit.providers import queries
from lms.credit.providers.actions import save_provider
from lms.credit.providers.queries import demand_administers
from lms.credit.providers.rules import state_of
from lms.errors import ManyProblems
from lms.people.permissions import Permission
from lms.web.ce_forms import ProviderForm
from lms.web.door import actor, db, now, route, see_other, services

bp = Blueprint("ce_start", __name__, url_prefix="/ce-admin")

ADMIN = Permission.CERTIFICATE_ADMIN


def organisation_here() -> str:
    """The organisation whose credit is looked after: the actor's own. Raises NotFound for whoever may only look after a clinic."""
    demand_administers(actor(), actor().organisation_id)
    return actor().organisation_id


@route(bp, "/", allow=ADMIN)
def start() -> ResponseReturnValue:
    """The five things that credit rests on, each with how it stands and where to go."""
    organisation_id = organisation_here()
    shelf = services().rule_sets
    today = queries.today_of(db(), organisation_id, now(), actor())
    approvals = queries.approvals_of(db(), organisation_id)
    versions = activities.versions_of(db(), organisation_id)
    return render_template(
        "ce_start.html",
        provider=queries.provider_of(db(), organisation_id),
        shelf=shelf,
        confirmed=[each for each in shelf.sets.values() if queries.confirmation_of(db(), organisation_id, each)],
        approvals=approvals,
        in_term=[each for each in approvals if state_of(queries.term_of(each), today) == "in term"],
        versions=versions,
        frozen=[each for each in versions if each.frozen_at is not None and each.closed_at is None],
        designations=[each for each in activities.designations_of(db(), organisation_id) if each.closed_at is None],
    )


@route(bp, "/provider", allow=ADMIN, methods=["GET", "POST"])
def provider() -> ResponseReturnValue:
    """Who the provider is."""
    organisation_id, form = organisation_here(), ProviderForm()
    if form.validate_on_submit():
        try:
            save_provider(db(), actor=actor(), now=now(), organisation_id=organisation_id, entry=form.entry())
        except ManyProblems as wrong:
            db().rollback()
            form.show(wrong.fields)
        else:
            flash("Saved.\nThis is what stands on certificates for credit from now on.", "ready")
            return see_other(url_for("ce_start.start"))
    elif not form.is_submitted():
        form.fill(queries.provider_of(db(), organisation_id), services().settings.zone)
    return make_response(render_template("ce_provider.html", form=form), 422 if form.errors else 200)
