"""What finished epics really moved."""

import sqlalchemy as sa
from alembic import op

from portfolio.store.tables.columns import Document, Id, Instant, Number

revision = "0011"
down_revision = "0010"

IN_FORCE = sa.text("corrected_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "effects",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("item_id", Id, nullable=False),
        sa.Column("key_result_id", Id, nullable=False),
        sa.Column("amount", Number),
        sa.Column("expected", Number, nullable=False),
        sa.Column("confidence", Number, nullable=False),
        sa.Column("seen_from_on", sa.Date()),
        sa.Column("seen_until_on", sa.Date()),
        sa.Column("proposed", Number),
        sa.Column("basis", Document),
        sa.Column("note", sa.String(), nullable=False, server_default=""),
        sa.Column("account_id", Id),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("corrected_at", Instant()),
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_effects")),
        _refers("item_id", "items.id", ondelete="CASCADE"),
        _refers("key_result_id", "key_results.id", ondelete="CASCADE"),
        _refers("account_id", "accounts.id"),
    )
    op.create_index("ix_effects_key_result_id", "effects", ["key_result_id", "item_id"])
    op.create_index(
        "uq_effects_in_force",
        "effects",
        ["item_id", "key_result_id"],
        unique=True,
        sqlite_where=IN_FORCE,
        postgresql_where=IN_FORCE,
    )


def downgrade() -> None:
    op.drop_index("uq_effects_in_force", table_name="effects")
    op.drop_index("ix_effects_key_result_id", table_name="effects")
    op.drop_table("effects")


def _refers(column: str, target: str, *, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_effects_{column}")
    return sa.ForeignKeyConstraint([column], [target], name=name, ondelete=ondelete)
