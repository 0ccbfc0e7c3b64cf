"""What the calendar of a team needs: part time, dated moves between areas, notices to leads."""

import sqlalchemy as sa
from alembic import op

from portfolio.store.tables.columns import Document, Id, Instant, Number

revision = "0003"
down_revision = "0002"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")


def upgrade() -> None:
    op.create_table(
        "part_times",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        *(sa.Column(name, Number, nullable=False) for name in WEEKDAYS),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        _refers("part_times", "person_id", "people", cascade=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part_times")),
        sa.UniqueConstraint("person_id", "from_on", name=op.f("uq_part_times_person_id_from_on")),
    )
    op.create_table(
        "team_moves",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("team_id", Id, nullable=False),
        sa.Column("from_area_id", Id),
        sa.Column("to_area_id", Id),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("cost", Number, nullable=False),
        sa.Column("account_id", Id),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        _refers("team_moves", "team_id", "teams", cascade=True),
        _refers("team_moves", "from_area_id", "areas"),
        _refers("team_moves", "to_area_id", "areas"),
        _refers("team_moves", "account_id", "accounts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_moves")),
        sa.UniqueConstraint("team_id", "on", name=op.f("uq_team_moves_team_id_on")),
    )
    op.create_table(
        "notices",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("team_id", Id, nullable=False),
        sa.Column("person_id", Id),
        sa.Column("by_id", Id),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("facts", Document, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("seen_at", Instant()),
        _refers("notices", "account_id", "accounts", cascade=True),
        _refers("notices", "team_id", "teams", cascade=True),
        _refers("notices", "person_id", "people", cascade=True),
        _refers("notices", "by_id", "accounts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_index("ix_notices_account", "notices", ["account_id", "at"])
    op.create_index(op.f("ix_notices_team_id"), "notices", ["team_id"])
    op.create_index(op.f("ix_notices_person_id"), "notices", ["person_id"])


def downgrade() -> None:
    for table in ("notices", "team_moves", "part_times"):
        op.drop_table(table)


def _refers(
    table: str, column: str, target: str, *, cascade: bool = False
) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        [f"{target}.id"],
        name=op.f(f"fk_{table}_{column}"),
        ondelete="CASCADE" if cascade else None,
    )
