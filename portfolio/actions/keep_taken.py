"""Keep what changed in what teams took: the rows, and one entry of the trail that can be undone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from portfolio.domain.backlog import Item
from portfolio.domain.cycles import Cycle, Sprint
from portfolio.domain.errors import NotFound
from portfolio.domain.people import Viewer
from portfolio.domain.taken_parts import Parts, written
from portfolio.domain.teams import Team
from portfolio.store import cycles, taken, teams, trail
from portfolio.store.unit import Tx


@dataclass(frozen=True, slots=True)
class Planning:
    """A team's planning of one sprint: where it is, and what it is called."""

    cycle: Cycle
    sprint: Sprint
    team: Team
    slugs: Mapping[int, str]
    today: date

    @property
    def open_ids(self) -> list[int]:
        """The sprints that have not ended, and this one: among them an item is taken only once."""
        first = min(self.today, self.sprint.span.starts_on)
        return [one.id for one in self.cycle.sprints if one.span.ends_on >= first]

    @property
    def sprint_names(self) -> dict[int, str]:
        """The names of the quarter's sprints, by id."""
        return {one.id: one.name for one in self.cycle.sprints}


def planning_of(tx: Tx, team_id: int, sprint_id: int, *, now: datetime) -> Planning:
    """Return where a team plans a sprint; raise NotFound."""
    for cycle in cycles.all_cycles(tx):
        for sprint in cycle.sprints:
            if sprint.id == sprint_id:
                known = {team.id: team for team in teams.all_teams(tx)}
                if team_id not in known:
                    raise NotFound("team", team_id)
                slugs = {team.id: team.slug for team in known.values()}
                return Planning(cycle, sprint, known[team_id], slugs, now.date())
    raise NotFound("sprint", sprint_id)


def keep_taken(
    tx: Tx,
    by: Viewer,
    deed: str,
    planning: Planning,
    *,
    items: Mapping[int, Item],
    before: Mapping[int, Parts],
    after: Mapping[int, Parts],
    now: datetime,
    reason: str = "",
) -> int:
    """Store what changed and return the number of its entry on the trail."""
    taken.replace_parts(tx, before, after, account_id=by.account_id, now=now)
    return trail.record(
        tx,
        by,
        deed,
        f"team:{planning.team.slug}",
        now=now,
        before=told(planning, items, before),
        after=told(planning, items, after),
        reason=reason,
    )


def told(
    planning: Planning, items: Mapping[int, Item], parts: Mapping[int, Parts]
) -> dict[str, object]:
    """Return parts as the trail tells them, by the items' keys."""
    names = planning.sprint_names
    return {
        "cycle": planning.cycle.name,
        "sprint": planning.sprint.name,
        **{
            items[one].key: written(parts.get(one, ()), planning.slugs, names)
            for one in sorted(items)
        },
    }
