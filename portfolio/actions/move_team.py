"""Move a team to another area, from a cycle's first sprint on."""

from datetime import date, datetime, timedelta

from portfolio.actions.tell_leads import tell_leads
from portfolio.domain.errors import NotFound, Refused
from portfolio.domain.people import Deed, Viewer, require
from portfolio.domain.team_moves import USUAL_COST, TeamMove, teams_on
from portfolio.domain.teams import Team
from portfolio.store import cycles, team_moves, teams, trail
from portfolio.store.unit import Tx


def move_team(
    tx: Tx,
    by: Viewer,
    team_id: int,
    area_id: int | None,
    *,
    version: int,
    now: datetime,
    on: date | None = None,
    cost: float = USUAL_COST,
    today: date | None = None,
) -> int:
    """Give a team another area and return its new version.

    The move takes effect `on` the first day of a cycle's first sprint and costs a share of the
    team's capacity in the two sprints after; moving it back on the same day takes the move away.
    Without a day the team has simply always been in the area: a correction, which costs nothing.
    """
    require(by, Deed.MOVE_TEAM)
    team = teams.team_by_id(tx, team_id)
    if area_id is not None and area_id not in {area.id for area in teams.all_areas(tx)}:
        raise NotFound("area", area_id)
    if on is None:
        saved = teams.save_team(tx, team_id, version=version, values={"area_id": area_id})
    else:
        saved = _move_on(tx, by, team, area_id, on=on, cost=cost, version=version, now=now)
        _settle_area(tx, team_id, today=today or now.date())
    facts: dict[str, object] = {"area_id": area_id, "on": on.isoformat() if on else None}
    tell_leads(tx, by, "move", {team_id: facts}, now=now)
    trail.record(
        tx,
        by,
        "move team",
        f"team:{team.slug}",
        now=now,
        before={"area_id": team.area_id},
        after={"area_id": area_id, **({"on": on, "cost": cost} if on else {})},
    )
    return saved


def _settle_area(tx: Tx, team_id: int, *, today: date) -> None:
    team = teams.team_by_id(tx, team_id)
    [current] = teams_on([team], team_moves.all_moves(tx), today)
    if current.area_id != team.area_id:
        teams.set_area(tx, team_id, current.area_id)


def _move_on(
    tx: Tx,
    by: Viewer,
    team: Team,
    area_id: int | None,
    *,
    on: date,
    cost: float,
    version: int,
    now: datetime,
) -> int:
    _refuse_other_day(tx, on)
    old = team_moves.move_of(tx, team.id, on)
    from_id = old.from_area_id if old else _area_before(tx, team, on)
    TeamMove(0, team.id, from_id, area_id, on, cost)  # refuses a cost that is none
    saved = teams.save_team(tx, team.id, version=version, values={})
    values = {"to_area_id": area_id, "cost": cost, "account_id": by.account_id, "made_at": now}
    if old is not None and area_id == from_id:
        team_moves.remove_move(tx, old)
        teams.set_area(tx, team.id, from_id)
    elif old is not None:
        team_moves.save_move(tx, old, values)
    elif area_id == from_id:
        raise Refused("The team is in this area already.", {"area": "Choose another area."})
    else:
        team_moves.add_move(tx, {"team_id": team.id, "from_area_id": from_id, "on": on, **values})
    return saved


def _area_before(tx: Tx, team: Team, on: date) -> int | None:
    moves = team_moves.all_moves(tx)
    return teams_on([team], moves, on - timedelta(days=1))[0].area_id


def _refuse_other_day(tx: Tx, on: date) -> None:
    firsts = {one.sprints[0].span.starts_on for one in cycles.all_cycles(tx) if one.sprints}
    if on not in firsts:
        raise Refused(f"No quarter's first sprint starts on {on}.", {"on": "Choose a quarter."})
