"""The rules of a plan as rows of the story-level model, one function a rule."""

from collections import Counter
from collections.abc import Mapping

from portfolio.planning.hall import parts
from portfolio.planning.numbered import Slot
from portfolio.planning.variables import Block, Terms


def add_rules(block: Block) -> None:
    """Add every rule that the free items could break."""
    if block.seated:
        keep_capacity(block)
        limit_epics_at_work(block)
    else:
        keep_group_capacity(block)
        limit_epics_of_groups(block)
    keep_order(block)
    finish_epics(block)
    finish_musts(block)
    keep_shares(block)


def keep_capacity(block: Block) -> None:
    """The points planned in a team and sprint are at most its capacity."""
    wanted: dict[Slot, Terms] = {}
    most: Counter[Slot] = Counter()
    for item, span in block.span.items():
        points = block.grid.points[item]
        for team in span.teams if points else ():
            for sprint in range(span.first, span.last + 1):
                terms = block.at(item, (team, sprint))
                wanted.setdefault((team, sprint), []).extend((c, f * points) for c, f in terms)
                most[team, sprint] += points
    for slot, terms in wanted.items():
        room = block.room[slot[0]][slot[1]]
        if most[slot] > room:
            block.model.row([c for c, _ in terms], [f for _, f in terms], most=room)


def keep_group_capacity(block: Block) -> None:
    """What only a group of teams can do in a sprint fits in what they have in it."""
    grid = block.grid
    for part in parts(grid, block.span):
        members = [item for item in block.span if set(grid.teams[item]) <= part.teams]
        for group in part.groups:
            inside = [n for n in members if grid.points[n] and set(grid.teams[n]) <= group]
            for sprint in range(grid.sprints):
                rooms = [block.room[team][sprint] for team in group]
                terms = [
                    (column, factor * grid.points[item])
                    for item in inside
                    for column, factor in block.in_sprint(item, sprint)
                ]
                if sum(factor for _, factor in terms if factor > 0) > sum(rooms):
                    names = [column for column, _ in terms]
                    block.model.row(names, [factor for _, factor in terms], most=sum(rooms))
                _round_off(block, inside, rooms, sprint)


def _round_off(block: Block, inside: list[int], rooms: list[int], sprint: int) -> None:
    """Count only how often a size fits: large items can't share what is left over."""
    grid = block.grid
    sizes = {grid.points[item] for item in inside}
    for size in sorted(sizes):
        most = sum(room // size for room in rooms)
        if size * 8 * len(rooms) < sum(rooms) or size * most == sum(rooms):
            continue
        terms = [
            (column, factor * (grid.points[item] // size))
            for item in inside
            if grid.points[item] >= size
            for column, factor in block.in_sprint(item, sprint)
        ]
        if sum(factor for _, factor in terms if factor > 0) > most:
            names = [column for column, _ in terms]
            block.model.row(names, [factor for _, factor in terms], most=float(most))


def keep_order(block: Block) -> None:
    """A planned item's predecessor is planned too, a lag before."""
    for item, span in block.span.items():
        for earlier, lag in block.grid.before[item]:
            if earlier not in block.span:
                continue
            for sprint in range(span.first, span.last + 1):
                _implies(block, block.by(item, sprint), block.by(earlier, sprint - lag))


def finish_epics(block: Block) -> None:
    """An epic is finished by a sprint only when all it needs is planned by then."""
    for epic, steps in block.done.items():
        needs = [item for item in block.grid.needs[epic] if item in block.span]
        final = _final(block, needs)
        for n, step in enumerate(steps):
            sprint = block.from_sprint[epic] + n
            for item in final:
                _implies(block, step, block.by(item, sprint))
        if _rises(block.grid.epic_worth[epic]):
            _finish_no_later(block, epic, needs)


def finish_musts(block: Block) -> None:
    """A mandatory epic is finished."""
    for epic in block.grid.must_epics:
        if epic in block.done:
            block.model.fix(block.done[epic][-1], 1.0)


def keep_shares(block: Block) -> None:
    """The points of a category are at least and at most their share."""
    for quota in block.grid.quotas:
        free = [item for item in quota.items if item in block.span]
        spent = sum(block.grid.points[n] for n in quota.items if block.held[n] is not None)
        whole = sum(block.grid.points[item] for item in free)
        if spent >= quota.least and spent + whole <= quota.most:
            continue
        columns = [block.step[item][-1] for item in free]
        factors = [float(block.grid.points[item]) for item in free]
        if not columns or quota.least > quota.most:
            block.impossible = True
            continue
        block.model.row(columns, factors, least=quota.least - spent, most=quota.most - spent)


def limit_epics_at_work(block: Block) -> None:
    """In a sprint a team has planned items of at most so many epics."""
    grid = block.grid
    busy: dict[Slot, set[int]] = {}
    for item, slot in enumerate(block.held):
        epic = grid.epic_of[item]
        if slot is not None and epic is not None and grid.wip[slot[0]] is not None:
            busy.setdefault(slot, set()).add(epic)
    at_work: dict[Slot, dict[int, int]] = {}
    for item in block.span:
        epic = grid.epic_of[item]
        if epic is not None:
            _put_at_work(block, item, epic, (busy, at_work))
    for slot, columns in at_work.items():
        left = (grid.wip[slot[0]] or 0) - len(busy.get(slot, ()))
        if len(columns) > left:
            block.model.row(list(columns.values()), [1.0] * len(columns), most=left)


def limit_epics_of_groups(block: Block) -> None:
    """In a sprint what only limited teams can do is of as many epics as they may have at most."""
    grid = block.grid
    kinds = {frozenset(span.teams) for item, span in block.span.items() if grid.points[item]}
    groups = {one for one in kinds if all(grid.wip[team] is not None for team in one)}
    groups |= {one | other for one in groups for other in groups if one & other}
    for group in sorted(groups, key=sorted):
        most = sum(grid.wip[team] or 0 for team in group)
        inside: dict[int, list[int]] = {}
        for item, span in block.span.items():
            epic = grid.epic_of[item]
            if epic is not None and span.teams and set(span.teams) <= group:
                inside.setdefault(epic, []).append(item)
        if len(inside) > most:
            _limit_group(block, inside, most)


def _limit_group(block: Block, inside: Mapping[int, list[int]], most: int) -> None:
    for sprint in range(block.grid.sprints):
        at_work = []
        for items in inside.values():
            terms = [found for item in items if (found := block.in_sprint(item, sprint))]
            if not terms:
                continue
            column = block.model.column()
            at_work.append(column)
            for one in terms:
                block.model.row(
                    [*(c for c, _ in one), column], [*(f for _, f in one), -1.0], most=0
                )
        if len(at_work) > most:
            block.model.row(at_work, [1.0] * len(at_work), most=float(most))


def _put_at_work(
    block: Block,
    item: int,
    epic: int,
    seen: tuple[dict[Slot, set[int]], dict[Slot, dict[int, int]]],
) -> None:
    busy, at_work = seen
    span = block.span[item]
    for team in span.teams:
        for sprint in range(span.first, span.last + 1):
            terms = block.at(item, (team, sprint))
            held = epic in busy.get((team, sprint), ())
            if block.grid.wip[team] is None or not terms or held:
                continue
            columns = at_work.setdefault((team, sprint), {})
            if epic not in columns:
                columns[epic] = block.model.column()
            names = [*(c for c, _ in terms), columns[epic]]
            block.model.row(names, [*(f for _, f in terms), -1.0], most=0)


def _implies(block: Block, column: int | None, other: int | None) -> None:
    if column is None or column == other:
        return
    if other is None:
        block.model.fix(column, 0.0)
    else:
        block.model.at_most(column, other)


def _final(block: Block, needs: list[int]) -> list[int]:
    """Return the needed items that no other needed one comes after."""
    inside = set(needs)
    covered = {earlier for item in needs for earlier, _ in block.grid.before[item]}
    return [item for item in needs if item not in covered & inside]


def _rises(worth: tuple[float, ...]) -> bool:
    return any(late > early for early, late in zip(worth, worth[1:], strict=False))


def _finish_no_later(block: Block, epic: int, needs: list[int]) -> None:
    """Where waiting would pay, an epic is finished as soon as its last item is."""
    for n, step in enumerate(block.done[epic]):
        columns = [block.by(item, block.from_sprint[epic] + n) for item in needs]
        known = [column for column in columns if column is not None]
        if len(known) == len(columns):
            block.model.row([*known, step], [1.0] * len(known) + [-1.0], most=float(len(known) - 1))
