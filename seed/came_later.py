"""What nobody knew on the first day of the last quarter: leave, urgent work, larger stories."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta

from portfolio.actions.add_items import add_items
from portfolio.actions.edit_item import edit_item
from portfolio.actions.set_absence import set_absence
from portfolio.domain.backlog import Category, NewItem
from portfolio.domain.cycles import Cycle, Sprint
from portfolio.domain.people import Viewer
from portfolio.store import backlog
from portfolio.store.unit import Tx
from seed.company import AREAS
from seed.quarters import Done
from seed.staff import Staff

FIRST_KEY = 2001
AWAY = 5  # people of one area
URGENT = (
    "Receipts stuck behind a full queue",
    "Certificate of the old gateway runs out",
    "Operator rejects long sender names",
    "Duplicate webhooks after a restart",
    "Audit asks for the access log",
    "Slow search in large accounts",
    "Wrong time zone in exports",
    "Blocked route to one country",
)
LARGER = 6  # stories
AREA = "Trust"


def surprise(tx: Tx, by: Viewer, staff: Staff, cycle: Cycle, *, done: Mapping[str, Done]) -> None:
    """Let one area lose people for a sprint, get urgent work, and find stories larger."""
    squads = [staff.teams[squad.name] for squad in AREAS[AREA]]
    third, told = cycle.sprints[2], _at(cycle.sprints[1], 3)
    for team in squads[:AWAY]:
        person = staff.people[team.name][0]
        days = third.span.starts_on, cycle.sprints[3].span.ends_on
        set_absence(tx, by, person, *days, now=told)
    urgent = []
    for n, title in enumerate(URGENT):
        sprint = cycle.sprints[1 + n % (len(cycle.sprints) - 2)]
        urgent.append(
            NewItem(
                title,
                key=f"M-{FIRST_KEY + n}",
                area_id=staff.areas[AREA],
                team_id=squads[n % len(squads)].id,
                status="Done",
                category=Category.DONE,
                resolution="Done",
                priority="Highest",
                points=3.0,
                kind_of_work="incident",
                created_at=_at(sprint, 1),
                resolved_at=_at(sprint, 8),
            )
        )
    add_items(tx, by, urgent, now=_at(cycle.sprints[-1], 9))
    stories = (
        one
        for one in backlog.all_items(tx, categories=(Category.TODO,))
        if one.key.startswith("M-") and one.area_id == staff.areas[AREA] and one.key not in done
    )
    for _, story in zip(range(LARGER), stories, strict=False):
        size = {"points": (story.points or 3.0) + 2.0}
        edit_item(tx, by, story.key, size, version=story.version, now=_at(cycle.sprints[3], 2))


def _at(sprint: Sprint, days: int) -> datetime:
    return datetime.combine(sprint.span.starts_on + timedelta(days), time(10), UTC)
