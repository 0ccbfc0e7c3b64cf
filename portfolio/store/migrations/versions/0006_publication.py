"""What publishing and running a quarter need: baselines, other orders, what remains, looks."""

import sqlalchemy as sa
from alembic import op

from portfolio.store.tables.columns import Document, Id, Instant, Number

revision = "0006"
down_revision = "0005"

NUMBERS = (
    *("reach", "impact", "confidence", "effort"),
    *("business_value", "time_criticality", "risk_reduction", "job_size"),
)


def upgrade() -> None:
    op.add_column("taken_items", sa.Column("points_left", Number))
    op.create_table(
        "baselines",
        sa.Column("plan_id", Id, nullable=False),
        sa.Column("trail_seq", sa.Integer(), nullable=False),
        sa.Column("frozen_at", Instant(), nullable=False),
        sa.Column("account_id", Id),
        sa.Column("document", Document, nullable=False),
        sa.PrimaryKeyConstraint("plan_id", name=op.f("pk_baselines")),
        _refers("baselines", "plan_id", "plans.id"),
        _refers("baselines", "account_id", "accounts.id"),
    )
    _create_order_inputs()
    op.create_table(
        "trail_looks",
        sa.Column("account_id", Id, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("looked_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_trail_looks")),
        _refers("trail_looks", "account_id", "accounts.id", ondelete="CASCADE"),
    )


def _create_order_inputs() -> None:
    op.create_table(
        "order_inputs",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("cycle_id", Id, nullable=False),
        sa.Column("item_id", Id, nullable=False),
        *(sa.Column(name, Number) for name in NUMBERS),
        sa.Column("delay_kind", sa.String(12)),
        sa.Column("delay_worth", Number),
        sa.Column("delay_per_week", Number),
        sa.Column("delay_on", sa.Date()),
        sa.Column("delay_after", Number),
        sa.Column("moscow", sa.String(8)),
        sa.Column("account_id", Id),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_inputs")),
        sa.UniqueConstraint("cycle_id", "item_id", name=op.f("uq_order_inputs_cycle_id_item_id")),
        _refers("order_inputs", "cycle_id", "cycles.id"),
        _refers("order_inputs", "item_id", "items.id", ondelete="CASCADE"),
        _refers("order_inputs", "account_id", "accounts.id"),
    )
    op.create_index(op.f("ix_order_inputs_item_id"), "order_inputs", ["item_id"])


def downgrade() -> None:
    op.drop_table("trail_looks")
    op.drop_index(op.f("ix_order_inputs_item_id"), table_name="order_inputs")
    op.drop_table("order_inputs")
    op.drop_table("baselines")
    op.drop_column("taken_items", "points_left")


def _refers(
    table: str, column: str, target: str, *, ondelete: str | None = None
) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [target], name=name, ondelete=ondelete)
