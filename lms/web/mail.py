"""Letters that the program writes by itself: which come and when, what was sent, and ending them from a letter (RFC 8058)."""

from __future__ import annotations

from typing import Any, cast

from flask import Blueprint, current_app, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from lms.acts.nudge import next_letter
from lms.errors import Invalid
from lms.outbox.queries import Outcome, outcomes
from lms.people.models import Account
from lms.people.permissions import Permission
from lms.people.queries import primary_email, roles_of, zone_of
from lms.readiness.nudges import actions
from lms.readiness.nudges.queries import REMINDER, choice_of
from lms.readiness.rules.nudging import KINDS, NUDGES, Choice, Kind
from lms.web.door import Access, actor, course, db, now, route, see_other, services
from lms.web.words import moment, zone_here

bp = Blueprint("mail", __name__)
out = Blueprint("unsubscribe", __name__)
"""Apart from the rest, because a mail program presses its button without a form of ours; the view itself asks for one."""

HOURS = [SelectChoice(str(hour), f"{hour:02}:00") for hour in range(24)]
ONE_CLICK = ("List-Unsubscribe", "One-Click")
STATES = {
    "sent": ("ready", "Sent"),
    "waiting": ("not started", "Waits"),
    "trying again": ("at risk", "Not yet"),
    "given up": ("overdue", "Not sent"),
    "kept here": ("not open yet", "Kept here"),
}


class MailForm(FlaskForm):  # type: ignore[misc]
    """Which letters come, and when none may."""

    kinds = SelectMultipleField("Letters that the program writes by itself")
    quiet_from = SelectField("No letter from", choices=HOURS)
    quiet_to = SelectField("Until", choices=HOURS)
    quiet_weekends = BooleanField("None on Saturdays and Sundays either")


def kinds_for() -> dict[Kind, str]:
    """The letters that whoever is signed in may get at all."""
    looks_after = actor().may(Permission.CLINIC_READINESS)
    return {kind: words for kind, words in KINDS.items() if kind != "digest" or looks_after}


@route(bp, "/account/mail", allow=Access.SIGNED_IN, methods=["GET", "POST"])
def preferences() -> ResponseReturnValue:
    """One's own letters: choose, see the next one and what became of those before."""
    chosen = choice_of(db(), actor().account_id)
    shown = kinds_for()
    given: dict[str, Any] = {
        "kinds": [kind for kind in shown if kind not in chosen.off],
        "quiet_from": str(chosen.quiet_from),
        "quiet_to": str(chosen.quiet_to),
        "quiet_weekends": chosen.quiet_weekends,
    }
    form = MailForm(data=given) if request.method == "GET" else MailForm()
    form.kinds.choices = [SelectChoice(*each) for each in shown.items()]
    if form.validate_on_submit():
        unseen = frozenset(kind for kind in chosen.off if kind not in shown)
        off = unseen | frozenset(kind for kind in shown if kind not in (form.kinds.data or []))
        choice = Choice(off, int(form.quiet_from.data), int(form.quiet_to.data), bool(form.quiet_weekends.data))
        try:
            actions.choose(db(), actor=actor(), now=now(), choice=choice)
            flash("Saved.\nIt holds for every letter from now on.", "ready")
            return see_other(url_for("mail.preferences"))
        except Invalid as wrong:
            form.quiet_to.errors = [wrong.sentence]
    who = actor().account_id
    page = render_template(
        "account_mail.html",
        form=form,
        zone=zone_here(),
        to=primary_email(db(), who),
        sent=lines_of(outcomes(db(), who, (*KINDS, REMINDER)), zone_here()),
        coming=next_letter(db(), now=now(), course=course(), base_url=services().settings.base_url, account_id=who),
        switched_on=services().settings.nudges,
    )
    return page, 422 if form.errors else 200


def lines_of(found: list[Outcome], zone: str) -> list[dict[str, Any]]:
    """Letters as a table shows them: what, when, and in a word and a sentence what became of each."""
    return [
        {"letter": each.letter, "mark": STATES[each.state][0], "word": STATES[each.state][1], "more": _more(each, zone)}
        for each in found
    ]


def _more(each: Outcome, zone: str) -> str:
    if each.state == "sent" and each.letter.sent_at is not None:
        return moment(each.letter.sent_at, zone)
    if each.state == "waiting" and each.next_at is not None:
        return f"leaves on {moment(each.next_at, zone)}" if each.next_at > now() else "leaves at once"
    if each.state == "trying again" and each.next_at is not None:
        return f"the mail server did not take it; tried again on {moment(each.next_at, zone)}"
    if each.state == "given up":
        return f"the mail server did not take it in {each.tries} tries; the operator sees it in lms doctor"
    return "no mail server is set here"


def letters_about(account: Account, seen: set[str]) -> dict[str, Any]:
    """What a supervisor sees of the letters to a person: those about roles she may see and their fate, and the next one.

    What a person wrote is not about one role: it is shown to whoever sees all roles.
    """
    zone = zone_of(db(), account, services().settings.zone)
    whole = {each.id for each in roles_of(db(), account.id, open_only=False)} <= seen
    found = [
        each
        for each in outcomes(db(), account.id, (*NUDGES, REMINDER))
        if (whole if each.letter.kind == REMINDER else each.letter.occasion.partition(":")[0] in seen)
    ]
    base_url = services().settings.base_url
    return {
        "sent": lines_of(found[:10], zone),
        "coming": next_letter(db(), now=now(), course=course(), base_url=base_url, account_id=account.id, only=seen),
        "zone": zone,
    }


@route(out, "/unsubscribe/<mail_token>", allow=Access.ANYONE, methods=["GET", "POST"])
def unsubscribe(mail_token: str) -> ResponseReturnValue:
    """The page behind the link of a letter: looking changes nothing, the button ends such letters, and so does a mail program.

    A mail program says `List-Unsubscribe=One-Click` and is not signed in; the secret in the address is its key. Anything
    else must come from a form of ours. The answer is a page, never a redirect.
    """
    if request.method == "POST" and request.form.get(ONE_CLICK[0]) != ONE_CLICK[1]:
        cast("Any", current_app.extensions["csrf"]).protect()
    letter, account_id = actions.look(db(), mail_token)
    again = request.form.get("go") == "again"
    if request.method == "POST":
        actions.unsubscribe(db(), now=now(), token=mail_token, again=again)
    off = choice_of(db(), account_id).off
    state = "again" if request.method == "POST" and again else "ended" if set(KINDS) <= off else "on"
    return render_template("unsubscribe.html", letter=letter, state=state)
