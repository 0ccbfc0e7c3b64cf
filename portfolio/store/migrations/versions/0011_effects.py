"""What finished epics really moved."""

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Bring the schema here."""


def downgrade() -> None:
    """Take the schema back."""
