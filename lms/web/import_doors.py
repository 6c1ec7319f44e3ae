"""What the pages of every kind of import share: a file is sent in, looked at, and confirmed, thrown away or undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, current_app, flash, make_response, render_template, request, url_for

from lms.errors import Invalid, Refusal, TooMany
from lms.people import throttling
from lms.people.importing import keeping
from lms.people.importing.keeping import Choices
from lms.people.importing.models import ImportEffect, PeopleImport
from lms.people.importing.problems import problem_file
from lms.people.importing.queries import effects_of, sender_names
from lms.people.importing.rules.columns import FileKind
from lms.people.importing.rules.dates import Order, is_ambiguous
from lms.people.importing.rules.facts import Change, Outcome, Plan
from lms.people.importing.rules.reading import ROWS_MOST, Sheet, bare
from lms.people.importing.undoing import Undoing
from lms.web.door import actor, db, now, see_other, services
from lms.web.words import zone_here

UPLOADS = throttling.Limit("import", 30, 60)
SHOWN_MOST = 200


@dataclass(frozen=True)
class ImportDoor:
    """One kind of import: what its pages are called, where they stand, and how its lines are told.

    `day`: the field whose dates may need somebody to say which part comes first. `plan`: what a sheet would do.
    `line`, `change`, `effect`: each in words; an effect in no words is not shown.
    """

    kind: FileKind
    endpoint: str
    title: str
    day: str
    plan: Callable[[str, Sheet, Choices], Plan[Any]]
    line: Callable[[Any], str]
    change: Callable[[Change], str]
    effect: Callable[[str, str | None, str | None], str]

    def url(self, view: str, **values: str) -> str:
        """The address of one of its pages."""
        return url_for(f"{self.endpoint}.{view}", **dict[str, Any](values))

    def effects(self, effects: Sequence[ImportEffect]) -> list[str]:
        """What was done for one person, in words."""
        return [words for each in effects if (words := self.effect(each.kind, each.before, each.after))]


def take_in(door: ImportDoor) -> Response:
    """Keep the file that was sent, and go on to its check. Raises Invalid, TooMany."""
    _limit()
    given = request.files.get("file")
    if given is None or not given.filename:
        raise Invalid("Choose the CSV file first.", field="file")
    content = given.read()
    row = keeping.keep_file(
        db(), actor=actor(), now=now(), name=given.filename, content=content, secret=_secret(),
        sheet=keeping.read_file(content, door.kind), kind=door.kind,
    )  # fmt: skip
    return see_other(door.url("check", import_id=row.id))


def _limit() -> None:
    """At most so many files an hour from one account: a file is also a way to ask which addresses are taken."""
    with services().database.independent() as writer:
        wait = throttling.count(writer, UPLOADS, actor().account_id, secret=_secret(), now=now())
    if wait:
        raise TooMany("You have sent many files within an hour. Nothing was changed; wait a little.", retry_after=wait)


def _secret() -> str:
    return str(current_app.secret_key)


def start_page(door: ImportDoor, template: str, **more: Callable[[], Any]) -> Response:
    """Send a file in; below, what was imported before. `more` is asked for only once no file is taken in: counting comes first."""
    problem = ""
    if request.method == "POST":
        try:
            return take_in(door)
        except Invalid as wrong:
            db().rollback()
            problem = wrong.sentence
    past = keeping.past_imports(db(), actor(), kind=door.kind)
    page = render_template(
        template,
        door=door,
        problem=problem,
        failed=bool(problem),
        past=past,
        waiting=keeping.waiting_imports(db(), actor(), now(), kind=door.kind),
        senders=sender_names(db(), past),
        rows_most=ROWS_MOST,
        zone=zone_here(),
        **{name: value() for name, value in more.items()},
    )
    return make_response(page, 422 if problem else 200)


def waiting(door: ImportDoor, import_id: str) -> PeopleImport:
    """An own import that was not decided, or was done already. Raises NotFound."""
    return keeping.get_waiting(db(), actor(), import_id, now(), kind=door.kind)


def remember(door: ImportDoor, import_id: str) -> Response:
    """Remember how the file is to be read, and look at it again. Raises Invalid, NotFound, Refusal."""
    keeping.choose(db(), actor=actor(), now=now(), import_id=import_id, choices=_choices(), kind=door.kind)
    return see_other(door.url("check", import_id=import_id))


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


def plan_of_row(door: ImportDoor, row: PeopleImport) -> Plan[Any]:
    """What the kept file would do as things are now. Raises NotFound when its day is over."""
    sheet = keeping.read_file(keeping.opened(row, now=now(), secret=_secret()), door.kind)
    return door.plan(row.organisation_id, sheet, Choices.of(row.choices))


def check_page(
    door: ImportDoor, row: PeopleImport, template: str, problem: Refusal | None = None, **more: Any
) -> Response:
    """What would happen; nothing is written."""
    plan = plan_of_row(door, row)
    refused = [(line.place, each) for line in plan.of(Outcome.REFUSED) for each in line.problems]
    remarks = [(line.place, each) for line in plan.lines if line.outcome != Outcome.REFUSED for each in line.remarks]
    order = Choices.of(row.choices).order
    page = render_template(
        template,
        door=door,
        row=row,
        plan=plan,
        missing_words=[_within(door.kind.fields[field]) for field in plan.columns.missing],
        refused=refused[:SHOWN_MOST],
        refused_count=len(refused),
        remarks=remarks[:SHOWN_MOST],
        new=plan.of(Outcome.NEW),
        changed=plan.of(Outcome.CHANGED),
        shown_most=SHOWN_MOST,
        columns=_columns(plan),
        fields=door.kind.fields,
        order=order,
        orders_matter=_orders_matter(door, plan, order),
        sent=request.form if request.method == "POST" else {},
        problem=problem,
        failed=problem is not None,
        zone=zone_here(),
        **{name: value(plan) for name, value in more.items()},
    )
    return make_response(page, problem.status if problem else 200)


def _within(words: str) -> str:
    """What a column holds, within a sentence: `e-mail`."""
    return words[:1].lower() + words[1:]


def _columns(plan: Plan[Any]) -> list[tuple[int, str, str, str]]:
    """(position, heading, first value, field) of every column of the file."""
    columns = plan.columns
    found = []
    for at, (heading, field) in enumerate(zip(columns.headings, columns.fields, strict=True)):
        values = (bare(line.row.cells[at]) for line in plan.lines if at < len(line.row.cells))
        found.append((at, heading or f"Column {at + 1}", next((value for value in values if value), ""), field))
    return found


def _orders_matter(door: ImportDoor, plan: Plan[Any], order: Order) -> bool:
    """Whether a date of the file means two days, so that somebody has to say which part comes first."""
    cells = (
        line.row.cells[at] for at in plan.columns.columns(door.day) for line in plan.lines if at < len(line.row.cells)
    )
    return order is not Order.UNSAID or any(is_ambiguous(bare(cell)) for cell in cells)


def throw_away(door: ImportDoor, import_id: str) -> Response:
    """Throw the file away; nothing of it was imported."""
    keeping.discard(db(), actor=actor(), now=now(), import_id=import_id, kind=door.kind)
    flash("Nothing was imported.\nThe file is not kept. Correct it and send it again when it is ready.", "on-track")
    return see_other(door.url("start"))


def to_correct(door: ImportDoor, import_id: str) -> Response:
    """The lines that cannot come in, with line, column and reason, to correct and send again."""
    row = waiting(door, import_id)
    undecided = row.state == keeping.WAITING
    content = problem_file(plan_of_row(door, row)) if undecided else keeping.opened(row, now=now(), secret=_secret())
    return as_csv(content, f"{row.file_name.rpartition('.')[0] or 'people'}-to-correct.csv")


def as_csv(content: bytes, name: str) -> Response:
    """A file to download."""
    response = make_response(content)
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def result_page(door: ImportDoor, import_id: str, template: str) -> str:
    """What was done, to whom, and whether it can be undone."""
    row = keeping.get_done(db(), actor(), import_id, kind=door.kind)
    effects = effects_of(db(), row.id)
    return render_template(
        template,
        door=door,
        row=row,
        own=row.account_id == actor().account_id,
        sender=sender_names(db(), [row]).get(row.account_id or "", "The command line"),
        people=effects[:SHOWN_MOST],
        more=max(0, len(effects) - SHOWN_MOST),
        kept_file=row.sealed is not None and row.expires_at > now(),
        zone=zone_here(),
    )


def undo_page(door: ImportDoor, row: PeopleImport, people: Sequence[Undoing], template: str) -> str:
    """What an undo would take back and what it would leave."""
    return render_template(
        template,
        door=door,
        row=row,
        people=people[:SHOWN_MOST],
        more=max(0, len(people) - SHOWN_MOST),
        undone=sum(not person.kept for person in people),
        kept=sum(person.kept for person in people),
        zone=zone_here(),
    )
