"""Two accounts of one person: choose the other one, look at what joining them does, join them."""

from __future__ import annotations

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from lms.acts.person.merge import merge, preview
from lms.people import directory
from lms.people.access import get_person_for, require
from lms.people.permissions import Permission
from lms.people.rules import ROLES
from lms.web.door import actor, course, db, now, route, see_other
from lms.web.lessons import world
from lms.web.people import STATE_WORDS

bp = Blueprint("merging", __name__, url_prefix="/admin/people/<account_id>")
MOST_FOUND = 20


@route(bp, "/join", allow=Permission.PEOPLE_MERGE)
def choose(account_id: str) -> ResponseReturnValue:
    """Which other account is the same person's: those of a like name first, or what is searched for."""
    person = get_person_for(db(), actor(), account_id, Permission.PEOPLE_MERGE)
    require(actor(), Permission.PEOPLE_MERGE, organisation_id=person.organisation_id)
    typed = request.args.get("q", "").strip()[:100]
    text = typed or person.name.split()[-1]
    found = directory.people_found(db(), actor(), directory.Wanted(text=text), now=now())
    rows = [each for each in found.rows if each.account_id != person.id][:MOST_FOUND]
    return render_template(
        "join_choose.html", person=person, rows=rows, typed=typed, text=text, state_words=STATE_WORDS
    )


@route(bp, "/join/<other_id>", methods=["GET", "POST"], allow=Permission.PEOPLE_MERGE)
def join(account_id: str, other_id: str) -> ResponseReturnValue:
    """What joining the other account into this one does; the button does it. It cannot be undone."""
    keep = [value for name, value in request.form.items() if name.startswith("role-")]
    if request.method == "POST":
        survivor = merge(
            db(),
            actor=actor(),
            now=now(),
            world=world(),
            survivor_id=account_id,
            absorbed_id=other_id,
            keep=keep,
        )
        flash("The two accounts are one.\nBoth addresses sign in to it, and both were written to.", "ready")
        return see_other(url_for("one_person.page", account_id=survivor.id))
    seen = preview(
        db(), actor=actor(), now=now(), course=course(), survivor_id=account_id, absorbed_id=other_id, keep=keep
    )
    return render_template("join.html", seen=seen, form=FlaskForm(), roles=ROLES)
