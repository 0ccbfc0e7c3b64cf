"""The backlog page: initiatives, epics and stories as a tree or as one ranked list."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from portfolio.domain.backlog import Category, Item, Level, thing_of
from portfolio.domain.errors import NotFound
from portfolio.domain.people import Deed, Viewer, may
from portfolio.domain.plans import PlanHead
from portfolio.domain.teams import Area, Team
from portfolio.screens import backlog_marks
from portfolio.screens.backlog_marks import Marks
from portfolio.store import backlog, backlog_pages, teams
from portfolio.store.backlog_pages import NOBODY, Aim, Count, Filter, Sums
from portfolio.store.unit import Tx

PAGE = 100
LIST_PAGE = 50  # lists load as one scrolls, and smaller pieces come quicker
TREE, LIST, RANK = "tree", "list", "rank"  # the shapes of the page
IN, OUT = "in", "out"
MOST_PARTS = 400
NO_ITEM = -1
WITHOUT = "none"  # the slug of "no team" and "no area" in the query


@dataclass(frozen=True, slots=True)
class Asked:
    """What the query of the address asks for."""

    text: str = ""
    area: str = ""
    team: str = ""
    level: Level | None = None
    category: Category | None = None
    objective: str = ""
    epic: str = ""  # the key of what it hangs directly under
    type: str = ""
    shape: str = TREE
    plan: str = ""  # in or out: what the plan in view finishes, or leaves out
    page: int = 1
    open_keys: tuple[str, ...] = ()

    @property
    def is_list(self) -> bool:
        """Whether the rows stand in one order, not under each other."""
        return self.shape != TREE

    @property
    def is_ranked(self) -> bool:
        """Whether the rows are what a plan judges, with its cut line."""
        return self.shape == RANK

    @property
    def query(self) -> dict[str, str]:
        """The filters as the query of an address, without page and open rows."""
        words = {
            "q": self.text,
            "area": self.area,
            "team": self.team,
            "level": self.level or "",
            "category": self.category or "",
            "objective": self.objective,
            "epic": self.epic,
            "type": self.type,
            "plan": self.plan,
            "shape": self.shape if self.is_list else "",
        }
        return {name: str(value) for name, value in words.items() if value}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the page."""

    item: Item
    depth: int
    place: int | None  # among those of its level
    area: Area | None
    team: Team | None
    aims: tuple[Aim, ...]
    sums: Sums
    is_open: bool = False  # its parts follow
    is_context: bool = False  # no line of this page, named because of what follows
    may_move: bool = False
    above: Item | None = None  # the row that it changes places with upwards
    below: Item | None = None

    @property
    def points(self) -> float | None:
        """Its own points, or those of its parts where it has any."""
        return self.sums.points if self.sums.parts else self.item.points


@dataclass(frozen=True, slots=True)
class Backlog:
    """Everything the page shows."""

    asked: Asked
    lines: tuple[Line, ...]
    page: int
    pages: int
    matching: tuple[Count, ...]
    areas: tuple[Area, ...]
    teams: tuple[Team, ...]
    aims: tuple[Aim, ...]
    types: tuple[str, ...]
    is_filtered: bool
    is_empty: bool  # there is no item at all
    left_out: int  # parts of open rows that the page has no room for
    marks: Marks
    cut_at: int | None  # the cut line is drawn before the line with this number, from 0
    total: int  # lines on all pages
    first: int  # lines on the pages before

    def number(self, level: Level | None = None, *, is_open: bool | None = None) -> int:
        """Return how many of the wanted items there are, of a level, open or ended."""
        return sum(one.number for one in self._of(level, is_open))

    def points(self, level: Level | None = None, *, is_open: bool | None = None) -> float:
        """Return the points of the wanted items, of a level, open or ended."""
        return sum(one.points for one in self._of(level, is_open))

    def _of(self, level: Level | None, is_open: bool | None) -> Iterator[Count]:
        for one in self.matching:
            if level is not None and one.level != level:
                continue
            if is_open is None or one.category.is_open is is_open:
                yield one


def load(tx: Tx, viewer: Viewer, asked: Asked, *, cycle_id: int | None) -> Backlog:
    """Read a page of the backlog; a filter that names nothing raises NotFound."""
    areas, all_teams = teams.all_areas(tx), teams.all_teams(tx)
    aims = backlog_pages.aims_of_cycle(tx, cycle_id)
    by_plan = asked.is_ranked or asked.plan
    head = backlog_marks.head_in_view(tx, viewer, cycle_id) if by_plan else None
    wanted = _filter(tx, asked, areas, all_teams, aims=aims, head=head)
    matching = backlog_pages.counts(tx, wanted)
    total = sum(one.number for one in matching)
    if not asked.is_list:
        total = backlog_pages.count_lines(tx, wanted) if total else 0
    size = LIST_PAGE if asked.is_list else PAGE
    pages = max(1, ceil(total / size))
    page = min(max(1, asked.page), pages)
    first = (page - 1) * size
    left_out = 0
    listed: list[Item] = []
    around: list[Item] = []  # the page's rows with the one before and the one after it
    if asked.is_list:
        skipped = min(first, 1)
        around = backlog_pages.listed(tx, wanted, limit=skipped + size + 1, offset=first - skipped)
        listed = around[skipped : skipped + size]
        rows = [(item, 0, False) for item in listed]
    else:
        rows, left_out = _tree(tx, wanted, asked, first)
    marks = backlog_marks.load(tx, head, [item.id for item, _, _ in rows])
    return Backlog(
        asked=asked,
        lines=_lines(
            tx,
            viewer,
            rows,
            cycle_id=cycle_id,
            areas=areas,
            all_teams=all_teams,
            around=around,
        ),
        page=page,
        pages=pages,
        matching=tuple(matching),
        areas=tuple(areas),
        teams=tuple(one for one in all_teams if one.disbanded_on is None),
        aims=tuple(aims),
        types=tuple(backlog_pages.types(tx)),
        is_filtered=wanted.is_on,
        is_empty=not wanted.is_on and not matching and not asked.is_ranked,
        left_out=left_out,
        marks=marks,
        cut_at=_cut_at(marks, listed, around, is_first=page == 1),
        total=total,
        first=first,
    )


def _cut_at(
    marks: Marks, rows: Sequence[Item], around: Sequence[Item], *, is_first: bool
) -> int | None:
    """Return the number of the row that the cut line comes before, where it is on this page.

    Where it lies between two pages it closes the first of them.
    """
    if marks.cut is None or not rows:
        return None
    above = sum(item.rank <= marks.cut.rank for item in rows)
    if above == 0:
        return 0 if is_first else None
    is_last = around[-1] is rows[-1]
    if above == len(rows) and not is_last and around[-1].rank <= marks.cut.rank:
        return None
    return above


def export(
    tx: Tx, viewer: Viewer, asked: Asked, *, cycle_id: int | None
) -> Iterator[tuple[Any, ...]]:
    """Yield the wanted items as the rows of a file, under COLUMNS; one query feeds them."""
    areas, all_teams = teams.all_areas(tx), teams.all_teams(tx)
    head = backlog_marks.head_in_view(tx, viewer, cycle_id) if asked.plan else None
    aims = backlog_pages.aims_of_cycle(tx, cycle_id)
    wanted = _filter(tx, asked, areas, all_teams, aims=aims, head=head)
    area_names = {one.id: one.name for one in areas}
    team_names = {one.id: one.name for one in all_teams}
    for item, parent_key in backlog_pages.every(tx, wanted):
        yield (
            item.rank,
            item.key,
            item.level.value,
            item.type,
            item.title,
            parent_key,
            area_names.get(item.area_id or NOBODY),
            team_names.get(item.team_id or NOBODY),
            item.status,
            item.category.value,
            item.resolution,
            item.priority,
            item.points,
            item.kind_of_work,
            item.earliest_on,
            item.latest_on,
            item.due_on,
            item.created_at,
            item.resolved_at,
        )


COLUMNS = (
    *("Rank", "Key", "Level", "Type", "Title", "Parent", "Area", "Team", "Status", "Category"),
    *("Resolution", "Priority", "Points", "Kind of work", "Earliest", "Latest", "Due"),
    *("Created", "Resolved"),
)


def _filter(
    tx: Tx,
    asked: Asked,
    areas: Sequence[Area],
    all_teams: Sequence[Team],
    *,
    aims: Sequence[Aim],
    head: PlanHead | None,
) -> Filter:
    return Filter(
        text=asked.text,
        area_id=_id_of("area", asked.area, {one.slug: one.id for one in areas}),
        team_id=_id_of("team", asked.team, {one.slug: one.id for one in all_teams}),
        level=asked.level,
        category=asked.category,
        objective_id=_id_of(
            "objective", asked.objective, {one.code: one.objective_id for one in aims}
        ),
        parent_id=_epic_id(tx, asked.epic) if asked.epic else None,
        type=asked.type,
        is_ranked=asked.is_ranked,
        plan_id=head.id if head else NOBODY,
        is_in={IN: True, OUT: False}.get(asked.plan),
    )


def _epic_id(tx: Tx, key: str) -> int:
    """Return the item of a key; a key that is still being typed names nothing and matches none."""
    found = backlog.items_by_key(tx, [key])
    return found[key].id if key in found else NO_ITEM


def _id_of(kind: str, slug: str, ids: Mapping[str, int]) -> int | None:
    if not slug:
        return None
    if slug == WITHOUT and kind != "objective":
        return NOBODY
    if slug not in ids:
        raise NotFound(kind, slug)
    return ids[slug]


def _tree(
    tx: Tx, wanted: Filter, asked: Asked, first: int
) -> tuple[list[tuple[Item, int, bool]], int]:
    """Return the page's rows in order, each with its depth and whether it is context."""
    lines = backlog_pages.lines(tx, wanted, limit=PAGE, offset=first)
    there = {item.id for item in lines}
    missing = {i.parent_id for i in lines if i.parent_id is not None} - there
    continued = backlog.items_by_id(tx, missing)
    # A search opens what it found; else the rows that the address names are open.
    is_search = bool(
        asked.text or asked.category or asked.team or asked.level or asked.epic or asked.type
    )
    opened = [
        item.id
        for item in lines
        if item.level is not Level.INITIATIVE and (is_search or item.key in asked.open_keys)
    ]
    parts = backlog_pages.parts(tx, opened, wanted, limit=MOST_PARTS + 1) if opened else {}
    rows: list[tuple[Item, int, bool]] = []
    shown = 0
    for item in lines:
        above = continued.pop(item.parent_id, None) if item.parent_id is not None else None
        if above is not None:
            rows.append((above, 0, True))
        depth = 0 if item.level is Level.INITIATIVE or item.parent_id is None else 1
        rows.append((item, depth, False))
        for part in parts.get(item.id, ())[: MOST_PARTS - shown]:
            rows.append((part, depth + 1, False))
            shown += 1
    return rows, max(0, sum(map(len, parts.values())) - shown) if shown >= MOST_PARTS else 0


def _lines(
    tx: Tx,
    viewer: Viewer,
    rows: Sequence[tuple[Item, int, bool]],
    *,
    cycle_id: int | None,
    areas: Sequence[Area],
    all_teams: Sequence[Team],
    around: Sequence[Item],
) -> tuple[Line, ...]:
    ids = [item.id for item, _, _ in rows]
    places = backlog_pages.places(tx, ids)
    sums = backlog_pages.sums(tx, ids)
    aims = backlog_pages.aims(tx, ids, cycle_id)
    area_of = {one.id: one for one in areas}
    team_of = {one.id: one for one in all_teams}
    above, below = _neighbours(around or [item for item, _, _ in rows], is_list=bool(around))
    opened = {item.parent_id for item, _, _ in rows if item.level is Level.STORY}
    return tuple(
        Line(
            item=item,
            depth=depth,
            place=places.get(item.id),
            area=area_of.get(item.area_id or NOBODY),
            team=team_of.get(item.team_id or NOBODY),
            aims=tuple(aims.get(item.id, ())),
            sums=sums.get(item.id, Sums()),
            is_open=item.level is Level.EPIC and item.id in opened,
            is_context=is_context,
            may_move=may(viewer, Deed.MOVE_ITEM, thing_of(item)),
            above=above.get(item.id),
            below=below.get(item.id),
        )
        for item, depth, is_context in rows
    )


def _neighbours(items: Sequence[Item], *, is_list: bool) -> tuple[dict[int, Item], dict[int, Item]]:
    """Return for each row the row of its level above it and below; of its parent in a tree."""
    above: dict[int, Item] = {}
    below: dict[int, Item] = {}
    last: dict[tuple[Level, int | None], Item] = {}
    for item in items:
        group = (item.level, None if is_list else item.parent_id)
        if group in last:
            above[item.id] = last[group]
            below[last[group].id] = item
        last[group] = item
    return above, below
