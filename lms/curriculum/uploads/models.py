"""Course folders that authors sent in, and what was published when, asked for by one person and approved by another."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.database import Base, Id
from lms.ids import new_id
from lms.people.models import Account


class CourseUpload(Base):
    """A course folder as somebody sent it in; its files are a ZIP of ours among the stored files."""

    __tablename__ = "course_upload"
    __table_args__ = (
        Index("ix_course_upload_organisation_id", "organisation_id"),
        Index("ix_course_upload_account_id", "account_id"),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), doc="Who sent it in.")
    at: Mapped[datetime]
    file_name: Mapped[str] = mapped_column(String(120))
    note: Mapped[str] = mapped_column(String(500), doc="What is new in it, in the sender's words.")
    digest: Mapped[str] = mapped_column(String(64), doc="SHA-256 of the stored ZIP.")
    files: Mapped[int] = mapped_column(Integer)
    size: Mapped[int] = mapped_column(Integer, doc="Bytes of all files, unpacked.")
    left_out: Mapped[str] = mapped_column(String(500), doc="What of the ZIP was not taken; empty: nothing.")
    edition: Mapped[str | None] = mapped_column(String(12), doc="Null: it has errors.")
    found: Mapped[dict[str, Any]] = mapped_column(
        doc="The problems the checker found when it came in, by its own words."
    )
    discarded_at: Mapped[datetime | None] = mapped_column(doc="Thrown away; null: it is listed.")
    sender: Mapped[Account] = relationship()


class CoursePublication(Base):
    """What somebody asked to have published, and what a second person said. Of the approved the last one is served."""

    __tablename__ = "course_publication"
    __table_args__ = (
        CheckConstraint("(decided_at IS NULL) = (approved IS NULL)", name="decided"),
        CheckConstraint("(number IS NULL) = (approved IS NULL OR NOT approved)", name="numbered"),
        Index("uq_course_publication_number", "number", unique=True),
        Index("ix_course_publication_organisation_id", "organisation_id"),
        Index("ix_course_publication_account_id", "account_id"),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    upload_id: Mapped[str | None] = mapped_column(
        ForeignKey("course_upload.id"), doc="Null: the folder that the operator installed."
    )
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), doc="Who asked for it.")
    reason: Mapped[str] = mapped_column(String(500))
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None] = mapped_column(doc="Null: it waits.")
    decided_by_account_id: Mapped[str | None] = mapped_column(Id, doc="The second person; null while it waits.")
    approved: Mapped[bool | None] = mapped_column(Boolean, doc="Null: it waits.")
    answer: Mapped[str | None] = mapped_column(String(500), doc="Why it was declined; null: it waits, or was approved.")
    number: Mapped[int | None] = mapped_column(
        Integer, doc="Counts what was published, the highest is served; null: it waits, or was declined."
    )
    upload: Mapped[CourseUpload | None] = relationship()
    asker: Mapped[Account] = relationship()
