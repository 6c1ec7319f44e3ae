"""Providers of continuing education, confirmations of rule sets, and approvals."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lms.database import Base, Id
from lms.ids import new_id


class CreditProvider(Base):
    """An organisation as a provider of continuing education: what stands on certificates and pages beside credit."""

    __tablename__ = "credit_provider"
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    legal_name: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(Text, doc="Postal, with line breaks.")
    url: Mapped[str] = mapped_column(String(200))
    phone: Mapped[str] = mapped_column(String(40))
    email: Mapped[str] = mapped_column(String(254))
    director_name: Mapped[str] = mapped_column(String(120), doc="Who answers for continuing education and signs.")
    director_title: Mapped[str] = mapped_column(String(120))
    zone: Mapped[str] = mapped_column(String(64), doc="The days of terms and of completion for credit are days here.")
    grievance: Mapped[str] = mapped_column(Text, doc="How to complain, and what happens then.")
    accommodation: Mapped[str] = mapped_column(Text, doc="How to ask for an accommodation.")
    changed_at: Mapped[datetime]
    changed_by_account_id: Mapped[str | None] = mapped_column(Id, doc="Null: the command line.")


class RuleSetConfirmation(Base):
    """That somebody read an accreditor's own handbook and found a rule set to be what it says."""

    __tablename__ = "credit_rule_confirmation"
    __table_args__ = (Index("ix_credit_rule_confirmation_organisation_id", "organisation_id"),)
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    accreditor: Mapped[str] = mapped_column(String(24), doc="Code of the accreditor, as its file is named.")
    rule_set_hash: Mapped[str] = mapped_column(
        String(64), doc="SHA-256 of the rule set; another text needs another confirmation."
    )
    version: Mapped[str] = mapped_column(String(16))
    confirmed_by: Mapped[str] = mapped_column(String(120), doc="Who read the handbook, by name.")
    confirmed_on: Mapped[date]
    handbook: Mapped[str] = mapped_column(String(300), doc="Title, edition or address of what was read.")
    at: Mapped[datetime]
    by_account_id: Mapped[str | None] = mapped_column(Id, doc="Who entered it; null: the command line.")
    withdrawn_at: Mapped[datetime | None] = mapped_column(doc="Null: it stands.")


class Approval(Base):
    """An accreditor's approval of a provider or of one activity, for a term."""

    __tablename__ = "credit_approval"
    __table_args__ = (
        CheckConstraint("term_start <= term_end", name="term"),
        CheckConstraint("(unit IS NULL) = (kind = 'provider')", name="kind"),
        Index("ix_credit_approval_organisation_id", "organisation_id"),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    accreditor: Mapped[str] = mapped_column(String(24))
    number: Mapped[str] = mapped_column(String(60), doc="The provider's or the activity's number with the accreditor.")
    kind: Mapped[str] = mapped_column(String(10), doc="'provider' or 'activity'.")
    unit: Mapped[str | None] = mapped_column(String(120), doc="The activity's unit; null: all of the provider's.")
    formats: Mapped[list[Any]] = mapped_column(doc="Formats covered, as the rule sets name them.")
    term_start: Mapped[date]
    term_end: Mapped[date] = mapped_column(doc="Last day, in the provider's zone.")
    document_hash: Mapped[str | None] = mapped_column(String(64), doc="SHA-256 of the stored letter; null: none yet.")
    document_name: Mapped[str | None] = mapped_column(String(120), doc="As sent, without folders; null with it.")
    added_at: Mapped[datetime]
    added_by_account_id: Mapped[str | None] = mapped_column(Id, doc="Null: the command line.")
    withdrawn_at: Mapped[datetime | None] = mapped_column(doc="Null: in force for its term.")
    withdrawn_on: Mapped[date | None] = mapped_column(doc="First day it no longer covers; null with it.")
    reason: Mapped[str | None] = mapped_column(String(500), doc="Why it was withdrawn.")
