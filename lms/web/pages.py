"""All pages: blueprints, and what every template is given."""

from __future__ import annotations

from typing import Any

from flask import Flask, g, request
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from lms.ids import new_id
from lms.people.models import Organisation
from lms.people.permissions import Permission
from lms.web import (
    account,
    audit_credit,
    audit_pages,
    author,
    cases,
    ce_accreditors,
    ce_activities,
    ce_admin,
    ce_approvals,
    ce_follow_up,
    ce_holds,
    ce_hours,
    ce_makers,
    ce_overrides,
    ce_start,
    ce_transcript,
    ce_way,
    certificates,
    clinic_links,
    clinic_lists,
    clinic_pages,
    clinic_skills,
    clinics,
    code_rules,
    course,
    demo,
    erasure,
    erasure_requests,
    factors,
    feeds,
    first_patient,
    given,
    glossary,
    goals,
    grievances,
    home,
    hours,
    identity,
    imports,
    items,
    lessons,
    licences,
    looks,
    mail,
    meeting_dates,
    merging,
    news,
    notes,
    one_person,
    overview,
    own_data,
    own_goals,
    pathway,
    people,
    person,
    person_hours,
    placement,
    plan,
    practice,
    programme_consents,
    programmes,
    public,
    published,
    queue,
    record,
    reports,
    resetting,
    role_pages,
    saml,
    search,
    second_step,
    shares,
    sign_in,
    skill_ratings,
    skills,
    spaced,
    team,
    tests,
    tokens,
    tools_library,
    tour,
    training_imports,
    unlinking,
    uploads,
    verify,
    webhooks,
)
from lms.web.door import actor, back_link, db, services
from lms.web.labs import door as labs
from lms.web.labs import shown, together
from lms.web.words import register

MODULES = (
    public,
    sign_in,
    second_step,
    identity,
    saml,
    account,
    factors,
    mail,
    home,
    first_patient,
    pathway,
    hours,
    course,
    lessons,
    news,
    notes,
    glossary,
    search,
    practice,
    spaced,
    tools_library,
    tour,
    clinic_pages,
    clinics,
    clinic_lists,
    shares,
    tests,
    placement,
    cases,
    code_rules,
    labs,
    shown,
    together,
    tokens,
    certificates,
    licences,
    looks,
    grievances,
    ce_way,
    ce_transcript,
    ce_admin,
    ce_start,
    ce_accreditors,
    ce_approvals,
    ce_activities,
    ce_makers,
    ce_hours,
    ce_follow_up,
    ce_holds,
    ce_overrides,
    verify,
    audit_pages,
    audit_credit,
    reports,
    published,
    team,
    overview,
    queue,
    person,
    person_hours,
    meeting_dates,
    feeds,
    goals,
    own_goals,
    plan,
    record,
    role_pages,
    skills,
    skill_ratings,
    clinic_skills,
    people,
    imports,
    training_imports,
    webhooks,
    items,
    uploads,
    author,
    one_person,
    resetting,
    unlinking,
    given,
    merging,
    own_data,
    erasure,
    erasure_requests,
    programmes,
    programme_consents,
)


def install(app: Flask) -> None:
    """Register the blueprints and the template globals."""
    settings = services_of(app).settings
    for module in MODULES:
        app.register_blueprint(module.bp)
    app.register_blueprint(mail.out)
    app.register_blueprint(saml.into)
    if settings.demo:
        app.register_blueprint(demo.bp)
    if settings.development:
        app.register_blueprint(public.workbench)
    register(app)
    clinic_links.install(app)
    app.add_template_global(request_key, "request_key")
    app.add_template_global(form_marks, "form_marks")
    app.add_template_global(back_link, "back_link")
    app.context_processor(common)


def services_of(app: Flask) -> Any:
    """The services of an application outside a request."""
    return app.extensions["lms"]


def request_key() -> str:
    """A fresh key for one form: the write it makes is done once, however often it is sent."""
    return new_id()


def form_marks() -> Markup:
    """The hidden fields of every form: its key, what proves that a page of ours sent it, and the way back to the queue."""
    if "form_marks" not in g:
        back = back_link()
        carried = Markup('<input type="hidden" name="back" value="{}">').format(back) if back else Markup()
        proof = Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())
        g.form_marks = proof + Markup('<input type="hidden" name="request_key" value="'), Markup('">') + carried
    before, after = g.form_marks
    return Markup(f"{before}{request_key()}{after}")  # noqa: S704 - a key holds letters and digits alone.


def common() -> dict[str, Any]:
    """What the frame of every page shows."""
    demo_on = services().settings.demo
    if not current_user.is_authenticated:
        return {"nav": [], "me": None, "organisation": None, "demo": demo_on}
    frame = {"nav": navigation(), "me": actor().name, "organisation": organisation_name(), "demo": demo_on}
    frame["held_back"] = actor().held_back
    frame["may_search"] = actor().may(Permission.COURSE_READ)
    frame["may_report"] = actor().may(Permission.CERTIFICATE_ADMIN)
    return {**frame, "course_trouble": course_trouble(), "author_notes": author.notes_here()}


def navigation() -> list[tuple[str, str, bool]]:
    """The entries this person has something behind; the current one marked."""
    who = actor()
    entries: list[tuple[str, str, tuple[str, ...]]] = [
        ("Today", "/home", ("/home", "/first-patient/", "/plan/", "/record/", "/skills/"))
    ]
    if who.may(Permission.TOUR_READ) and not who.may(Permission.COURSE_READ):
        entries = [("Tour", "/tour/", ("/tour/", "/home"))]
    elif who.may(Permission.AUDIT_READ) and not (
        who.may(Permission.CERTIFICATE_ADMIN) or who.may(Permission.COURSE_READ)
    ):
        entries = []
    if who.may(Permission.COURSE_READ):
        entries.append(
            (
                "Course",
                "/courses/",
                ("/courses/", "/tests/", "/attempts/", "/glossary/", "/notes/", "/search", "/tour/"),
            )
        )
    if who.may(Permission.OWN_CASE):
        entries.append(("Practice", "/practice/", ("/practice/", "/simulations/", "/cases/", "/review/")))
    if who.may(Permission.COURSE_READ):
        entries.append(("Tools", "/tools/", ("/tools/", "/clinic-pages/")))
    if who.may(Permission.OWN_LEARNING):
        entries.append(("Certificates", "/certificates/", ("/certificates/", "/ce/")))
    if who.may(Permission.CLINIC_READINESS):
        waits = queue.known()
        entries.append((f"Queue ({waits.count})" if waits else "Queue", "/queue/", ("/queue/",)))
        entries.append(("Readiness", "/team/", ("/team/", "/overview/")))
        entries.append(("Start dates", "/clinics/", ("/clinics/",)))
    if who.may(Permission.PROGRAMME_READ):
        entries.append(("Programmes", "/programmes/", ("/programmes/",)))
    if who.may(Permission.CERTIFICATE_ADMIN):
        entries.append(("CE credit", "/ce-admin/", ("/ce-admin/",)))
    if who.may(Permission.AUDIT_READ):
        entries.append(("Record", "/audit/", ("/audit/", "/reports/")))
    if who.may(Permission.PEOPLE_READ):
        entries.append(
            (
                "People",
                "/admin/people/",
                ("/admin/people/", "/admin/import/", "/admin/programmes/", "/admin/webhooks/", "/admin/erasure/"),
            )
        )
    if who.may(Permission.AUTHOR_PREVIEW):
        entries.append(("Authoring", "/author/", ("/author/",)))
    elif who.may(Permission.COURSE_PUBLISH):
        entries.append(("Authoring", "/author/uploads/", ("/author/uploads/",)))
    elif who.may(Permission.ITEM_STATISTICS):
        entries.append(("Item statistics", "/author/items/", ("/author/items/",)))
    return [(label, url, request.path.startswith(under)) for label, url, under in entries]


def course_trouble() -> str | None:
    """For authors: that the course folder has errors and the last good edition is shown; None for everyone else."""
    if not actor().may(Permission.AUTHOR_PREVIEW):
        return None
    errors = [each for each in services().library.problems if each.severity == "error"]
    if not errors:
        return None
    first = errors[0]
    where = f"{first.path}, line {first.line}" if first.line else first.path
    return f"{where}: {first.message} Readers see the last good edition."


def organisation_name() -> str:
    """The name of the signed-in person's organisation."""
    if "organisation" not in g:
        g.organisation = db().get_one(Organisation, actor().organisation_id).name
    name: str = g.organisation
    return name
