"""Delivery figures by service and week."""

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Bring the schema here."""


def downgrade() -> None:
    """Take the schema back."""
