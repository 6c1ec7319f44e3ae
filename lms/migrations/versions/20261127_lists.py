"""What long lists sort, filter and count by, beside the roles held; words of names; due dates of schedules."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from alembic import op

from lms.people.names import KEY_MOST, name_key, name_words

revision = "20261127_lists"
down_revision = "20261127_reported"
branch_labels = None
depends_on = None

STILL = sa.text("ended_on IS NULL")
OUT = sa.text("deactivated_at IS NOT NULL")
NAME = sa.String(KEY_MOST).with_variant(sa.String(KEY_MOST, collation="C"), "postgresql")
COLUMNS = (
    ("organisation_id", sa.String(16), ""), ("name_key", NAME, ""), ("listed_rank", sa.Integer(), "2"),
    ("listed_due", sa.Date(), "9999-12-31"), ("listed_until", sa.Date(), "9999-12-31"), ("listed_edition", sa.String(12), ""),
)  # fmt: skip
INDEXES = {
    "ix_role_held_listed": (
        "organisation_id", "listed_rank", "listed_due", "name_key", "id", "account_id", "clinic_id", "role", "start_date",
        "listed_until", "listed_edition",
    ),
    "ix_role_held_counted": (
        "organisation_id", "account_id", "listed_rank", "listed_until", "listed_edition", "clinic_id", "role", "start_date",
    ),
    "ix_role_held_until": ("organisation_id", "listed_until"),
    "ix_role_held_edition": ("organisation_id", "listed_edition"),
    "ix_role_held_role": ("organisation_id", "role"),
}  # fmt: skip
AT_ONCE = 1000


def upgrade() -> None:
    """Step forward. Ranks come from the schedules as they are; the job loop works all of them out anew."""
    op.add_column("schedule_row", sa.Column("due_on", sa.Date(), nullable=True))
    for name, kind, value in COLUMNS:
        op.add_column("role_held", sa.Column(name, kind, nullable=False, server_default=value))
    op.create_table(
        "account_word",
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("word", NAME, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_word_account_id_account")),
        sa.PrimaryKeyConstraint("account_id", "word", name=op.f("pk_account_word")),
    )
    _names()
    op.execute(
        "UPDATE role_held SET organisation_id ="
        " (SELECT clinic.organisation_id FROM clinic WHERE clinic.id = role_held.clinic_id)"
    )
    op.execute(
        sa.text(
            "UPDATE role_held SET listed_rank = COALESCE((SELECT schedule_row.rank FROM schedule_row WHERE"
            " schedule_row.role_held_id = role_held.id AND schedule_row.from_date <= :today"
            " ORDER BY schedule_row.from_date DESC LIMIT 1), 2)"
        ).bindparams(sa.bindparam("today", _last_computed(), sa.Date()))
    )
    op.execute("UPDATE schedule_state SET edition = ''")
    op.create_index("ix_account_word_word", "account_word", ["word", "account_id"])
    op.create_index("ix_account_deactivated", "account", ["id"], sqlite_where=OUT, postgresql_where=OUT)
    for name, columns in INDEXES.items():
        op.create_index(name, "role_held", list(columns), sqlite_where=STILL, postgresql_where=STILL)


def _last_computed() -> date:
    """The last day on which anybody's schedule was worked out: the nearest to today that the database knows of."""
    table = sa.table("schedule_state", sa.column("computed_for", sa.Date()))
    return op.get_bind().scalar(sa.select(sa.func.max(table.c.computed_for))) or date.min


def _names() -> None:
    connection = op.get_bind()
    account = sa.table("account", sa.column("id"), sa.column("name"))
    word = sa.table("account_word", sa.column("account_id"), sa.column("word"))
    held = sa.table("role_held", sa.column("id"), sa.column("account_id"), sa.column("name_key"))
    named = sa.update(held).where(held.c.id == sa.bindparam("which")).values(name_key=sa.bindparam("key"))
    last = ""
    while people := connection.execute(
        sa.select(account).where(account.c.id > last).order_by(account.c.id).limit(AT_ONCE)
    ).all():
        last = people[-1].id
        words = [{"account_id": each.id, "word": one} for each in people for one in name_words(each.name)]
        if words:
            connection.execute(sa.insert(word), words)
    last = ""
    joined = sa.select(held.c.id, account.c.name).join_from(held, account, account.c.id == held.c.account_id)
    while roles := connection.execute(joined.where(held.c.id > last).order_by(held.c.id).limit(AT_ONCE)).all():
        last = roles[-1].id
        connection.execute(named, [{"which": each.id, "key": name_key(each.name)} for each in roles])


def downgrade() -> None:
    """Step back."""
    for name in INDEXES:
        op.drop_index(name, "role_held")
    op.drop_index("ix_account_deactivated", "account")
    op.drop_index("ix_account_word_word", "account_word")
    op.drop_table("account_word")
    for name, _, _ in COLUMNS:
        op.drop_column("role_held", name)
    op.drop_column("schedule_row", "due_on")
