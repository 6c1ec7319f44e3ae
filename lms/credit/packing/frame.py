"""What every section of a pack is made from: the activity's versions, the days, and where stored bytes lie."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from lms.credit.activities.models import ActivityVersion
from lms.credit.packing.rules import Period
from lms.credit.packing.zipping import csv_bytes, json_bytes
from lms.curriculum.course import Course
from lms.files import FileStore
from lms.people.merged import surviving
from lms.people.models import Account
from lms.sheets import Cell

Files = Iterator[tuple[str, bytes]]
"""(name in the pack, content), in order of their names within a section."""
HIDDEN = "left out of this variant"


@dataclass(frozen=True)
class Frame:
    """One pack being made. `versions` are those frozen before the period ended, oldest first. `redacted`: without licence numbers."""

    session: Session
    files: FileStore
    course: Course
    organisation_id: str
    unit: str
    versions: Sequence[ActivityVersion]
    period: Period
    redacted: bool

    @property
    def ids(self) -> list[str]:
        """The ids of all versions."""
        return [each.id for each in self.versions]

    def number_of(self, activity_id: str) -> int:
        """The version with this id, as a number."""
        return next(each.number for each in self.versions if each.id == activity_id)

    def licence(self, number: str | None) -> str:
        """A licence number, or a word in its place."""
        return "" if not number else HIDDEN if self.redacted else number

    def account(self, account_id: str) -> Account:
        """The account that a person has today; one that was joined with another leads there."""
        return self.session.get_one(Account, surviving(self.session, account_id))

    def stored(self, digest: str | None) -> bytes | None:
        """Stored bytes, or None when there are none or they were altered."""
        return self.files.get(digest) if digest else None


def table(name: str, headers: Sequence[str], rows: Iterable[Sequence[Cell]], *, empty: str) -> Files:
    """A table as CSV and JSON; `empty` says in a file of its own why it has no rows."""
    kept = [tuple(row) for row in rows]
    if not kept:
        yield f"{name}-empty.txt", f"{empty}\n".encode()
        return
    yield f"{name}.csv", csv_bytes(headers, kept)
    yield f"{name}.json", json_bytes([dict(zip(headers, row, strict=True)) for row in kept])


def note(name: str, text: str) -> Files:
    """A text for a person."""
    yield f"{name}.txt", f"{text}\n".encode()


def document(name: str, content: bytes | None, *, missing: str) -> Files:
    """Stored bytes as they are, with an ending that says their kind; or a file that says why there are none."""
    if content is None:
        yield f"{name}-missing.txt", f"{missing}\n".encode()
        return
    yield f"{name}{_ending(content)}", content


def words(values: Iterable[Any]) -> str:
    """Several values in one cell."""
    return "; ".join(str(each) for each in values)


def _ending(content: bytes) -> str:
    known = ((b"%PDF", ".pdf"), (b"\x89PNG", ".png"), (b"\xff\xd8\xff", ".jpg"), (b"PK\x03\x04", ".zip"))
    return next((ending for start, ending in known if content.startswith(start)), ".bin")
