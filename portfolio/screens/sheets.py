"""Tables in the very form in which they can be imported again; importing one changes nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from portfolio.domain.backlog import Level
from portfolio.domain.cycles import Cycle
from portfolio.domain.errors import NotFound
from portfolio.domain.okrs import CheckIn, KeyResult, Tree
from portfolio.store import backlog, okrs, planning_facts, taken, teams
from portfolio.store.unit import Tx

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its columns, as the import reads them, and its rows."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def load(tx: Tx, cycle: Cycle | None, name: str) -> Sheet:
    """Return a table of the quarter in view; raise NotFound for another name."""
    if name not in _SHEETS:
        raise NotFound("table", name)
    columns, read = _SHEETS[name]
    return Sheet(columns, tuple(read(tx, cycle)) if cycle else ())


def _contributions(tx: Tx, cycle: Cycle) -> Iterator[Row]:
    tree = okrs.tree(tx, cycle.id, on=cycle.span.ends_on)
    known = {one.id: one for one in tree.every_key_result()}
    titles = [one.title.casefold() for one in known.values()]
    claims = [one for one in planning_facts.claims(tx, cycle.id) if one.key_result_id in known]
    items = backlog.items_by_id(tx, {one.item_id for one in claims})
    for claim in claims:
        item, key_result = items.get(claim.item_id), known[claim.key_result_id]
        if item is not None and item.level is Level.EPIC:
            name = key_result.title if titles.count(key_result.title.casefold()) == 1 else None
            yield item.key, cycle.name, name or key_result.code, claim.amount, claim.confidence


def _key_results(tx: Tx, cycle: Cycle) -> Iterator[Row]:
    tree = okrs.tree(tx, cycle.id, on=cycle.span.ends_on)
    slugs = {team.id: team.slug for team in teams.all_teams(tx)}
    for objective, one in _stated(tree):
        about = (
            cycle.name,
            objective,
            one.title,
            one.owner,
            slugs.get(one.team_id or 0, ""),
            one.unit,
            one.kind.value,
            one.start_value,
            one.target_value,
        )
        for said in _by_day(one) or (None,):
            yield (
                *about,
                said.value if said else None,
                one.weight,
                said.confidence if said else None,
                said.on if said else None,
            )


def _stated(tree: Tree) -> Iterator[tuple[str, KeyResult]]:
    """Yield what a row can state: the key results of objectives that hang under no other."""
    for objective in tree.objectives:
        for one in objective.key_results:
            yield objective.title, one


def _by_day(one: KeyResult) -> tuple[CheckIn, ...]:
    """Return the last word of each day that says a value."""
    days = {said.on: said for said in one.check_ins}
    return tuple(said for said in days.values() if said.value is not None)


def _taken(tx: Tx, cycle: Cycle) -> Iterator[Row]:
    parts = taken.parts(tx, [one.id for one in cycle.sprints])
    items = backlog.items_by_id(tx, parts)
    slugs = {team.id: team.slug for team in teams.all_teams(tx)}
    sprints = {one.id: one.name for one in cycle.sprints}
    for item_id, own in parts.items():
        for one in own:
            yield (
                cycle.name,
                sprints[one.sprint_id],
                slugs.get(one.team_id, ""),
                items[item_id].key,
                items[item_id].title,
                one.points,
                one.points_left,
            )


def _ranks(tx: Tx, cycle: Cycle) -> Iterator[Row]:
    for one in backlog.all_items(tx):
        if one.is_open:
            yield one.rank, one.key, one.title


_SHEETS: dict[str, tuple[tuple[str, ...], Callable[[Tx, Cycle], Iterator[Row]]]] = {
    "contributions": (
        ("epic", "cycle", "key_result", "amount", "confidence"),
        _contributions,
    ),
    "okrs": (
        (
            *("cycle", "objective", "key_result", "owner", "team", "unit", "kind", "start"),
            *("target", "current", "weight", "confidence", "on"),
        ),
        _key_results,
    ),
    "taken": (
        ("cycle", "sprint", "team", "item", "title", "points", "points_left"),
        _taken,
    ),
    "ranks": (("rank", "key", "title"), _ranks),
}
