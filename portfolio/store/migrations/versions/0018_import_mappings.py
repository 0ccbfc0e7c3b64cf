"""What was told about a file's columns, remembered."""

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Bring the schema here."""


def downgrade() -> None:
    """Take the schema back."""
