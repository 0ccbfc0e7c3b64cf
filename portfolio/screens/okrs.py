"""The tree of a cycle's objectives and key results, as it stands on a day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from portfolio.domain.contributions import AttachedCount
from portfolio.domain.cycles import Cycle
from portfolio.domain.forecasts import Forecast, Kind, Record
from portfolio.domain.okrs import KeyResult, Objective, Status, Tree
from portfolio.domain.people import Deed, Thing, Viewer, may
from portfolio.domain.standing import (
    CycleStanding,
    KeyResultStanding,
    ObjectiveStanding,
    expected_path,
    score_path,
    standing_of,
    weekly,
)
from portfolio.domain.teams import Area, Team
from portfolio.store import contributions, forecasts, okr_scopes, okrs, teams
from portfolio.store.unit import Tx

NOTHING = AttachedCount()


@dataclass(frozen=True, slots=True)
class Filters:
    """What the page is narrowed to; it stands in the address."""

    area: str = ""
    status: str = ""
    is_mine: bool = False

    @property
    def is_open(self) -> bool:
        """Whether nothing is left out."""
        return self == Filters()


@dataclass(frozen=True, slots=True)
class Path:
    """A score week by week over the whole cycle, and what was expected; None is to come."""

    scores: tuple[float | None, ...]
    expected: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class KeyResultRow:
    """A key result in the tree."""

    number: int
    standing: KeyResultStanding
    path: Path
    attached: AttachedCount
    team: Team | None
    may_check_in: bool

    @property
    def who(self) -> str:
        """The owner and the team, once where they have the same name."""
        names = (self.standing.key_result.owner, self.team.name if self.team else "")
        return ", ".join(dict.fromkeys(name for name in names if name))


@dataclass(frozen=True, slots=True)
class Block:
    """An objective with its key results; `number` is that of the branch, which has the colour."""

    number: int
    depth: int
    standing: ObjectiveStanding
    path: Path
    area: Area | None
    team: Team | None
    rows: tuple[KeyResultRow, ...]
    may_edit: bool


@dataclass(frozen=True, slots=True)
class Screen:
    """The page of all objectives."""

    cycle: Cycle
    on: date
    standing: CycleStanding
    blocks: tuple[Block, ...]
    areas: tuple[Area, ...]
    filters: Filters
    forecasts: Mapping[tuple[Kind, int], Forecast] = field(default_factory=dict)
    records: Mapping[Kind, Record] = field(default_factory=dict)

    def foreseen(self, part: Objective | KeyResult) -> Forecast | None:
        """Return the newest forecast of a part's score by the day; None where there is none."""
        kind = Kind.OBJECTIVE if isinstance(part, Objective) else Kind.KEY_RESULT_SCORE
        return self.forecasts.get((kind, part.id))

    def count(self, *statuses: Status) -> int:
        """Return how many key results of the cycle have one of the statuses."""
        return sum(one.status in statuses for one in self.standing.every_key_result())

    @property
    def worst(self) -> KeyResultStanding | None:
        """The key result that is furthest behind what was expected, where one is."""
        behind = [one for one in self.standing.every_key_result() if one.status.badness]
        return max(behind, key=lambda one: (one.status.badness, -(one.score or 0)), default=None)

    @property
    def stale(self) -> int:
        """How many key results wait for a check-in."""
        return sum(one.is_stale for one in self.standing.every_key_result())


def load(
    tx: Tx, viewer: Viewer, cycle: Cycle, *, on: date, filters: Filters | None = None
) -> Screen:
    """Read the tree in a fixed number of queries, whatever its size."""
    standing = standing_of(okrs.tree(tx, cycle.id, on=on))
    names = Names(tx)
    counts = contributions.counts(tx, cycle.id)
    ids = [one.key_result.id for one in standing.every_key_result()]
    scopes = okr_scopes.of_key_results(tx, ids)
    blocks = [
        block_of(
            one,
            standing.tree,
            number=number,
            depth=depth,
            viewer=viewer,
            names=names,
            counts=counts,
            scopes=scopes,
        )
        for number, branch in enumerate(standing.objectives, start=1)
        for depth, one in _with_depth(branch)
    ]
    filters = filters or Filters()
    return Screen(
        cycle=cycle,
        on=on,
        standing=standing,
        blocks=tuple(one for block in blocks if (one := _kept(block, filters, viewer))),
        areas=tuple(names.areas.values()),
        filters=filters,
        forecasts=forecasts.latest(tx, cycle.id, on=on),
        records=forecasts.records(tx, (Kind.OBJECTIVE, Kind.KEY_RESULT_SCORE), on=on),
    )


@dataclass(slots=True)
class Names:
    """Areas and teams by id, read once a page."""

    tx: Tx
    areas: dict[int, Area] = field(init=False)
    teams: dict[int, Team] = field(init=False)

    def __post_init__(self) -> None:
        self.areas = {one.id: one for one in teams.all_areas(self.tx)}
        self.teams = {one.id: one for one in teams.all_teams(self.tx)}

    def area_of(self, objective: Objective) -> Area | None:
        """Return the area of an objective: its own, else that of its team."""
        team = self.teams.get(objective.team_id or 0)
        return self.areas.get(objective.area_id or (team.area_id if team else 0) or 0)


def block_of(
    one: ObjectiveStanding,
    tree: Tree,
    *,
    number: int,
    depth: int,
    viewer: Viewer,
    names: Names,
    counts: Mapping[int, AttachedCount],
    scopes: Mapping[int, Thing],
) -> Block:
    """Return an objective as the pages show it."""
    area = names.area_of(one.objective)
    own = Thing(area_ids=frozenset({area.id} if area else ()))
    return Block(
        number=number,
        depth=depth,
        standing=one,
        path=path_of(tree, one.objective),
        area=area,
        team=names.teams.get(one.objective.team_id or 0),
        rows=tuple(
            KeyResultRow(
                number=number,
                standing=row,
                path=path_of(tree, row.key_result),
                attached=counts.get(row.key_result.id, NOTHING),
                team=names.teams.get(row.key_result.team_id or one.objective.team_id or 0),
                may_check_in=may(viewer, Deed.CHECK_IN, scopes[row.key_result.id]),
            )
            for row in one.key_results
        ),
        may_edit=may(viewer, Deed.EDIT_OKRS, own),
    )


def path_of(tree: Tree, part: Objective | KeyResult) -> Path:
    """Return the weeks of a part: the scores until the day of the tree, the curve to the end."""
    span = tree.cycle.span
    days = weekly(span, span.ends_on)
    until = [day for day in days if day <= tree.on]
    scores = score_path(tree, part, until)
    to_come = [None] * (len(days) - len(until))
    return Path((*scores, *to_come), tuple(expected_path(tree, part, days)))


def _with_depth(branch: ObjectiveStanding, depth: int = 0) -> list[tuple[int, ObjectiveStanding]]:
    under = [found for child in branch.children for found in _with_depth(child, depth + 1)]
    return [(depth, branch), *under]


def _kept(block: Block, filters: Filters, viewer: Viewer) -> Block | None:
    """Return what the filters leave of an objective; None for nothing."""
    if filters.is_open:
        return block
    if filters.area and (block.area is None or block.area.slug != filters.area):
        return None
    rows = [
        row
        for row in block.rows
        if (not filters.status or _has(row.standing, filters.status))
        and (not filters.is_mine or row.standing.key_result.account_id == viewer.account_id)
    ]
    if not rows and (filters.status or filters.is_mine):
        return None
    return Block(
        **{name: getattr(block, name) for name in Block.__dataclass_fields__}
        | {"rows": tuple(rows)}
    )


def _has(standing: KeyResultStanding, status: str) -> bool:
    return standing.is_stale if status == "stale" else standing.status == status
