"""Events from other tools as they came, and what could not be read."""

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Bring the schema here."""


def downgrade() -> None:
    """Take the schema back."""
