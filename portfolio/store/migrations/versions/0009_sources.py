"""Key results that measure themselves, guardrails, saved filters."""

import sqlalchemy as sa
from alembic import op

from portfolio.store.tables.columns import Document, Id, Instant, Number

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Bring the schema here."""
    op.add_column("check_ins", sa.Column("source", sa.String(12)))
    with op.batch_alter_table("notices") as notices:
        notices.alter_column("team_id", existing_type=Id, nullable=True)
    op.create_table(
        "saved_filters",
        _key(),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("query", Document, nullable=False),
        sa.Column("account_id", Id),
        sa.Column("is_shared", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("created_at", Instant(), nullable=False),
        _version(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filters")),
        _refers("saved_filters", "account_id", "accounts.id"),
    )
    op.create_index(op.f("ix_saved_filters_account_id"), "saved_filters", ["account_id"])
    _create_sources()
    _create_pushes()
    _create_guardrails()


def _create_sources() -> None:
    op.create_table(
        "key_result_sources",
        _key(),
        sa.Column("key_result_id", Id, nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("settings", Document, nullable=False),
        sa.Column("set_at", Instant(), nullable=False),
        sa.Column("account_id", Id),
        sa.Column("read_at", Instant()),
        sa.Column("fault", sa.String(24)),
        sa.Column("fault_facts", Document),
        sa.Column("fault_since_on", sa.Date()),
        sa.Column("answer", Document),
        _version(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_result_sources")),
        sa.UniqueConstraint("key_result_id", name=op.f("uq_key_result_sources_key_result_id")),
        _of_key_result("key_result_sources"),
        _refers("key_result_sources", "account_id", "accounts.id"),
    )
    op.create_table(
        "source_readings",
        _key(),
        sa.Column("key_result_id", Id, nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("value", Number, nullable=False),
        sa.Column("n", sa.Integer()),
        sa.Column("coverage", Number),
        sa.Column("facts", Document, nullable=False),
        sa.Column("note", sa.String(), nullable=False, server_default=""),
        sa.Column("read_at", Instant(), nullable=False),
        sa.Column("is_latest", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_readings")),
        _of_key_result("source_readings"),
    )
    op.create_index("ix_source_readings_key_result", "source_readings", ["key_result_id", "on"])


def _create_pushes() -> None:
    op.create_table(
        "pushes",
        _key(),
        sa.Column("key_result_id", Id, nullable=False),
        sa.Column("sent_key", sa.String(200), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("answer", Document, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pushes")),
        sa.UniqueConstraint(
            "key_result_id", "sent_key", name=op.f("uq_pushes_key_result_id_sent_key")
        ),
        _of_key_result("pushes"),
    )


def _create_guardrails() -> None:
    op.create_table(
        "guardrails",
        _key(),
        sa.Column("key_result_id", Id, nullable=False),
        sa.Column("other_id", Id),
        sa.Column("settings", Document),
        sa.Column("limit_value", Number),
        sa.Column("why", sa.String(), nullable=False, server_default=""),
        sa.Column("value", Number),
        sa.Column("n", sa.Integer()),
        sa.Column("read_on", sa.Date()),
        sa.Column("broken_since_on", sa.Date()),
        _version(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guardrails")),
        sa.UniqueConstraint("key_result_id", name=op.f("uq_guardrails_key_result_id")),
        _of_key_result("guardrails"),
        _refers("guardrails", "other_id", "key_results.id", ondelete="CASCADE"),
    )
    op.create_index(op.f("ix_guardrails_other_id"), "guardrails", ["other_id"])


def downgrade() -> None:
    """Take the schema back."""
    op.drop_index(op.f("ix_guardrails_other_id"), table_name="guardrails")
    op.drop_table("guardrails")
    op.drop_table("pushes")
    op.drop_index("ix_source_readings_key_result", table_name="source_readings")
    op.drop_table("source_readings")
    op.drop_table("key_result_sources")
    op.drop_index(op.f("ix_saved_filters_account_id"), table_name="saved_filters")
    op.drop_table("saved_filters")
    op.execute(sa.text("DELETE FROM notices WHERE team_id IS NULL"))
    with op.batch_alter_table("notices") as notices:
        notices.alter_column("team_id", existing_type=Id, nullable=False)
    op.drop_column("check_ins", "source")


def _key() -> sa.Column[int]:
    return sa.Column("id", Id, autoincrement=True, nullable=False)


def _version() -> sa.Column[int]:
    return sa.Column("version", sa.Integer(), nullable=False, server_default="1")


def _of_key_result(table: str) -> sa.ForeignKeyConstraint:
    return _refers(table, "key_result_id", "key_results.id", ondelete="CASCADE")


def _refers(
    table: str, column: str, target: str, *, ondelete: str | None = None
) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [target], name=name, ondelete=ondelete)
