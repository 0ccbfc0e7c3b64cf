"""Key results that measure themselves, guardrails, saved filters."""

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Bring the schema here."""


def downgrade() -> None:
    """Take the schema back."""
