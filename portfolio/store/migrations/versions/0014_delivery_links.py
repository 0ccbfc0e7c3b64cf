"""Builds, gates, reviews, links by hand, names of other tools and whose they are."""

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Bring the schema here."""


def downgrade() -> None:
    """Take the schema back."""
