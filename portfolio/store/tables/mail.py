"""Mail that waits to be sent, was sent, or could not be."""

from sqlalchemy import Column, Index, Integer, String, Table

from portfolio.store.tables.columns import Instant, key, metadata, to

mails = Table(
    "mails",
    metadata,
    key(),
    to("account_id", "accounts", cascade=True, index=True),  # its address is read when it is sent
    Column("kind", String(16), nullable=False),  # domain.mail.Kind
    Column("once", String(80), nullable=False, unique=True),  # what must not be said twice
    Column("subject", String, nullable=False),
    Column("text", String, nullable=False),
    Column("html", String, nullable=False, default="", server_default=""),
    Column("created_at", Instant, nullable=False),
    Column("next_at", Instant, nullable=False),  # when it may be tried (again)
    Column("sent_at", Instant),
    Column("given_up_at", Instant),
    Column("tries", Integer, nullable=False, default=0, server_default="0"),
    Column("fault", String, nullable=False, default="", server_default=""),
    Index("ix_mails_waiting", "sent_at", "given_up_at", "next_at"),
)
