"""Organisations, clinics, accounts, what they may do and what they train for."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, LargeBinary, String, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from lms.database import Base, Id
from lms.ids import new_id
from lms.people.names import KEY_MOST, name_key, name_words

NameKey = String(KEY_MOST).with_variant(String(KEY_MOST, collation="C"), "postgresql")
"""Sorted by its characters alone on both databases, so that a list is in one order wherever it is sorted."""


class Organisation(Base):
    """Who runs clinics, issues certificates and owns an audit chain."""

    __tablename__ = "organisation"
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]
    erasure_answer_days: Mapped[int | None] = mapped_column(
        Integer, doc="Days within which a request for erasure is answered; null: nothing was said, so the program's 30."
    )


class Clinic(Base):
    """A place with patients; its zone decides what "today" is for the people who train there."""

    __tablename__ = "clinic"
    __table_args__ = (Index("ix_clinic_organisation_id", "organisation_id"),)
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(String(200))
    zone: Mapped[str] = mapped_column(String(64))
    opens_on: Mapped[date | None] = mapped_column(doc="First day of Collaborative Care here; null: not set yet.")
    organisation: Mapped[Organisation] = relationship()


class Programme(Base):
    """A group of clinics of several organisations; which ones, each organisation says (`readiness/programmes`)."""

    __tablename__ = "programme"
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]


class Account(Base):
    """A person who can sign in."""

    __tablename__ = "account"
    __table_args__ = (
        Index("ix_account_organisation_id", "organisation_id"),
        # Of the few that were merged: an index that held everybody without one would be where SQLite begins.
        Index(
            "ix_account_merged_into_id",
            "merged_into_id",
            sqlite_where=text("merged_into_id IS NOT NULL"),
            postgresql_where=text("merged_into_id IS NOT NULL"),
        ),
        Index(
            "ix_account_deactivated",
            "id",
            sqlite_where=text("deactivated_at IS NOT NULL"),
            postgresql_where=text("deactivated_at IS NOT NULL"),
        ),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(String(200), doc="As colleagues know it.")
    legal_name: Mapped[str | None] = mapped_column(
        String(200), doc="As it must stand on a certificate; null: not given."
    )
    legal_name_confirmed_at: Mapped[datetime | None] = mapped_column(doc="Null: the certificate gate is open.")
    password_hash: Mapped[str | None] = mapped_column(String(200), doc="Null: invited, no password yet.")
    created_at: Mapped[datetime]
    welcomed_at: Mapped[datetime | None] = mapped_column(doc="First-run questions answered; null: not yet.")
    deactivated_at: Mapped[datetime | None] = mapped_column(doc="Null: may sign in.")
    deactivation_reason: Mapped[str | None] = mapped_column(
        String(500), doc="Why; null while active, or when nobody said."
    )
    merged_into_id: Mapped[str | None] = mapped_column(
        Id, doc="The account that this one was joined with and leads on to; null: it stands."
    )
    erased_at: Mapped[datetime | None] = mapped_column(doc="Closed, its personal data erased; null: not closed.")
    organisation: Mapped[Organisation] = relationship()
    addresses: Mapped[list[Address]] = relationship(back_populates="account", order_by="Address.created_at")
    words: Mapped[list[AccountWord]] = relationship(cascade="all, delete-orphan")

    @validates("name")
    def _named(self, _key: str, name: str) -> str:
        wanted = name_words(name)
        kept = [each for each in self.words if each.word in wanted]
        known = {each.word for each in kept}
        self.words = [*kept, *(AccountWord(word=word) for word in wanted if word not in known)]
        return name


class AccountWord(Base):
    """One word of a name, so that somebody is found by the beginning of it."""

    __tablename__ = "account_word"
    __table_args__ = (Index("ix_account_word_word", "word", "account_id"),)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True)
    word: Mapped[str] = mapped_column(NameKey, primary_key=True, doc="Without case and marks.")


class Address(Base):
    """An e-mail address; several may belong to one account, each to one account only."""

    __tablename__ = "address"
    __table_args__ = (Index("ix_address_account_id", "account_id"),)
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    email: Mapped[str] = mapped_column(String(320), doc="As typed.")
    email_key: Mapped[str] = mapped_column(String(320), unique=True, doc="Folded for comparison.")
    primary: Mapped[bool] = mapped_column(Boolean, default=False)
    created_at: Mapped[datetime]
    verified_at: Mapped[datetime | None]
    account: Mapped[Account] = relationship(back_populates="addresses")


class SignedIn(Base):
    """One browser's session; the cookie holds a random token, this row its hash."""

    __tablename__ = "signed_in"
    __table_args__ = (Index("ix_signed_in_account_id", "account_id"),)
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    idle_minutes: Mapped[int] = mapped_column(Integer)
    revoked_at: Mapped[datetime | None]
    device: Mapped[str] = mapped_column(String(200), doc="What the browser calls itself, shortened.")
    place: Mapped[str | None] = mapped_column(String(64), doc="Network address it was opened from; null: not known.")
    factor_at: Mapped[datetime | None] = mapped_column(
        doc="When a second factor, or by who has none the password, was last proved here; null: never."
    )
    account: Mapped[Account] = relationship()


class MailToken(Base):
    """A mailed link: opening it changes nothing, a button press consumes it."""

    __tablename__ = "mail_token"
    __table_args__ = (
        CheckConstraint("kind IN ('invitation', 'reset', 'sign-in', 'address')", name="kind"),
        Index("ix_mail_token_account_id", "account_id"),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(16))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    email: Mapped[str | None] = mapped_column(
        String(320), doc="The address that a link of kind 'address' confirms; null for the other kinds."
    )


def _organisation(context: Any) -> str:
    wanted = select(Clinic.organisation_id).where(Clinic.id == context.get_current_parameters()["clinic_id"])
    return str(context.connection.scalar(wanted) or "")


def _name_key(context: Any) -> str:
    wanted = select(Account.name).where(Account.id == context.get_current_parameters()["account_id"])
    return name_key(context.connection.scalar(wanted) or "")


def _held(name: str, *columns: str) -> Index:
    still = text("ended_on IS NULL")
    return Index(name, *columns, sqlite_where=still, postgresql_where=still)


class RoleHeld(Base):
    """Training for a role at a clinic. It is the enrolment, and it gives no access to anything.

    The columns from `organisation_id` on are what long lists sort, filter and count by: copies, or the row of the
    schedule that is in force. Actions keep them in step in the transaction of the fact, and `lms db check` compares them.
    """

    __tablename__ = "role_held"
    __table_args__ = (
        Index("ix_role_held_account_id", "account_id"),
        Index("ix_role_held_clinic_id", "clinic_id"),
        Index("ix_role_held_start_date", "start_date"),
        Index("ix_role_held_clinic_due_on", "clinic_due_on"),
        Index(
            "uq_role_held_open",
            "account_id",
            "clinic_id",
            "role",
            unique=True,
            sqlite_where=text("ended_on IS NULL"),
            postgresql_where=text("ended_on IS NULL"),
        ),
        _held(
            "ix_role_held_listed", "organisation_id", "listed_rank", "listed_due", "name_key", "id",
            "account_id", "clinic_id", "role", "start_date", "listed_until", "listed_edition", "ended_on",
        ),
        _held(
            "ix_role_held_counted", "organisation_id", "listed_alone", "listed_rank", "account_id", "listed_until",
            "listed_edition", "clinic_id", "role", "start_date", "ended_on",
        ),
        _held("ix_role_held_until", "listed_until"),
        _held("ix_role_held_edition", "listed_edition"),
    )  # fmt: skip
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    clinic_id: Mapped[str] = mapped_column(ForeignKey("clinic.id"))
    role: Mapped[str] = mapped_column(String(32), doc="File name in content/roles.")
    champion: Mapped[bool] = mapped_column(Boolean, default=False, doc="PCP champion: extra requirements.")
    start_date: Mapped[date] = mapped_column(doc="First day with CoCM patients, not the hire date.")
    joined_on: Mapped[date] = mapped_column(doc="Local day on which the role was recorded.")
    ended_on: Mapped[date | None] = mapped_column(doc="Last day in the role; null: still held.")
    clinic_due_on: Mapped[date | None] = mapped_column(
        doc="Set by the clinic where no timeline is published; null: not set."
    )
    agreed_minutes_per_week: Mapped[int | None] = mapped_column(Integer, doc="Null: the role file's default.")
    window_weeks: Mapped[int | None] = mapped_column(
        Integer,
        doc="Weeks by which experience makes the preparation longer (or, below 0, shorter); null: as published.",
    )
    created_at: Mapped[datetime]
    organisation_id: Mapped[str] = mapped_column(Id, default=_organisation, doc="That of the clinic.")
    name_key: Mapped[str] = mapped_column(NameKey, default=_name_key, doc="The holder's name as it is sorted.")
    listed_rank: Mapped[int] = mapped_column(
        Integer, default=2, doc="Rank of the standing in force; as not started until a schedule was made."
    )
    listed_due: Mapped[date] = mapped_column(
        default=date.max, doc="Its due date; the last day there is where there is none, so that it sorts last."
    )
    listed_until: Mapped[date] = mapped_column(
        default=date.max, doc="Local day from which another row of the schedule is in force; the last day: none."
    )
    listed_edition: Mapped[str] = mapped_column(
        String(12), default="", doc="Edition of the course it was computed for; empty: not computed, or to be anew."
    )
    listed_alone: Mapped[bool] = mapped_column(
        Boolean,
        default=False,
        doc="Held, and its holder holds no other: it is counted without looking for others of hers.",
    )
    account: Mapped[Account] = relationship()
    clinic: Mapped[Clinic] = relationship()
    pauses: Mapped[list[Pause]] = relationship(order_by="Pause.from_date", cascade="all, delete-orphan")
    changes: Mapped[list[RoleChange]] = relationship(order_by="RoleChange.number")


class RoleChange(Base):
    """A change to a role held, with its reason; history stays. Values are written as text: dates and whole numbers.

    `field` is a column of the role held, or `leave:` with the id of a pause; leave is `from/to`, open without a `to`.
    """

    __tablename__ = "role_change"
    __table_args__ = (Index("ix_role_change_role_held_id", "role_held_id"),)
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    role_held_id: Mapped[str] = mapped_column(ForeignKey("role_held.id"))
    number: Mapped[int] = mapped_column(Integer, doc="1 for the first change of this role held.")
    field: Mapped[str] = mapped_column(String(32))
    before: Mapped[str | None] = mapped_column(String(64), doc="Null: nothing was set.")
    after: Mapped[str | None] = mapped_column(String(64), doc="Null: nothing is set from now on.")
    reason: Mapped[str] = mapped_column(String(500))
    by_account_id: Mapped[str | None] = mapped_column(Id, doc="Null: the command line.")
    at: Mapped[datetime]
    undoes_id: Mapped[str | None] = mapped_column(Id, doc="The change that this one took back; null: none.")


class Pause(Base):
    """Leave: while it lasts the timeline rests."""

    __tablename__ = "pause"
    __table_args__ = (
        CheckConstraint("to_date IS NULL OR to_date >= from_date", name="order"),
        Index("ix_pause_role_held_id", "role_held_id"),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    role_held_id: Mapped[str] = mapped_column(ForeignKey("role_held.id"))
    from_date: Mapped[date]
    to_date: Mapped[date | None] = mapped_column(doc="Last day of leave; null: open.")
    reason: Mapped[str] = mapped_column(String(500))
    by_account_id: Mapped[str | None] = mapped_column(Id)
    created_at: Mapped[datetime]


class Grant(Base):
    """Access: what an account may do, where, from when to when. Training gives none of it."""

    __tablename__ = "grant"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('learner', 'clinic supervisor', 'program manager', 'CE administrator', 'organisation administrator', 'author', 'auditor', 'leader', 'programme lead')",
            name="kind",
        ),
        CheckConstraint(
            "(kind = 'programme lead') = (programme_id IS NOT NULL)",
            name="programme",
        ),
        Index("ix_grant_account_id", "account_id"),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str] = mapped_column(String(32))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    clinic_id: Mapped[str | None] = mapped_column(ForeignKey("clinic.id"), doc="Null: the whole organisation.")
    programme_id: Mapped[str | None] = mapped_column(
        ForeignKey("programme.id"), doc="Of a programme lead; null for the other kinds."
    )
    from_date: Mapped[date]
    to_date: Mapped[date | None] = mapped_column(doc="Last day; null: open.")
    created_at: Mapped[datetime]


class Licence(Base):
    """A professional licence; information, never a gate to training."""

    __tablename__ = "licence"
    __table_args__ = (Index("ix_licence_account_id", "account_id"),)
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str] = mapped_column(String(64))
    number: Mapped[str | None] = mapped_column(String(64), doc="Null until a CE claim needs it.")
    state: Mapped[str | None] = mapped_column(String(64))
    expires_on: Mapped[date | None]


class Throttle(Base):
    """How often something was tried from one place or for one address, in one window of time."""

    __tablename__ = "throttle"
    key: Mapped[str] = mapped_column(String(120), primary_key=True, doc="Purpose and a hash; no address is kept.")
    window_start: Mapped[datetime]
    count: Mapped[int] = mapped_column(Integer)


class KeptForm(Base):
    """Fields of a form posted after the session ended, encrypted, for one hour, for that account alone."""

    __tablename__ = "kept_form"
    __table_args__ = (Index("ix_kept_form_account_id", "account_id"),)
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    path: Mapped[str] = mapped_column(String(500))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
