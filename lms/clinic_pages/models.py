"""Pages that a clinic wrote itself, and every version of them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.database import Base, Id
from lms.ids import new_id
from lms.people.models import Account, Clinic, Organisation


class ClinicPage(Base):
    """A page of one clinic or of a whole organisation. What it says stands in its versions; the one that counts is named here."""

    __tablename__ = "clinic_page"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('crisis-protocol', 'telephone-numbers', 'record-steps', 'resources', 'site-profile', 'other')",
            name="kind",
        ),
        CheckConstraint("version > 0", name="version"),
        Index("ix_clinic_page_organisation_id", "organisation_id"),
        Index("ix_clinic_page_owner_account_id", "owner_account_id"),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    clinic_id: Mapped[str | None] = mapped_column(ForeignKey("clinic.id"), doc="Null: the whole organisation's.")
    kind: Mapped[str] = mapped_column(String(20))
    version: Mapped[int] = mapped_column(Integer, doc="The number of the version that readers see.")
    owner_account_id: Mapped[str | None] = mapped_column(
        ForeignKey("account.id"), doc="Who keeps it true; null: whoever did has closed their account."
    )
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None] = mapped_column(doc="Taken away from readers; null: it stands.")
    organisation: Mapped[Organisation] = relationship()
    clinic: Mapped[Clinic | None] = relationship()
    owner: Mapped[Account | None] = relationship()
    versions: Mapped[list[ClinicPageVersion]] = relationship(
        back_populates="page", order_by="ClinicPageVersion.number", lazy="raise"
    )


class ClinicPageVersion(Base):
    """One saved text of a page. Never changed."""

    __tablename__ = "clinic_page_version"
    page_id: Mapped[str] = mapped_column(ForeignKey("clinic_page.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, doc="1 for the first.")
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text, doc="Markdown, as it was written.")
    review_on: Mapped[date] = mapped_column(doc="The clinic's day by which somebody looks at it again.")
    restores: Mapped[int | None] = mapped_column(
        Integer, doc="The older version it brought back; null: it was written."
    )
    by_account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), doc="Null: the operator.")
    at: Mapped[datetime]
    page: Mapped[ClinicPage] = relationship(back_populates="versions")
