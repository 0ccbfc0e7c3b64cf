"""What a change would do, shown before it is saved."""

import sqlalchemy as sa
from alembic import op

from portfolio.store.tables.columns import Document, Id, Instant

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "previews",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("cycle_id", Id, nullable=False),
        sa.Column("scenario_id", Id, nullable=True),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("edit", Document, nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("estimate", Document, nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("claimed_by", sa.String(length=120), nullable=True),
        sa.Column("claimed_at", Instant(), nullable=True),
        sa.Column("finished_at", Instant(), nullable=True),
        sa.Column("before", sa.String(length=64), nullable=True),
        sa.Column("after", sa.String(length=64), nullable=True),
        sa.Column("consequence", Document, nullable=True),
        sa.Column("plan", sa.LargeBinary(), nullable=True),
        sa.Column("others", sa.LargeBinary(), nullable=True),
        sa.Column("marks", Document, nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("saved_at", Instant(), nullable=True),
        sa.Column("undone_at", Instant(), nullable=True),
        sa.Column("plan_id", Id, nullable=True),
        sa.Column("undo", Document, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_previews")),
        _refers("account_id", "accounts.id", "CASCADE"),
        _refers("cycle_id", "cycles.id", "CASCADE"),
        _refers("scenario_id", "scenarios.id", "CASCADE"),
        _refers("plan_id", "plans.id", "SET NULL"),
    )
    op.create_index("ix_previews_state", "previews", ["state", "id"])
    op.create_index("ix_previews_account", "previews", ["account_id", "state"])
    op.create_index("ix_previews_after", "previews", ["after"])
    op.create_index("ix_previews_saved", "previews", ["cycle_id", "saved_at"])


def downgrade() -> None:
    op.drop_table("previews")


def _refers(column: str, target: str, deleted: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [target], name=op.f(f"fk_previews_{column}"), ondelete=deleted
    )
