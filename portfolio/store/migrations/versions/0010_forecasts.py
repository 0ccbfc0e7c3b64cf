"""Forecasts as they were made, and what came of them."""

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Bring the schema here."""


def downgrade() -> None:
    """Take the schema back."""
