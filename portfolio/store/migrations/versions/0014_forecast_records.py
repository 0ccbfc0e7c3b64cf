"""The records of forecasts as they stood after each closing."""

import sqlalchemy as sa
from alembic import op

from portfolio.store.tables.columns import Id

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Bring the schema here."""
    op.create_table(
        "forecast_records",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=False),
        sa.Column("closed", sa.Integer(), nullable=False),
        sa.Column("inside", sa.Integer(), nullable=False),
        sa.Column("windows", sa.Integer(), nullable=False),
        sa.Column("safe", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forecast_records")),
        sa.UniqueConstraint("kind", "closed_on", name=op.f("uq_forecast_records_kind_closed_on")),
    )


def downgrade() -> None:
    """Take the schema back."""
    op.drop_table("forecast_records")
