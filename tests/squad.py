"""A small company for tests: two teams, three people, two offices, half a year of work."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, insert, select

from portfolio.actions.add_office import add_office
from portfolio.actions.add_person import add_person
from portfolio.actions.open_cycle import open_cycle
from portfolio.domain.cycles import Cycle
from portfolio.domain.people import SYSTEM
from portfolio.store import rows
from portfolio.store.tables.backlog import items
from portfolio.store.unit import Store, Tx
from tests.people import NOW, Cast


@dataclass
class Squad:
    """Ana is in Falcon, Ben in Falcon and Heron by half, Cem in Heron."""

    cycle: Cycle
    ana: int
    ben: int
    cem: int
    zagreb: int


def make_squad(store: Store, cast: Cast) -> Squad:
    """Open three quarters with people in both teams, each delivering 7 points a sprint."""
    with store.writing() as tx:
        for name in ("2026Q3", "2026Q4"):
            open_cycle(tx, SYSTEM, name, now=NOW)
        cycle = open_cycle(tx, SYSTEM, "2027Q1", now=NOW)
        zagreb = add_office(tx, SYSTEM, "Zagreb", "HR", time_zone="Europe/Zagreb", now=NOW)
        madrid = add_office(tx, SYSTEM, "Madrid", "ES", subdivision="MD", now=NOW)
        falcon, heron = cast.team_id, cast.other_team_id
        ana = add_person(tx, SYSTEM, "Ana Kovač", {falcon: 1.0}, office_id=zagreb.id, now=NOW)
        both = {falcon: 0.5, heron: 0.5}
        ben = add_person(tx, SYSTEM, "Ben Ortiz", both, office_id=madrid.id, now=NOW)
        cem = add_person(tx, SYSTEM, "Cem Demir", {heron: 1.0}, now=NOW)
        days = [date(2027, 2, 5) - timedelta(days=14 * sprint) for sprint in range(14)]
        done = [(team_id, on) for team_id in (falcon, heron) for on in days]
        tx.execute(
            insert(items),
            [
                _delivered(place, team_id, on, points=7.0, level="story")
                for place, (team_id, on) in enumerate(done)
            ],
        )
    return Squad(cycle, ana, ben, cem, zagreb.id)


def deliver(tx: Tx, team_id: int, on: date, *, points: float | None, level: str = "story") -> None:
    """Add an item that a team delivered on a day."""
    rows.add(tx, items, _delivered(_count(tx), team_id, on, points=points, level=level))


def _delivered(
    place: int, team_id: int, on: date, *, points: float | None, level: str
) -> dict[str, Any]:
    return {
        "key": f"D-{place}",
        "level": level,
        "type": "Story",
        "title": f"Delivered {place}",
        "team_id": team_id,
        "category": "done",
        "resolution": "Done",
        "is_delivered": True,
        "points": points,
        "rank": place,
        "resolved_at": datetime.combine(on, time(12), UTC),
    }


def wish(tx: Tx, team_id: int | None, *, points: float | None, area_id: int | None = None) -> None:
    """Add an open item."""
    place = _count(tx)
    rows.add(
        tx,
        items,
        {
            "key": f"W-{place}",
            "level": "story",
            "type": "Story",
            "title": f"Wished {place}",
            "team_id": team_id,
            "area_id": area_id,
            "category": "todo",
            "points": points,
            "rank": place,
        },
    )


def _count(tx: Tx) -> int:
    return int(tx.execute(select(func.count()).select_from(items)).scalar_one())
