"""Import people from a CSV file: send it, look at what would happen, confirm or not, see what was done, undo it."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.acts.import_people import FIRST_DAYS, Consent, Different, Invitations, import_kept
from lms.acts.undo_import import undo_import, undo_preview
from lms.errors import Invalid, Refusal, TooMany
from lms.people import throttling
from lms.people.importing import keeping
from lms.people.importing.keeping import Choices
from lms.people.importing.models import ImportEffect, PeopleImport
from lms.people.importing.problems import problem_file, template_file
from lms.people.importing.queries import effects_of, sender_names
from lms.people.importing.rules.columns import FIELDS, INVITE, START
from lms.people.importing.rules.dates import Order, is_ambiguous
from lms.people.importing.rules.facts import Outcome, Plan
from lms.people.importing.rules.reading import ROWS_MOST, bare
from lms.people.importing.rules.words import change_words, effect_words, lower_field, thousands, wish_words
from lms.people.invitations import clinics_to_invite_to
from lms.people.permissions import Permission
from lms.web.door import actor, course, db, now, route, see_other, services
from lms.web.words import zone_here

bp = Blueprint("imports", __name__, url_prefix="/admin/import")
UPLOADS = throttling.Limit("import", 30, 60)
SHOWN_MOST = 200

bp.add_app_template_filter(thousands, "thousands")
bp.add_app_template_filter(lower_field, "lower_field")
bp.add_app_template_filter(wish_words, "wish_words")
bp.add_app_template_filter(change_words, "import_change_words")
bp.add_app_template_filter(lambda effects: [words for words in map(_words_of, effects) if words], "effects_words")


def _words_of(effect: ImportEffect) -> str:
    return effect_words(effect.kind, effect.before, effect.after)


@route(bp, "/", methods=["GET", "POST"], allow=Permission.PEOPLE_INVITE)
def start() -> ResponseReturnValue:
    """Send a file in; below, what was imported before."""
    problem = ""
    if request.method == "POST":
        try:
            return _take_in()
        except Invalid as wrong:
            db().rollback()
            problem = wrong.sentence
    past = keeping.past_imports(db(), actor())
    page = render_template(
        "import.html",
        problem=problem,
        failed=bool(problem),
        past=past,
        waiting=keeping.waiting_imports(db(), actor(), now()),
        senders=sender_names(db(), past),
        clinics=clinics_to_invite_to(db(), actor()),
        rows_most=ROWS_MOST,
        zone=zone_here(),
    )
    return make_response(page, 422 if problem else 200)


def _take_in() -> Response:
    _limit()
    given = request.files.get("file")
    if given is None or not given.filename:
        raise Invalid("Choose the CSV file first.", field="file")
    content = given.read()
    sheet = keeping.read_file(content)
    secret = str(current_app.secret_key)
    row = keeping.keep_file(
        db(), actor=actor(), now=now(), name=given.filename, content=content, sheet=sheet, secret=secret
    )
    return see_other(url_for("imports.check", import_id=row.id))


def _limit() -> None:
    """At most so many files an hour from one account: a file is also a way to ask which addresses are taken."""
    with services().database.independent() as writer:
        wait = throttling.count(writer, UPLOADS, actor().account_id, secret=str(current_app.secret_key), now=now())
    if wait:
        raise TooMany("You have sent many files within an hour. Nothing was changed; wait a little.", retry_after=wait)


@route(bp, "/template.csv", allow=Permission.PEOPLE_INVITE)
def template() -> ResponseReturnValue:
    """A file to fill in, with one example."""
    clinic = next((each.name for each in clinics_to_invite_to(db(), actor())), "")
    return _csv(template_file(clinic), "people-template.csv")


@route(bp, "/<import_id>/check", methods=["GET", "POST"], allow=Permission.PEOPLE_INVITE)
def check(import_id: str) -> ResponseReturnValue:
    """What would happen; nothing is written. A POST remembers how the file is to be read."""
    if request.method == "POST":
        keeping.choose(db(), actor=actor(), now=now(), import_id=import_id, choices=_choices())
        return see_other(url_for("imports.check", import_id=import_id))
    row = keeping.get_waiting(db(), actor(), import_id, now())
    if row.state != keeping.WAITING:
        return see_other(url_for("imports.result", import_id=import_id))
    return _check_page(row)


def _choices() -> Choices:
    order = request.form.get("order", "")
    if order not in list(Order):
        raise Invalid("Choose whether the day or the month comes first.", field="order")
    columns = {
        int(name[7:]): value
        for name, value in request.form.items()
        if name.startswith("column-") and name[7:].isascii() and name[7:].isdigit() and len(name) < 11
    }
    return Choices(Order(order), columns)


def _plan(row: PeopleImport) -> Plan:
    sheet = keeping.read_file(keeping.opened(row, now=now(), secret=str(current_app.secret_key)))
    return keeping.plan_of(
        db(),
        actor=actor(),
        now=now(),
        organisation_id=row.organisation_id,
        sheet=sheet,
        choices=Choices.of(row.choices),
    )


def _check_page(row: PeopleImport, problem: Refusal | None = None) -> Response:
    plan = _plan(row)
    refused = [(line.place, each) for line in plan.of(Outcome.REFUSED) for each in line.problems]
    remarks = [(line.place, each) for line in plan.lines if line.outcome != Outcome.REFUSED for each in line.remarks]
    sent = request.form if request.method == "POST" else {}
    page = render_template(
        "import_check.html",
        row=row,
        plan=plan,
        refused=refused[:SHOWN_MOST],
        refused_count=len(refused),
        remarks=remarks[:SHOWN_MOST],
        new=plan.of(Outcome.NEW),
        changed=plan.of(Outcome.CHANGED),
        shown_most=SHOWN_MOST,
        columns=_columns(plan),
        fields=FIELDS,
        order=Choices.of(row.choices).order,
        orders_matter=_orders_matter(plan, Choices.of(row.choices).order),
        has_start=plan.columns.has(START),
        has_invite=plan.columns.has(INVITE),
        first_days=FIRST_DAYS,
        sent=sent,
        problem=problem,
        failed=problem is not None,
        zone=zone_here(),
    )
    return make_response(page, problem.status if problem else 200)


def _columns(plan: Plan) -> list[tuple[int, str, str, str]]:
    """(position, heading, first value, field) of every column of the file."""
    columns = plan.columns
    found = []
    for at, (heading, field) in enumerate(zip(columns.headings, columns.fields, strict=True)):
        values = (bare(line.row.cells[at]) for line in plan.lines if at < len(line.row.cells))
        found.append((at, heading or f"Column {at + 1}", next((value for value in values if value), ""), field))
    return found


def _orders_matter(plan: Plan, order: Order) -> bool:
    """Whether a date of the file means two days, so that somebody has to say which part comes first."""
    cells = (
        line.row.cells[at] for at in plan.columns.columns(START) for line in plan.lines if at < len(line.row.cells)
    )
    return order is not Order.UNSAID or any(is_ambiguous(bare(cell)) for cell in cells)


@route(bp, "/<import_id>/confirm", methods=["GET", "POST"], allow=Permission.PEOPLE_INVITE)
def confirm(import_id: str) -> ResponseReturnValue:
    """Do what was shown, or say why not; nothing is partial. Opened as a page it leads back to the check."""
    if request.method != "POST":
        row = keeping.get_waiting(db(), actor(), import_id, now())
        return see_other(url_for("imports.check", import_id=row.id))
    try:
        consent = _consent()
        row = import_kept(
            db(),
            actor=actor(),
            now=now(),
            course=course(),
            base_url=services().settings.base_url,
            secret=str(current_app.secret_key),
            import_id=import_id,
            consent=consent,
        )
    except (Invalid, Different) as wrong:
        db().rollback()
        return _check_page(keeping.get_waiting(db(), actor(), import_id, now()), wrong)
    return see_other(url_for("imports.result", import_id=row.id))


def _consent() -> Consent:
    asked = request.form.get("invitations", "")
    if asked not in list(Invitations):
        raise Invalid("Choose whether invitations are sent.", field="invitations")
    return Consent(
        fingerprint=request.form.get("seen", ""),
        first_days=request.form.get("first_days") == "yes",
        leave_out=request.form.get("leave_out") == "yes",
        invitations=Invitations(asked),
    )


@route(bp, "/<import_id>/discard", methods=["POST"], allow=Permission.PEOPLE_INVITE)
def discard(import_id: str) -> ResponseReturnValue:
    """Throw the file away; nothing of it was imported."""
    keeping.discard(db(), actor=actor(), now=now(), import_id=import_id)
    flash("Nothing was imported.\nThe file is not kept. Correct it and send it again when it is ready.", "on-track")
    return see_other(url_for("imports.start"))


@route(bp, "/<import_id>/problems.csv", allow=Permission.PEOPLE_INVITE)
def problems(import_id: str) -> ResponseReturnValue:
    """The lines that cannot come in, with line, column and reason, to correct and send again."""
    row = keeping.get_waiting(db(), actor(), import_id, now())
    secret = str(current_app.secret_key)
    waiting = row.state == keeping.WAITING
    content = problem_file(_plan(row)) if waiting else keeping.opened(row, now=now(), secret=secret)
    return _csv(content, f"{row.file_name.rpartition('.')[0] or 'people'}-to-correct.csv")


def _csv(content: bytes, name: str) -> Response:
    response = make_response(content)
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@route(bp, "/<import_id>/result", allow=Permission.PEOPLE_INVITE)
def result(import_id: str) -> ResponseReturnValue:
    """What was done, to whom, and whether it can be undone."""
    row = keeping.get_done(db(), actor(), import_id)
    effects = effects_of(db(), row.id)
    return render_template(
        "import_result.html",
        row=row,
        own=row.account_id == actor().account_id,
        sender=sender_names(db(), [row]).get(row.account_id or "", "The command line"),
        people=effects[:SHOWN_MOST],
        more=max(0, len(effects) - SHOWN_MOST),
        kept_file=row.sealed is not None and row.expires_at > now(),
        zone=zone_here(),
    )


@route(bp, "/<import_id>/undo", methods=["GET", "POST"], allow=Permission.PEOPLE_INVITE)
def undo(import_id: str) -> ResponseReturnValue:
    """Show what an undo would take back and what it would leave, then do it, once."""
    if request.method == "POST":
        row = undo_import(db(), actor=actor(), now=now(), course=course(), import_id=import_id)
        return see_other(url_for("imports.result", import_id=row.id))
    row = keeping.get_done(db(), actor(), import_id)
    if row.state != keeping.DONE:
        return see_other(url_for("imports.result", import_id=row.id))
    people = undo_preview(db(), actor=actor(), now=now(), row=row)
    return render_template(
        "import_undo.html",
        row=row,
        people=people[:SHOWN_MOST],
        more=max(0, len(people) - SHOWN_MOST),
        undone=sum(not person.kept for person in people),
        kept=sum(person.kept for person in people),
        zone=zone_here(),
    )
