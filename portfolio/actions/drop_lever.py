"""Drop a lever of a scenario."""

from datetime import datetime

from portfolio.domain.backlog import Item
from portfolio.domain.errors import NotFound
from portfolio.domain.people import Deed, Thing, Viewer, require
from portfolio.domain.plans import Lever
from portfolio.store import backlog, scenarios, teams, trail
from portfolio.store.unit import Tx


def drop_lever(tx: Tx, by: Viewer, scenario_id: int, lever_id: int, *, now: datetime) -> None:
    """Take the wish back; raise NotFound where somebody did so before."""
    found = [one for one in scenarios.all_levers(tx, scenario_id) if one.id == lever_id]
    if not found:
        raise NotFound("lever", lever_id)
    lever = found[0]
    items = backlog.items_by_id(tx, [lever.item_id]) if lever.item_id else {}
    item = items.get(lever.item_id or 0)
    allow_lever(tx, by, item, lever)
    scenarios.remove_levers(tx, [lever_id])
    scenarios.touch(tx, scenario_id, now=now)
    trail.record(
        tx,
        by,
        f"drop lever {lever.kind.value}",
        f"item:{item.key}" if item else f"scenario:{scenario_id}",
        now=now,
        before={"value": dict(lever.value)},
    )


def allow_lever(tx: Tx, by: Viewer, item: Item | None, lever: Lever) -> None:
    """Raise NotAllowed unless the viewer may pull levers of the item's area, or of everything.

    What is supposed of a team or an area is a lever of that area.
    """
    area_ids: set[int] = set()
    if lever.value.get("area_id"):
        area_ids = {int(lever.value["area_id"])}
    if lever.value.get("team_id") and lever.kind.is_supposition:
        area_ids = _area_of(tx, int(lever.value["team_id"]))
    if item is not None:
        line = [*backlog.ancestors(tx, item.id), item]
        areas = [one.area_id for one in line if one.area_id is not None]
        area_ids = {item.area_id} if item.area_id is not None else set(areas[-1:])
    require(by, Deed.PULL_LEVER, Thing(area_ids=frozenset(area_ids)))


def _area_of(tx: Tx, team_id: int) -> set[int]:
    area_id = teams.team_by_id(tx, team_id).area_id
    return set() if area_id is None else {area_id}
