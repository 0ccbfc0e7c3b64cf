"""Add a requirement area."""

from datetime import datetime

from portfolio.domain.errors import Refused
from portfolio.domain.import_merge import slug_of
from portfolio.domain.people import Deed, Viewer, require
from portfolio.domain.teams import Area
from portfolio.store import teams, trail
from portfolio.store.unit import Tx


def add_area(tx: Tx, by: Viewer, name: str, *, now: datetime) -> Area:
    """Add an area behind the others and return it."""
    require(by, Deed.MOVE_TEAM)
    name = name.strip()
    if not name:
        raise Refused("An area needs a name.", {"name": "Write a name."})
    known = teams.all_areas(tx)
    if any(area.name.lower() == name.lower() for area in known):
        raise Refused(f"There is an area {name} already.", {"name": "Choose another name."})
    slug = slug_of(name, taken={area.slug for area in known})
    position = max((area.position for area in known), default=-1) + 1
    area_id = teams.add_area(tx, slug=slug, name=name, position=position)
    trail.record(tx, by, "add area", f"area:{slug}", now=now, after={"name": name})
    return Area(area_id, slug, name, position)
