"""Second factors of accounts, their recovery codes, and sign-ins that wait for one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, CheckConstraint, ForeignKey, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.database import Base, Id
from lms.ids import new_id


class SecondFactor(Base):
    """An authenticator app (its secret sealed) or a passkey (its public key)."""

    __tablename__ = "second_factor"
    __table_args__ = (
        CheckConstraint("kind IN ('app', 'passkey')", name="kind"),
        CheckConstraint("(kind = 'app') = (sealed IS NOT NULL)", name="sealed"),
        CheckConstraint("(kind = 'passkey') = (credential_id IS NOT NULL)", name="credential"),
        Index("ix_second_factor_account_id", "account_id"),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(60), doc="What its owner calls it.")
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None] = mapped_column(doc="When its first proof came; null: it does not count yet.")
    used_at: Mapped[datetime | None] = mapped_column(doc="Last proof; null: none yet.")
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary, doc="Of an app: its secret, sealed; null for a passkey.")
    last_step: Mapped[int | None] = mapped_column(
        Integer, doc="Of an app: the newest time step whose code was used; null: none, or a passkey."
    )
    credential_id: Mapped[str | None] = mapped_column(
        String(1400), unique=True, doc="Of a passkey: its id, base64url; null for an app."
    )
    public_key: Mapped[bytes | None] = mapped_column(LargeBinary, doc="Of a passkey (COSE); null for an app.")
    sign_count: Mapped[int | None] = mapped_column(
        BigInteger, doc="Of a passkey: how often it said it had signed; null for an app."
    )


class RecoveryCode(Base):
    """One recovery code, as a hash; it proves once."""

    __tablename__ = "recovery_code"
    __table_args__ = (Index("ix_recovery_code_account_id", "account_id"),)
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(doc="Null: not used yet.")


class HalfSignIn(Base):
    """Password or mailed link were right, the second step is still to come; gone after ten minutes."""

    __tablename__ = "half_sign_in"
    __table_args__ = (Index("ix_half_sign_in_account_id", "account_id"),)
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(16), doc="What the first step was: password, link, reset.")
    shared: Mapped[bool] = mapped_column(Boolean, doc="Whether the session is to end early, on a shared computer.")
