"""The rows of a large company, made one after the other from a seed."""

from array import array
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha1
from random import Random
from typing import Any

from portfolio.domain.backlog import Category, Level
from portfolio.domain.delivery import DeploymentKind, DeploymentStatus
from seed.backlog import PRIORITIES
from seed.work import STEPS

Row = dict[str, Any]
WEEKS = 156
STORIES_IN_EPIC = 12
OPEN_SHARE = 0.12
STATUSES = (DeploymentStatus.SUCCESS, DeploymentStatus.FAILED, DeploymentStatus.ROLLED_BACK)
STATUS_WEIGHTS = (94, 4, 2)
STAGING_EVERY = 10  # one deployment in so many goes no further than staging
LINKED_SHARE = 0.7
REPOSITORIES = 120
THINGS = (
    "messages", "receipts", "invoices", "sessions", "webhooks", "reports", "templates", "limits",
    "routes", "contacts", "imports", "alerts", "retries", "keys", "prices", "journeys",
)  # fmt: skip


def items(
    rng: Random, owners: Sequence[tuple[int, int | None]], today: date, ids: range
) -> Iterator[Row]:
    """Yield epics, each with its stories behind it; the last ones are still open."""
    open_from = ids.start + int(len(ids) * (1 - OPEN_SHARE))
    parent: Row = {}
    for number in ids:
        is_epic = (number - ids.start) % STORIES_IN_EPIC == 0
        team_id, area_id = rng.choice(owners)
        row = _item(rng, number, today, is_done=number < open_from)
        if is_epic:
            row |= {"level": Level.EPIC.value, "type": "Epic", "points": None, "area_id": area_id}
            parent = row
        else:
            done_by = team_id if row["is_delivered"] else None
            row |= {"parent_id": parent["id"], "parent_key": parent["key"], "team_id": done_by}
            row["area_id"] = parent["area_id"]
        yield row


def _item(rng: Random, number: int, today: date, *, is_done: bool) -> Row:
    made_on = today - timedelta(days=rng.randrange(200, WEEKS * 7) if is_done else 90)
    made_at = datetime.combine(made_on, time(rng.randrange(8, 17)), UTC)
    done_at = made_at + timedelta(days=rng.randrange(2, 120)) if is_done else None
    category = Category.DONE if is_done else Category.TODO
    return {
        "id": number,
        "key": f"BIG-{number}",
        "level": Level.STORY.value,
        "type": "Story",
        "title": f"{rng.choice(STEPS)} {rng.choice(THINGS)} of {rng.choice(THINGS)}",
        "parent_id": None,
        "parent_key": None,
        "area_id": None,
        "team_id": None,
        "status": "Done" if is_done else "To Do",
        "category": category.value,
        "resolution": "Done" if is_done else None,
        "is_delivered": is_done,
        "priority": rng.choice(PRIORITIES),
        "points": float(rng.choice((1, 2, 3, 5, 8))),
        "rank": number,
        "created_at": made_at,
        "updated_at": done_at or made_at,
        "resolved_at": done_at,
        "source": "scale",
    }


class Deployments:
    """The deployments of three years, and which service each of them reached when."""

    def __init__(
        self,
        rng: Random,
        today: date,
        *,
        service_ids: Sequence[int],
        environments: tuple[int, int],
        ids: range,
    ) -> None:
        self.rng, self.ids = rng, ids
        self.environments = environments
        self.first_on = today - timedelta(weeks=WEEKS, days=today.weekday())
        self.days = (today - self.first_on).days
        pace = [rng.uniform(0.3, 2.0) for _ in service_ids]
        self.services = array("q", rng.choices(service_ids, pace, k=len(ids)))
        drawn = rng.choices(range(len(STATUSES)), STATUS_WEIGHTS, k=len(ids))
        self.statuses = array("b", drawn)
        self.minutes = array("h", (rng.randrange(10 * 60) for _ in ids))

    def finished_at(self, place: int) -> datetime:
        """When the deployment of this place ended: on a working day, the oldest first."""
        day = self.first_on + timedelta(days=place * self.days // max(1, len(self.ids)))
        day -= timedelta(days=max(0, day.weekday() - 4))
        return datetime.combine(day, time(8), UTC) + timedelta(minutes=self.minutes[place])

    def environment_id(self, place: int) -> int:
        """Where the deployment of this place went."""
        return self.environments[place % STAGING_EVERY == 0]

    def rows(self) -> Iterator[Row]:
        """Yield the deployments."""
        for place, number in enumerate(self.ids):
            ended = self.finished_at(place)
            kinds = DeploymentKind.HOTFIX if place % 33 == 7 else DeploymentKind.PLANNED
            yield {
                "id": number,
                "source": "scale",
                "external_id": f"big-{number}",
                "environment_id": self.environment_id(place),
                "name": f"{2 + place // 1000}.{place % 1000}",
                "revision": sha_of("deployment", number),
                "started_at": ended - timedelta(minutes=7),
                "finished_at": ended,
                "status": STATUSES[self.statuses[place]].value,
                "kind": kinds.value,
            }

    def links(self) -> Iterator[Row]:
        """Yield the service that each deployment reached."""
        for place, number in enumerate(self.ids):
            yield {
                "deployment_id": number,
                "service_id": self.services[place],
                "environment_id": self.environment_id(place),
                "finished_at": self.finished_at(place),
                "status": STATUSES[self.statuses[place]].value,
            }


class Changes:
    """The changes that those deployments were the first to carry, two in three with a key."""

    def __init__(
        self, rng: Random, carriers: Deployments, keys: Sequence[str], *, ids: range
    ) -> None:
        self.rng, self.carriers, self.keys, self.ids = rng, carriers, keys, ids
        self.linked = bytearray(bool(keys) and rng.random() < LINKED_SHARE for _ in ids)

    def rows(self) -> Iterator[Row]:
        """Yield the changes."""
        most = max(1, len(self.ids))
        for place, number in enumerate(self.ids):
            at = place * len(self.carriers.ids) // most
            reached = self.carriers.finished_at(at)
            merged = reached - timedelta(minutes=self.rng.randrange(5, 4000))
            key = f"{self._key(place)} " if self.linked[place] else ""
            yield {
                "id": number,
                "repository": f"company/repository-{self.carriers.services[at] % REPOSITORIES}",
                "number": number,
                "sha": sha_of("change", number),
                "title": f"{key}{STEPS[place % len(STEPS)]} {THINGS[place % len(THINGS)]}",
                "authored_at": merged - timedelta(minutes=self.rng.randrange(10, 3000)),
                "committed_at": merged,
                "merged_at": merged,
                "is_linked": bool(self.linked[place]),
                "size_lines": self.rng.randrange(1, 400),
                "first_deployment_id": self.carriers.ids[at],
            }

    def links(self) -> Iterator[Row]:
        """Yield the item that each linked change carries."""
        for place, number in enumerate(self.ids):
            if self.linked[place]:
                yield {"change_id": number, "item_key": self._key(place)}

    def _key(self, place: int) -> str:
        return self.keys[place * len(self.keys) // len(self.ids)]


def sha_of(kind: str, number: int) -> str:
    """Return the forty digits of an invented commit."""
    return sha1(f"{kind} {number}".encode(), usedforsecurity=False).hexdigest()
