"""Forecasts as they were made, and what came of them."""

import sqlalchemy as sa
from alembic import op

from portfolio.store.tables.columns import Document, Id, Instant, Number

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Bring the schema here."""
    op.create_table(
        "forecasts",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("cycle_id", Id, nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("subject_id", Id, nullable=False),
        sa.Column("unit", sa.String(12), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("quantiles", Document, nullable=False),
        sa.Column("basis", Document, nullable=False),
        sa.Column("actual", Number),
        sa.Column("closed_on", sa.Date()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forecasts")),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["cycles.id"], name=op.f("fk_forecasts_cycle_id"), ondelete="CASCADE"
        ),
    )
    for name, columns in INDEXES.items():
        op.create_index(name, "forecasts", list(columns))


def downgrade() -> None:
    """Take the schema back."""
    op.drop_table("forecasts")


INDEXES = {
    "ix_forecasts_cycle": ("cycle_id", "made_on"),
    "ix_forecasts_subject": ("kind", "subject_id", "made_on"),
    "ix_forecasts_open": ("closed_on", "until_on"),
}
