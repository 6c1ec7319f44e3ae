"""The learner's way to credit: what may be earned, where she stands, disclosures, evaluation, attestation, claim."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.credit.claiming import actions, claims, queries
from lms.credit.claiming.actions import NotYet
from lms.credit.claiming.evaluation import questions
from lms.credit.claiming.queries import WAY, Way
from lms.credit.claiming.rules import Step, amount_words, choices
from lms.credit.claiming.shown import ATTESTATION
from lms.errors import Invalid, ManyProblems, Refusal
from lms.people import throttling
from lms.people.actions import add_licence
from lms.people.models import Licence
from lms.people.permissions import Permission
from lms.people.professions import PROFESSIONS
from lms.web.addresses import url_of
from lms.web.door import actor, course, db, now, route, see_other, services
from lms.web.lessons import world
from lms.web.prepare import render_soon

bp = Blueprint("ce_way", __name__, url_prefix="/ce")
OWN = Permission.OWN_LEARNING


@route(bp, "/", allow=OWN)
def activities() -> ResponseReturnValue:
    """What may be earned here, with both figures; a plain word where nothing is."""
    found = queries.ways(db(), actor(), course(), now=now(), demo=services().settings.demo)
    return render_template(
        "ce_way_list.html", ways=found, steps=len(WAY), amount=amount_words, demo_here=services().settings.demo
    )


@route(bp, "/<way_id>/", allow=OWN)
def activity(way_id: str) -> ResponseReturnValue:
    """Where she stands with one activity, and what is missing."""
    way = _way(way_id)
    return render_template("ce_way.html", **_common(way, ""), address=_address, part_url=_part_url, way_step=way.step)


@route(bp, "/<way_id>/disclosures", allow=OWN, methods=["GET", "POST"])
def disclosures(way_id: str) -> ResponseReturnValue:
    """All that must be told before the start, and the acknowledgement."""
    problem = ""
    if request.method == "POST":
        try:
            if "read" not in request.form:
                raise Invalid("Tick the box to say that you have read this page.")
            actions.acknowledge(
                db(), actor=actor(), now=now(), course=course(), activity_id=way_id,
                text_hash=request.form.get("page", ""), demo=services().settings.demo,
            )  # fmt: skip
            flash("Acknowledged.\nWhat you complete from now on counts for credit.", "ready")
            return see_other(url_for("ce_way.activity", way_id=way_id))
        except Invalid as refusal:
            db().rollback()
            problem = str(refusal)
    way = _way(way_id)
    blocked = [each.sentence for offer in way.offers for each in offer.blocked]
    page = render_template(
        "ce_disclosures.html", **_common(way, "disclosures"), shown=way.disclosures, problem=problem, failed=bool(problem),
        stopped=blocked[0] if blocked and all(offer.blocked for offer in way.offers) else "",
    )  # fmt: skip
    return make_response(page, 422 if problem else 200)


@route(bp, "/<way_id>/read-again", allow=OWN, methods=["POST"])
def read_again(way_id: str) -> ResponseReturnValue:
    """A lesson that was completed before she set out, read once more."""
    lesson_id = request.form.get("lesson", "")
    actions.read_again(
        db(), actor=actor(), now=now(), course=course(), activity_id=way_id, lesson_id=lesson_id,
        demo=services().settings.demo,
    )  # fmt: skip
    flash("Noted.\nThe lesson counts for credit now; its completion stays as it was.", "ready")
    return see_other(url_for("ce_way.activity", way_id=way_id))


# Never kept beside an account, not even sealed and for an hour: an evaluation leads to nobody.
@route(bp, "/<way_id>/evaluation", allow=OWN, methods=["GET", "POST"], keep=False)
def evaluation(way_id: str) -> ResponseReturnValue:
    """The evaluation; its answers are kept without a name."""
    way = _way(way_id)
    found: dict[str, str] = {}
    unsure = False
    try:
        if request.method == "POST":
            actions.evaluate(
                db(), actor=actor(), now=now(), course=course(), activity_id=way_id, typed=request.form,
                sure="checked" in request.form, demo=services().settings.demo,
            )  # fmt: skip
            flash("Thank you.\nYour evaluation is kept without your name.", "ready")
            return see_other(url_for("ce_way.attestation", way_id=way_id))
        actions.demand_step(way, "evaluation")
    except NotYet as refusal:
        return _back_to(way_id, refusal)
    except ManyProblems as refusal:
        db().rollback()
        way, found, unsure = _way(way_id), refusal.fields, refusal.unsure
    page = render_template(
        "ce_evaluation.html", **_common(way, "evaluation"), questions=questions(way.row.objectives), typed=request.form,
        found=found, targets=[(f"#{name}", said) for name, said in found.items()], unsure=unsure, failed=bool(found), done=way.learner.evaluated_on if way.step != "evaluation" else None,
    )  # fmt: skip
    return make_response(page, 422 if found else 200)


@route(bp, "/<way_id>/attest", allow=OWN, methods=["GET", "POST"])
def attestation(way_id: str) -> ResponseReturnValue:
    """Licence and signature: own work, time, true licence data."""
    way = _way(way_id)
    problem: tuple[str, str] | None = None
    try:
        actions.demand_step(way, "attest")
        if request.method == "POST":
            _keep_licence(way)
            actions.attest(
                db(), actor=actor(), now=now(), course=course(), activity_id=way_id,
                typed_name=request.form.get("typed_name", ""), place=throttling.place(request.remote_addr),
                secret=str(current_app.secret_key), browser=request.user_agent.string, demo=services().settings.demo,
            )  # fmt: skip
            flash("Signed.\nThe text you signed is kept as it was.", "ready")
            return see_other(url_for("ce_way.claim", way_id=way_id))
    except NotYet as refusal:
        return _back_to(way_id, refusal)
    except Invalid as refusal:
        problem = (refusal.field or "typed_name", str(refusal))
        db().rollback()
        way = _way(way_id)
    page = render_template(
        "ce_attest.html", **_common(way, "attest"), words=ATTESTATION, licences=_licences(), professions=PROFESSIONS,
        typed=request.form, problem=problem, failed=problem is not None,
        done=way.learner.attested_at if way.step not in ("evaluation", "attest") else None,
    )  # fmt: skip
    return make_response(page, 422 if problem else 200)


@route(bp, "/<way_id>/claim", allow=OWN, methods=["GET", "POST"])
def claim(way_id: str) -> ResponseReturnValue:
    """Claim each type of credit that fits her licence; the certificate is issued with it."""
    way = _way(way_id)
    problem: tuple[str, str, str] | None = None
    asked = request.form.get("designation", "")
    try:
        if not way.finished:
            actions.demand_step(way, "claim")
        if request.method == "POST":
            typed = claims.Typed(*(request.form.get(name, "") for name in ("amount", "number", "state")))
            made = claims.claim(
                db(), actor=actor(), now=now(), course=course(), issuer=world().issuer, activity_id=way_id,
                designation_id=asked, typed=typed,
            )  # fmt: skip
            render_soon([made])
            flash("Claimed.\nYour certificate for credit is issued; its file is made and checked now.", "ready")
            return see_other(url_for("certificates.certificate", certificate_id=made.id))
    except NotYet as refusal:
        return _back_to(way_id, refusal)
    except claims.AlreadyClaimed as refusal:
        db().rollback()
        flash(f"{refusal}\nNothing was claimed twice.", "on-track")
        return see_other(url_for("ce_way.claim", way_id=way_id))
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        problem = (asked, refusal.field or "", str(refusal))
        db().rollback()
        way = _way(way_id)
    page = render_template(
        "ce_claim.html", **_common(way, "claim"), choices=choices, typed=request.form, problem=problem,
        failed=problem is not None, professions=PROFESSIONS,
    )  # fmt: skip
    return make_response(page, 422 if problem else 200)


def _way(activity_id: str) -> Way:
    return queries.way_of(db(), actor(), course(), activity_id, now=now(), demo=services().settings.demo)


def _common(way: Way, here: Step) -> dict[str, Any]:
    """What every page of the way shows: the activity, its steps, and how far she is."""
    return {"way": way, "steps": WAY, "here": here, "amount": amount_words, "name_of": dict(WAY)}


def _back_to(activity_id: str, refusal: NotYet) -> ResponseReturnValue:
    db().rollback()
    flash(f"{refusal}\nNothing is lost.", "at-risk")
    return see_other(_address(activity_id, refusal.step))


def _address(activity_id: str, step: str) -> str:
    """The page on which a step is closed."""
    page = {"disclosures": "disclosures", "evaluation": "evaluation", "attest": "attestation", "claim": "claim"}
    return url_for(f"ce_way.{page.get(step, 'activity')}", way_id=activity_id)


def _part_url(part_id: str) -> str | None:
    here = course()
    return url_of(here, part_id) if part_id in here.kind_of else None


def _licences() -> list[Licence]:
    return list(db().query(Licence).filter(Licence.account_id == actor().account_id).order_by(Licence.id))


def _keep_licence(way: Way) -> None:
    """Record the licence typed here; one has to be known before anything is signed about it."""
    kind = request.form.get("profession", "")
    if not kind:
        if way.learner.professions:
            return
        raise Invalid("Choose your profession; each type of credit goes to certain ones.", field="profession")
    if kind not in PROFESSIONS:
        raise Invalid("Choose a profession from the list.", field="profession")
    if kind in way.learner.professions:
        return
    number, state = (" ".join(request.form.get(name, "").split())[:64] or None for name in ("number", "state"))
    add_licence(db(), actor=actor(), now=now(), account_id=actor().account_id, kind=kind, number=number, state=state)
