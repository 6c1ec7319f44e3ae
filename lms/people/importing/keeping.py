"""A file that was sent in, kept sealed for a day until somebody decides; and the list of imports. The same for every kind of file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cryptography.fernet import InvalidToken
from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session

from lms.errors import Invalid, NotFound, Refusal
from lms.people import addresses
from lms.people.importing.lookup import clinic_facts, people_facts
from lms.people.importing.models import PeopleImport
from lms.people.importing.rules.columns import IGNORED, PEOPLE, FileKind, mapping_of
from lms.people.importing.rules.dates import Order
from lms.people.importing.rules.facts import Plan, Wish
from lms.people.importing.rules.judging import judge, keys_of, read_lines
from lms.people.importing.rules.reading import Sheet, Unreadable, read
from lms.people.invitations import clinics_to_invite_to
from lms.people.noting import note
from lms.people.permissions import SYSTEM, Actor, Permission
from lms.people.sealing import seal_for

LIFETIME = timedelta(hours=24)
WAITING, DONE, UNDONE = "waiting", "done", "undone"
PURPOSE = "people import"
NAME_MOST = 120
GONE = (
    "This file is not kept any more: it was kept for one day, for the person who sent it. Nothing of it was imported."
)


@dataclass(frozen=True)
class Choices:
    """How somebody wants the file read: which part of a date comes first, and columns by position."""

    order: Order = Order.UNSAID
    columns: Mapping[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Choices:
        """As they were stored."""
        columns = {int(at): str(name) for at, name in dict(kept.get("columns", {})).items()}
        return cls(Order(kept.get("order", "")), columns)

    @property
    def stored(self) -> dict[str, Any]:
        """As they are stored."""
        return {"order": str(self.order), "columns": {str(at): name for at, name in self.columns.items()}}


def read_file(content: bytes, kind: FileKind = PEOPLE) -> Sheet:
    """The table in a file, before anything is looked up. Raises Invalid with the reason."""
    try:
        return read(content, kind.knows)
    except Unreadable as error:
        raise Invalid(str(error), field="file") from error


def file_name(raw: str) -> str:
    """The name of a file as it is kept and shown: without a path, printable, short."""
    name = raw.replace("\\", "/").rpartition("/")[2]
    plain = " ".join("".join(letter if letter.isprintable() else " " for letter in name).split())
    return plain[-NAME_MOST:] or "people.csv"


def organisation_to_import_to(session: Session, actor: Actor) -> str:
    """The organisation of the clinics the actor may take people in to: their own if it is among them. Raises NotFound."""
    found = {clinic.organisation_id: None for clinic in clinics_to_invite_to(session, actor)}
    if not found:
        raise NotFound("There is no clinic to which you can invite people.")
    return actor.organisation_id if actor.organisation_id in found else next(iter(found))


def plan_of(
    session: Session, *, actor: Actor, now: datetime, organisation_id: str, sheet: Sheet, choices: Choices
) -> Plan[Wish]:
    """What an import of this sheet would do as things are now; writes nothing, in a handful of queries."""
    columns = mapping_of(sheet.header, choices.columns)
    clinics = clinic_facts(session, actor, organisation_id, now)
    lines = read_lines(sheet, columns, clinics, order=choices.order, check_email=addresses.checked)
    known = people_facts(session, actor, keys_of(lines), organisation_id=organisation_id)
    return judge(sheet, columns, lines, known)


def keep_file(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    name: str,
    content: bytes,
    sheet: Sheet,
    secret: str,
    kind: FileKind = PEOPLE,
) -> PeopleImport:
    """Keep a file that could be read until its sender decides, at most a day. Raises NotFound."""
    sweep(session, now)
    made = begun(
        session, actor=actor, now=now, organisation_id=organisation_to_import_to(session, actor), name=name, sheet=sheet,
        choices=Choices(), kind=kind,
    )  # fmt: skip
    made.sealed = seal_for(secret, actor.account_id, PURPOSE).encrypt(content)
    made.expires_at = now + LIFETIME
    session.flush()
    said = {"file": made.file_name, "rows": len(sheet.rows), "of": kind.name}
    note(session, (actor, now), made.organisation_id, "import.checked", made, **said)
    return made


def begun(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    organisation_id: str,
    name: str,
    sheet: Sheet,
    choices: Choices,
    kind: FileKind = PEOPLE,
) -> PeopleImport:
    """The row of an import of which nothing is kept and nothing written yet."""
    made = PeopleImport(
        kind=kind.name,
        organisation_id=organisation_id,
        account_id=actor.account_id or None,
        file_name=file_name(name),
        read_as=sheet.said,
        state=WAITING,
        sealed=None,
        choices=choices.stored,
        counts={},
        created_at=now,
        expires_at=now,
    )
    session.add(made)
    session.flush()
    return made


def sweep(session: Session, now: datetime) -> None:
    """Throw away files whose day is over."""
    over = PeopleImport.expires_at <= now
    session.execute(delete(PeopleImport).where(over, PeopleImport.state == WAITING))
    session.execute(update(PeopleImport).where(over, PeopleImport.sealed.is_not(None)).values(sealed=None))


def get_waiting(
    session: Session, actor: Actor, import_id: str, now: datetime, *, lock: bool = False, kind: FileKind = PEOPLE
) -> PeopleImport:
    """An import of the actor's own that was not decided, or was done already. Raises NotFound for everyone else."""
    row = session.get(PeopleImport, import_id, with_for_update=lock or None)
    if (
        row is None
        or row.kind != kind.name
        or not actor.may(Permission.PEOPLE_INVITE)
        or row.account_id != actor.account_id
    ):
        raise NotFound()
    if row.state == WAITING and row.expires_at <= now:
        raise NotFound(GONE)
    return row


def opened(row: PeopleImport, *, now: datetime, secret: str) -> bytes:
    """What is sealed in a row. Raises NotFound when its day is over."""
    if row.sealed is None or row.expires_at <= now:
        raise NotFound(GONE)
    try:
        return seal_for(secret, row.account_id or "", PURPOSE).decrypt(row.sealed)
    except InvalidToken as error:
        raise NotFound(GONE) from error


def choose(
    session: Session, *, actor: Actor, now: datetime, import_id: str, choices: Choices, kind: FileKind = PEOPLE
) -> PeopleImport:
    """Remember how the file is to be read. Raises NotFound, Refusal when it is done already."""
    row = get_waiting(session, actor, import_id, now, lock=True, kind=kind)
    if row.state != WAITING:
        raise Refusal("This file has been imported already; how it is read cannot be changed any more.")
    if any(name not in (*kind.fields, IGNORED) for name in choices.columns.values()):
        raise Invalid("Choose what the column holds from the list.", field="columns")
    row.choices = choices.stored
    session.flush()
    return row


def discard(session: Session, *, actor: Actor, now: datetime, import_id: str, kind: FileKind = PEOPLE) -> None:
    """Throw the file away, importing nothing. Raises NotFound, Refusal when it is done already."""
    row = get_waiting(session, actor, import_id, now, lock=True, kind=kind)
    if row.state != WAITING:
        raise Refusal("This file has been imported already. Its page says how to undo that.")
    note(session, (actor, now), row.organisation_id, "import.discarded", row, file=row.file_name)
    session.delete(row)
    session.flush()


def visible_imports(actor: Actor) -> ColumnElement[bool]:
    """Imports the actor may see: their own, and all of organisations in which they may invite everywhere."""
    if actor == SYSTEM:
        return PeopleImport.id.is_not(None)
    whole = [place for place, clinic in actor.clinics_with(Permission.PEOPLE_INVITE) if clinic is None]
    return or_(PeopleImport.account_id == actor.account_id, PeopleImport.organisation_id.in_(whole))


def get_done(
    session: Session, actor: Actor, import_id: str, *, lock: bool = False, kind: FileKind = PEOPLE
) -> PeopleImport:
    """An import that was done and that the actor may see. Raises NotFound."""
    seen = select(PeopleImport).where(
        PeopleImport.id == import_id, PeopleImport.kind == kind.name, visible_imports(actor)
    )
    row = session.scalar(seen.with_for_update() if lock else seen)
    if row is None or row.state == WAITING or (actor != SYSTEM and not actor.may(Permission.PEOPLE_INVITE)):
        raise NotFound()
    return row


def past_imports(session: Session, actor: Actor, *, most: int = 50, kind: FileKind = PEOPLE) -> list[PeopleImport]:
    """The newest imports that were done and that the actor may see."""
    done = (PeopleImport.state != WAITING, PeopleImport.kind == kind.name)
    query = select(PeopleImport).where(*done, visible_imports(actor))
    return list(session.scalars(query.order_by(PeopleImport.done_at.desc(), PeopleImport.id).limit(most)))


def waiting_imports(session: Session, actor: Actor, now: datetime, *, kind: FileKind = PEOPLE) -> list[PeopleImport]:
    """Files of the actor's own that wait for a decision."""
    own = (PeopleImport.account_id == actor.account_id, PeopleImport.kind == kind.name)
    query = select(PeopleImport).where(*own, PeopleImport.state == WAITING, PeopleImport.expires_at > now)
    return list(session.scalars(query.order_by(PeopleImport.created_at.desc(), PeopleImport.id)))
