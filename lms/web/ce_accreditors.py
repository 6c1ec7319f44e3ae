"""What accreditors ask, how sure we are of each rule, and who confirmed it with which handbook."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.credit.accreditors.rules import MARKS, CreditType, RuleSet
from lms.credit.hours.rules import plain
from lms.credit.providers import queries
from lms.credit.providers.actions import confirm_rules, withdraw_confirmation
from lms.credit.providers.models import RuleSetConfirmation
from lms.errors import ManyProblems, NotFound
from lms.people.permissions import Permission
from lms.people.professions import PROFESSIONS
from lms.readiness.history import names_of
from lms.readiness.rules import day_words
from lms.web.ce_forms import ConfirmForm
from lms.web.ce_start import organisation_here
from lms.web.door import actor, db, now, route, see_other, services

bp = Blueprint("ce_accreditors", __name__, url_prefix="/ce-admin/accreditors")

ADMIN = Permission.CERTIFICATE_ADMIN


@dataclass(frozen=True)
class Rule:
    """One rule in words, with the mark of how sure we are of it; an empty mark: the file says nothing of that."""

    label: str
    value: str
    mark: str


@route(bp, "/", allow=ADMIN)
def accreditors() -> ResponseReturnValue:
    """Every body whose rules are here, with who confirmed them."""
    organisation_id, shelf = organisation_here(), services().rule_sets
    rows = [
        (each, queries.confirmation_of(db(), organisation_id, each), _changed(organisation_id, each))
        for each in sorted(shelf.sets.values(), key=lambda each: each.name)
    ]
    return render_template("ce_accreditors.html", rows=rows, problems=shelf.problems)


@route(bp, "/<accreditor>", allow=ADMIN, methods=["GET", "POST"])
def accreditor(accreditor: str) -> ResponseReturnValue:
    """The rules of one body; confirm them after comparing them with its own handbook."""
    organisation_id, rules, form = organisation_here(), _rules(accreditor), ConfirmForm()
    if form.validate_on_submit():
        try:
            confirm_rules(
                db(), actor=actor(), now=now(), organisation_id=organisation_id, rules=rules,
                mark=request.form.get("mark", ""), entry=form.entry(),
            )  # fmt: skip
        except ManyProblems as wrong:
            db().rollback()
            form.show(wrong.fields)
        else:
            flash(f"Confirmed.\nVersion {rules.version} of these rules can be designated under.", "ready")
            return see_other(url_for("ce_accreditors.accreditor", accreditor=accreditor))
    history = queries.confirmations_of(db(), organisation_id, accreditor)
    page = render_template(
        "ce_accreditor.html",
        rules=rules,
        form=form,
        general=general_rules(rules),
        types=[(each, type_rules(rules, each)) for each in rules.credit_types],
        confirmed=queries.confirmation_of(db(), organisation_id, rules),
        changed=_changed(organisation_id, rules),
        history=history,
        names=names_of(db(), [each.by_account_id for each in history]),
        marks=MARKS,
    )
    return make_response(page, 422 if form.errors else 200)


@route(bp, "/<accreditor>/withdraw", allow=ADMIN, methods=["POST"])
def withdraw(accreditor: str) -> ResponseReturnValue:
    """Take the confirmation back."""
    organisation_id, rules = organisation_here(), _rules(accreditor)
    withdraw_confirmation(db(), actor=actor(), now=now(), organisation_id=organisation_id, rules=rules)
    flash("Taken back.\nNothing new can be designated under these rules until somebody confirms them.", "at-risk")
    return see_other(url_for("ce_accreditors.accreditor", accreditor=accreditor))


def general_rules(rules: RuleSet) -> tuple[Rule, ...]:
    """What holds for all types of credit of a body."""
    until = f" to {day_words(rules.effective_to)}" if rules.effective_to else ""
    mark = rules.evidence.get
    return (
        Rule("In force", f"from {day_words(rules.effective_from)}{until}", mark("effective_from", "")),
        Rule("Formats", "; ".join(rules.formats), mark("formats", "")),
        Rule("Evaluation", "before the certificate" if rules.evaluation else "not asked", mark("evaluation", "")),
        Rule("Attestation", "before the claim" if rules.attestation else "not asked", mark("attestation", "")),
        Rule("Records kept", f"{rules.retention_years} years", mark("retention_years", "")),
        Rule("On the certificate", ", ".join(each.replace("_", " ") for each in rules.certificate_fields), mark("certificate_fields", "")),
    )  # fmt: skip


def type_rules(rules: RuleSet, kind: CreditType) -> tuple[Rule, ...]:
    """What holds for one type of credit."""
    mark = rules.evidence.get
    cap = kind.daily_cap
    claiming = "by the learner, up to what is designated" if kind.claiming == "learner" else "all of it or nothing"
    basis = (
        "words, at 6,000 to the hour, and never more than the calculation"
        if kind.basis == "words"
        else "the calculation"
    )
    return (
        Rule("For", "; ".join(PROFESSIONS[each] for each in kind.professions), mark("professions", "")),
        Rule("Pass mark of the test", f"{kind.pass_mark} %", mark("pass_mark", "")),
        Rule("Questions to the hour", str(kind.questions_per_credit or "not asked"), mark("questions_per_credit", "")),
        Rule("True or false questions to the hour", f"at most {kind.true_false}", mark("true_false", "")),
        Rule("Claimed", claiming, mark("claiming", "")),
        Rule("Hours from", basis, mark("basis", "")),
        Rule("In steps of", f"{plain(kind.step)} hour", mark("step", "")),
        Rule("Smallest activity", f"{kind.minimum_minutes} minutes", mark("minimum_minutes", "")),
        Rule("At most", f"{plain(cap.hours)} hours in {cap.window_hours} hours" if cap else "no cap", mark("daily_cap", "")),
        Rule("Licence number", "needed" if kind.licence_number else "not needed", mark("licence_number", "")),
        Rule("Statement", kind.statement, mark("statement", "")),
    )  # fmt: skip


def _changed(organisation_id: str, rules: RuleSet) -> RuleSetConfirmation | None:
    """The last confirmation that was meant for another text of these rules, where none stands for this one."""
    if queries.confirmation_of(db(), organisation_id, rules) is not None:
        return None
    earlier = queries.confirmations_of(db(), organisation_id, rules.accreditor)
    return next((each for each in earlier if each.withdrawn_at is None), None)


def _rules(accreditor: str) -> RuleSet:
    found = services().rule_sets.sets.get(accreditor)
    if found is None:
        raise NotFound()
    return found
