"""The one backlog: initiatives, epics, stories and sub-tasks, their links, skills and history."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)

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

items = Table(
    "items",
    metadata,
    key(),
    Column("key", String(80), nullable=False, unique=True),
    Column("level", String(12), nullable=False),  # domain.backlog.Level
    Column("type", String(80), nullable=False),
    Column("title", String, nullable=False),
    to("parent_id", "items", nullable=True, index=True),
    Column("parent_key", String(80)),  # as written; the parent may lie outside the product
    to("area_id", "areas", nullable=True, index=True),
    Column("area_overridden", Boolean, nullable=False, default=False, server_default="0"),
    to("team_id", "teams", nullable=True, index=True),
    Column("status", String(120), nullable=False, default="", server_default=""),
    Column("status_category", String(40)),  # as the export names it, where it does
    Column("category", String(8), nullable=False),  # domain.backlog.Category
    Column("resolution", String(120)),
    Column("is_delivered", Boolean, nullable=False, default=False, server_default="0"),
    Column("priority", String(80)),
    Column("points", Number),
    Column("rank", BigInteger, nullable=False),  # one order over all items
    # How often somebody moved it: ranks shift when others move, this number does not.
    Column("moves", Integer, nullable=False, default=0, server_default="0"),
    Column("tracker_rank", String(255)),
    Column("kind_of_work", String(40)),  # feature, debt, compliance, incident: shares of the plan
    Column("is_optional", Boolean, nullable=False, default=False, server_default="0"),
    Column("earliest_on", Date),
    Column("latest_on", Date),
    Column("due_on", Date),
    Column("created_at", Instant),
    Column("updated_at", Instant),
    Column("resolved_at", Instant),
    Column("external_id", String(80)),
    Column("project", String(80)),
    Column("labels", Document),
    Column("source", String(40), nullable=False, default="", server_default=""),
    version(),
    Index("ix_items_rank", "rank"),
    Index("ix_items_level_category", "level", "category"),
    Index("ix_items_level_rank", "level", "rank"),
    Index("ix_items_delivered", "team_id", "resolved_at"),
    Index("ix_items_type", "type"),
    # Each holds all that a sum over a hundred thousand items reads: sizes, rates, open work.
    Index(
        "ix_items_sizes",
        *("is_delivered", "type", "team_id", "points", "level", "parent_id", "resolved_at"),
    ),
    Index(
        "ix_items_delivered_work",
        *("is_delivered", "team_id", "resolved_at", "level", "parent_id", "points"),
    ),
    Index(
        "ix_items_open_work",
        *("category", "level", "team_id", "area_id", "type", "points", "parent_id"),
    ),
)

item_skills = Table(
    "item_skills",
    metadata,
    to("item_id", "items", cascade=True, primary_key=True),
    to("skill_id", "skills", cascade=True, primary_key=True),
)

item_links = Table(
    "item_links",
    metadata,
    key(),
    Column("type", String(80), nullable=False),  # Blocks, Depends, Relates ...
    Column("from_key", String(80), nullable=False),  # from blocks to; to depends on from
    Column("to_key", String(80), nullable=False, index=True),
    Column("lag", Integer, nullable=False, default=0, server_default="0"),
    Column("source", String(40), nullable=False, default="", server_default=""),
    UniqueConstraint("type", "from_key", "to_key"),
    Index("ix_item_links_from_key", "from_key"),
)

tracker_sprints = Table(
    "tracker_sprints",
    metadata,
    key(),
    Column("external_id", String(80)),
    Column("name", String, nullable=False),
    Column("state", String(20), nullable=False, default="", server_default=""),
    Column("board", String(80)),
    to("team_id", "teams", nullable=True, index=True),
    Column("starts_at", Instant),
    Column("ends_at", Instant),
    Column("completed_at", Instant),
    Index("ix_tracker_sprints_name", "name"),
)

item_tracker_sprints = Table(
    "item_tracker_sprints",
    metadata,
    to("item_id", "items", cascade=True, primary_key=True),
    Column("position", Integer, primary_key=True),
    to("tracker_sprint_id", "tracker_sprints", cascade=True, index=True),
)

status_mappings = Table(
    "status_mappings",
    metadata,
    key(),
    to("team_id", "teams", nullable=True, cascade=True, index=True),
    Column("status", String(120), nullable=False),
    Column("category", String(8), nullable=False),
    version(),
)

resolutions = Table(
    "resolutions",
    metadata,
    Column("name", String(120), primary_key=True),
    Column("is_delivery", Boolean, nullable=False),
)

imports = Table(
    "imports",
    metadata,
    key(),
    Column("kind", String(20), nullable=False),  # jira, releases, okrs, contributions
    Column("file_name", String, nullable=False),
    Column("digest", String(64), nullable=False, index=True),
    Column("made_at", Instant, nullable=False),
    to("account_id", "accounts", nullable=True),
    Column("answer", Document, nullable=False),  # the JSON that the command answers
)

import_changes = Table(
    "import_changes",
    metadata,
    key(),
    to("import_id", "imports", cascade=True, index=True),
    Column("item_key", String(80), nullable=False, index=True),
    Column("line", Integer),
    Column("deed", String(10), nullable=False),  # added, changed
    Column("changes", Document),  # {column: [before, after]}
)

import_rows = Table(
    "import_rows",  # the staging table: a batch id keeps two imports apart
    metadata,
    key(),
    Column("batch", String(36), nullable=False),
    Column("line", Integer, nullable=False),
    Column("key", String(255), nullable=False),
    Column("row", Document, nullable=False),
    Column("item_id", Id),
    Index("ix_import_rows_batch", "batch", "id"),
)

uploads = Table(
    "uploads",  # the files between preview and confirmation, for every web process to find
    metadata,
    Column("digest", String(64), primary_key=True),
    to("account_id", "accounts", primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("file_name", String, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("options", Document),
    Column("made_at", Instant, nullable=False),
    Column("content", LargeBinary, nullable=False),
)
