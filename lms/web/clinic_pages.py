"""The clinic's own pages: the list, one of them, its versions; writing, preview, an edit that met another, taking away."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.clinic_pages import actions
from lms.clinic_pages.models import ClinicPage, ClinicPageVersion
from lms.clinic_pages.queries import (
    Found,
    get_page_for,
    may_write,
    owners_for,
    page_meant,
    pages_for,
    places_to_write,
    version_of,
    versions_of,
)
from lms.clinic_pages.rules import BEGINNINGS, KINDS, ONLY_ONE, in_years, overdue
from lms.clinic_pages.text import Written, read
from lms.errors import ManyProblems, NotFound
from lms.people.permissions import Permission
from lms.readiness.history import names_of
from lms.web.addresses import url_of
from lms.web.clinic_forms import ClinicPageForm
from lms.web.door import actor, course, db, now, route, see_other
from lms.web.paper import apart, named_under
from lms.web.words import zone_here

bp = Blueprint("clinic_pages", __name__, url_prefix="/clinic-pages")


@route(bp, "/", allow=Permission.CLINIC_PAGE_READ)
def pages() -> ResponseReturnValue:
    """Every page of one's clinics, by place. With `kind`, those of one kind, or the one that is meant."""
    kind = request.args.get("kind", "")
    kind = kind if kind in KINDS else ""
    if kind:
        meant, _ = page_meant(db(), actor(), kind)
        if meant:
            return redirect(url_for("clinic_pages.page", clinic_page_id=meant), 303)
    found = pages_for(db(), actor(), kind=kind)
    return render_template(
        "clinic_pages.html",
        groups=by_place(found),
        count=len(found),
        kind=kind,
        kinds=KINDS,
        places=places_to_write(db(), actor()),
        withdrawn=pages_for(db(), actor(), withdrawn=True),
        today=actor().today,
        overdue=overdue,
        zone=zone_here(),
    )


def by_place(found: list[Found]) -> list[tuple[str, list[Found]]]:
    """(whose, pages) in order."""
    groups: dict[str, list[Found]] = {}
    for each in found:
        groups.setdefault(whose(each[0]), []).append(each)
    return list(groups.items())


def whose(page: ClinicPage) -> str:
    """The clinic or the organisation that a page is of."""
    return page.clinic.name if page.clinic else page.organisation.name


@route(bp, "/<clinic_page_id>", allow=Permission.CLINIC_PAGE_READ)
def page(clinic_page_id: str) -> ResponseReturnValue:
    """One page as its readers see it."""
    found, version = get_page_for(db(), actor(), clinic_page_id)
    return render_template("clinic_page.html", **_shown(found, version))


def _shown(found: ClinicPage, version: ClinicPageVersion) -> dict[str, object]:
    return {
        "page": found,
        "version": version,
        "whose": whose(found),
        "kinds": KINDS,
        "named_under": named_under,
        "written": read(version.text, addresses()),
        "writes": may_write(actor(), found.organisation_id, found.clinic_id),
        "overdue": overdue(version.review_on, actor().today),
        "by": names_of(db(), [version.by_account_id]),
        "me_owner": found.owner_account_id == actor().account_id,
        "zone": zone_here(),
    }


@route(bp, "/<clinic_page_id>/versions", allow=Permission.CLINIC_PAGE_WRITE)
def versions(clinic_page_id: str) -> ResponseReturnValue:
    """Every version that was published, the newest first."""
    found, version = get_page_for(db(), actor(), clinic_page_id, write=True)
    rows = versions_of(db(), found)
    return render_template(
        "clinic_page_versions.html",
        page=found,
        version=version,
        whose=whose(found),
        versions=rows,
        names=names_of(db(), [each.by_account_id for each in rows]),
        zone=zone_here(),
    )


@route(bp, "/<clinic_page_id>/versions/<int:number>", allow=Permission.CLINIC_PAGE_WRITE)
def version(clinic_page_id: str, number: int) -> ResponseReturnValue:
    """One version as it was."""
    found, _ = get_page_for(db(), actor(), clinic_page_id, write=True)
    old = version_of(db(), found, number)
    return render_template("clinic_page_version.html", **_shown(found, old))


@route(bp, "/<clinic_page_id>/versions/<int:number>/restore", allow=Permission.CLINIC_PAGE_WRITE, methods=["POST"])
def restore(clinic_page_id: str, number: int) -> ResponseReturnValue:
    """Bring an older version back as a new one."""
    found = actions.restore_version(db(), actor=actor(), now=now(), page_id=clinic_page_id, number=number)
    flash(f"Version {number} is back.\nReaders see it as version {found.version}; every version stays.", "ready")
    return see_other(url_for("clinic_pages.page", clinic_page_id=found.id))


@route(bp, "/new", allow=Permission.CLINIC_PAGE_WRITE, methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Write a page: see it first, then publish it."""
    places = {f"{organisation}/{clinic or ''}": name for organisation, clinic, name in places_to_write(db(), actor())}
    if not places:
        raise NotFound()
    form = ClinicPageForm()
    form.place.choices, form.kind.choices = list(places.items()), list(KINDS.items())
    _begin(form, places)
    if form.place.data not in places:
        raise NotFound()
    organisation_id, _, clinic_id = form.place.data.partition("/")
    _offer_owners(form, organisation_id, clinic_id or None, actor().account_id)
    if request.method != "POST":
        return _form_page(form, None)
    if not form.is_sound():
        return _form_page(form, None, status=422)
    try:
        made = actions.write_page(
            db(),
            actor=actor(),
            now=now(),
            organisation_id=organisation_id,
            clinic_id=clinic_id or None,
            kind=form.kind.data or "",
            sent=form.sent(),
            addresses=addresses(),
        )
    except ManyProblems as wrong:
        db().rollback()
        form.show(wrong)
        return _form_page(form, None, status=422)
    if not form.publishes:
        db().rollback()
        return _form_page(form, None, seen_before=read(form.text.data or "", addresses()))
    flash(f"“{form.title.data}” is published.\n{places[form.place.data]} can read it now.", "ready")
    return see_other(url_for("clinic_pages.page", clinic_page_id=made.id))


def _begin(form: ClinicPageForm, places: Mapping[str, str]) -> None:
    """What a new page's form holds before anybody has typed."""
    if request.method == "POST":
        form.place.data = form.place.data or next(iter(places))
        return
    asked, kind = request.args.get("place", ""), request.args.get("kind", "")
    form.place.data = asked if asked in places else next(iter(places))
    here = tuple(form.place.data.split("/"))
    there = {page.kind for page, _ in pages_for(db(), actor()) if (page.organisation_id, page.clinic_id or "") == here}
    form.kind.data = kind if kind in KINDS else next(each for each in KINDS if each not in there & ONLY_ONE)
    form.title.data = KINDS[form.kind.data] if form.kind.data != "other" else ""
    form.text.data = BEGINNINGS.get(form.kind.data, "")
    form.review_on.data = in_years(actor().today, 1)


def _offer_owners(form: ClinicPageForm, organisation_id: str, clinic_id: str | None, chosen: str | None) -> None:
    people = owners_for(db(), organisation_id, clinic_id, actor().today)
    form.owner.choices = people if chosen in dict(people) else [("", "Choose who keeps it true"), *people]
    if request.method != "POST":
        form.owner.data = chosen or ""


@route(bp, "/<clinic_page_id>/edit", allow=Permission.CLINIC_PAGE_WRITE, methods=["GET", "POST"])
def edit(clinic_page_id: str) -> ResponseReturnValue:
    """Write another version of a page. Where somebody else published one meanwhile, both are shown."""
    found, current = get_page_for(db(), actor(), clinic_page_id, write=True)
    form = ClinicPageForm()
    del form.place, form.kind
    _offer_owners(form, found.organisation_id, found.clinic_id, found.owner_account_id)
    if request.method != "POST":
        form.title.data, form.text.data, form.seen.data = current.title, current.text, str(current.number)
        form.review_on.data = current.review_on
        return _form_page(form, (found, current))
    if not form.is_sound():
        return _form_page(form, (found, current), status=422)
    before, address = current.number, url_for("clinic_pages.page", clinic_page_id=found.id)
    try:
        actions.change_page(
            db(),
            actor=actor(),
            now=now(),
            page_id=found.id,
            seen=form.seen_version,
            sent=form.sent(),
            addresses=addresses(),
        )
    except ManyProblems as wrong:
        db().rollback()
        form.show(wrong)
        return _form_page(form, get_page_for(db(), actor(), clinic_page_id, write=True), status=422)
    except actions.ChangedMeanwhile as wrong:
        other = wrong.other
        form.text.errors = [str(wrong)]
        form.seen.data = str(other.number)
        return _form_page(form, (found, other), other=other, status=422)
    if not form.publishes:
        db().rollback()
        found, current = get_page_for(db(), actor(), clinic_page_id, write=True)
        return _form_page(form, (found, current), seen_before=read(form.text.data or "", addresses()))
    if found.version == before:
        flash("Nothing else was changed.\nThe version that was published stays.")
    else:
        flash(f"Version {found.version} is published.\nThe one before is kept.", "ready")
    return see_other(address)


def _form_page(
    form: ClinicPageForm,
    found: Found | None,
    *,
    seen_before: Written | None = None,
    other: ClinicPageVersion | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    text = f"{form.title.data or ''}\n{form.text.data or ''}"
    shown = render_template(
        "clinic_page_edit.html",
        form=form,
        page=found[0] if found else None,
        whose=whose(found[0]) if found else "",
        written=seen_before,
        other=other,
        other_written=read(other.text, addresses()) if other else None,
        by=names_of(db(), [other.by_account_id]) if other else {},
        patients=bool(actions.like_a_patient(text)),
        kinds=KINDS,
        apart=apart,
        zone=zone_here(),
    )
    return make_response(shown, status)


@route(bp, "/<clinic_page_id>/withdraw", allow=Permission.CLINIC_PAGE_WRITE, methods=["POST"])
def withdraw(clinic_page_id: str) -> ResponseReturnValue:
    """Take a page away from its readers."""
    _, row = actions.withdraw_page(db(), actor=actor(), now=now(), page_id=clinic_page_id)
    flash(f"“{row.title}” is taken away.\nNobody else finds it. You can put it back below.")
    return see_other(url_for("clinic_pages.pages", _anchor="withdrawn"))


@route(bp, "/<clinic_page_id>/put-back", allow=Permission.CLINIC_PAGE_WRITE, methods=["POST"])
def put_back(clinic_page_id: str) -> ResponseReturnValue:
    """Give it back to them."""
    found, row = actions.put_back_page(db(), actor=actor(), now=now(), page_id=clinic_page_id)
    flash(f"“{row.title}” is back.", "ready")
    return see_other(url_for("clinic_pages.page", clinic_page_id=found.id))


def addresses() -> dict[str, str]:
    """Where the links of such a page may lead on this site: every lesson, case and tool by id, and the fixed pages."""
    here = course()
    pieces = [lesson.id for module in (*here.modules, *here.units) for lesson in module.lessons]
    pieces += [case.id for module in (*here.modules, *here.units) for case in module.cases]
    found = {each: url_of(here, each) for each in (*pieces, *(tool.id for tool in here.tools))}
    fixed = ("/tools/", "/glossary/", "/courses/", "/clinic-pages/", "/help/")
    return {**found, **{each: each for each in fixed}}
