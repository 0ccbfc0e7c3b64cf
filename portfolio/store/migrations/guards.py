"""What the database itself refuses, in each engine's own words."""

from alembic import op

SQLITE = """
CREATE TRIGGER trail_refuses_{deed} BEFORE {deed} ON trail
BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END
"""
FUNCTION = """
CREATE FUNCTION trail_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the trail is append-only'; END $$
"""
POSTGRESQL = """
CREATE TRIGGER trail_refuses_{deed} BEFORE {deed} ON trail
FOR EACH STATEMENT EXECUTE FUNCTION trail_is_append_only()
"""


def make_trail_append_only() -> None:
    """Make the database refuse UPDATE and DELETE (and TRUNCATE) on the trail."""
    if op.get_bind().dialect.name == "sqlite":
        for deed in ("UPDATE", "DELETE"):
            op.execute(SQLITE.format(deed=deed))
        return
    op.execute(FUNCTION)
    for deed in ("UPDATE", "DELETE", "TRUNCATE"):
        op.execute(POSTGRESQL.format(deed=deed))


def let_trail_go() -> None:
    """Take the guards away, so that the table can be dropped."""
    if op.get_bind().dialect.name == "sqlite":
        for deed in ("UPDATE", "DELETE"):
            op.execute(f"DROP TRIGGER trail_refuses_{deed}")
        return
    for deed in ("UPDATE", "DELETE", "TRUNCATE"):
        op.execute(f"DROP TRIGGER trail_refuses_{deed} ON trail")
    op.execute("DROP FUNCTION trail_is_append_only()")
