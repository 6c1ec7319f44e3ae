"""Looks at somebody else's records of continuing education: rows of their own, beside the chain of what was done."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.database import Base, Id
from lms.ids import new_id


class CreditView(Base):
    """Somebody was shown another person's records of credit; one row for each person, viewer, page and hour."""

    __tablename__ = "credit_view"
    __table_args__ = (
        UniqueConstraint("account_id", "viewer_account_id", "page", "hour"),
        Index("ix_credit_view_organisation_id", "organisation_id", "hour"),
        Index("ix_credit_view_viewer_account_id", "viewer_account_id"),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), doc="That of the person looked at.")
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), doc="Whose records.")
    viewer_account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), doc="Who looked; never the person.")
    capacity: Mapped[str] = mapped_column(String(200), doc="The kinds of access the viewer held on that day.")
    page: Mapped[str] = mapped_column(String(80), doc="The endpoint of the page or file.")
    hour: Mapped[datetime] = mapped_column(doc="The hour of the first look, UTC, without its minutes.")
