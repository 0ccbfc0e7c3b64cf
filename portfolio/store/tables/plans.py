"""Scenarios with their levers, problems, plans and what they assign."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    false,
)

from portfolio.store.tables.columns import (
    Document,
    Instant,
    Number,
    key,
    metadata,
    to,
    version,
)

scenarios = Table(
    "scenarios",
    metadata,
    key(),
    to("cycle_id", "cycles"),
    Column("name", String(120), nullable=False),
    Column("is_base", Boolean, nullable=False, default=False),  # the cycle's own, not a what-if
    Column("stability", Number, nullable=False, default=0.0),
    to("account_id", "accounts", nullable=True),
    Column("created_at", Instant, nullable=False),
    Column("note", String, nullable=False, default="", server_default=""),
    Column("copied_from", Integer),  # the scenario it began as; that one may be deleted since
    Column("changed_at", Instant),  # when a lever or the slider was last moved
    Column("deleted_at", Instant),  # kept, so that it can be brought back
    version(),
    UniqueConstraint("cycle_id", "name"),
)

levers = Table(
    "levers",  # the wishes of a scenario; domain.plans.LeverKind
    metadata,
    key(),
    to("scenario_id", "scenarios", cascade=True, index=True),
    Column("kind", String(20), nullable=False),  # exclude force_in lock pin finish_by share ...
    to("item_id", "items", nullable=True, cascade=True),
    Column("value", Document),
    to("account_id", "accounts", nullable=True),
    Column("made_at", Instant, nullable=False),
    version(),
)

problems = Table(
    "problems",
    metadata,
    Column("fingerprint", String(64), primary_key=True),  # sha256 of the document
    Column("document", LargeBinary, nullable=False),  # gzip of the document's bytes
    Column("made_at", Instant, nullable=False),
)

plans = Table(
    "plans",
    metadata,
    key(),
    to("scenario_id", "scenarios", index=True),
    to("cycle_id", "cycles"),
    Column("number", Integer, nullable=False),  # v8, counted within the cycle
    Column("problem", String(64), ForeignKey("problems.fingerprint"), nullable=False),
    to("job_id", "jobs", nullable=True),
    Column("state", String(12), nullable=False),  # draft, proposed, published, superseded
    Column("status", String(12), nullable=False),  # optimal, feasible, infeasible, unknown
    Column("value", Number),
    Column("objective", Number),
    Column("bound", Number),
    Column("gap", Number),
    Column("seconds", Number, nullable=False),
    Column("solver", String, nullable=False),
    Column("score_before", Number),
    Column("score_after", Number),
    Column("epics_in", Integer, nullable=False, default=0),
    Column("epics_out", Integer, nullable=False, default=0),
    Column("points_planned", Number, nullable=False, default=0.0),
    Column("points_asked", Number, nullable=False, default=0.0),
    # {"rank": {"value", "score", "epics"}, "wsjf": {...}}
    Column("others", Document, nullable=False),
    Column("document", LargeBinary, nullable=False),  # gzip of the plan's bytes
    Column("marks", Document, nullable=False),  # {"estimated": {...}, "warnings": [...], ...}
    Column("note", String, nullable=False, default="", server_default=""),
    to("account_id", "accounts", nullable=True),
    Column("made_at", Instant, nullable=False),
    Column("proposed_at", Instant),
    Column("published_at", Instant),
    version(),
    # Made with other weights than the quarter's own: its bound says nothing of the score.
    Column("is_tilted", Boolean, nullable=False, default=False, server_default=false()),
    UniqueConstraint("cycle_id", "number"),
    Index("ix_plans_cycle_state", "cycle_id", "state"),
)

assignments = Table(
    "assignments",
    metadata,
    to("plan_id", "plans", cascade=True, primary_key=True),
    to("item_id", "items", cascade=True, primary_key=True),
    to("team_id", "teams"),
    to("sprint_id", "sprints"),
    Column("points", Number, nullable=False),  # what the plan counted, estimated ones included
    Index("ix_assignments_item", "item_id"),
)

plan_epics = Table(
    "plan_epics",
    metadata,
    to("plan_id", "plans", cascade=True, primary_key=True),
    to("item_id", "items", cascade=True, primary_key=True),
    to("sprint_id", "sprints", nullable=True),  # where it is finished; null: left out
    Column("value", Number, nullable=False, default=0.0),
    Column("points", Number, nullable=False, default=0.0),
    Column("by_rank", Boolean, nullable=False, default=False),  # in the plan by rank
    Column("by_wsjf", Boolean, nullable=False, default=False),
    Column("reason", String(20)),
    Column("text", String),
)

frontiers = Table(
    "frontiers",  # value against capacity, and what one more person or another area buys
    metadata,
    key(),
    to("scenario_id", "scenarios", index=True),
    to("cycle_id", "cycles"),
    Column("problem", String(64), ForeignKey("problems.fingerprint"), nullable=False),
    to("job_id", "jobs", nullable=True),
    Column("document", LargeBinary, nullable=False),  # gzip of what planning.frontier answered
    Column("marks", Document, nullable=False),  # {"day", "start", "people": {...}, ...}
    Column("seconds", Number, nullable=False),
    to("account_id", "accounts", nullable=True),
    Column("made_at", Instant, nullable=False),
)

taken_items = Table(
    "taken_items",  # Sprint Planning One: what a team really took
    metadata,
    key(),
    to("item_id", "items", cascade=True, index=True),
    to("team_id", "teams"),
    to("sprint_id", "sprints", index=True),
    Column("points", Number, nullable=False),
    Column("is_shared", Boolean, nullable=False, default=False),
    to("account_id", "accounts", nullable=True),
    Column("taken_at", Instant, nullable=False),
    version(),
    Column("points_left", Number),  # what remains of it; null: nothing was said, all of it
    UniqueConstraint("item_id", "team_id", "sprint_id"),
)

baselines = Table(
    "baselines",  # what a plan promised when it was published, and what it took for granted
    metadata,
    to("plan_id", "plans", primary_key=True),
    Column("trail_seq", Integer, nullable=False),  # what comes after it on the trail is drift
    Column("frozen_at", Instant, nullable=False),
    to("account_id", "accounts", nullable=True),
    Column("document", Document, nullable=False),  # domain.baselines.Baseline
)

order_inputs = Table(
    "order_inputs",  # what other orders than the planner's are made of, and MoSCoW
    metadata,
    key(),
    to("cycle_id", "cycles"),
    to("item_id", "items", cascade=True, index=True),
    Column("reach", Number),
    Column("impact", Number),
    Column("confidence", Number),
    Column("effort", Number),
    Column("business_value", Number),
    Column("time_criticality", Number),
    Column("risk_reduction", Number),
    Column("job_size", Number),
    Column("delay_kind", String(12)),  # domain.orders.DelayKind
    Column("delay_worth", Number),
    Column("delay_per_week", Number),
    Column("delay_on", Date),
    Column("delay_after", Number),
    Column("moscow", String(8)),  # domain.orders.Moscow
    to("account_id", "accounts", nullable=True),
    Column("changed_at", Instant, nullable=False),
    version(),
    UniqueConstraint("cycle_id", "item_id"),
)
