"""Dated scope of objectives and key results, grades, what was carried over."""

from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

from portfolio.store.tables.columns import Document, Id, Instant, Number

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Bring the schema here, and say of what there is since when it has been in scope."""
    for table in ("objectives", "key_results"):
        op.add_column(table, sa.Column("carried_from_id", Id))
    note = sa.Column("closing_note", sa.String(), nullable=False, server_default="")
    op.add_column("objectives", note)
    op.create_table(
        "supports",
        sa.Column("objective_id", Id, nullable=False),
        sa.Column("supported_id", Id, nullable=False),
        sa.PrimaryKeyConstraint("objective_id", "supported_id", name=op.f("pk_supports")),
        _refers("supports", "objective_id", "objectives.id", ondelete="CASCADE"),
        _refers("supports", "supported_id", "objectives.id", ondelete="CASCADE"),
    )
    op.create_index(op.f("ix_supports_supported_id"), "supports", ["supported_id"])
    _create_scope_changes()
    op.create_table(
        "grades",
        sa.Column("key_result_id", Id, nullable=False),
        sa.Column("score", Number),
        sa.Column("grade", Number),
        sa.Column("reason", sa.String(), nullable=False, server_default=""),
        sa.Column("account_id", Id),
        sa.Column("graded_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("key_result_id", name=op.f("pk_grades")),
        _refers("grades", "key_result_id", "key_results.id", ondelete="CASCADE"),
        _refers("grades", "account_id", "accounts.id"),
    )
    _carry_over()


def downgrade() -> None:
    """Take the schema back; what is struck out keeps the day of its last time."""
    op.drop_table("grades")
    op.drop_table("scope_changes")
    op.drop_table("supports")
    with op.batch_alter_table("objectives") as table:
        table.drop_column("closing_note")
        table.drop_column("carried_from_id")
    with op.batch_alter_table("key_results") as table:
        table.drop_column("carried_from_id")


def _create_scope_changes() -> None:
    op.create_table(
        "scope_changes",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("cycle_id", Id, nullable=False),
        sa.Column("objective_id", Id, nullable=False),
        sa.Column("key_result_id", Id),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("deed", sa.String(16), nullable=False),
        sa.Column("before", Document),
        sa.Column("after", Document),
        sa.Column("reason", sa.String(), nullable=False, server_default=""),
        sa.Column("account_id", Id),
        sa.Column("made_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scope_changes")),
        _refers("scope_changes", "cycle_id", "cycles.id"),
        _refers("scope_changes", "objective_id", "objectives.id", ondelete="CASCADE"),
        _refers("scope_changes", "key_result_id", "key_results.id", ondelete="CASCADE"),
        _refers("scope_changes", "account_id", "accounts.id"),
    )
    op.create_index("ix_scope_changes_cycle", "scope_changes", ["cycle_id", "on"])
    for column in ("objective_id", "key_result_id"):
        op.create_index(op.f(f"ix_scope_changes_{column}"), "scope_changes", [column])


def _carry_over() -> None:
    """Say when what there is came into its quarter, and when it was struck out."""
    connection = op.get_bind()
    changes = sa.table(
        "scope_changes",
        *(sa.column(name, Id) for name in ("cycle_id", "objective_id", "key_result_id")),
        sa.column("on", sa.Date()),
        sa.column("deed", sa.String()),
        sa.column("made_at", Instant()),
    )
    made: list[dict[str, Any]] = []
    for row in connection.execute(_STORED):
        kept = {
            "cycle_id": row.cycle_id,
            "objective_id": row.objective_id,
            "key_result_id": row.key_result_id,
            "made_at": row.created_at,
        }
        added_on = _added_on(row.created_at, row.starts_on, row.ends_on, row.first_on)
        if added_on is not None:
            made.append(kept | {"on": added_on, "deed": "added"})
        if row.struck_on is not None:
            made.append(kept | {"on": row.struck_on, "deed": "struck"})
    if made:
        connection.execute(sa.insert(changes), made)


def _added_on(
    created_at: datetime, starts_on: date, ends_on: date, first: date | None
) -> date | None:
    # What was entered after the quarter was entered with hindsight; a day's slack, since the
    # product's time zone may lie a day behind UTC. A check-in of an earlier day counts.
    created_on = created_at.date() - timedelta(days=1)
    day = min(created_on, first) if first else created_on
    return day if starts_on < day and created_on < ends_on else None


_CYCLES = sa.table(
    "cycles",
    sa.column("id", Id),
    sa.column("starts_on", sa.Date()),
    sa.column("ends_on", sa.Date()),
)
_OBJECTIVES = sa.table(
    "objectives",
    *(sa.column(name, Id) for name in ("id", "cycle_id")),
    sa.column("created_at", Instant()),
    sa.column("struck_on", sa.Date()),
)
_KEY_RESULTS = sa.table(
    "key_results",
    *(sa.column(name, Id) for name in ("id", "objective_id")),
    sa.column("created_at", Instant()),
    sa.column("struck_on", sa.Date()),
)
_SAID = sa.table("check_ins", sa.column("key_result_id", Id), sa.column("on", sa.Date()))
_FIRST: Any = (
    sa.select(_SAID.c.key_result_id, sa.func.min(_SAID.c.on).label("first_on"))
    .group_by(_SAID.c.key_result_id)
    .subquery()
)
_OF_OBJECTIVES = sa.select(
    _OBJECTIVES.c.cycle_id,
    _OBJECTIVES.c.id.label("objective_id"),
    sa.cast(sa.null(), Id).label("key_result_id"),
    _OBJECTIVES.c.created_at,
    _OBJECTIVES.c.struck_on,
    _CYCLES.c.starts_on,
    _CYCLES.c.ends_on,
    sa.cast(sa.null(), sa.Date()).label("first_on"),
).join_from(_OBJECTIVES, _CYCLES, _CYCLES.c.id == _OBJECTIVES.c.cycle_id)
_OF_KEY_RESULTS = (
    sa.select(
        _OBJECTIVES.c.cycle_id,
        _KEY_RESULTS.c.objective_id,
        _KEY_RESULTS.c.id.label("key_result_id"),
        _KEY_RESULTS.c.created_at,
        _KEY_RESULTS.c.struck_on,
        _CYCLES.c.starts_on,
        _CYCLES.c.ends_on,
        _FIRST.c.first_on,
    )
    .join_from(_KEY_RESULTS, _OBJECTIVES, _OBJECTIVES.c.id == _KEY_RESULTS.c.objective_id)
    .join(_CYCLES, _CYCLES.c.id == _OBJECTIVES.c.cycle_id)
    .outerjoin(_FIRST, _FIRST.c.key_result_id == _KEY_RESULTS.c.id)
)
_STORED = sa.union_all(_OF_OBJECTIVES, _OF_KEY_RESULTS)


def _refers(
    table: str, column: str, target: str, *, ondelete: str | None = None
) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [target], name=name, ondelete=ondelete)
