"""Complaints: how to complain for anybody, one's own for whoever is signed in, all of the provider's for its CE administrators."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, make_response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import DateField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Optional

from lms.credit.keeping import grievances
from lms.credit.keeping.rules import ANSWER_DAYS
from lms.credit.providers.models import CreditProvider
from lms.credit.rules import date_words
from lms.errors import ManyProblems
from lms.identifying import warning
from lms.people.models import Account
from lms.people.permissions import Permission
from lms.readiness.history import names_of
from lms.web.door import Access, actor, db, now, route, see_other, services

bp = Blueprint("grievances", __name__)


class ComplaintForm(FlaskForm):  # type: ignore[misc]
    """What somebody complains about."""

    activity = SelectField("Which activity is it about?", validators=[Optional()])
    words = TextAreaField("What happened, and what would put it right?", description="Name no patient.")


class OutsideForm(FlaskForm):  # type: ignore[misc]
    """A complaint that came from outside."""

    received_on = DateField("Day on which it came", validators=[Optional()])
    words = TextAreaField("What it says", description="In the words of whoever complained. Name no patient.")


class AnswerForm(FlaskForm):  # type: ignore[misc]
    """What was decided."""

    words = TextAreaField("Answer", description="Whoever complained reads it. It stays as it is.")


@route(bp, "/grievance", allow=Access.ANYONE)
def grievance() -> ResponseReturnValue:
    """How to complain, and for whoever is signed in the form and what became of earlier complaints."""
    return _page(_form() if current_user.is_authenticated else None)


@route(bp, "/grievance", allow=Access.SIGNED_IN, methods=["POST"])
def complain() -> ResponseReturnValue:
    """Keep a complaint."""
    form = _form()
    if form.validate():
        try:
            row = grievances.complain(
                db(), actor=actor(), now=now(), today=_today(), words=form.words.data or "",
                activity_id=form.activity.data or None,
            )  # fmt: skip
            _said("It is received.", f"You have an answer by {date_words(row.due_on)}.", form)
            return see_other(url_for("grievances.grievance"))
        except ManyProblems as wrong:
            _show(form, wrong)
    return _page(form)


def _form() -> ComplaintForm:
    form = ComplaintForm()
    known = grievances.activities_of(db(), db().get_one(Account, actor().account_id).organisation_id)
    form.activity.choices = [
        SelectChoice("", "None in particular"),
        *(SelectChoice(each.id, f"{each.title}, version {each.number}") for each in known),
    ]
    return form


def _page(form: ComplaintForm | None) -> ResponseReturnValue:
    wanted = select(CreditProvider).order_by(CreditProvider.legal_name)
    page = render_template(
        "grievance.html",
        form=form,
        rows=grievances.own_grievances(db(), actor().account_id) if form is not None else (),
        providers=db().scalars(wanted).all(),
        days=ANSWER_DAYS,
    )
    return make_response(page, 422 if form is not None and form.errors else 200)


@route(bp, "/ce-admin/grievances/", allow=Permission.CERTIFICATE_ADMIN, methods=["GET", "POST"])
def overview() -> ResponseReturnValue:
    """Every complaint, open ones first; and the form for one that came from outside."""
    form = OutsideForm()
    if form.validate_on_submit():
        try:
            grievances.log_from_outside(
                db(), actor=actor(), now=now(), today=_today(), words=form.words.data or "",
                received_on=form.received_on.data,
            )  # fmt: skip
            _said("It is in the log.", "The days to answer are counted from the day on which it came.", form)
            return see_other(url_for("grievances.overview"))
        except ManyProblems as wrong:
            _show(form, wrong)
    rows = grievances.grievances_for(db(), actor())
    page = render_template(
        "ce_grievances.html",
        form=form,
        rows=rows,
        names=names_of(db(), [row.account_id for row in rows]),
        today=_today(),
        days=ANSWER_DAYS,
    )
    return make_response(page, 422 if form.errors else 200)


@route(bp, "/ce-admin/grievances/<grievance_id>", allow=Permission.CERTIFICATE_ADMIN, methods=["GET", "POST"])
def one(grievance_id: str) -> ResponseReturnValue:
    """One complaint, and its answer or the form for it."""
    row = grievances.get_grievance_for(db(), actor(), grievance_id)
    form = AnswerForm()
    if form.validate_on_submit():
        try:
            grievances.answer(
                db(), actor=actor(), now=now(), today=_today(), grievance_id=row.id, words=form.words.data or ""
            )
            _said("Answered.", "Whoever complained reads it on the page of complaints.", form)
            return see_other(url_for("grievances.overview"))
        except ManyProblems as wrong:
            _show(form, wrong)
    names = names_of(db(), [row.account_id, row.answered_by_account_id])
    page = render_template("ce_grievance.html", form=form, row=row, names=names, today=_today())
    return make_response(page, 422 if form.errors else 200)


def _today() -> date:
    """The provider's day, or the installation's where there is no provider yet."""
    organisation = db().get_one(Account, actor().account_id).organisation_id
    provider = db().get(CreditProvider, organisation)
    return now().astimezone(ZoneInfo(provider.zone if provider else services().settings.zone)).date()


def _said(lead: str, more: str, form: FlaskForm) -> None:
    unsure = warning(form.words.data or "")
    flash(f"{lead}\n{more}{f' {unsure}' if unsure else ''}", "at-risk" if unsure else "ready")


def _show(form: FlaskForm, wrong: ManyProblems) -> None:
    for name, sentence in wrong.fields.items():
        form[name].errors = [*form[name].errors, sentence]
