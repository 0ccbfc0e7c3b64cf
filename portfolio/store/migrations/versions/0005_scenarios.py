"""What scenarios need: notes, where they come from, undo of deletion; and stored frontiers."""

import sqlalchemy as sa
from alembic import op

from portfolio.store.tables.columns import Document, Id, Instant, Number

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    for column in (
        sa.Column("note", sa.String(), nullable=False, server_default=""),
        sa.Column("copied_from", sa.Integer()),
        sa.Column("changed_at", Instant()),
        sa.Column("deleted_at", Instant()),
    ):
        op.add_column("scenarios", column)
    op.add_column(
        "plans", sa.Column("is_tilted", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_table(
        "frontiers",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("scenario_id", Id, nullable=False),
        sa.Column("cycle_id", Id, nullable=False),
        sa.Column("problem", sa.String(64), nullable=False),
        sa.Column("job_id", Id),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("marks", Document, nullable=False),
        sa.Column("seconds", Number, nullable=False),
        sa.Column("account_id", Id),
        sa.Column("made_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frontiers")),
        _refers("scenario_id", "scenarios.id"),
        _refers("cycle_id", "cycles.id"),
        _refers("problem", "problems.fingerprint"),
        _refers("job_id", "jobs.id"),
        _refers("account_id", "accounts.id"),
    )
    op.create_index(op.f("ix_frontiers_scenario_id"), "frontiers", ["scenario_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_frontiers_scenario_id"), table_name="frontiers")
    op.drop_table("frontiers")
    op.drop_column("plans", "is_tilted")
    for name in ("deleted_at", "changed_at", "copied_from", "note"):
        op.drop_column("scenarios", name)


def _refers(column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_frontiers_{column}"))
