"""Dated scope of objectives and key results, grades, what was carried over."""

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Bring the schema here."""


def downgrade() -> None:
    """Take the schema back."""
