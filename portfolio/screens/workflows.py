"""Workflows: each team's statuses, what they are counted as, and what nobody mapped."""

from dataclasses import dataclass
from itertools import groupby

from portfolio.domain.backlog import Category
from portfolio.domain.errors import NotFound
from portfolio.domain.people import Deed, Thing, Viewer, may
from portfolio.domain.teams import Team
from portfolio.store import statuses, teams
from portfolio.store.statuses import StatusUse
from portfolio.store.unit import Tx

PRODUCT = "product"  # in the query: the items without a team, and the standard of all


@dataclass(frozen=True, slots=True)
class StatusLine:
    """A status of a team's items."""

    team: Team | None
    status: str
    counts: tuple[tuple[Category, int], ...]
    mapped: Category | None
    by_product: bool  # mapped for every team, not by this one
    version: int | None  # of the team's own mapping

    @property
    def items(self) -> int:
        """How many items have it."""
        return sum(count for _, count in self.counts)

    @property
    def most(self) -> Category:
        """What most of its items are counted as."""
        return max(self.counts, key=lambda one: one[1])[0]


@dataclass(frozen=True, slots=True)
class Workflows:
    """Everything the page shows."""

    lines: tuple[StatusLine, ...]
    team: Team | None
    is_product: bool
    teams: tuple[Team, ...]
    may_edit: bool
    editable: frozenset[int]  # the teams whose statuses the viewer may map

    @property
    def unmapped(self) -> tuple[StatusLine, ...]:
        """The lines that nobody mapped: they go by what the tracker says."""
        return tuple(line for line in self.lines if line.mapped is None)


def load(tx: Tx, viewer: Viewer, slug: str = "") -> Workflows:
    """Read the statuses of one team, of the items without one, or of all; raise NotFound."""
    every = teams.all_teams(tx)
    team = next((one for one in every if one.slug == slug), None)
    if slug and slug != PRODUCT and team is None:
        raise NotFound("team", slug)
    standard = statuses.product_mappings(tx)
    uses = statuses.uses(tx, team.id if team else None)
    by_id = {one.id: one for one in every}
    lines = [
        _line(list(group), by_id, standard)
        for _, group in groupby(uses, key=lambda use: (use.team_id, use.status))
    ]
    if slug == PRODUCT:
        lines = [line for line in lines if line.team is None]
    own = frozenset({team.id}) if team else frozenset()
    lines.sort(key=lambda line: line.mapped is not None)  # what nobody mapped first
    return Workflows(
        lines=tuple(lines),
        team=team,
        is_product=slug == PRODUCT,
        teams=tuple(one for one in every if one.disbanded_on is None),
        may_edit=bool(slug) and may(viewer, Deed.EDIT_TEAM, Thing(team_ids=own)),
        editable=frozenset(
            one.id
            for one in every
            if may(viewer, Deed.EDIT_TEAM, Thing(team_ids=frozenset({one.id})))
        ),
    )


def _line(
    uses: list[StatusUse], by_id: dict[int, Team], standard: dict[str, tuple[Category, int]]
) -> StatusLine:
    first = uses[0]
    own, version = first.mapped, first.version
    general = standard.get(first.status.lower())
    if first.team_id is None and general is not None:
        own, version = general
    return StatusLine(
        team=by_id.get(first.team_id) if first.team_id is not None else None,
        status=first.status,
        counts=tuple((use.category, use.count) for use in uses),
        mapped=own or (general[0] if general else None),
        by_product=own is None and general is not None,
        version=version,
    )
