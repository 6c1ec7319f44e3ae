"""Imports of files: the file while it waits, and afterwards what was done, so that it can be undone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.database import Base, Id
from lms.ids import new_id


class PeopleImport(Base):
    """One file sent in, of people or of training of theirs. Until it is confirmed nothing of it is in any other table."""

    __tablename__ = "people_import"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'done', 'undone')", name="state"),
        CheckConstraint("kind IN ('people', 'training')", name="kind"),
        Index("ix_people_import_organisation_id", "organisation_id", "created_at"),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(
        String(16), default="people", doc="What its lines are: people, or training done elsewhere."
    )
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), doc="Who sent it; null: the command line.")
    file_name: Mapped[str] = mapped_column(String(200))
    read_as: Mapped[str] = mapped_column(String(80), doc="Encoding, separator and rows, in words.")
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary, doc="The file, once done the lines left out; encrypted. Null: nothing is kept any more."
    )
    choices: Mapped[dict[str, Any]] = mapped_column(doc="How columns and dates are read, where somebody chose.")
    counts: Mapped[dict[str, Any]] = mapped_column(doc="Lines by outcome when it was done; empty before.")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(doc="What is sealed is gone from then on.")
    done_at: Mapped[datetime | None] = mapped_column(doc="Null: not confirmed.")
    undone_at: Mapped[datetime | None] = mapped_column(doc="Null: stands.")


class ImportEffect(Base):
    """One thing that an import made or changed, in the order in which it was done."""

    __tablename__ = "import_effect"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('account', 'address', 'role', 'access', 'start_date', 'hours', 'legal_name', 'training', 'minutes')",
            name="kind",
        ),
        Index("ix_import_effect_import_id", "import_id", "number"),
        Index("ix_import_effect_account_id", "account_id"),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    import_id: Mapped[str] = mapped_column(ForeignKey("people_import.id"))
    number: Mapped[int] = mapped_column(Integer)
    line: Mapped[int] = mapped_column(Integer, doc="In the file.")
    account_id: Mapped[str] = mapped_column(Id, doc="Whose; the account may be gone after an undo.")
    person: Mapped[str] = mapped_column(String(200), doc="Their name at the time.")
    kind: Mapped[str] = mapped_column(String(16))
    subject_id: Mapped[str] = mapped_column(
        Id, doc="The row made; of what was changed, the row that records the change."
    )
    before: Mapped[str | None] = mapped_column(String(320), doc="Null: it was made.")
    after: Mapped[str | None] = mapped_column(String(320))
    undone_at: Mapped[datetime | None]
    kept_because: Mapped[str | None] = mapped_column(String(300), doc="Why an undo left it; null: it did not.")
