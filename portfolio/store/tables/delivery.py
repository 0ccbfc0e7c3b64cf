"""Services, environments, deployments, changes with the items they carry, incidents."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from portfolio.store.tables.columns import (
    Instant,
    Number,
    key,
    metadata,
    to,
    version,
)

services = Table(
    "services",
    metadata,
    key(),
    Column("slug", String(120), nullable=False, unique=True),
    Column("name", String(120), nullable=False),
    to("team_id", "teams", nullable=True, index=True),
    Column("retired_on", Date),
    version(),
)

environments = Table(
    "environments",
    metadata,
    key(),
    Column("name", String(80), nullable=False, unique=True),
    Column("is_production", Boolean, nullable=False),
)

deployments = Table(
    "deployments",
    metadata,
    key(),
    Column("source", String(80), nullable=False),
    Column("external_id", String(255), nullable=False),
    to("environment_id", "environments"),
    Column("name", String(255), nullable=False, default="", server_default=""),  # tag, release
    Column("revision", String(64)),
    Column("started_at", Instant),
    Column("finished_at", Instant, nullable=False),
    Column("status", String(16), nullable=False),  # success, failed, rolled_back, cancelled
    Column("kind", String(16), nullable=False, default="planned"),  # planned, hotfix, rollback
    Column("changed_hosts", Boolean, nullable=False, default=True),
    Column("no_impact_reason", String),
    version(),
    UniqueConstraint("external_id", "source"),
    Index("ix_deployments_finished", "environment_id", "finished_at"),
    Index("ix_deployments_revision", "revision"),
    Index("ix_deployments_name", "name"),
    Index("ix_deployments_names", "name", "external_id", "finished_at"),  # what a search reads
)

service_deployments = Table(
    "service_deployments",
    metadata,
    to("deployment_id", "deployments", cascade=True, primary_key=True),
    to("service_id", "services", primary_key=True),
    # Copies of the deployment's own columns, so that a service's history is one index away.
    to("environment_id", "environments"),
    Column("finished_at", Instant, nullable=False),
    Column("status", String(16), nullable=False),
    Index("ix_service_deployments_history", "service_id", "environment_id", "finished_at"),
)

changes = Table(
    "changes",
    metadata,
    key(),
    Column("repository", String(255), nullable=False),
    Column("number", Integer),  # of the pull request; null for a commit that came without one
    Column("sha", String(64), nullable=False),
    Column("title", String, nullable=False, default="", server_default=""),
    Column("authored_at", Instant),
    Column("committed_at", Instant),
    Column("merged_at", Instant),
    Column("is_revert", Boolean, nullable=False, default=False),
    Column("is_merge", Boolean, nullable=False, default=False),
    # Whether change_items has a row for it: counted on pages that list a million changes.
    Column("is_linked", Boolean, nullable=False, default=False, server_default="0"),
    Column("size_lines", Integer),
    to("first_deployment_id", "deployments", nullable=True, index=True),
    UniqueConstraint("repository", "sha"),
    Index("ix_changes_sha", "sha"),
    Index("ix_changes_number", "number"),
    Index("ix_changes_committed", "committed_at", "id"),
    Index("ix_changes_linked", "is_linked", "committed_at", "id"),
    # Words are searched for in it alone; PostgreSQL indexes no title beyond 2,700 bytes.
    Index("ix_changes_title", "is_linked", "title", info={"only": "sqlite"}),
)

change_items = Table(
    "change_items",
    metadata,
    to("change_id", "changes", cascade=True, primary_key=True),
    Column("item_key", String(80), primary_key=True, index=True),
)

deployment_weeks = Table(
    "deployment_weeks",  # the roll-up that dashboards read: production only, one row per cell
    metadata,
    to("service_id", "services", primary_key=True),
    Column("week_on", Date, primary_key=True),  # Monday, in the time zone of the service's team
    Column("deployments", Integer, nullable=False),  # that reached production
    Column("attempts", Integer, nullable=False),  # those, and the failed ones
    Column("failed", Integer, nullable=False),
    Column("rework", Integer, nullable=False),  # hotfixes and rollbacks
    Column("days", Integer, nullable=False),  # days with a deployment
    Column("changes", Integer, nullable=False),  # that the deployments were the first to carry
    Column("linked", Integer, nullable=False),  # of these, with an item's key
    # Sorted seconds as a JSON list, in plain text: a page reads tens of thousands of them.
    Column("leads", String, nullable=False),  # from commit to production
    Column("recoveries", String, nullable=False),  # from failure to recovery
    Index("ix_deployment_weeks_week", "week_on"),
)

deployment_overlaps = Table(
    "deployment_overlaps",  # deployments of several services, which a sum must count once
    metadata,
    Column("week_on", Date, primary_key=True),
    Column("services", String(2000), primary_key=True),  # their ids in order: "3,17,22"
    Column("deployments", Integer, nullable=False),
)

incidents = Table(
    "incidents",
    metadata,
    key(),
    Column("source", String(80), nullable=False),
    Column("external_id", String(255), nullable=False),
    Column("title", String, nullable=False),
    Column("severity", String(16), nullable=False, default="", server_default=""),
    to("service_id", "services", nullable=True, index=True),
    to("deployment_id", "deployments", nullable=True, index=True),
    Column("opened_at", Instant, nullable=False, index=True),
    Column("mitigated_at", Instant),
    Column("resolved_at", Instant),
    version(),
    UniqueConstraint("external_id", "source"),
)

delivery_targets = Table(
    "delivery_targets",  # the dashed line of a chart, by metric
    metadata,
    Column("metric", String(40), primary_key=True),
    Column("value", Number, nullable=False),
    version(),
)
