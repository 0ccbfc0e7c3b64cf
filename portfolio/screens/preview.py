"""A preview as its panel shows it: with titles, codes and names, and its place in the queue."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from portfolio.domain.backlog import Item
from portfolio.domain.cycles import Cycle
from portfolio.domain.errors import NotFound
from portfolio.domain.okrs import KeyResult, Objective
from portfolio.domain.people import Viewer
from portfolio.domain.previews import Preview
from portfolio.domain.teams import Area, Person, Team
from portfolio.store import backlog, cycles, okrs, previews, staff, teams
from portfolio.store.unit import Tx


@dataclass(frozen=True, slots=True)
class PreviewScreen:
    """The preview, and the words behind the names that it uses."""

    preview: Preview
    cycle: Cycle
    ahead: int = 0
    teams: Mapping[str, Team] = field(default_factory=dict)  # by slug
    team_ids: Mapping[int, Team] = field(default_factory=dict)
    areas: Mapping[int, Area] = field(default_factory=dict)
    people: Mapping[int, Person] = field(default_factory=dict)
    items: Mapping[str, Item] = field(default_factory=dict)  # by key
    objectives: tuple[Objective, ...] = ()
    key_results: tuple[KeyResult, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a preview is: what a page asks for several times a second."""

    preview: Preview
    ahead: int


def progress(tx: Tx, viewer: Viewer, preview_id: int) -> Progress:
    """Read how far a preview is, for the person who asked for it."""
    preview = previews.one(tx, preview_id)
    if preview.account_id != viewer.account_id:
        raise NotFound("preview", preview_id)
    ahead = 0 if preview.state.is_over else previews.ahead_of(tx, preview_id)
    return Progress(preview, ahead)


def load(tx: Tx, viewer: Viewer, preview_id: int, *, today: date) -> PreviewScreen:
    """Read a preview for the person who asked for it; others know of none: NotFound."""
    found = progress(tx, viewer, preview_id)
    preview = found.preview
    cycle = cycles.cycle_by_id(tx, preview.cycle_id)
    every = teams.all_teams(tx)
    tree = okrs.tree(tx, cycle.id, on=today) if _speaks_of_goals(preview) else None
    return PreviewScreen(
        preview,
        cycle,
        ahead=found.ahead,
        teams={team.slug: team for team in every},
        team_ids={team.id: team for team in every},
        areas={area.id: area for area in teams.all_areas(tx)},
        people=_people(tx, preview),
        items=backlog.items_by_key(tx, _keys(preview)),
        objectives=tree.every_objective() if tree else (),
        key_results=tree.every_key_result() if tree else (),
    )


def _speaks_of_goals(preview: Preview) -> bool:
    named = {"objective_id", "key_result_id"}
    return preview.consequence is not None or any(
        named & part.values.keys() for part in preview.edit.parts
    )


def _people(tx: Tx, preview: Preview) -> dict[int, Person]:
    ids = {part.values.get("person_id") for part in preview.edit.parts} - {None}
    if not ids:
        return {}
    return {person.id: person for person in staff.all_people(tx) if person.id in ids}


def _keys(preview: Preview) -> set[str]:
    found = {part.values.get("item_key") or part.values.get("key") for part in preview.edit.parts}
    said = preview.consequence
    if said is not None:
        found |= {one.key for one in (*said.epics, *said.items)} | {one.key for one in said.moves}
    return {key for key in found if key}
