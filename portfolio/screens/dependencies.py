"""The dependencies of a plan by pairs of teams: what is broken, tight or not planned."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portfolio.domain.backlog import Item, Level
from portfolio.domain.cycles import Cycle
from portfolio.domain.dependencies import AT_STAKE, WORST_FIRST, End, LinkState, slack, state_of
from portfolio.domain.errors import NotFound
from portfolio.domain.people import Role, Viewer
from portfolio.domain.plan_facts import Tie
from portfolio.domain.plans import Placed, PlanHead
from portfolio.domain.teams import Team
from portfolio.screens.plan import seen
from portfolio.store import backlog, cycles, planning_facts, plans, teams
from portfolio.store.unit import Tx

ALL = "all"
MOST_PARTS = 50_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: slugs of teams and a state; "" is not asked for."""

    team: str = ""
    before: str = ""
    after: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """One end of a dependency as the page shows it."""

    item: Item
    epic_key: str
    team: Team | None
    sprint: str


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A dependency: `before` must be ready `lag` sprints before `after`."""

    before: Side
    after: Side
    lag: int
    state: LinkState
    slack: int | None

    @property
    def pair(self) -> tuple[str, str]:
        """The slugs of both teams; "" for none."""
        return _slug(self.before.team), _slug(self.after.team)


@dataclass(frozen=True, slots=True)
class Pair:
    """All dependencies of one team on another."""

    before: Team | None
    after: Team | None
    counts: Mapping[LinkState, int]

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(self.counts.values())

    @property
    def worst(self) -> LinkState:
        """The worst state among them."""
        return next(one for one in WORST_FIRST if self.counts.get(one))

    @property
    def is_within(self) -> bool:
        """Whether both ends are one team's."""
        return self.before == self.after


@dataclass(frozen=True, slots=True)
class Screen:
    """Everything that the page shows; `counts` and `pairs` are of the chosen team's links."""

    head: PlanHead
    cycle: Cycle
    asked: Asked
    teams: tuple[Team, ...]
    own: tuple[Team, ...]
    counts: Mapping[LinkState, int]
    pairs: tuple[Pair, ...]
    rows: tuple[LinkRow, ...]
    outside: int  # with an end that the product does not hold

    @property
    def chosen(self) -> Team | None:
        """The team whose links are shown, where not all are."""
        return next((team for team in self.teams if team.slug == self.asked.team), None)

    @property
    def at_stake(self) -> int:
        """How many somebody planned depends on."""
        return sum(self.counts.get(one, 0) for one in AT_STAKE)

    @property
    def matrix(self) -> dict[tuple[str, str], Pair]:
        """The pairs by both slugs."""
        return {(_slug(one.before), _slug(one.after)): one for one in self.pairs}

    @property
    def in_matrix(self) -> tuple[Team, ...]:
        """The teams that any shown pair has, in their order."""
        there = {team for one in self.pairs for team in (one.before, one.after) if team}
        return tuple(team for team in self.teams if team in there)


def load(tx: Tx, viewer: Viewer, plan_id: int, asked: Asked, *, today: date) -> Screen:
    """Read the page in eight queries; a team or state that is none raises NotFound.

    A lead who asks for no team sees the links to and from the own one.
    """
    head = seen(viewer, plans.one_plan(tx, plan_id))
    cycle = cycles.cycle_by_id(tx, head.cycle_id)
    all_teams = tuple(teams.all_teams(tx))
    own = tuple(team for team in all_teams if team.id in viewer.team_ids)
    asked = _checked(asked, all_teams, own if viewer.role in (Role.LEAD, Role.MEMBER) else ())
    known = planning_facts.ties(tx)
    ties = [one for one in known if one.before_id and one.after_id]
    every = _Ends(tx, head, cycle, ties, all_teams=all_teams, today=today)
    links = [row for row in every.rows(ties) if _touches(row, asked.team)]
    wanted = [row for row in links if _is_wanted(row, asked)]
    return Screen(
        head=head,
        cycle=cycle,
        asked=asked,
        teams=all_teams,
        own=own,
        counts=Counter(row.state for row in links),
        pairs=_pairs(links),
        rows=tuple(sorted(wanted, key=_order)),
        outside=len(known) - len(ties) if not asked.team else 0,
    )


class _Ends:
    """Where a plan has the items of dependencies, read once for all of them."""

    def __init__(
        self,
        tx: Tx,
        head: PlanHead,
        cycle: Cycle,
        ties: Sequence[Tie],
        *,
        all_teams: Sequence[Team],
        today: date,
    ) -> None:
        placed = {one.item_id: one for one in plans.placed(tx, head.id)}
        ids = {one for tie in ties for one in (tie.before_id, tie.after_id) if one}
        self.items = backlog.items_by_id(tx, ids)
        epics = [one.id for one in self.items.values() if one.level is Level.EPIC]
        parts = backlog.children(tx, epics, limit=MOST_PARTS) if epics else []
        self.parts: dict[int, list[Item]] = {}
        for part in parts:
            self.parts.setdefault(part.parent_id or 0, []).append(part)
        above = {one.parent_id for one in self.items.values() if one.parent_id}
        self.parents = backlog.items_by_id(tx, above)
        self.placed: Mapping[int, Placed] = placed
        self.place_of = {sprint.id: place for place, sprint in enumerate(cycle.sprints)}
        self.names = [sprint.name for sprint in cycle.sprints]
        self.teams = {team.id: team for team in all_teams}
        over = [sprint for sprint in cycle.sprints if sprint.span.ends_on < today]
        self.running = len(over)

    def rows(self, ties: Iterable[Tie]) -> Iterator[LinkRow]:
        """Yield the dependencies that somebody still waits for."""
        for tie in ties:
            before, after = self.items.get(tie.before_id or 0), self.items.get(tie.after_id or 0)
            if before is None or after is None or not after.is_open:
                continue
            ends = self._end(before), self._end(after)
            state = state_of(*ends, lag=tie.lag, running=self.running)
            is_placed = state in AT_STAKE
            yield LinkRow(
                before=self._side(before, ends[0].last),
                after=self._side(after, ends[1].first),
                lag=tie.lag,
                state=state,
                slack=slack(*ends, lag=tie.lag, running=self.running) if is_placed else None,
            )

    def _own(self, item: Item) -> list[Item]:
        if item.level is Level.EPIC and item.id in self.parts:
            return [one for one in self.parts[item.id] if one.is_open]
        return [item]

    def _end(self, item: Item) -> End:
        own = self._own(item)
        at = [self.place_of.get(self.placed[one.id].sprint_id) for one in own if self._has(one)]
        known = [place for place in at if place is not None]
        needed = [one for one in own if not one.is_optional]
        return End(
            item.category,
            first=min(known, default=None),
            last=max(known, default=None),
            is_whole=all(self._has(one) for one in needed),
        )

    def _has(self, item: Item) -> bool:
        return item.id in self.placed

    def _side(self, item: Item, place: int | None) -> Side:
        own = [self.placed[one.id] for one in self._own(item) if self._has(one)]
        here = [one for one in own if self.place_of.get(one.sprint_id) == place] or own
        team_id = here[0].team_id if here else item.team_id
        parent = self.parents.get(item.parent_id or 0)
        is_part = parent is not None and parent.level is Level.EPIC
        return Side(
            item=item,
            epic_key=parent.key if is_part and parent else item.key,
            team=self.teams.get(team_id or 0),
            sprint=self.names[place] if place is not None else "",
        )


def _checked(asked: Asked, all_teams: Sequence[Team], own: Sequence[Team]) -> Asked:
    known = {team.slug for team in all_teams} | {ALL, ""}
    for slug in (asked.team, asked.before, asked.after):
        if slug not in known:
            raise NotFound("team", slug)
    if asked.state not in ("", ALL, *LinkState):
        raise NotFound("state", asked.state)
    is_pair = asked.before or asked.after
    team = asked.team or (own[0].slug if own and not is_pair else "")
    return Asked("" if team == ALL else team, asked.before, asked.after, asked.state)


def _touches(row: LinkRow, team: str) -> bool:
    return not team or team in row.pair


def _is_wanted(row: LinkRow, asked: Asked) -> bool:
    if asked.before and row.pair[0] != asked.before:
        return False
    if asked.after and row.pair[1] != asked.after:
        return False
    if asked.state in ("", ALL):
        return bool(asked.state) or bool(asked.before or asked.after) or row.state in AT_STAKE
    return row.state == asked.state


def _pairs(links: Iterable[LinkRow]) -> tuple[Pair, ...]:
    found: dict[tuple[str, str], tuple[LinkRow, Counter[LinkState]]] = {}
    for row in links:
        _, counts = found.setdefault(row.pair, (row, Counter()))
        counts[row.state] += 1
    pairs = [Pair(row.before.team, row.after.team, counts) for row, counts in found.values()]
    return tuple(
        sorted(pairs, key=lambda one: (*(-one.counts.get(state, 0) for state in WORST_FIRST),))
    )


def _order(row: LinkRow) -> tuple[int, str, int]:
    return WORST_FIRST.index(row.state), row.after.sprint or "S99", row.before.item.rank


def _slug(team: Team | None) -> str:
    return team.slug if team else ""
