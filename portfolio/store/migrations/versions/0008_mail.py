"""Rhythm of check-ins, reminders, mail to be sent, links for readers without an account."""

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Bring the schema here."""


def downgrade() -> None:
    """Take the schema back."""
