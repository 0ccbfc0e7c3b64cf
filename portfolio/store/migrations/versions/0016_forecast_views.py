"""Forecasts beside the things they are about."""

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Bring the schema here."""


def downgrade() -> None:
    """Take the schema back."""
