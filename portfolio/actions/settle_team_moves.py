"""Let every team's row say the area that it has today, once a move has taken effect."""

from datetime import date

from portfolio.domain.team_moves import teams_on
from portfolio.store import team_moves, teams
from portfolio.store.unit import Tx


def settle_team_moves(tx: Tx, *, today: date) -> int:
    """Return how many teams were found in another area than the day before.

    The deed itself is on the trail since the planner decided it.
    """
    moves = team_moves.all_moves(tx)
    if not moves:
        return 0
    every = teams.all_teams(tx)
    moved = [
        now for was, now in zip(every, teams_on(every, moves, today), strict=True) if now is not was
    ]
    for team in moved:
        teams.set_area(tx, team.id, team.area_id)
    return len(moved)
