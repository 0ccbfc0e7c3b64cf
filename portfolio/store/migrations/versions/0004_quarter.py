"""What the quarter's board needs: how often an item was moved, so that a stale move is seen."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("items", sa.Column("moves", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    # SQLite drops a column itself since 3.35: copying the whole backlog would be the alternative.
    op.drop_column("items", "moves")
