"""Everything that is held on a person, as one ZIP: JSON, the same as CSV, stored files, and a page to read first."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from lms.acts.person.front_page import NOTES, Contents, front_page
from lms.acts.person.registry import NotShown, Person, PersonTable, Rows, Shown
from lms.acts.person.showing import who
from lms.acts.person.tables import PERSON_TABLES
from lms.credit.models import Certificate
from lms.errors import NotFound
from lms.files import FileStore
from lms.learning.outside.models import OutsideEvidence
from lms.people.access import get_person_for
from lms.people.merged import accounts_of, surviving
from lms.people.models import Account
from lms.people.permissions import SYSTEM, Actor
from lms.sheets import Cell, Sheet, csv_text

# A ZIP of the same facts is the same bytes: its members carry no time of their own.
STAMP = (1980, 1, 1, 0, 0, 0)


def export_person(
    session: Session, *, actor: Actor, now: datetime, files: FileStore, account_id: str
) -> tuple[str, bytes]:
    """(file name, ZIP) of all that is held on the actor's own account or, for the operator, on anyone. Writes nothing.

    It holds no other person's data and nothing a learner may not see on screen, such as the key of a test not passed.
    Raises NotFound.
    """
    found = surviving(session, account_id)
    account = session.get(Account, found) if actor == SYSTEM else get_person_for(session, actor, found)
    if account is None or (actor != SYSTEM and account.id != actor.account_id):
        raise NotFound()
    person = Person(session, accounts_of(session, account.id), PERSON_TABLES, now)
    told: dict[str, tuple[str, int]] = {}
    members: dict[str, bytes] = {}
    for table in PERSON_TABLES.values():
        if isinstance(table.export, Shown):
            rows = rows_of(person, table)
            told[table.export.name] = table.words, len(rows)
            members |= {f"{table.export.name}.{form}": content for form, content in _both(rows, table)}
    stored = dict(_stored(person, files))
    members |= {name: content for name, (_, content) in stored.items()}
    contents = Contents(told, {name: what for name, (what, _) in stored.items()}, _left_out())
    first = {
        "index.html": front_page(account.name, now, contents),
        "README.txt": _readme(account.name, now, contents),
    }
    return f"linchpin-{account.id}.zip", _zip(first | dict(sorted(members.items())))


def _left_out() -> list[tuple[str, str]]:
    shown = ((table.words, table.export) for table in PERSON_TABLES.values())
    return [(words, export.why) for words, export in shown if isinstance(export, NotShown)]


def rows_of(person: Person, table: PersonTable) -> Rows:
    """What the export shows of one table."""
    shown = table.export
    if isinstance(shown, NotShown):
        return []
    if shown.rows is not None:
        return shown.rows(person)
    left_out = {*shown.hide, *({table.whose} if table.follows is None and table.name != "account" else set())}
    names = [column.name for column in table.table.columns if column.name not in left_out]
    return [
        {name: who(person, getattr(row, name)) if name in table.by else getattr(row, name) for name in names}
        for row in person.rows(table.model)
    ]


def _both(rows: Rows, table: PersonTable) -> Iterable[tuple[str, bytes]]:
    yield "json", (json.dumps(rows, ensure_ascii=False, indent=2, default=_plain) + "\n").encode()
    columns = list(rows[0]) if rows else []
    cells = [[_cell(row[name]) for name in columns] for row in rows]
    yield "csv", csv_text(Sheet(table.words, columns or [f"no {table.words}"], cells)).encode()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime | date) else str(value)


def _cell(value: Any) -> Cell:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=_plain)
    return value if isinstance(value, str | int | float | date | None) else str(value)


def _stored(person: Person, files: FileStore) -> Iterable[tuple[str, tuple[str, bytes]]]:
    """(name in the ZIP, (what it is, bytes)) of each file that was issued to the person or sent by them."""
    for row in person.rows(Certificate):
        content = files.get(row.pdf_hash) if row.pdf_hash else None
        if content is not None:
            yield f"certificates/{row.serial}.pdf", ("the file as it was issued", content)
    for sent in person.rows(OutsideEvidence):
        name = f"learning/outside-training-files/{sent.training_id}/{sent.file_name}"
        yield name, ("a file that you sent to show outside training", sent.content)


def _readme(name: str, now: datetime, told: Contents) -> bytes:
    lines = [
        f"All that Linchpin holds on {name}, as of {now:%Y-%m-%d %H:%M} UTC.",
        "",
        *NOTES,
        "",
        "What stands where:",
    ]
    lines += [f"  {each}: {words}" for each, (words, _) in told.lists.items()]
    lines += [f"  {each}: {words}" for each, words in told.files.items()]
    lines += ["", "What is held but not shown, and why:"]
    lines += [f"  {words}: {why}" for words, why in told.left_out]
    return ("\n".join(lines) + "\n").encode()


def _zip(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            member = zipfile.ZipInfo(name, STAMP)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o600 << 16
            archive.writestr(member, content)
    return out.getvalue()
