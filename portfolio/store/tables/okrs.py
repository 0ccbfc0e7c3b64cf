"""Objectives, key results, check-ins and the epics' contributions to them."""

from sqlalchemy import Boolean, Column, Date, Index, Integer, String, Table, UniqueConstraint

from portfolio.store.tables.columns import (
    Document,
    Id,
    Instant,
    Number,
    key,
    metadata,
    to,
    version,
)

objectives = Table(
    "objectives",
    metadata,
    key(),
    to("cycle_id", "cycles", index=True),
    to("parent_id", "objectives", nullable=True, index=True),
    Column("code", String(32), nullable=False),  # O1
    Column("title", String, nullable=False),
    Column("owner", String, nullable=False, default="", server_default=""),
    to("area_id", "areas", nullable=True),
    to("team_id", "teams", nullable=True),
    Column("weight", Number, nullable=False, default=1.0),
    Column("position", Integer, nullable=False, default=0),
    Column("struck_on", Date),
    Column("created_at", Instant, nullable=False),
    Column("carried_from_id", Id),  # the same one in the cycle before
    Column("closing_note", String, nullable=False, default="", server_default=""),
    version(),
    UniqueConstraint("cycle_id", "code"),
)

key_results = Table(
    "key_results",
    metadata,
    key(),
    to("objective_id", "objectives", index=True),
    Column("code", String(32), nullable=False),  # 1.3
    Column("title", String, nullable=False),
    Column("owner", String, nullable=False, default="", server_default=""),
    to("account_id", "accounts", nullable=True, index=True),
    to("team_id", "teams", nullable=True),
    Column("unit", String, nullable=False, default="", server_default=""),
    Column("kind", String(24), nullable=False),  # domain.okrs.Kind
    Column("start_value", Number),
    Column("target_value", Number),
    Column("phases", Document),  # [[date, value], ...] or null: a straight line
    Column("weight", Number, nullable=False, default=1.0),
    Column("aspirational", Boolean, nullable=False, default=False),
    Column("position", Integer, nullable=False, default=0),
    Column("struck_on", Date),
    Column("created_at", Instant, nullable=False),
    Column("carried_from_id", Id),  # the same one in the cycle before
    version(),
)

milestone_steps = Table(
    "milestone_steps",
    metadata,
    key(),
    to("key_result_id", "key_results", cascade=True, index=True),
    Column("position", Integer, nullable=False),
    Column("title", String, nullable=False),
    Column("weight", Number, nullable=False, default=1.0),
    Column("done_on", Date),
    version(),
)

check_ins = Table(
    "check_ins",
    metadata,
    key(),
    to("key_result_id", "key_results", cascade=True),
    Column("on", Date, nullable=False),
    Column("value", Number),
    Column("score", Number),  # given instead of a value by imports that know only a score
    Column("confidence", Number),  # 0 to 1, the owner's
    Column("note", String, nullable=False, default="", server_default=""),
    to("account_id", "accounts", nullable=True),
    Column("source", String(12)),  # domain.sources.SourceKind; null: a person said it
    Column("made_at", Instant, nullable=False),
    # A correction keeps the corrected row and names it.
    Column("replaced_by", Id, nullable=True),
    Index("ix_check_ins_key_result", "key_result_id", "on"),
)

# What an objective supports without being a part of it.
supports = Table(
    "supports",
    metadata,
    to("objective_id", "objectives", cascade=True, primary_key=True),
    to("supported_id", "objectives", cascade=True, primary_key=True, index=True),
)

# How a quarter's objectives and key results came to what they are: each row says what a day
# changed. The rows of a day and its later ones are taken back to see the day before.
scope_changes = Table(
    "scope_changes",
    metadata,
    key(),
    to("cycle_id", "cycles"),
    to("objective_id", "objectives", cascade=True, index=True),  # of a key result: its own then
    to("key_result_id", "key_results", nullable=True, cascade=True, index=True),
    Column("on", Date, nullable=False),
    Column("deed", String(16), nullable=False),  # domain.okr_history.ScopeDeed
    Column("before", Document),  # of what was changed: the columns with their values until then
    Column("after", Document),
    Column("reason", String, nullable=False, default="", server_default=""),
    to("account_id", "accounts", nullable=True),
    Column("made_at", Instant, nullable=False),
    Index("ix_scope_changes_cycle", "cycle_id", "on"),
)

# The grades that the closing of a cycle gave; `score` is what was computed then.
grades = Table(
    "grades",
    metadata,
    to("key_result_id", "key_results", cascade=True, primary_key=True),
    Column("score", Number),
    Column("grade", Number),
    Column("reason", String, nullable=False, default="", server_default=""),
    to("account_id", "accounts", nullable=True),
    Column("graded_at", Instant, nullable=False),
)

contributions = Table(
    "contributions",
    metadata,
    key(),
    to("item_id", "items", cascade=True),
    to("key_result_id", "key_results", cascade=True, index=True),
    Column("amount", Number, nullable=False),
    Column("confidence", Number, nullable=False),
    version(),
    UniqueConstraint("item_id", "key_result_id"),
)
