"""Closing and carrying quarters."""

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Bring the schema here."""


def downgrade() -> None:
    """Take the schema back."""
