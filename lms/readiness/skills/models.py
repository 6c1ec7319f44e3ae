"""Skills of people who train: what was seen and signed, who may sign, hours of shadowing, ratings, tasks, and what a clinic asks for.

A skill is named by its id in content/skills.yaml. Days are local days of the clinic.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.database import Base, Id
from lms.ids import new_id
from lms.people.models import Account, Clinic


class SkillSeen(Base):
    """One time that a skill was seen. Unsigned it waits for somebody who may sign; signed it is never changed, only withdrawn."""

    __tablename__ = "skill_seen"
    __table_args__ = (
        CheckConstraint("method IN ('observed', 'role-play', 'record review')", name="method"),
        CheckConstraint("state IN ('done', 'needs more practice', 'not applicable')", name="state"),
        CheckConstraint("signed_at IS NULL OR (state IS NOT NULL AND method IS NOT NULL)", name="signed"),
        CheckConstraint("(signed_at IS NULL) = (signed_by_account_id IS NULL)", name="signer"),
        CheckConstraint("(signed_at IS NULL) = (signed_on IS NULL)", name="signed_day"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_on IS NULL)", name="withdrawn"),
        Index("ix_skill_seen_account_id", "account_id"),
        Index("ix_skill_seen_clinic_id", "clinic_id"),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), doc="Whose skill it is.")
    clinic_id: Mapped[str] = mapped_column(ForeignKey("clinic.id"), doc="Where it was seen.")
    skill_id: Mapped[str] = mapped_column(String(80))
    seen_on: Mapped[date]
    method: Mapped[str | None] = mapped_column(String(16), doc="Null: not said before it is signed.")
    state: Mapped[str | None] = mapped_column(String(24), doc="Null: not judged before it is signed.")
    comment: Mapped[str] = mapped_column(String(500), doc="For the person herself; nothing of a patient.")
    noted_at: Mapped[datetime]
    noted_by_account_id: Mapped[str | None] = mapped_column(
        Id, doc="Who wrote down that it was seen: the learner, who asks for a signature, or whoever saw it."
    )
    signed_at: Mapped[datetime | None] = mapped_column(doc="Null: it waits.")
    signed_on: Mapped[date | None] = mapped_column(doc="Local day of the signature.")
    signed_by_account_id: Mapped[str | None] = mapped_column(Id)
    signed_as: Mapped[str | None] = mapped_column(String(32), doc="In what capacity; null: it waits.")
    withdrawn_at: Mapped[datetime | None] = mapped_column(doc="Null: it stands.")
    withdrawn_on: Mapped[date | None]
    withdrawn_by_account_id: Mapped[str | None] = mapped_column(Id)
    withdrawn_reason: Mapped[str | None] = mapped_column(String(500))
    clinic: Mapped[Clinic] = relationship()
    account: Mapped[Account] = relationship()


class SkillSigner(Base):
    """An experienced care manager whom a clinical supervisor named to sign clinical skills at one clinic, from–to."""

    __tablename__ = "skill_signer"
    __table_args__ = (
        CheckConstraint("to_date IS NULL OR to_date >= from_date", name="order"),
        Index("ix_skill_signer_account_id", "account_id"),
        Index("ix_skill_signer_clinic_id", "clinic_id"),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    clinic_id: Mapped[str] = mapped_column(ForeignKey("clinic.id"))
    from_date: Mapped[date]
    to_date: Mapped[date | None] = mapped_column(doc="Last day; null: open.")
    reason: Mapped[str] = mapped_column(String(500))
    named_at: Mapped[datetime]
    named_by_account_id: Mapped[str | None] = mapped_column(Id)
    undone_at: Mapped[datetime | None] = mapped_column(doc="Taken back as if it had not been; null: it stands.")
    undone_by_account_id: Mapped[str | None] = mapped_column(Id)
    account: Mapped[Account] = relationship()
    clinic: Mapped[Clinic] = relationship()


class SkillUse(Base):
    """What a clinic asks to be signed of a role before somebody is ready. Rows are added, never changed; the newest holds."""

    __tablename__ = "skill_use"
    clinic_id: Mapped[str] = mapped_column(ForeignKey("clinic.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(32), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, doc="1 for the first of this clinic and role.")
    used: Mapped[bool] = mapped_column(Boolean, doc="Whether sign-offs count here; without a row they do not.")
    skills: Mapped[str] = mapped_column(Text, doc="Ids of the required skills, parted by blanks.")
    from_date: Mapped[date] = mapped_column(doc="Local day from which it holds.")
    by_account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]


class SkillLog(Base):
    """Hours of shadowing, or a panel review attended that stands in no meeting of the clinic."""

    __tablename__ = "skill_log"
    __table_args__ = (
        CheckConstraint("kind IN ('shadowing', 'panel review')", name="kind"),
        CheckConstraint("minutes > 0 AND minutes % 15 = 0", name="quarters"),
        Index("ix_skill_log_account_id", "account_id"),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    clinic_id: Mapped[str] = mapped_column(ForeignKey("clinic.id"))
    kind: Mapped[str] = mapped_column(String(16))
    held_on: Mapped[date]
    minutes: Mapped[int] = mapped_column(Integer, doc="In quarters of an hour.")
    with_role: Mapped[str] = mapped_column(String(32), doc="Role id of whom she was with.")
    what: Mapped[str] = mapped_column(String(300))
    recorded_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None] = mapped_column(doc="Null: it stands.")
    confirmed_at: Mapped[datetime | None] = mapped_column(
        doc="Null: no supervisor has said that it was so; it counts all the same."
    )
    confirmed_on: Mapped[date | None] = mapped_column(doc="Local day of the clinic; null with it.")
    confirmed_by_account_id: Mapped[str | None] = mapped_column(Id, doc="Who confirmed it; null with it.")


class SkillRating(Base):
    """One assessment: the learner's own ratings and the supervisor's, each a draft until it is handed in."""

    __tablename__ = "skill_rating"
    __table_args__ = (
        CheckConstraint("occasion IN ('start', 'six months', 'between')", name="occasion"),
        Index("ix_skill_rating_account_id", "account_id"),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    clinic_id: Mapped[str] = mapped_column(ForeignKey("clinic.id"))
    role: Mapped[str] = mapped_column(String(32))
    occasion: Mapped[str] = mapped_column(String(16))
    opened_at: Mapped[datetime]
    handed_in_at: Mapped[datetime | None] = mapped_column(doc="By the learner; null: her own ratings are hers alone.")
    handed_in_on: Mapped[date | None]
    rated_at: Mapped[datetime | None] = mapped_column(doc="By the supervisor; null: those are a draft.")
    rated_on: Mapped[date | None]
    rated_by_account_id: Mapped[str | None] = mapped_column(Id, doc="Who rated, or began to.")
    own_words: Mapped[str] = mapped_column(String(1000), doc="What the learner brings to supervision.")
    words: Mapped[str] = mapped_column(String(1000), doc="What the supervisor says.")
    levels: Mapped[list[SkillLevel]] = relationship(cascade="all, delete-orphan", order_by="SkillLevel.skill_id")


class SkillLevel(Base):
    """A rating of one skill, from 0 (new) to 3 (could show), by the learner or by her supervisor."""

    __tablename__ = "skill_level"
    __table_args__ = (CheckConstraint("level BETWEEN 0 AND 3", name="level"),)
    rating_id: Mapped[str] = mapped_column(ForeignKey("skill_rating.id"), primary_key=True)
    skill_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    own: Mapped[bool] = mapped_column(Boolean, primary_key=True, doc="True: the learner's; False: the supervisor's.")
    level: Mapped[int] = mapped_column(Integer)


class SkillTask(Base):
    """A dated task that a gap led to: a part of the course, shadowing, or practice with feedback."""

    __tablename__ = "skill_task"
    __table_args__ = (
        CheckConstraint("kind IN ('course', 'shadowing', 'practice')", name="kind"),
        CheckConstraint("(kind = 'course') = (part_id IS NOT NULL)", name="part"),
        Index("ix_skill_task_account_id", "account_id"),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    clinic_id: Mapped[str] = mapped_column(ForeignKey("clinic.id"))
    skill_id: Mapped[str] = mapped_column(String(80), doc="The rated skill that the task is for.")
    kind: Mapped[str] = mapped_column(String(16))
    part_id: Mapped[str | None] = mapped_column(String(80), doc="A lesson, case or lab; null for the other kinds.")
    what: Mapped[str] = mapped_column(String(300), doc="In words; empty: the part says it.")
    due_on: Mapped[date]
    set_at: Mapped[datetime]
    set_by_account_id: Mapped[str | None] = mapped_column(Id)
    done_on: Mapped[date | None] = mapped_column(doc="Local day; a part of the course is done when it is completed.")
    done_by_account_id: Mapped[str | None] = mapped_column(Id)
    withdrawn_at: Mapped[datetime | None] = mapped_column(doc="Taken off the plan; null: it stands.")
