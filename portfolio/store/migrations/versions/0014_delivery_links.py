"""What stands between an item and the production that runs it."""

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Bring the schema here."""


def downgrade() -> None:
    """Take the schema back."""
