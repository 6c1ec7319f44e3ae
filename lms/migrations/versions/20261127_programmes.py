"""Programmes by consent: asks, consents, the clinics of each, and access as programme lead."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_programmes"
down_revision = "20261127_logs"
branch_labels = None
depends_on = None

BEFORE = "kind IN ('learner', 'clinic supervisor', 'program manager', 'CE administrator', 'organisation administrator', 'author', 'auditor', 'leader')"
AFTER = BEFORE.replace("'leader')", "'leader', 'programme lead')")
OPEN = sa.text("answer IS NULL")


def upgrade() -> None:
    """Step forward. The clinics of programmes made before are forgotten: no organisation had consented."""
    op.drop_table("programme_clinic")
    with op.batch_alter_table("grant") as batch:
        batch.add_column(sa.Column("programme_id", sa.String(length=16), nullable=True))
        batch.create_foreign_key(op.f("fk_grant_programme_id_programme"), "programme", ["programme_id"], ["id"])
        batch.drop_constraint(op.f("ck_grant_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_grant_kind"), AFTER)
        batch.create_check_constraint(
            op.f("ck_grant_programme"), "(kind = 'programme lead') = (programme_id IS NOT NULL)"
        )
    op.create_table(
        "programme_ask",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("programme_id", sa.String(length=16), nullable=False),
        sa.Column("organisation_id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_account_id", sa.String(length=16), nullable=True),
        sa.Column("answer", sa.String(length=16), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_account_id", sa.String(length=16), nullable=True),
        sa.CheckConstraint("kind IN ('counts', 'names')", name=op.f("ck_programme_ask_kind")),
        sa.CheckConstraint("answer IN ('consented', 'declined', 'taken back')", name=op.f("ck_programme_ask_answer")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_programme_ask_programme_id_programme")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_programme_ask_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_ask")),
    )
    op.create_index("ix_programme_ask_organisation_id", "programme_ask", ["organisation_id"])
    op.create_index(
        "uq_programme_ask_open",
        "programme_ask",
        ["programme_id", "organisation_id", "kind"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_table(
        "programme_ask_clinic",
        sa.Column("ask_id", sa.String(length=16), nullable=False),
        sa.Column("clinic_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["ask_id"], ["programme_ask.id"], name=op.f("fk_programme_ask_clinic_ask_id_programme_ask")
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_programme_ask_clinic_clinic_id_clinic")),
        sa.PrimaryKeyConstraint("ask_id", "clinic_id", name=op.f("pk_programme_ask_clinic")),
    )
    op.create_table(
        "programme_consent",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("ask_id", sa.String(length=16), nullable=False),
        sa.Column("programme_id", sa.String(length=16), nullable=False),
        sa.Column("organisation_id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_account_id", sa.String(length=16), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_account_id", sa.String(length=16), nullable=True),
        sa.CheckConstraint("kind IN ('counts', 'names')", name=op.f("ck_programme_consent_kind")),
        sa.ForeignKeyConstraint(
            ["ask_id"], ["programme_ask.id"], name=op.f("fk_programme_consent_ask_id_programme_ask")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_programme_consent_programme_id_programme")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_programme_consent_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_consent")),
    )
    op.create_index("ix_programme_consent_programme_id", "programme_consent", ["programme_id", "organisation_id"])
    op.create_index("uq_programme_consent_ask_id", "programme_consent", ["ask_id"], unique=True)
    op.create_table(
        "programme_share",
        sa.Column("consent_id", sa.String(length=16), nullable=False),
        sa.Column("clinic_id", sa.String(length=16), nullable=False),
        sa.Column("counts_from", sa.Date(), nullable=False),
        sa.Column("left_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_out_by_account_id", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(
            ["consent_id"], ["programme_consent.id"], name=op.f("fk_programme_share_consent_id_programme_consent")
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_programme_share_clinic_id_clinic")),
        sa.PrimaryKeyConstraint("consent_id", "clinic_id", name=op.f("pk_programme_share")),
    )
    op.create_index("ix_programme_share_clinic_id", "programme_share", ["clinic_id"])


def downgrade() -> None:
    """Step back. Consents and access as programme lead are lost: the version before does not know them."""
    op.drop_index("ix_programme_share_clinic_id", table_name="programme_share")
    op.drop_table("programme_share")
    op.drop_index("uq_programme_consent_ask_id", table_name="programme_consent")
    op.drop_index("ix_programme_consent_programme_id", table_name="programme_consent")
    op.drop_table("programme_consent")
    op.drop_table("programme_ask_clinic")
    op.drop_index("uq_programme_ask_open", table_name="programme_ask")
    op.drop_index("ix_programme_ask_organisation_id", table_name="programme_ask")
    op.drop_table("programme_ask")
    op.execute("DELETE FROM \"grant\" WHERE kind = 'programme lead'")
    with op.batch_alter_table("grant") as batch:
        batch.drop_constraint(op.f("ck_grant_programme"), type_="check")
        batch.drop_constraint(op.f("ck_grant_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_grant_kind"), BEFORE)
        batch.drop_constraint(op.f("fk_grant_programme_id_programme"), type_="foreignkey")
        batch.drop_column("programme_id")
    op.create_table(
        "programme_clinic",
        sa.Column("programme_id", sa.String(length=16), nullable=False),
        sa.Column("clinic_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_programme_clinic_clinic_id_clinic")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_programme_clinic_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint("programme_id", "clinic_id", name=op.f("pk_programme_clinic")),
    )
