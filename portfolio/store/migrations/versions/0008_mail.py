"""Rhythm of check-ins, reminders, mail to be sent, links for readers without an account."""

import sqlalchemy as sa
from alembic import op

from portfolio.store.tables.columns import Id, Instant

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Bring the schema here."""
    op.add_column(
        "accounts",
        sa.Column("mail_reminders", sa.Boolean(), nullable=False, server_default=sa.true()),
    )
    op.add_column("accounts", sa.Column("mail_digest", sa.Boolean()))
    op.create_table(
        "rhythms",
        sa.Column("team_id", Id, nullable=False),
        sa.Column("every", sa.String(12), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
        sa.PrimaryKeyConstraint("team_id", name=op.f("pk_rhythms")),
        _refers("rhythms", "team_id", "teams.id"),
    )
    _create_reminders()
    _create_mails()
    _create_shares()


def downgrade() -> None:
    """Take the schema back."""
    for name in ("shares", "mails", "reminders", "rhythms"):
        op.drop_table(name)
    op.drop_column("accounts", "mail_digest")
    op.drop_column("accounts", "mail_reminders")


def _create_reminders() -> None:
    op.create_table(
        "reminders",
        sa.Column("account_id", Id, nullable=False),
        sa.Column("key_result_id", Id, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("stage", sa.String(12), nullable=False),
        sa.Column("told_at", Instant(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint(
            "account_id", "key_result_id", "due_on", "stage", name=op.f("pk_reminders")
        ),
        _refers("reminders", "account_id", "accounts.id"),
        _refers("reminders", "key_result_id", "key_results.id"),
    )
    op.create_index("ix_reminders_key_result", "reminders", ["key_result_id", "told_at"])


def _create_mails() -> None:
    op.create_table(
        "mails",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("once", sa.String(80), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False, server_default=""),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("next_at", Instant(), nullable=False),
        sa.Column("sent_at", Instant()),
        sa.Column("given_up_at", Instant()),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("fault", sa.String(), nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mails")),
        sa.UniqueConstraint("once", name=op.f("uq_mails_once")),
        _refers("mails", "account_id", "accounts.id"),
    )
    op.create_index(op.f("ix_mails_account_id"), "mails", ["account_id"])
    op.create_index("ix_mails_waiting", "mails", ["sent_at", "given_up_at", "next_at"])


def _create_shares() -> None:
    op.create_table(
        "shares",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("cycle_id", Id, nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("revoked_at", Instant()),
        sa.Column("last_used_at", Instant()),
        sa.Column("uses", sa.Integer(), nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shares")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_shares_token_hash")),
        _refers("shares", "account_id", "accounts.id"),
        _refers("shares", "cycle_id", "cycles.id"),
    )
    op.create_index(op.f("ix_shares_account_id"), "shares", ["account_id"])


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [target], name=name, ondelete="CASCADE")
