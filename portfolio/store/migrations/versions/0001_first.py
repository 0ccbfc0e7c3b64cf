"""The first schema."""

import sqlalchemy as sa
from alembic import op

from portfolio.store.migrations import guards
from portfolio.store.tables import columns

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", columns.Id, autoincrement=True, nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), server_default="", nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=True),
        sa.Column("locale", sa.String(length=8), nullable=True),
        sa.Column("theme", sa.String(length=8), nullable=True),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("disabled_at", columns.Instant(), nullable=True),
        sa.Column("last_seen_at", columns.Instant(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("email", name=op.f("uq_accounts_email")),
    )
    op.create_table(
        "areas",
        sa.Column("id", columns.Id, autoincrement=True, nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_areas")),
        sa.UniqueConstraint("slug", name=op.f("uq_areas_slug")),
    )
    op.create_table(
        "cycles",
        sa.Column("id", columns.Id, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("closed_at", columns.Instant(), nullable=True),
        sa.Column("closing_note", sa.String(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cycles")),
        sa.UniqueConstraint("name", name=op.f("uq_cycles_name")),
    )
    op.create_table(
        "delivery_targets",
        sa.Column("metric", sa.String(length=40), nullable=False),
        sa.Column("value", columns.Number, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("metric", name=op.f("pk_delivery_targets")),
    )
    op.create_table(
        "deployment_overlaps",
        sa.Column("week_on", sa.Date(), nullable=False),
        sa.Column("services", sa.String(length=2000), nullable=False),
        sa.Column("deployments", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("week_on", "services", name=op.f("pk_deployment_overlaps")),
    )
    op.create_table(
        "environments",
        sa.Column("id", columns.Id, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("is_production", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_environments")),
        sa.UniqueConstraint("name", name=op.f("uq_environments_name")),
    )
    op.create_table(
        "import_rows",
        sa.Column("id", columns.Id, autoincrement=True, nullable=False),
        sa.Column("batch", sa.String(length=36), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("row", columns.Document, nullable=False),
        sa.Column("item_id", columns.Id, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_rows")),
    )
    op.create_index("ix_import_rows_batch", "import_rows", ["batch", "id"], unique=False)
    op.create_table(
        "item_links",
        sa.Column("id", columns.Id, autoincrement=True, nullable=False),
        sa.Column("type", sa.String(length=80), nullable=False),
        sa.Column("from_key", sa.String(length=80), nullable=False),
        sa.Column("to_key", sa.String(length=80), nullable=False),
        sa.Column("lag", sa.Integer(), server_default="0", nullable=False),
        sa.Column("source", sa.String(length=40), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_links")),
        sa.UniqueConstraint(
            "type", "from_key", "to_key", name=op.f("uq_item_links_type_from_key_to_key")
        ),
    )
    op.create_index("ix_item_links_from_key", "item_links", ["from_key"], unique=False)
    op.create_index(op.f("ix_item_links_to_key"), "item_links", ["to_key"], unique=False)
    op.create_table(
        "offices",
        sa.Column("id", columns.Id, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("subdivision", sa.String(length=8), nullable=True),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offices")),
        sa.UniqueConstraint("name", name=op.f("uq_offices_name")),
    )
    op.create_table(
        "problems",
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_problems")),
    )
    op.create_table(
        "product",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_product")),
    )
    op.create_table(
        "resolutions",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("is_delivery", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_resolutions")),
    )
    op.create_table(
        "sign_in_tries",
        sa.Column("id", columns.Id, autoincrement=True, nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_tries")),
    )
    op.create_index("ix_sign_in_tries_subject", "sign_in_tries", ["subject", "at"], unique=False)
    op.create_table(
        "skills",
        sa.Column("id", columns.Id, autoincrement=True, nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skills")),
        sa.UniqueConstraint("slug", name=op.f("uq_skills_slug")),
    )
    op.create_table(
        "tokens",
        sa.Column("id", columns.Id, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("scopes", columns.Document, nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("expires_at", columns.Instant(), nullable=False),
        sa.Column("revoked_at", columns.Instant(), nullable=True),
        sa.Column("last_used_at", columns.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_tokens_token_hash")),
    )
    op.create_table(
        "trail",
        sa.Column("seq", columns.Id, autoincrement=False, nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.Column("account_id", columns.Id, nullable=True),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("deed", sa.String(length=60), nullable=False),
        sa.Column("object", sa.String(length=120), nullable=False),
        sa.Column("before", sa.String(), nullable=True),
        sa.Column("after", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), server_default="", nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_trail")),
        sa.UniqueConstraint("hash", name=op.f("uq_trail_hash")),
    )
    op.create_index("ix_trail_at", "trail", ["at"], unique=False)
    op.create_index("ix_trail_object", "trail", ["object", "seq"], unique=False)
    op.create_table(
        "trail_actors",
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("account_id", columns.Id, nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("actor", name=op.f("pk_trail_actors")),
    )
    op.create_table(
        "trail_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", columns.Id, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail_head")),
    )
    op.create_table(
        "workers",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("started_at", columns.Instant(), nullable=False),
        sa.Column("beat_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_workers")),
    )
    op.create_table(
        "account_areas",
        sa.Column("account_id", columns.Id, nullable=False),
        sa.Column("area_id", columns.Id, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_account_areas_account_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["area_id"], ["areas.id"], name=op.f("fk_account_areas_area_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "area_id", name=op.f("pk_account_areas")),
    )
    op.create_table(
        "deployments",
        sa.Column("id", columns.Id, autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("external_id", sa.String(length=255), nullable=False),
        sa.Column("environment_id", columns.Id, nullable=False),
        sa.Column("name", sa.String(length=255), server_default="", nullable=False),
        sa.Column("revision", sa.String(length=64), nullable=True),
        sa.Column("started_at", columns.Instant(), nullable=True),
        sa.Column("finished_at", columns.Instant(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("changed_hosts", sa.Boolean(), nullable=False),
        sa.Column("no_impact_reason", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["environment_id"], ["environments.id"], name=op.f("fk_deployments_environment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deployments")),
        sa.UniqueConstraint(
            "external_id", "source", name=op.f("uq_deployments_external_id_source")
        ),
    )
    op.create_index(
        "ix_deployments_finished", "deployments", ["environment_id", "finished_at"], unique=False
    )
    op.create_index("ix_deployments_name", "deployments", ["name"], unique=False)
    op.create_index("ix_deployments_revision", "deployments", ["revision"], unique=False)
    op.create_table(
        "extra_holidays",
        sa.Column("id", columns.Id, autoincrement=True, nullable=False),
        sa.Column("office_id", columns.Id, nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("is_worked", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"],
            ["offices.id"],
            name=op.f("fk_extra_holidays_office_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extra_holidays")),
    )
    op.create_index(
        op.f("ix_extra_holidays_office_id"), "extra_holidays", ["office_id"], unique=False
    )
    op.create_table(
        "imports",
        sa.Column("id", columns.Id, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", columns.Instant(), nullable=False),
        sa.Column("account_id", columns.Id, nullable=True),
        sa.Column("answer", columns.Document, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_imports_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    op.create_index(op.f("ix_imports_digest"), "imports", ["digest"], unique=False)
    op.create_table(
        "jobs",
        sa.Column("id", columns.Id, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("arguments", columns.Document, nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("account_id", columns.Id, nullable=True),
        sa.Column("asked_at", columns.Instant(), nullable=False),
        sa.Column("submitted_at", columns.Instant(), nullable=True),
        sa.Column("started_at", columns.Instant(), nullable=True),
        sa.Column("finished_at", columns.Instant(), nullable=True),
        sa.Column("cancel_asked_at", columns.Instant(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("worker", sa.String(length=120), nullable=True),
        sa.Column("beat_at", columns.Instant(), nullable=True),
        sa.Column("progress", columns.Document, nullable=True),
        sa.Column("result", columns.Document, nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_jobs_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )
    op.create_index("ix_jobs_state", "jobs", ["state", "id"], unique=False)
    op.create_table(
        "office_holidays",
        sa.Column("office_id", columns.Id, nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=200), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"],
            ["offices.id"],
            name=op.f("fk_office_holidays_office_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("office_id", "on", name=op.f("pk_office_holidays")),
    )
    op.create_table(
        "people",
        sa.Column("id", columns.Id, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("office_id", columns.Id, nullable=True),
        sa.Column("account_id", columns.Id, nullable=True),
        sa.Column("joined_on", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_people_account_id")),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_people_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
    )
    op.create_index(op.f("ix_people_office_id"), "people", ["office_id"], unique=False)
    op.create_table(
        "scenarios",
        sa.Column("id", columns.Id, autoincrement=True, nullable=False),
        sa.Column("cycle_id", columns.Id, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("is_base", sa.Boolean(), nullable=False),
        sa.Column("stability", columns.Number, nullable=False),
        sa.Column("account_id", columns.Id, nullable=True),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_scenarios_account_id")
        ),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycles.id"], name=op.f("fk_scenarios_cycle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scenarios")),
        sa.UniqueConstraint("cycle_id", "name", name=op.f("uq_scenarios_cycle_id_name")),
    )
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", columns.Id, nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("seen_at", columns.Instant(), nullable=False),
        sa.Column("expires_at", columns.Instant(), nullable=False),
        sa.Column("ended_at", columns.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_sessions_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_account_id"), "sessions", ["account_id"], unique=False)
    op.create_table(
        "sign_in_links",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", columns.Id, nullable=False),
        sa.Column("expires_at", columns.Instant(), nullable=False),
        sa.Column("used_at", columns.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_sign_in_links_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_in_links")),
    )
    op.create_table(
        "sprints",
        sa.Column("id", columns.Id, autoincrement=True, nullable=False),
        sa.Column("cycle_id", columns.Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycles.id"], name=op.f("fk_sprints_cycle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sprints")),
        sa.UniqueConstraint("starts_on", name=op.f("uq_sprints_starts_on")),
    )
    op.create_index(op.f("ix_sprints_cycle_id"), "sprints", ["cycle_id"], unique=False)
    op.create_table(
        "teams",
        sa.Column("id", columns.Id, autoincrement=True, nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("area_id", columns.Id, nullable=True),
        sa.Column("tracker_name", sa.String(length=120), nullable=True),
        sa.Column("time_zone", sa.String(length=64), nullable=True),
        sa.Column("wip_limit", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("disbanded_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_teams_area_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams")),
        sa.UniqueConstraint("slug", name=op.f("uq_teams_slug")),
    )
    op.create_index(op.f("ix_teams_area_id"), "teams", ["area_id"], unique=False)
    op.create_index(op.f("ix_teams_tracker_name"), "teams", ["tracker_name"], unique=False)
    op.create_table(
        "uploads",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("account_id", columns.Id, nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("options", columns.Document, nullable=True),
        sa.Column("made_at", columns.Instant(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_uploads_account_id")
        ),
        sa.PrimaryKeyConstraint("digest", "account_id", "part", name=op.f("pk_uploads")),
    )
    op.create_table(
        "absences",
        sa.Column("id", columns.Id, autoincrement=True, nullable=False),
        sa.Column("person_id", columns.Id, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("share", columns.Number, nullable=False),
        sa.Column("account_id", columns.Id, nullable=True),
        sa.Column("entered_at", columns.Instant(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_absences_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_absences_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
    )
    op.create_index("ix_absences_person", "absences", ["person_id", "starts_on"], unique=False)
    op.create_table(
        "account_teams",
        sa.Column("account_id", columns.Id, nullable=False),
        sa.Column("team_id", columns.Id, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_account_teams_account_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_account_teams_team_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "team_id", name=op.f("pk_account_teams")),
    )
    op.create_table(
        "changes",
        sa.Column("id", columns.Id, autoincrement=True, nullable=False),
        sa.Column("repository", sa.String(length=255), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("sha", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(), server_default="", nullable=False),
        sa.Column("authored_at", columns.Instant(), nullable=True),
        sa.Column("committed_at", columns.Instant(), nullable=True),
        sa.Column("merged_at", columns.Instant(), nullable=True),
        sa.Column("is_revert", sa.Boolean(), nullable=False),
        sa.Column("is_merge", sa.Boolean(), nullable=False),
        sa.Column("is_linked", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("size_lines", sa.Integer(), nullable=True),
        sa.Column("first_deployment_id", columns.Id, nullable=True),
        sa.ForeignKeyConstraint(
            ["first_deployment_id"], ["deployments.id"], name=op.f("fk_changes_first_deployment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changes")),
        sa.UniqueConstraint("repository", "sha", name=op.f("uq_changes_repository_sha")),
    )
    op.create_index("ix_changes_committed", "changes", ["committed_at", "id"], unique=False)
    op.create_index(
        op.f("ix_changes_first_deployment_id"), "changes", ["first_deployment_id"], unique=False
    )
    op.create_index(
        "ix_changes_linked", "changes", ["is_linked", "committed_at", "id"], unique=False
    )
    op.create_index("ix_changes_number", "changes", ["number"], unique=False)
    op.create_index("ix_changes_sha", "changes", ["sha"], unique=False)
    op.create_table(
        "focus_factors",
        sa.Column("id", columns.Id, autoincrement=True, nullable=False),
        sa.Column("team_id", columns.Id, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("focus", columns.Number, nullable=False),
        sa.Column("note", sa.String(), server_default="", nullable=False),
        sa.Column("account_id", columns.Id, nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_focus_factors_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_focus_factors_team_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_focus_factors")),
        sa.UniqueConstraint("team_id", "from_on", name=op.f("uq_focus_factors_team_id_from_on")),
    )
    op.create_table(
        "import_changes",
        sa.Column("id", columns.Id, autoincrement=True, nullable=False),
        sa.Column("import_id", columns.Id, nullable=False),
        sa.Column("item_key", sa.String(length=80), nullable=False),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("deed", sa.String(length=10), nullable=False),
        sa.Column("changes", columns.Document, nullable=True),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["imports.id"],
            name=op.f("fk_import_changes_import_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_changes")),
    )
    op.create_index(
        op.f("ix_import_changes_import_id"), "import_changes", ["import_id"], unique=False
    )
    op.create_index(
        op.f("ix_import_changes_item_key"), "import_changes", ["item_key"], unique=False
    )
    op.create_table(
        "items",
        sa.Column("id", columns.Id, autoincrement=True, nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("level", sa.String(length=12), nullable=False),
        sa.Column("type", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("parent_id", columns.Id, nullable=True),
        sa.Column("parent_key", sa.String(length=80), nullable=True),
        sa.Column("area_id", columns.Id, nullable=True),
        sa.Column("area_overridden", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("team_id", columns.Id, nullable=True),
        sa.Column("status", sa.String(length=120), server_default="", nullable=False),
        sa.Column("status_category", sa.String(length=40), nullable=True),
        sa.Column("category", sa.String(length=8), nullable=False),
        sa.Column("resolution", sa.String(length=120), nullable=True),
        sa.Column("is_delivered", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("priority", sa.String(length=80), nullable=True),
        sa.Column("points", columns.Number, nullable=True),
        sa.Column("rank", sa.BigInteger(), nullable=False),
        sa.Column("tracker_rank", sa.String(length=255), nullable=True),
        sa.Column("kind_of_work", sa.String(length=40), nullable=True),
        sa.Column("is_optional", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("earliest_on", sa.Date(), nullable=True),
        sa.Column("latest_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("created_at", columns.Instant(), nullable=True),
        sa.Column("updated_at", columns.Instant(), nullable=True),
        sa.Column("resolved_at", columns.Instant(), nullable=True),
        sa.Column("external_id", sa.String(length=80), nullable=True),
        sa.Column("project", sa.String(length=80), nullable=True),
        sa.Column("labels", columns.Document, nullable=True),
        sa.Column("source", sa.String(length=40), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_items_area_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["items.id"], name=op.f("fk_items_parent_id")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_items_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_items")),
        sa.UniqueConstraint("key", name=op.f("uq_items_key")),
    )
    op.create_index(op.f("ix_items_area_id"), "items", ["area_id"], unique=False)
    op.create_index("ix_items_delivered", "items", ["team_id", "resolved_at"], unique=False)
    op.create_index("ix_items_level_category", "items", ["level", "category"], unique=False)
    op.create_index("ix_items_level_rank", "items", ["level", "rank"], unique=False)
    op.create_index(op.f("ix_items_parent_id"), "items", ["parent_id"], unique=False)
    op.create_index("ix_items_rank", "items", ["rank"], unique=False)
    op.create_index(op.f("ix_items_team_id"), "items", ["team_id"], unique=False)
    op.create_table(
        "memberships",
        sa.Column("id", columns.Id, autoincrement=True, nullable=False),
        sa.Column("person_id", columns.Id, nullable=False),
        sa.Column("team_id", columns.Id, nullable=False),
        sa.Column("share", columns.Number, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_memberships_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_memberships_team_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
    )
    op.create_index(op.f("ix_memberships_person_id"), "memberships", ["person_id"], unique=False)
    op.create_index(op.f("ix_memberships_team_id"), "memberships", ["team_id"], unique=False)
    op.create_table(
        "objectives",
        sa.Column("id", columns.Id, autoincrement=True, nullable=False),
        sa.Column("cycle_id", columns.Id, nullable=False),
        sa.Column("parent_id", columns.Id, nullable=True),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), server_default="", nullable=False),
        sa.Column("area_id", columns.Id, nullable=True),
        sa.Column("team_id", columns.Id, nullable=True),
        sa.Column("weight", columns.Number, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("struck_on", sa.Date(), nullable=True),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_objectives_area_id")),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycles.id"], name=op.f("fk_objectives_cycle_id")),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["objectives.id"], name=op.f("fk_objectives_parent_id")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_objectives_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objectives")),
        sa.UniqueConstraint("cycle_id", "code", name=op.f("uq_objectives_cycle_id_code")),
    )
    op.create_index(op.f("ix_objectives_cycle_id"), "objectives", ["cycle_id"], unique=False)
    op.create_index(op.f("ix_objectives_parent_id"), "objectives", ["parent_id"], unique=False)
    op.create_table(
        "on_call_shifts",
        sa.Column("id", columns.Id, autoincrement=True, nullable=False),
        sa.Column("person_id", columns.Id, nullable=False),
        sa.Column("team_id", columns.Id, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("share", columns.Number, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_on_call_shifts_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_on_call_shifts_team_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_on_call_shifts")),
    )
    op.create_index(
        op.f("ix_on_call_shifts_person_id"), "on_call_shifts", ["person_id"], unique=False
    )
    op.create_index(op.f("ix_on_call_shifts_team_id"), "on_call_shifts", ["team_id"], unique=False)
    op.create_table(
        "plans",
        sa.Column("id", columns.Id, autoincrement=True, nullable=False),
        sa.Column("scenario_id", columns.Id, nullable=False),
        sa.Column("cycle_id", columns.Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(length=64), nullable=False),
        sa.Column("job_id", columns.Id, nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("value", columns.Number, nullable=True),
        sa.Column("objective", columns.Number, nullable=True),
        sa.Column("bound", columns.Number, nullable=True),
        sa.Column("gap", columns.Number, nullable=True),
        sa.Column("seconds", columns.Number, nullable=False),
        sa.Column("solver", sa.String(), nullable=False),
        sa.Column("score_before", columns.Number, nullable=True),
        sa.Column("score_after", columns.Number, nullable=True),
        sa.Column("epics_in", sa.Integer(), nullable=False),
        sa.Column("epics_out", sa.Integer(), nullable=False),
        sa.Column("points_planned", columns.Number, nullable=False),
        sa.Column("points_asked", columns.Number, nullable=False),
        sa.Column("others", columns.Document, nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("marks", columns.Document, nullable=False),
        sa.Column("note", sa.String(), server_default="", nullable=False),
        sa.Column("account_id", columns.Id, nullable=True),
        sa.Column("made_at", columns.Instant(), nullable=False),
        sa.Column("proposed_at", columns.Instant(), nullable=True),
        sa.Column("published_at", columns.Instant(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_plans_account_id")),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycles.id"], name=op.f("fk_plans_cycle_id")),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_plans_job_id")),
        sa.ForeignKeyConstraint(
            ["problem"], ["problems.fingerprint"], name=op.f("fk_plans_problem")
        ),
        sa.ForeignKeyConstraint(
            ["scenario_id"], ["scenarios.id"], name=op.f("fk_plans_scenario_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
        sa.UniqueConstraint("cycle_id", "number", name=op.f("uq_plans_cycle_id_number")),
    )
    op.create_index("ix_plans_cycle_state", "plans", ["cycle_id", "state"], unique=False)
    op.create_index(op.f("ix_plans_scenario_id"), "plans", ["scenario_id"], unique=False)
    op.create_table(
        "services",
        sa.Column("id", columns.Id, autoincrement=True, nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("team_id", columns.Id, nullable=True),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_services_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_services")),
        sa.UniqueConstraint("slug", name=op.f("uq_services_slug")),
    )
    op.create_index(op.f("ix_services_team_id"), "services", ["team_id"], unique=False)
    op.create_table(
        "status_mappings",
        sa.Column("id", columns.Id, autoincrement=True, nullable=False),
        sa.Column("team_id", columns.Id, nullable=True),
        sa.Column("status", sa.String(length=120), nullable=False),
        sa.Column("category", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_status_mappings_team_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_mappings")),
    )
    op.create_index(
        op.f("ix_status_mappings_team_id"), "status_mappings", ["team_id"], unique=False
    )
    op.create_table(
        "team_skills",
        sa.Column("team_id", columns.Id, nullable=False),
        sa.Column("skill_id", columns.Id, nullable=False),
        sa.ForeignKeyConstraint(
            ["skill_id"], ["skills.id"], name=op.f("fk_team_skills_skill_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_team_skills_team_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("team_id", "skill_id", name=op.f("pk_team_skills")),
    )
    op.create_table(
        "tracker_sprints",
        sa.Column("id", columns.Id, autoincrement=True, nullable=False),
        sa.Column("external_id", sa.String(length=80), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=20), server_default="", nullable=False),
        sa.Column("board", sa.String(length=80), nullable=True),
        sa.Column("team_id", columns.Id, nullable=True),
        sa.Column("starts_at", columns.Instant(), nullable=True),
        sa.Column("ends_at", columns.Instant(), nullable=True),
        sa.Column("completed_at", columns.Instant(), nullable=True),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_tracker_sprints_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracker_sprints")),
    )
    op.create_index("ix_tracker_sprints_name", "tracker_sprints", ["name"], unique=False)
    op.create_index(
        op.f("ix_tracker_sprints_team_id"), "tracker_sprints", ["team_id"], unique=False
    )
    op.create_table(
        "assignments",
        sa.Column("plan_id", columns.Id, nullable=False),
        sa.Column("item_id", columns.Id, nullable=False),
        sa.Column("team_id", columns.Id, nullable=False),
        sa.Column("sprint_id", columns.Id, nullable=False),
        sa.Column("points", columns.Number, nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name=op.f("fk_assignments_item_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plans.id"], name=op.f("fk_assignments_plan_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["sprint_id"], ["sprints.id"], name=op.f("fk_assignments_sprint_id")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_assignments_team_id")),
        sa.PrimaryKeyConstraint("plan_id", "item_id", name=op.f("pk_assignments")),
    )
    op.create_index("ix_assignments_item", "assignments", ["item_id"], unique=False)
    op.create_table(
        "change_items",
        sa.Column("change_id", columns.Id, nullable=False),
        sa.Column("item_key", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["change_id"],
            ["changes.id"],
            name=op.f("fk_change_items_change_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("change_id", "item_key", name=op.f("pk_change_items")),
    )
    op.create_index(op.f("ix_change_items_item_key"), "change_items", ["item_key"], unique=False)
    op.create_table(
        "deployment_weeks",
        sa.Column("service_id", columns.Id, nullable=False),
        sa.Column("week_on", sa.Date(), nullable=False),
        sa.Column("deployments", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("rework", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("linked", sa.Integer(), nullable=False),
        sa.Column("leads", sa.String(), nullable=False),
        sa.Column("recoveries", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["services.id"], name=op.f("fk_deployment_weeks_service_id")
        ),
        sa.PrimaryKeyConstraint("service_id", "week_on", name=op.f("pk_deployment_weeks")),
    )
    op.create_index("ix_deployment_weeks_week", "deployment_weeks", ["week_on"], unique=False)
    op.create_table(
        "incidents",
        sa.Column("id", columns.Id, autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("external_id", sa.String(length=255), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("severity", sa.String(length=16), server_default="", nullable=False),
        sa.Column("service_id", columns.Id, nullable=True),
        sa.Column("deployment_id", columns.Id, nullable=True),
        sa.Column("opened_at", columns.Instant(), nullable=False),
        sa.Column("mitigated_at", columns.Instant(), nullable=True),
        sa.Column("resolved_at", columns.Instant(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["deployment_id"], ["deployments.id"], name=op.f("fk_incidents_deployment_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["services.id"], name=op.f("fk_incidents_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incidents")),
        sa.UniqueConstraint("external_id", "source", name=op.f("uq_incidents_external_id_source")),
    )
    op.create_index(
        op.f("ix_incidents_deployment_id"), "incidents", ["deployment_id"], unique=False
    )
    op.create_index(op.f("ix_incidents_opened_at"), "incidents", ["opened_at"], unique=False)
    op.create_index(op.f("ix_incidents_service_id"), "incidents", ["service_id"], unique=False)
    op.create_table(
        "item_skills",
        sa.Column("item_id", columns.Id, nullable=False),
        sa.Column("skill_id", columns.Id, nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name=op.f("fk_item_skills_item_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["skill_id"], ["skills.id"], name=op.f("fk_item_skills_skill_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("item_id", "skill_id", name=op.f("pk_item_skills")),
    )
    op.create_table(
        "item_tracker_sprints",
        sa.Column("item_id", columns.Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("tracker_sprint_id", columns.Id, nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["items.id"],
            name=op.f("fk_item_tracker_sprints_item_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tracker_sprint_id"],
            ["tracker_sprints.id"],
            name=op.f("fk_item_tracker_sprints_tracker_sprint_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("item_id", "position", name=op.f("pk_item_tracker_sprints")),
    )
    op.create_index(
        op.f("ix_item_tracker_sprints_tracker_sprint_id"),
        "item_tracker_sprints",
        ["tracker_sprint_id"],
        unique=False,
    )
    op.create_table(
        "key_results",
        sa.Column("id", columns.Id, autoincrement=True, nullable=False),
        sa.Column("objective_id", columns.Id, nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), server_default="", nullable=False),
        sa.Column("account_id", columns.Id, nullable=True),
        sa.Column("team_id", columns.Id, nullable=True),
        sa.Column("unit", sa.String(), server_default="", nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("start_value", columns.Number, nullable=True),
        sa.Column("target_value", columns.Number, nullable=True),
        sa.Column("phases", columns.Document, nullable=True),
        sa.Column("weight", columns.Number, nullable=False),
        sa.Column("aspirational", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("struck_on", sa.Date(), nullable=True),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_key_results_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["objective_id"], ["objectives.id"], name=op.f("fk_key_results_objective_id")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_key_results_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_results")),
    )
    op.create_index(op.f("ix_key_results_account_id"), "key_results", ["account_id"], unique=False)
    op.create_index(
        op.f("ix_key_results_objective_id"), "key_results", ["objective_id"], unique=False
    )
    op.create_table(
        "levers",
        sa.Column("id", columns.Id, autoincrement=True, nullable=False),
        sa.Column("scenario_id", columns.Id, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("item_id", columns.Id, nullable=True),
        sa.Column("value", columns.Document, nullable=True),
        sa.Column("account_id", columns.Id, nullable=True),
        sa.Column("made_at", columns.Instant(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_levers_account_id")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name=op.f("fk_levers_item_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["scenario_id"],
            ["scenarios.id"],
            name=op.f("fk_levers_scenario_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_levers")),
    )
    op.create_index(op.f("ix_levers_scenario_id"), "levers", ["scenario_id"], unique=False)
    op.create_table(
        "plan_epics",
        sa.Column("plan_id", columns.Id, nullable=False),
        sa.Column("item_id", columns.Id, nullable=False),
        sa.Column("sprint_id", columns.Id, nullable=True),
        sa.Column("value", columns.Number, nullable=False),
        sa.Column("points", columns.Number, nullable=False),
        sa.Column("by_rank", sa.Boolean(), nullable=False),
        sa.Column("by_wsjf", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=True),
        sa.Column("text", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name=op.f("fk_plan_epics_item_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plans.id"], name=op.f("fk_plan_epics_plan_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["sprint_id"], ["sprints.id"], name=op.f("fk_plan_epics_sprint_id")
        ),
        sa.PrimaryKeyConstraint("plan_id", "item_id", name=op.f("pk_plan_epics")),
    )
    op.create_table(
        "service_deployments",
        sa.Column("deployment_id", columns.Id, nullable=False),
        sa.Column("service_id", columns.Id, nullable=False),
        sa.Column("environment_id", columns.Id, nullable=False),
        sa.Column("finished_at", columns.Instant(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["deployment_id"],
            ["deployments.id"],
            name=op.f("fk_service_deployments_deployment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["environment_id"],
            ["environments.id"],
            name=op.f("fk_service_deployments_environment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["services.id"], name=op.f("fk_service_deployments_service_id")
        ),
        sa.PrimaryKeyConstraint("deployment_id", "service_id", name=op.f("pk_service_deployments")),
    )
    op.create_index(
        "ix_service_deployments_history",
        "service_deployments",
        ["service_id", "environment_id", "finished_at"],
        unique=False,
    )
    op.create_table(
        "taken_items",
        sa.Column("id", columns.Id, autoincrement=True, nullable=False),
        sa.Column("item_id", columns.Id, nullable=False),
        sa.Column("team_id", columns.Id, nullable=False),
        sa.Column("sprint_id", columns.Id, nullable=False),
        sa.Column("points", columns.Number, nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("account_id", columns.Id, nullable=True),
        sa.Column("taken_at", columns.Instant(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_taken_items_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name=op.f("fk_taken_items_item_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["sprint_id"], ["sprints.id"], name=op.f("fk_taken_items_sprint_id")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_taken_items_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_taken_items")),
        sa.UniqueConstraint(
            "item_id", "team_id", "sprint_id", name=op.f("uq_taken_items_item_id_team_id_sprint_id")
        ),
    )
    op.create_index(op.f("ix_taken_items_item_id"), "taken_items", ["item_id"], unique=False)
    op.create_index(op.f("ix_taken_items_sprint_id"), "taken_items", ["sprint_id"], unique=False)
    op.create_table(
        "check_ins",
        sa.Column("id", columns.Id, autoincrement=True, nullable=False),
        sa.Column("key_result_id", columns.Id, nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("value", columns.Number, nullable=True),
        sa.Column("score", columns.Number, nullable=True),
        sa.Column("confidence", columns.Number, nullable=True),
        sa.Column("note", sa.String(), server_default="", nullable=False),
        sa.Column("account_id", columns.Id, nullable=True),
        sa.Column("made_at", columns.Instant(), nullable=False),
        sa.Column("replaced_by", columns.Id, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_check_ins_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["key_result_id"],
            ["key_results.id"],
            name=op.f("fk_check_ins_key_result_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_ins")),
    )
    op.create_index("ix_check_ins_key_result", "check_ins", ["key_result_id", "on"], unique=False)
    op.create_table(
        "contributions",
        sa.Column("id", columns.Id, autoincrement=True, nullable=False),
        sa.Column("item_id", columns.Id, nullable=False),
        sa.Column("key_result_id", columns.Id, nullable=False),
        sa.Column("amount", columns.Number, nullable=False),
        sa.Column("confidence", columns.Number, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name=op.f("fk_contributions_item_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["key_result_id"],
            ["key_results.id"],
            name=op.f("fk_contributions_key_result_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contributions")),
        sa.UniqueConstraint(
            "item_id", "key_result_id", name=op.f("uq_contributions_item_id_key_result_id")
        ),
    )
    op.create_index(
        op.f("ix_contributions_key_result_id"), "contributions", ["key_result_id"], unique=False
    )
    op.create_table(
        "milestone_steps",
        sa.Column("id", columns.Id, autoincrement=True, nullable=False),
        sa.Column("key_result_id", columns.Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("weight", columns.Number, nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["key_result_id"],
            ["key_results.id"],
            name=op.f("fk_milestone_steps_key_result_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone_steps")),
    )
    op.create_index(
        op.f("ix_milestone_steps_key_result_id"), "milestone_steps", ["key_result_id"], unique=False
    )
    guards.make_trail_append_only()


def downgrade() -> None:
    guards.let_trail_go()
    op.drop_index(op.f("ix_milestone_steps_key_result_id"), table_name="milestone_steps")
    op.drop_table("milestone_steps")
    op.drop_index(op.f("ix_contributions_key_result_id"), table_name="contributions")
    op.drop_table("contributions")
    op.drop_index("ix_check_ins_key_result", table_name="check_ins")
    op.drop_table("check_ins")
    op.drop_index(op.f("ix_taken_items_sprint_id"), table_name="taken_items")
    op.drop_index(op.f("ix_taken_items_item_id"), table_name="taken_items")
    op.drop_table("taken_items")
    op.drop_index("ix_service_deployments_history", table_name="service_deployments")
    op.drop_table("service_deployments")
    op.drop_table("plan_epics")
    op.drop_index(op.f("ix_levers_scenario_id"), table_name="levers")
    op.drop_table("levers")
    op.drop_index(op.f("ix_key_results_objective_id"), table_name="key_results")
    op.drop_index(op.f("ix_key_results_account_id"), table_name="key_results")
    op.drop_table("key_results")
    op.drop_index(
        op.f("ix_item_tracker_sprints_tracker_sprint_id"), table_name="item_tracker_sprints"
    )
    op.drop_table("item_tracker_sprints")
    op.drop_table("item_skills")
    op.drop_index(op.f("ix_incidents_service_id"), table_name="incidents")
    op.drop_index(op.f("ix_incidents_opened_at"), table_name="incidents")
    op.drop_index(op.f("ix_incidents_deployment_id"), table_name="incidents")
    op.drop_table("incidents")
    op.drop_index("ix_deployment_weeks_week", table_name="deployment_weeks")
    op.drop_table("deployment_weeks")
    op.drop_index(op.f("ix_change_items_item_key"), table_name="change_items")
    op.drop_table("change_items")
    op.drop_index("ix_assignments_item", table_name="assignments")
    op.drop_table("assignments")
    op.drop_index(op.f("ix_tracker_sprints_team_id"), table_name="tracker_sprints")
    op.drop_index("ix_tracker_sprints_name", table_name="tracker_sprints")
    op.drop_table("tracker_sprints")
    op.drop_table("team_skills")
    op.drop_index(op.f("ix_status_mappings_team_id"), table_name="status_mappings")
    op.drop_table("status_mappings")
    op.drop_index(op.f("ix_services_team_id"), table_name="services")
    op.drop_table("services")
    op.drop_index(op.f("ix_plans_scenario_id"), table_name="plans")
    op.drop_index("ix_plans_cycle_state", table_name="plans")
    op.drop_table("plans")
    op.drop_index(op.f("ix_on_call_shifts_team_id"), table_name="on_call_shifts")
    op.drop_index(op.f("ix_on_call_shifts_person_id"), table_name="on_call_shifts")
    op.drop_table("on_call_shifts")
    op.drop_index(op.f("ix_objectives_parent_id"), table_name="objectives")
    op.drop_index(op.f("ix_objectives_cycle_id"), table_name="objectives")
    op.drop_table("objectives")
    op.drop_index(op.f("ix_memberships_team_id"), table_name="memberships")
    op.drop_index(op.f("ix_memberships_person_id"), table_name="memberships")
    op.drop_table("memberships")
    op.drop_index(op.f("ix_items_team_id"), table_name="items")
    op.drop_index("ix_items_rank", table_name="items")
    op.drop_index(op.f("ix_items_parent_id"), table_name="items")
    op.drop_index("ix_items_level_rank", table_name="items")
    op.drop_index("ix_items_level_category", table_name="items")
    op.drop_index("ix_items_delivered", table_name="items")
    op.drop_index(op.f("ix_items_area_id"), table_name="items")
    op.drop_table("items")
    op.drop_index(op.f("ix_import_changes_item_key"), table_name="import_changes")
    op.drop_index(op.f("ix_import_changes_import_id"), table_name="import_changes")
    op.drop_table("import_changes")
    op.drop_table("focus_factors")
    op.drop_index("ix_changes_sha", table_name="changes")
    op.drop_index("ix_changes_number", table_name="changes")
    op.drop_index("ix_changes_linked", table_name="changes")
    op.drop_index(op.f("ix_changes_first_deployment_id"), table_name="changes")
    op.drop_index("ix_changes_committed", table_name="changes")
    op.drop_table("changes")
    op.drop_table("account_teams")
    op.drop_index("ix_absences_person", table_name="absences")
    op.drop_table("absences")
    op.drop_table("uploads")
    op.drop_index(op.f("ix_teams_tracker_name"), table_name="teams")
    op.drop_index(op.f("ix_teams_area_id"), table_name="teams")
    op.drop_table("teams")
    op.drop_index(op.f("ix_sprints_cycle_id"), table_name="sprints")
    op.drop_table("sprints")
    op.drop_table("sign_in_links")
    op.drop_index(op.f("ix_sessions_account_id"), table_name="sessions")
    op.drop_table("sessions")
    op.drop_table("scenarios")
    op.drop_index(op.f("ix_people_office_id"), table_name="people")
    op.drop_table("people")
    op.drop_table("office_holidays")
    op.drop_index("ix_jobs_state", table_name="jobs")
    op.drop_table("jobs")
    op.drop_index(op.f("ix_imports_digest"), table_name="imports")
    op.drop_table("imports")
    op.drop_index(op.f("ix_extra_holidays_office_id"), table_name="extra_holidays")
    op.drop_table("extra_holidays")
    op.drop_index("ix_deployments_revision", table_name="deployments")
    op.drop_index("ix_deployments_name", table_name="deployments")
    op.drop_index("ix_deployments_finished", table_name="deployments")
    op.drop_table("deployments")
    op.drop_table("account_areas")
    op.drop_table("workers")
    op.drop_table("trail_head")
    op.drop_table("trail_actors")
    op.drop_index("ix_trail_object", table_name="trail")
    op.drop_index("ix_trail_at", table_name="trail")
    op.drop_table("trail")
    op.drop_table("tokens")
    op.drop_table("skills")
    op.drop_index("ix_sign_in_tries_subject", table_name="sign_in_tries")
    op.drop_table("sign_in_tries")
    op.drop_table("resolutions")
    op.drop_table("product")
    op.drop_table("problems")
    op.drop_table("offices")
    op.drop_index(op.f("ix_item_links_to_key"), table_name="item_links")
    op.drop_index("ix_item_links_from_key", table_name="item_links")
    op.drop_table("item_links")
    op.drop_index("ix_import_rows_batch", table_name="import_rows")
    op.drop_table("import_rows")
    op.drop_table("environments")
    op.drop_table("deployment_overlaps")
    op.drop_table("delivery_targets")
    op.drop_table("cycles")
    op.drop_table("areas")
    op.drop_table("accounts")
