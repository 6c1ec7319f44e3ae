"""Organisations, clinics, accounts, what they may do and what they train for."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.database import Base, Id
from lms.ids import new_id


class Organisation(Base):
    """Who runs clinics, issues certificates and owns an audit chain."""

    __tablename__ = "organisation"
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]


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
        Index("ix_account_merged_into_id", "merged_into_id"),
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


class RoleHeld(Base):
    """Training for a role at a clinic. It is the enrolment, and it gives no access to anything."""

    __tablename__ = "role_held"
    __table_args__ = (
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
    )
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
