"""Indexes that hold all that a search or a size reads, for a million rows."""

from alembic import op

revision = "0015"
down_revision = "0014"

SIZES = ("is_delivered", "type", "team_id", "points", "level", "parent_id", "resolved_at")
DELIVERED = ("is_delivered", "team_id", "resolved_at", "level", "parent_id", "points")
OPEN = ("category", "level", "team_id", "area_id", "type", "points", "parent_id")


def upgrade() -> None:
    """Bring the schema here."""
    op.create_index("ix_items_sizes", "items", SIZES)
    op.create_index("ix_items_delivered_work", "items", DELIVERED)
    op.create_index("ix_items_open_work", "items", OPEN)
    op.create_index("ix_items_type", "items", ("type",))
    op.create_index("ix_deployments_names", "deployments", ("name", "external_id", "finished_at"))
    if op.get_bind().dialect.name == "sqlite":  # PostgreSQL indexes no title beyond 2,700 bytes
        op.create_index("ix_changes_title", "changes", ("is_linked", "title"))


def downgrade() -> None:
    """Take the schema back."""
    if op.get_bind().dialect.name == "sqlite":
        op.drop_index("ix_changes_title", "changes")
    op.drop_index("ix_deployments_names", "deployments")
    for name in ("type", "open_work", "delivered_work", "sizes"):
        op.drop_index(f"ix_items_{name}", "items")
