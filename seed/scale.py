"""The demo company grown large: 60 teams, 100,000 items, a million deployments and changes."""

import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from random import Random
from typing import Any

from portfolio.actions.add_area import add_area
from portfolio.actions.add_person import add_person
from portfolio.actions.add_service import add_service
from portfolio.actions.add_team import add_team
from portfolio.domain.delivery import ServiceRecord
from portfolio.domain.people import SYSTEM
from portfolio.store import bulk, delivery_weeks, product, services, teams
from portfolio.store.tables import backlog, delivery
from portfolio.store.unit import Store, Tx
from seed import scale_rows
from seed.company import FIRST_NAMES, LAST_NAMES, SKILLS

TEAMS = 60
TEAMS_IN_AREA = 5
PEOPLE_IN_TEAM = 6
SERVICES = 300
ITEMS = 100_000
DEPLOYMENTS = 1_000_000
CHANGES = 1_000_000
SAID = "demo_scale"


def grow(
    store: Store,
    *,
    seed: int,
    today: date,
    items: int = ITEMS,
    deployments: int = DEPLOYMENTS,
    changes: int = CHANGES,
) -> None:
    """Bring the demo company of a database to these sizes; the same seed, the same rows.

    One that was grown already is left as it is. The weekly figures are made at the end.
    """
    with store.reading() as tx:
        if product.said(tx).get(SAID):
            return
    rng = Random(seed)
    with store.writing() as tx:
        _settle(tx, rng, today)
        keys = _items(tx, rng, today, items)
        _deliveries(tx, rng, today, keys, deployments=deployments, changes=changes)
        _say("Making the weekly figures ...")
        delivery_weeks.rebuild(tx)
        product.say(tx, SAID, str(deployments))
    with store.writing() as tx:
        bulk.settle(tx)


def _settle(tx: Tx, rng: Random, today: date) -> None:
    """Add the areas, teams, people and services that are missing."""
    now = datetime.combine(today, time(7), UTC)
    area_id, known = None, len(teams.all_teams(tx))
    for number in range(known, TEAMS):
        if (number - known) % TEAMS_IN_AREA == 0:
            area_id = add_area(tx, SYSTEM, f"Region {1 + number // TEAMS_IN_AREA}", now=now).id
        skills = ("backend", rng.choice(SKILLS[1:]))
        team = add_team(tx, SYSTEM, f"Squad {number + 1}", area_id, now=now, skills=skills)
        for _ in range(PEOPLE_IN_TEAM):
            name = f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}"
            add_person(tx, SYSTEM, name, {team.id: 1.0}, now=now)
    every = teams.all_teams(tx)
    for number in range(len(services.all_services(tx)), SERVICES):
        record = ServiceRecord(f"service-{number + 1}", every[number % len(every)].id)
        add_service(tx, SYSTEM, record, now=now)


def _items(tx: Tx, rng: Random, today: date, most: int) -> list[str]:
    """Add epics with their stories; return the keys of the stories."""
    _say("Writing the backlog ...")
    first = bulk.next_id(tx, backlog.items)
    owners = [(one.id, one.area_id) for one in teams.all_teams(tx)]
    made = scale_rows.items(rng, owners, today, range(first, most + 1))
    keys: list[str] = []
    bulk.add_all(tx, backlog.items, _noting(made, keys))
    return keys


def _deliveries(
    tx: Tx, rng: Random, today: date, keys: list[str], *, deployments: int, changes: int
) -> None:
    _say("Writing deployments and changes ...")
    known = services.all_services(tx)
    places = services.add_missing_environments(tx, ["production", "staging"])
    first = bulk.next_id(tx, delivery.deployments)
    made = scale_rows.Deployments(
        rng,
        today,
        service_ids=[one.id for one in known],
        environments=(places["production"].id, places["staging"].id),
        ids=range(first, deployments + 1),
    )
    bulk.add_all(tx, delivery.deployments, made.rows())
    bulk.add_all(tx, delivery.service_deployments, made.links())
    start = bulk.next_id(tx, delivery.changes)
    own = scale_rows.Changes(rng, made, keys, ids=range(start, changes + 1))
    bulk.add_all(tx, delivery.changes, own.rows())
    bulk.add_all(tx, delivery.change_items, own.links())


def _noting(made: Iterator[dict[str, Any]], keys: list[str]) -> Iterator[dict[str, Any]]:
    for row in made:
        if row["parent_key"]:
            keys.append(row["key"])
        yield row


def _say(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")
