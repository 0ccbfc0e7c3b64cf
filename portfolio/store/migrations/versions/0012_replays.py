"""Past quarters planned again."""

import sqlalchemy as sa
from alembic import op

from portfolio.store.tables.columns import Document, Id, Instant, Number

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Bring the schema here."""
    op.create_table(
        "replays",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("cycle_id", Id, nullable=False),
        sa.Column("job_id", Id),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("parameters", Document, nullable=False),
        sa.Column("marks", Document, nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("seconds", Number, nullable=False),
        sa.Column("account_id", Id),
        sa.Column("made_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replays")),
        _refers("cycle_id", "cycles.id"),
        _refers("job_id", "jobs.id"),
        _refers("account_id", "accounts.id"),
    )
    op.create_index(op.f("ix_replays_cycle_id"), "replays", ["cycle_id"])


def downgrade() -> None:
    """Take the schema back."""
    op.drop_index(op.f("ix_replays_cycle_id"), table_name="replays")
    op.drop_table("replays")


def _refers(column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_replays_{column}"))
