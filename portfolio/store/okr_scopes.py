"""Whose an objective or a key result is, as far as permissions care."""

from collections.abc import Collection

from sqlalchemy import Connection, select

from portfolio.domain.errors import NotFound
from portfolio.domain.people import Thing
from portfolio.store.tables.okrs import key_results, objectives
from portfolio.store.tables.teams import teams


def of_objective(tx: Connection, objective_id: int) -> Thing:
    """Return the area and team of an objective; raise NotFound."""
    query = (
        select(objectives.c.area_id, objectives.c.team_id, teams.c.area_id.label("teams_area_id"))
        .outerjoin(teams, teams.c.id == objectives.c.team_id)
        .where(objectives.c.id == objective_id)
    )
    row = tx.execute(query).one_or_none()
    if row is None:
        raise NotFound("objective", objective_id)
    return Thing(team_ids=_known(row.team_id), area_ids=_known(row.area_id, row.teams_area_id))


def of_key_result(tx: Connection, key_result_id: int) -> Thing:
    """Return the area, team and account of a key result; raise NotFound."""
    found = of_key_results(tx, [key_result_id])
    if not found:
        raise NotFound("key result", key_result_id)
    return found[key_result_id]


def of_key_results(tx: Connection, key_result_ids: Collection[int]) -> dict[int, Thing]:
    """Return the area, team and account of each key result; its team's go before its objective's.

    A key result without a team is of its objective's team.
    """
    of_objective = teams.alias("of_objective")
    query = (
        select(
            key_results.c.id,
            key_results.c.account_id,
            key_results.c.team_id,
            objectives.c.area_id,
            objectives.c.team_id.label("objectives_team_id"),
            teams.c.area_id.label("teams_area_id"),
            of_objective.c.area_id.label("objectives_teams_area_id"),
        )
        .join(objectives, objectives.c.id == key_results.c.objective_id)
        .outerjoin(teams, teams.c.id == key_results.c.team_id)
        .outerjoin(of_objective, of_objective.c.id == objectives.c.team_id)
        .where(key_results.c.id.in_(key_result_ids))
    )
    return {
        row.id: Thing(
            team_ids=_known(row.team_id or row.objectives_team_id),
            area_ids=_known(row.area_id, row.teams_area_id, row.objectives_teams_area_id),
            account_ids=_known(row.account_id),
        )
        for row in tx.execute(query)
    }


def _known(*ids: int | None) -> frozenset[int]:
    return frozenset(one for one in ids if one is not None)
