"""Cycles and the sprint calendar."""

from collections import defaultdict

from sqlalchemy import Connection, insert, select

from portfolio.domain.cycles import Cycle, Span, Sprint
from portfolio.domain.errors import NotFound
from portfolio.store import rows
from portfolio.store.tables.cycles import cycles, sprints


def all_cycles(tx: Connection) -> list[Cycle]:
    """Return every cycle with its sprints, in the order of time."""
    own: dict[int, list[Sprint]] = defaultdict(list)
    for sprint in all_sprints(tx):
        own[sprint.cycle_id].append(sprint)
    query = select(
        cycles.c.id, cycles.c.name, cycles.c.starts_on, cycles.c.ends_on, cycles.c.closed_at
    ).order_by(cycles.c.starts_on)
    return [
        Cycle(
            row.id,
            row.name,
            Span(row.starts_on, row.ends_on),
            tuple(own[row.id]),
            row.closed_at is not None,
        )
        for row in tx.execute(query)
    ]


def all_sprints(tx: Connection) -> list[Sprint]:
    """Return the whole sprint calendar in the order of time."""
    query = select(
        sprints.c.id, sprints.c.cycle_id, sprints.c.number, sprints.c.starts_on, sprints.c.ends_on
    ).order_by(sprints.c.starts_on)
    return [
        Sprint(row.id, row.cycle_id, row.number, Span(row.starts_on, row.ends_on))
        for row in tx.execute(query)
    ]


def one_cycle(tx: Connection, name: str) -> Cycle:
    """Return the cycle of a name such as 2027Q1; raise NotFound."""
    for cycle in all_cycles(tx):
        if cycle.name == name:
            return cycle
    raise NotFound("cycle", name)


def cycle_by_id(tx: Connection, cycle_id: int) -> Cycle:
    """Return a cycle with its sprints; raise NotFound."""
    for cycle in all_cycles(tx):
        if cycle.id == cycle_id:
            return cycle
    raise NotFound("cycle", cycle_id)


def add_cycle(tx: Connection, name: str, span: Span, sprint_spans: list[Span]) -> Cycle:
    """Add a cycle with its sprints, numbered in the order of time."""
    values = {"name": name, "starts_on": span.starts_on, "ends_on": span.ends_on}
    cycle_id = rows.add(tx, cycles, values)
    own = [
        {
            "cycle_id": cycle_id,
            "number": number,
            "starts_on": sprint.starts_on,
            "ends_on": sprint.ends_on,
        }
        for number, sprint in enumerate(sprint_spans, start=1)
    ]
    if own:
        tx.execute(insert(sprints), own)
    return one_cycle(tx, name)
