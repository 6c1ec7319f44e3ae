"""Activities for credit: versions frozen by the hash of their content, who made and judged them, hours, designations."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.database import Base, Id
from lms.ids import new_id


class ActivityVersion(Base):
    """One version of an activity: a unit of the course, or all of it, as it was when it was frozen.

    While `frozen_at` is null it is being prepared, and everything about it may change. Once frozen only its review, its
    last day and its closing are written.
    """

    __tablename__ = "credit_activity"
    __table_args__ = (
        UniqueConstraint("organisation_id", "unit", "number"),
        CheckConstraint("(frozen_at IS NULL) = (content_hash IS NULL)", name="frozen"),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    unit: Mapped[str] = mapped_column(String(120), doc="Id of a module or unit of the course, or 'whole course'.")
    number: Mapped[int] = mapped_column(Integer, doc="Version, counted from 1 for each unit.")
    title: Mapped[str] = mapped_column(String(200))
    format: Mapped[str] = mapped_column(String(200), doc="As the rule sets name formats.")
    level: Mapped[str] = mapped_column(String(30), doc="Course level: 'introductory', 'intermediate' or 'advanced'.")
    audience: Mapped[list[Any]] = mapped_column(doc="Professions it is meant for.")
    objectives: Mapped[list[Any]] = mapped_column(doc="Measurable objectives, in order.")
    needs: Mapped[str] = mapped_column(Text, doc="Needs assessment.")
    gap: Mapped[str] = mapped_column(Text, doc="Practice gap.")
    references: Mapped[list[Any]] = mapped_column(doc="Sources the content rests on, as cited.")
    system: Mapped[str] = mapped_column(Text, doc="What a learner's computer needs.")
    joint: Mapped[str] = mapped_column(Text, doc="Joint-provider statement; empty: the provider works alone.")
    parts: Mapped[list[Any]] = mapped_column(doc="Required parts: {'id', 'title', 'kind', 'minutes', 'hash'}.")
    facts: Mapped[dict[str, Any]] = mapped_column(
        doc="Of the frozen content: 'words', 'items', 'labs', 'training_minutes', 'pass_mark', 'tests' as far as known."
    )
    edition: Mapped[str | None] = mapped_column(String(12), doc="Edition of the course; null: not frozen.")
    content_hash: Mapped[str | None] = mapped_column(
        String(64), doc="SHA-256 over the parts and their hashes; null: not frozen."
    )
    frozen_at: Mapped[datetime | None]
    released_on: Mapped[date | None] = mapped_column(doc="Original release; null: not released.")
    reviewed_on: Mapped[date | None] = mapped_column(doc="Latest review of its content.")
    ends_on: Mapped[date | None] = mapped_column(doc="Last day for credit, in the provider's zone.")
    closed_at: Mapped[datetime | None] = mapped_column(doc="Taken out of use before its last day; null: not so.")
    made_at: Mapped[datetime]
    people: Mapped[list[ActivityPerson]] = relationship(order_by="ActivityPerson.name", lazy="raise_on_sql")
    support: Mapped[list[CommercialSupport]] = relationship(lazy="raise_on_sql")
    ratings: Mapped[list[DifficultyRating]] = relationship(order_by="DifficultyRating.rater", lazy="raise_on_sql")
    pilots: Mapped[list[PilotTime]] = relationship(order_by="PilotTime.minutes", lazy="raise_on_sql")


class ActivityPerson(Base):
    """Somebody who planned, wrote, reviewed or wrote questions for an activity. Not an account: often from outside."""

    __tablename__ = "credit_activity_person"
    __table_args__ = (Index("ix_credit_activity_person_activity_id", "activity_id"),)
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    activity_id: Mapped[str] = mapped_column(ForeignKey("credit_activity.id"))
    name: Mapped[str] = mapped_column(String(120))
    credentials: Mapped[str] = mapped_column(String(200), doc="Degree and licence, in words.")
    roles: Mapped[list[Any]] = mapped_column(doc="Among 'author', 'planner', 'reviewer', 'item writer'.")
    reviewed: Mapped[list[Any]] = mapped_column(doc="Ids of required parts this reviewer answers for; empty: none.")
    reviewed_on: Mapped[date | None] = mapped_column(doc="Day of the review; null: not a reviewer, or not yet.")
    cv_hash: Mapped[str | None] = mapped_column(String(64), doc="SHA-256 of the stored curriculum vitae; null: none.")
    left_at: Mapped[datetime | None] = mapped_column(doc="Taken off the list; null: on it.")
    disclosures: Mapped[list[Disclosure]] = relationship(order_by="Disclosure.collected_on", lazy="raise_on_sql")


class Disclosure(Base):
    """What a person said of financial relationships of the last 24 months. A new one never replaces an older row."""

    __tablename__ = "credit_disclosure"
    __table_args__ = (Index("ix_credit_disclosure_person_id", "person_id"),)
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("credit_activity_person.id"))
    collected_on: Mapped[date]
    none_declared: Mapped[bool]
    relationships: Mapped[list[Any]] = mapped_column(doc="{'company', 'nature', 'ended'}; empty when none is declared.")
    relevant: Mapped[bool] = mapped_column(doc="Whether one of them bears on the content.")
    mitigation: Mapped[str] = mapped_column(Text, doc="How that was mitigated; empty: nothing to mitigate.")


class CommercialSupport(Base):
    """Support by a company, or the statement that there was none."""

    __tablename__ = "credit_support"
    __table_args__ = (Index("ix_credit_support_activity_id", "activity_id"),)
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    activity_id: Mapped[str] = mapped_column(ForeignKey("credit_activity.id"))
    kind: Mapped[str] = mapped_column(String(10), doc="'none', 'money' or 'in kind'.")
    source: Mapped[str] = mapped_column(String(200), doc="The company; empty for none.")
    amount: Mapped[str] = mapped_column(String(60), doc="In words; empty for none.")
    agreement_hash: Mapped[str | None] = mapped_column(String(64), doc="SHA-256 of the stored agreement.")
    stated_on: Mapped[date]


class DifficultyRating(Base):
    """One independent reviewer's rating of difficulty, given before anything was computed."""

    __tablename__ = "credit_rating"
    __table_args__ = (
        UniqueConstraint("activity_id", "rater"),
        CheckConstraint("rating BETWEEN 10 AND 50", name="range"),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    activity_id: Mapped[str] = mapped_column(ForeignKey("credit_activity.id"))
    rater: Mapped[str] = mapped_column(String(120))
    rating: Mapped[int] = mapped_column(Integer, doc="Tenths: 25 is 2.5 on the scale of 1 to 5.")
    rated_on: Mapped[date]


class PilotTime(Base):
    """How long one tester took, post-test included, untold of the time expected."""

    __tablename__ = "credit_pilot"
    __table_args__ = (
        CheckConstraint("minutes > 0", name="minutes"),
        Index("ix_credit_pilot_activity_id", "activity_id"),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    activity_id: Mapped[str] = mapped_column(ForeignKey("credit_activity.id"))
    minutes: Mapped[int] = mapped_column(Integer)
    profession: Mapped[str] = mapped_column(String(64))
    tested_on: Mapped[date]


class HoursCalculation(Base):
    """A calculation of creditable time, kept whole. From the first one on ratings and pilot times are locked."""

    __tablename__ = "credit_calculation"
    __table_args__ = (Index("ix_credit_calculation_activity_id", "activity_id"),)
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    activity_id: Mapped[str] = mapped_column(ForeignKey("credit_activity.id"))
    content_hash: Mapped[str] = mapped_column(String(64), doc="Of the content it was worked out for.")
    formula_version: Mapped[str] = mapped_column(String(16))
    inputs: Mapped[dict[str, Any]]
    worked: Mapped[dict[str, Any]] = mapped_column(
        doc="Every method, its minutes and working, as `lms content hours` tells them."
    )
    minutes: Mapped[int] = mapped_column(Integer, doc="Hundredths of a minute that may be designated.")
    made_at: Mapped[datetime]
    signed_by: Mapped[str] = mapped_column(String(120))


class Designation(Base):
    """So much credit of one type for one activity version, under one approval and one confirmed rule set."""

    __tablename__ = "credit_designation"
    __table_args__ = (
        CheckConstraint("credit > 0 AND credit % 25 = 0", name="quarters"),
        Index(
            "uq_credit_designation_open",
            "activity_id",
            "credit_type",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    activity_id: Mapped[str] = mapped_column(ForeignKey("credit_activity.id"))
    credit_type: Mapped[str] = mapped_column(String(24), doc="Code of a type of credit in the rule set.")
    accreditor: Mapped[str] = mapped_column(String(24))
    rule_set_hash: Mapped[str] = mapped_column(String(64))
    rule_set: Mapped[dict[str, Any]] = mapped_column(
        doc="The rule set as it was, whole: what is claimed is judged by it."
    )
    approval_id: Mapped[str] = mapped_column(ForeignKey("credit_approval.id"))
    calculation_id: Mapped[str] = mapped_column(ForeignKey("credit_calculation.id"))
    credit: Mapped[int] = mapped_column(
        Integer, doc="Hundredths of an hour: 125 is 1.25; the most that can be claimed."
    )
    topics: Mapped[list[Any]] = mapped_column(doc="Topics that boards count apart; empty: none is designated.")
    designated_on: Mapped[date]
    designated_at: Mapped[datetime]
    designated_by: Mapped[str] = mapped_column(String(120), doc="By name.")
    by_account_id: Mapped[str | None] = mapped_column(Id, doc="Null: the command line.")
    closed_at: Mapped[datetime | None] = mapped_column(doc="Null: open to claims.")
    closed_reason: Mapped[str | None] = mapped_column(String(500))
