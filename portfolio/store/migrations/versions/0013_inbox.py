"""Events from other tools as they came, and what could not be read."""

import sqlalchemy as sa
from alembic import op

from portfolio.store.tables.columns import Document, Id, Instant

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Bring the schema here."""
    op.create_table(
        "hooks",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("slug", sa.String(80), nullable=False),
        sa.Column("connector", sa.String(40), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("renewed_at", Instant()),
        sa.Column("retired_at", Instant()),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hooks")),
        sa.UniqueConstraint("slug", name=op.f("uq_hooks_slug")),
    )
    op.create_table(
        "inbox_events",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("hook_id", Id, nullable=False),
        sa.Column("delivery_id", sa.String(255), nullable=False),
        sa.Column("headers", Document, nullable=False),
        sa.Column("scopes", Document),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("why", sa.String(), server_default="", nullable=False),
        sa.Column("handled_at", Instant()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox_events")),
        sa.ForeignKeyConstraint(
            ["hook_id"], ["hooks.id"], name=op.f("fk_inbox_events_hook_id_hooks")
        ),
        sa.UniqueConstraint(
            "hook_id", "delivery_id", name=op.f("uq_inbox_events_hook_id_delivery_id")
        ),
    )
    op.create_index("ix_inbox_events_state", "inbox_events", ["state", "id"])


def downgrade() -> None:
    """Take the schema back."""
    op.drop_table("inbox_events")
    op.drop_table("hooks")
