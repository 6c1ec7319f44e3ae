"""For whoever leads a programme: the organisations asked, what each shares, the counts, and names where granted; as files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.errors import Invalid
from lms.people.models import Programme
from lms.people.permissions import Permission
from lms.people.rules import ROLES
from lms.readiness.programmes import actions
from lms.readiness.programmes.queries import (
    Seen,
    get_programme_for,
    names_of,
    organisations_to_ask,
    programmes_led,
    seen_by_lead,
    seen_of,
)
from lms.readiness.programmes.rows import COLUMNS, others_words, parts_of, rows_of
from lms.readiness.rules.hiding import LEAST, Together, add_up
from lms.sheets import Sheet, csv_text, xlsx_bytes
from lms.web.door import actor, asked, course, db, now, route, see_other, services
from lms.web.team import XLSX

bp = Blueprint("programmes", __name__, url_prefix="/programmes")

READ = Permission.PROGRAMME_READ
ON_A_PAGE = 100


@route(bp, "/", allow=READ)
def programmes() -> ResponseReturnValue:
    """The programmes one leads; straight to it where it is one."""
    found = programmes_led(db(), actor())
    if len(found) == 1:
        return redirect(url_for("programmes.programme", programme_id=found[0].id), 303)
    return render_template("programmes.html", programmes=found)


@route(bp, "/<programme_id>/", allow=READ)
def programme(programme_id: str) -> ResponseReturnValue:
    """All organisations with what they share, and the sums of what is shown."""
    one = get_programme_for(db(), actor(), programme_id)
    seen = seen_by_lead(db(), actor(), one.id)
    return render_template(
        "programme.html",
        programme=one,
        seen=seen,
        months=_months(seen),
        roles=ROLES,
        least=LEAST,
        parts_of=parts_of,
    )


def _months(seen: Sequence[Seen]) -> list[tuple[date, Together]]:
    """The sums of what is shown for each month end, the newest first."""
    days = sorted({month.as_of for each in seen for month in each.months}, reverse=True)
    sharing = [each for each in seen if each.state == "shared"]
    return [
        (day, add_up([next((month.table for month in each.months if month.as_of == day), None) for each in sharing]))
        for day in days
    ]


@route(bp, "/<programme_id>/counts.csv", allow=READ)
def as_csv(programme_id: str) -> ResponseReturnValue:
    """Every number that is shown, for a spreadsheet."""
    one = get_programme_for(db(), actor(), programme_id)
    return _file(csv_text(_sheet(one, seen_by_lead(db(), actor(), one.id))).encode(), "text/csv; charset=utf-8", "csv")


@route(bp, "/<programme_id>/counts.xlsx", allow=READ)
def as_xlsx(programme_id: str) -> ResponseReturnValue:
    """The same as an Excel workbook."""
    one = get_programme_for(db(), actor(), programme_id)
    return _file(xlsx_bytes(_sheet(one, seen_by_lead(db(), actor(), one.id)), made_at=now()), XLSX, "xlsx")


def _sheet(one: Programme, seen: Sequence[Seen]) -> Sheet:
    return Sheet(
        title="Programme counts",
        headers=COLUMNS,
        rows=[[row[name] for name in COLUMNS] for row in rows_of(seen)],
        about=[
            ("programme", one.name),
            ("counted", "roles held, at the end of each month, by each clinic's own calendar"),
            ("empty cells", f"hidden: below {LEAST}, or one below {LEAST} could be worked out from them"),
            ("organisations", "; ".join(each.organisation.name for each in seen if each.state == "shared") or "none"),
        ],
    )


def _file(content: bytes, kind: str, ending: str) -> Response:
    response = make_response(content)
    response.headers["Content-Type"] = kind
    name = f"programme-{actor().today.isoformat()}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@route(bp, "/<programme_id>/ask", allow=READ, methods=["GET", "POST"])
def ask(programme_id: str) -> ResponseReturnValue:
    """Choose the organisation, then its clinics, and ask."""
    one = get_programme_for(db(), actor(), programme_id)
    known = {each.organisation.id: each for each in seen_by_lead(db(), actor(), one.id)}
    wanted = asked("organisation")
    found = organisations_to_ask(db())
    chosen = next((each for each in found if each[0].id == wanted), None)
    ticked = request.form.getlist("clinics")
    problem = None
    if request.method == "POST":
        try:
            if chosen is None:
                raise Invalid("Choose the organisation to ask.", field="organisation")
            actions.ask(
                db(),
                actor=actor(),
                now=now(),
                base_url=services().settings.base_url,
                programme_id=one.id,
                organisation_id=chosen[0].id,
                clinic_ids=ticked,
            )
            flash(
                f"Asked.\n{chosen[0].name} sees word by word what it would share, and nothing is shared before it consents.",
                "ready",
            )
            return see_other(url_for("programmes.programme", programme_id=one.id))
        except Invalid as wrong:
            problem = wrong
    page = render_template(
        "programme_ask.html",
        programme=one,
        organisations=found,
        chosen=chosen,
        known=known,
        ticked=ticked,
        problem=problem,
        failed={"errors": True} if problem else None,
    )
    return page, 422 if problem else 200


@route(bp, "/<programme_id>/<organisation_id>/ask-names", allow=READ, methods=["POST"])
def ask_names(programme_id: str, organisation_id: str) -> ResponseReturnValue:
    """Ask for names, which counts never bring along."""
    seen = _seen_by_lead(programme_id, organisation_id)
    actions.ask(
        db(),
        actor=actor(),
        now=now(),
        base_url=services().settings.base_url,
        programme_id=seen.programme.id,
        organisation_id=seen.organisation.id,
        kind="names",
    )
    flash(f"Asked for names.\n{seen.organisation.name} decides on them separately.", "ready")
    return see_other(_address(seen))


@route(bp, "/<programme_id>/asks/<ask_id>/take-back", allow=READ, methods=["POST"])
def take_back(programme_id: str, ask_id: str) -> ResponseReturnValue:
    """Take an ask back."""
    row = actions.take_back(db(), actor=actor(), now=now(), programme_id=programme_id, ask_id=ask_id)
    flash("Taken back.\nThe organisation can no longer answer it.", "ready")
    return see_other(url_for("programmes.programme", programme_id=row.programme_id))


@route(bp, "/<programme_id>/<organisation_id>/", allow=READ)
def organisation(programme_id: str, organisation_id: str) -> ResponseReturnValue:
    """What one organisation shares; its administrator sees the same tables."""
    return shared_page(_seen_by_lead(programme_id, organisation_id), lead=True)


@route(bp, "/<programme_id>/<organisation_id>/people", allow=READ)
def people(programme_id: str, organisation_id: str) -> ResponseReturnValue:
    """Name, clinic, role and standing, where the organisation granted names."""
    return people_page(_seen_by_lead(programme_id, organisation_id), lead=True)


def _seen_by_lead(programme_id: str, organisation_id: str) -> Seen:
    one = get_programme_for(db(), actor(), programme_id)
    return seen_of(db(), actor(), one.id, organisation_id)


def _address(seen: Seen) -> str:
    ids = seen.programme.id, seen.organisation.id
    return url_for("programmes.organisation", programme_id=ids[0], organisation_id=ids[1])


def shared_page(seen: Seen, *, lead: bool, **more: object) -> str:
    """The page of what is shared right now, for either side."""
    return render_template(
        "programme_organisation.html",
        seen=seen,
        lead=lead,
        roles=ROLES,
        least=LEAST,
        others_words=others_words,
        parts_of=parts_of,
        **more,
    )


def people_page(seen: Seen, *, lead: bool) -> str:
    """The list of names that is shared right now, for either side."""
    found = names_of(db(), seen, course(), now=now())
    asked = request.args.get("page", "1")
    pages = max(1, -(-len(found) // ON_A_PAGE))
    page = min(max(1, int(asked)), pages) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    here = found[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    return render_template(
        "programme_people.html", seen=seen, lead=lead, people=here, total=len(found), page=page, pages=pages
    )
