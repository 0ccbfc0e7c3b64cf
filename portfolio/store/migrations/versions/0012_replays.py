"""Past quarters planned again."""

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Bring the schema here."""


def downgrade() -> None:
    """Take the schema back."""
