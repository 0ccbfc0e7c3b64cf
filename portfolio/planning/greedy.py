"""Plans by a simple rule, one epic after the other: by rank, by WSJF, by density anew."""

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from portfolio.planning.numbered import Numbered, Slot, Where
from portfolio.planning.sheet import Sheet

_MOST_PAIRS = 200_000
METHODS = ("rank", "wsjf", "greedy")
Bundle = tuple[int | None, int | None]  # an epic, or a loose item


def greedy(grid: Numbered, method: str, *, started: Where | None = None) -> Where | None:
    """Return a placement by one of METHODS that keeps every rule, None where it finds none.

    What has to be planned goes first. Where the shares demanded are missed, their categories go
    first in a second attempt. `started` is a placement to start from.
    """
    for eager in (False, True):
        sheet = _with_musts(grid, started)
        if sheet is None:
            return None
        if eager:
            _fill_shares(sheet)
        _STEPS[method](sheet)
        if not sheet.shares_met():
            _fill_shares(sheet)
        if sheet.shares_met():
            return sheet.where
    return None


def chosen_first(
    grid: Numbered, epics: Sequence[int], dear: Mapping[Slot, int]
) -> tuple[Where | None, list[int]]:
    """Return a placement that takes these epics first, in this order, and those it has no room for.

    Work goes to the least `dear` of the teams that can do it in a sprint.
    """
    missed: list[int] = []
    for eager in (False, True):
        sheet = _with_musts(grid, None)
        if sheet is None:
            break
        sheet.dear = dear
        if eager:
            _fill_shares(sheet)
        missed = [epic for epic in epics if not _place(sheet, (epic, None))]
        _by_density(sheet)
        if not sheet.shares_met():
            _fill_shares(sheet)
        if sheet.shares_met():
            return sheet.where, missed
    return None, missed


def _with_musts(grid: Numbered, started: Where | None) -> Sheet | None:
    for tightest_first in (False, True):
        sheet = Sheet(grid)
        if started is not None:
            _put_pins(sheet)
            sheet.load(started)
        if _put_musts(sheet, tightest_first=tightest_first) and sheet.musts_met():
            return sheet
    return None


def _put_musts(sheet: Sheet, *, tightest_first: bool) -> bool:
    grid = sheet.grid
    _put_pins(sheet)
    epics = sorted(grid.must_epics, key=lambda epic: grid.deadline[epic])
    if tightest_first:
        items = sorted(grid.must_items, key=lambda n: (_deadline(grid, n), -grid.points[n]))
        return all(sheet.place([n], _deadline(grid, n)) is not None for n in items)
    for epic in epics:
        if sheet.place(grid.needs[epic], grid.deadline[epic]) is None:
            return False
    items = sorted(grid.must_items, key=lambda n: grid.place_in_order[n])
    return all(sheet.place([n], grid.last[n]) is not None for n in items)


def _put_pins(sheet: Sheet) -> None:
    grid = sheet.grid
    pinned = [n for n, item in enumerate(grid.problem.items) if item.pinned]
    for item in sorted(pinned, key=lambda n: grid.place_in_order[n]):
        sheet.place([item], grid.sprints - 1)


def _deadline(grid: Numbered, item: int) -> int:
    ends = [grid.deadline[e] for e in grid.epics_of[item] if e in grid.must_epics]
    return min([grid.last[item], *ends])


def _fill_shares(sheet: Sheet) -> None:
    for n, quota in enumerate(sheet.grid.quotas):
        for item in quota.items:
            if sheet.spent[n] >= quota.least:
                break
            if sheet.where[item] is None and sheet.grid.teams[item]:
                sheet.place([item], sheet.grid.sprints - 1)


def _bundles(grid: Numbered) -> Iterator[Bundle]:
    for epic in range(len(grid.needs)):
        if grid.deadline[epic] >= 0:
            yield epic, None
    for item, teams in enumerate(grid.teams):
        if teams and not grid.epics_of[item]:
            yield None, item


def _place(sheet: Sheet, bundle: Bundle) -> bool:
    epic, item = bundle
    grid = sheet.grid
    last = grid.deadline[epic] if epic is not None else grid.last[item or 0]
    return sheet.place_bundle(grid.bundle(epic, item), last) is not None


def _by_rank(sheet: Sheet) -> None:
    for bundle in _bundles(sheet.grid):
        _place(sheet, bundle)


def _by_wsjf(sheet: Sheet) -> None:
    grid = sheet.grid
    bundles = list(_bundles(grid))
    worth = {bundle: _worth_alone(grid, bundle) for bundle in bundles}
    bundles.sort(key=lambda bundle: -_density(worth[bundle], _points_left(sheet, bundle)))
    for epics_first in (True, False):
        for bundle in bundles:
            if (bundle[0] is not None) is epics_first:
                _place(sheet, bundle)


def _by_density(sheet: Sheet) -> None:
    """Take the densest bundle, counted anew after every step, until none fits.

    A density only changes where the bundle shares work or key results with what was placed, so
    an old one is checked when it comes up: capped key results only lower it; shared work that
    is already planned raises it, which is why what shares work is counted again at once.
    """
    grid = sheet.grid
    left = [1.0] * len(grid.weights)
    _spend(left, grid, (e for e in range(len(grid.needs)) if _is_done(sheet, e)))
    heap: list[tuple[float, int, Bundle]] = []
    current: dict[Bundle, float] = {}

    def offer(rank: int, bundle: Bundle) -> None:
        density = _density(_worth_now(grid, bundle, left), _points_left(sheet, bundle))
        if current.get(bundle) != density:
            current[bundle] = density
            heapq.heappush(heap, (-density, rank, bundle))

    bundles = list(_bundles(grid))
    rank = {bundle: n for n, bundle in enumerate(bundles)}
    sharing = _sharing(grid, bundles)
    for bundle in bundles:
        offer(rank[bundle], bundle)
    while heap:
        density, _, bundle = heapq.heappop(heap)
        if current.get(bundle) != -density:
            continue
        now = _density(_worth_now(grid, bundle, left), _points_left(sheet, bundle))
        if now < -density:
            offer(rank[bundle], bundle)
            continue
        del current[bundle]
        planned = _place(sheet, bundle)
        if planned and bundle[0] is not None:
            _spend(left, grid, [bundle[0]])
        for other in sharing.get(bundle, ()) if planned else ():
            if other in current:
                offer(rank[other], other)


def _sharing(grid: Numbered, bundles: list[Bundle]) -> dict[Bundle, set[Bundle]]:
    users: dict[int, list[Bundle]] = {}
    for bundle in bundles:
        for item in grid.bundle(*bundle):
            users.setdefault(item, []).append(bundle)
    found: dict[Bundle, set[Bundle]] = {}
    left = _MOST_PAIRS  # long chains share everything with everything: the widest are left out
    for group in sorted((one for one in users.values() if len(one) > 1), key=len):
        left -= len(group) ** 2
        for bundle in group if left > 0 else ():
            found.setdefault(bundle, set()).update(group)
    return found


def _spend(left: list[float], grid: Numbered, epics: Iterable[int]) -> None:
    for epic in epics:
        for key_result, part in grid.moves[epic]:
            left[key_result] = max(0.0, left[key_result] - part)


def _is_done(sheet: Sheet, epic: int) -> bool:
    return sheet.grid.deadline[epic] >= 0 and all(
        sheet.where[item] is not None for item in sheet.grid.needs[epic]
    )


def _points_left(sheet: Sheet, bundle: Bundle) -> int:
    points, where = sheet.grid.points, sheet.where
    return sum(points[item] for item in sheet.grid.bundle(*bundle) if where[item] is None)


def _worth_alone(grid: Numbered, bundle: Bundle) -> float:
    epic, item = bundle
    return grid.density_worth(epic) if epic is not None else grid.item_worth[item or 0][0]


def _worth_now(grid: Numbered, bundle: Bundle, left: list[float]) -> float:
    epic, item = bundle
    if epic is None:
        return grid.item_worth[item or 0][0]
    moved = sum(grid.weights[k] * min(left[k], part) for k, part in grid.moves[epic])
    return grid.epic_worth[epic][0] + moved


def _density(worth: float, points: int) -> float:
    return worth / points if points else (float("inf") if worth else 0.0)


_STEPS: dict[str, Callable[[Sheet], None]] = {
    "rank": _by_rank,
    "wsjf": _by_wsjf,
    "greedy": _by_density,
}
