"""What a clinic needs, what was entered about the items of its lists, who needs extra support, and boards that were shared."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.database import Base, Id
from lms.ids import new_id


class ClinicSetup(Base):
    """That a clinic was set up, and whether what its checklists require counts toward being ready."""

    __tablename__ = "clinic_setup"
    clinic_id: Mapped[str] = mapped_column(ForeignKey("clinic.id"), primary_key=True)
    checklists_since: Mapped[date | None] = mapped_column(
        doc="The local day from which required items count for being ready; null: they do not."
    )
    at: Mapped[datetime]


class ClinicNeed(Base):
    """What a clinic says of a role: as the course asks, or not used here, with a reason."""

    __tablename__ = "clinic_need"
    clinic_id: Mapped[str] = mapped_column(ForeignKey("clinic.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(32), primary_key=True, doc="A role, or pcp-champion.")
    used: Mapped[bool] = mapped_column(Boolean)
    reason: Mapped[str | None] = mapped_column(String(500), doc="Why it is not used here; null while it is.")
    at: Mapped[datetime]


class ItemMark(Base):
    """One entry about an item of a list. The last one counts; none is ever changed."""

    __tablename__ = "item_mark"
    __table_args__ = (
        UniqueConstraint("clinic_id", "subject_id", "item_id", "number"),
        CheckConstraint("state IN ('not started', 'in progress', 'done', 'not needed')", name="state"),
        Index("ix_item_mark_role_held_id", "role_held_id"),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    clinic_id: Mapped[str] = mapped_column(ForeignKey("clinic.id"))
    subject_id: Mapped[str] = mapped_column(Id, doc="The clinic, or the role held, whose list it is.")
    role_held_id: Mapped[str | None] = mapped_column(ForeignKey("role_held.id"), doc="Null: the clinic's own list.")
    item_id: Mapped[str] = mapped_column(String(80))
    number: Mapped[int] = mapped_column(Integer, doc="1 for the first entry about this item.")
    state: Mapped[str] = mapped_column(String(16))
    owner: Mapped[str] = mapped_column(String(200), doc="Who sees to it, in words; empty: as the list says.")
    due_on: Mapped[date | None] = mapped_column(doc="The clinic's own date; null: none set.")
    note: Mapped[str] = mapped_column(String(500), doc="Evidence or a word; never about a patient.")
    on: Mapped[date] = mapped_column(doc="The clinic's day of the entry.")
    by_account_id: Mapped[str | None] = mapped_column(Id, doc="Null: the command line.")
    at: Mapped[datetime]


class OwnItem(Base):
    """An item that a clinic put on one of its lists itself."""

    __tablename__ = "own_item"
    __table_args__ = (Index("ix_own_item_clinic_id", "clinic_id"),)
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    clinic_id: Mapped[str] = mapped_column(ForeignKey("clinic.id"))
    list_id: Mapped[str] = mapped_column(String(32), doc="'clinic', 'handover', or a role.")
    title: Mapped[str] = mapped_column(String(200))
    owner: Mapped[str] = mapped_column(String(200))
    required: Mapped[bool] = mapped_column(Boolean)
    on: Mapped[date] = mapped_column(doc="The clinic's day on which it came to the list.")
    at: Mapped[datetime]
    withdrawn_on: Mapped[date | None] = mapped_column(
        doc="The clinic's day on which it left the list; null: it stands."
    )


class ExtraSupport(Base):
    """That somebody was hired without a listed licence, so that more items stand on her list (S-320)."""

    __tablename__ = "extra_support"
    role_held_id: Mapped[str] = mapped_column(ForeignKey("role_held.id"), primary_key=True)
    since: Mapped[date] = mapped_column(doc="The clinic's day of the entry.")
    at: Mapped[datetime]


class Leaving(Base):
    """That somebody will leave a role, and when: what gaps are counted from while the role is still held (S-133)."""

    __tablename__ = "leaving"
    role_held_id: Mapped[str] = mapped_column(ForeignKey("role_held.id"), primary_key=True)
    last_day: Mapped[date] = mapped_column(doc="The last day in the role, as it is planned.")
    at: Mapped[datetime]


class BoardShare(Base):
    """A link to the go-live board as it stood at one instant. Its content never changes; the link ends or is revoked."""

    __tablename__ = "board_share"
    __table_args__ = (
        Index("ix_board_share_clinic_id", "clinic_id"),
        Index("ix_board_share_made_by_account_id", "made_by_account_id"),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    clinic_id: Mapped[str] = mapped_column(ForeignKey("clinic.id"))
    made_by_account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True, doc="SHA-256 of 256 random bits, shown once.")
    content: Mapped[str] = mapped_column(Text, doc="JSON as `rules/shared_board.py` writes and reads it.")
    named: Mapped[bool] = mapped_column(Boolean, doc="Whether people are named in it.")
    note: Mapped[str] = mapped_column(String(500), doc="A word to whoever opens it; never about a patient.")
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(doc="From this instant on it answers nobody.")
    revoked_at: Mapped[datetime | None] = mapped_column(doc="Null: it was not taken back.")
    opened: Mapped[int] = mapped_column(Integer, default=0, doc="How many times; nothing of who or from where.")
    last_opened_at: Mapped[datetime | None]


class BoardSharePerson(Base):
    """Somebody whose name stands in a shared board, so that erasing her ends it."""

    __tablename__ = "board_share_person"
    __table_args__ = (Index("ix_board_share_person_account_id", "account_id"),)
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    share_id: Mapped[str] = mapped_column(ForeignKey("board_share.id"))
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))


class OpeningChange(Base):
    """What held before something was changed that is otherwise kept only as it is now, so that an earlier day can be told."""

    __tablename__ = "opening_change"
    __table_args__ = (
        Index("ix_opening_change_clinic_id", "clinic_id"),
        Index("ix_opening_change_role_held_id", "role_held_id"),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    clinic_id: Mapped[str] = mapped_column(ForeignKey("clinic.id"))
    role_held_id: Mapped[str | None] = mapped_column(ForeignKey("role_held.id"), doc="Null: of the clinic itself.")
    field: Mapped[str] = mapped_column(String(64), doc="As `past.py` names it.")
    before: Mapped[str | None] = mapped_column(String(600), doc="As text; null: nothing.")
    number: Mapped[int] = mapped_column(Integer, doc="In order of writing, from 1 for each clinic.")
    on: Mapped[date] = mapped_column(doc="The clinic's day of the change.")
    at: Mapped[datetime]
