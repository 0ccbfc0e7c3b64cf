"""Dated moves of teams between areas."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from portfolio.domain.team_moves import TeamMove
from portfolio.store import rows
from portfolio.store.tables.teams import team_moves

_MOVE = tuple(team_moves.c[name] for name in TeamMove.__dataclass_fields__)


def all_moves(tx: Connection) -> tuple[TeamMove, ...]:
    """Return every move there is or was, the oldest first."""
    return tuple(TeamMove(*row) for row in tx.execute(select(*_MOVE).order_by(team_moves.c.on)))


def move_of(tx: Connection, team_id: int, on: date) -> TeamMove | None:
    """Return the move of a team that takes effect on a day."""
    query = select(*_MOVE).where(team_moves.c.team_id == team_id, team_moves.c.on == on)
    row = tx.execute(query).one_or_none()
    return TeamMove(*row) if row else None


def add_move(tx: Connection, values: Mapping[str, Any]) -> int:
    """Add a move and return its id."""
    return rows.add(tx, team_moves, values)


def save_move(tx: Connection, move: TeamMove, values: Mapping[str, Any]) -> None:
    """Save what changed of a move; raise Stale."""
    rows.save(tx, team_moves, move.id, version=move.version, values=values)


def remove_move(tx: Connection, move: TeamMove) -> None:
    """Remove a move; raise Stale."""
    rows.remove(tx, team_moves, move.id, version=move.version)
