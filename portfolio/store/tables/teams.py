"""Areas, teams, skills, people and what takes their days."""

from sqlalchemy import Boolean, Column, Date, Index, Integer, String, Table, UniqueConstraint

from portfolio.store.tables.columns import (
    Document,
    Instant,
    Number,
    key,
    metadata,
    to,
    version,
)

areas = Table(
    "areas",
    metadata,
    key(),
    Column("slug", String(80), nullable=False, unique=True),
    Column("name", String(120), nullable=False),
    Column("position", Integer, nullable=False, default=0),
    version(),
)

teams = Table(
    "teams",
    metadata,
    key(),
    Column("slug", String(80), nullable=False, unique=True),
    Column("name", String(120), nullable=False),
    to("area_id", "areas", nullable=True, index=True),
    Column("tracker_name", String(120), index=True),  # the value of Team in the tracker
    Column("time_zone", String(64)),
    Column("wip_limit", Integer),
    Column("position", Integer, nullable=False, default=0),
    Column("disbanded_on", Date),
    version(),
)

skills = Table(
    "skills",
    metadata,
    key(),
    Column("slug", String(80), nullable=False, unique=True),
    Column("name", String(120), nullable=False),
)

team_skills = Table(
    "team_skills",
    metadata,
    to("team_id", "teams", cascade=True, primary_key=True),
    to("skill_id", "skills", cascade=True, primary_key=True),
)

offices = Table(
    "offices",
    metadata,
    key(),
    Column("name", String(120), nullable=False, unique=True),
    Column("country", String(2), nullable=False),  # ISO 3166, for the public holidays
    Column("subdivision", String(8)),
    Column("time_zone", String(64), nullable=False, default="UTC"),
)

people = Table(
    "people",
    metadata,
    key(),
    Column("name", String(200), nullable=False),
    to("office_id", "offices", nullable=True, index=True),
    to("account_id", "accounts", nullable=True),
    Column("joined_on", Date),
    Column("left_on", Date),
    version(),
)

memberships = Table(
    "memberships",
    metadata,
    key(),
    to("person_id", "people", cascade=True, index=True),
    to("team_id", "teams", cascade=True, index=True),
    Column("share", Number, nullable=False, default=1.0),  # of the person's time, 0 to 1
    Column("starts_on", Date),
    Column("ends_on", Date),
    version(),
)

absences = Table(
    "absences",  # dates and a share of the day, never a reason
    metadata,
    key(),
    to("person_id", "people", cascade=True),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("share", Number, nullable=False, default=1.0),
    to("account_id", "accounts", nullable=True),  # who entered it
    Column("entered_at", Instant, nullable=False),
    version(),
    Index("ix_absences_person", "person_id", "starts_on"),
)

on_call_shifts = Table(
    "on_call_shifts",
    metadata,
    key(),
    to("person_id", "people", cascade=True, index=True),
    to("team_id", "teams", cascade=True, index=True),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("share", Number, nullable=False, default=1.0),
    version(),
)

focus_factors = Table(
    "focus_factors",  # from a sprint on, until the next row
    metadata,
    key(),
    to("team_id", "teams", cascade=True),
    Column("from_on", Date, nullable=False),
    Column("focus", Number, nullable=False),
    Column("note", String, nullable=False, default="", server_default=""),
    to("account_id", "accounts", nullable=True),
    version(),
    UniqueConstraint("team_id", "from_on"),
)

extra_holidays = Table(
    "extra_holidays",  # an office's own closed days, or a public holiday it works on
    metadata,
    key(),
    to("office_id", "offices", cascade=True, index=True),
    Column("on", Date, nullable=False),
    Column("is_worked", Boolean, nullable=False, default=False),
)

office_holidays = Table(
    "office_holidays",  # the public holidays of an office, computed when a year is first needed
    metadata,
    to("office_id", "offices", cascade=True, primary_key=True),
    Column("on", Date, primary_key=True),
    Column("name", String(200), nullable=False, default="", server_default=""),
)

part_times = Table(
    "part_times",  # how much of each weekday a person works, from a day on; without a row: whole
    metadata,
    key(),
    to("person_id", "people", cascade=True),
    Column("from_on", Date, nullable=False),
    Column("monday", Number, nullable=False),
    Column("tuesday", Number, nullable=False),
    Column("wednesday", Number, nullable=False),
    Column("thursday", Number, nullable=False),
    Column("friday", Number, nullable=False),
    version(),
    UniqueConstraint("person_id", "from_on"),
)

team_moves = Table(
    "team_moves",  # a team's other area from a cycle's first sprint on, and what switching costs
    metadata,
    key(),
    to("team_id", "teams", cascade=True),
    to("from_area_id", "areas", nullable=True),
    to("to_area_id", "areas", nullable=True),
    Column("on", Date, nullable=False),
    Column("cost", Number, nullable=False),  # of the capacity, in the two sprints after
    to("account_id", "accounts", nullable=True),
    Column("made_at", Instant, nullable=False),
    version(),
    UniqueConstraint("team_id", "on"),
)

notices = Table(
    "notices",  # what others did to one's team; never a reason
    metadata,
    key(),
    to("account_id", "accounts", cascade=True),  # who is told
    to("team_id", "teams", nullable=True, cascade=True, index=True),
    to("person_id", "people", nullable=True, cascade=True, index=True),
    to("by_id", "accounts", nullable=True),  # who did it
    Column("kind", String(20), nullable=False),
    Column("facts", Document, nullable=False),
    Column("at", Instant, nullable=False),
    Column("seen_at", Instant),
    Index("ix_notices_account", "account_id", "at"),
)
