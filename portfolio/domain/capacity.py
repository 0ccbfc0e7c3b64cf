"""Capacity: from who works when, and what was delivered, to what each team can take."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from portfolio.domain.cycles import Cycle, Sprint
from portfolio.domain.person_days import Days, Staff, days_by_team, staff_of, working_days
from portfolio.domain.rates import (
    FEWEST_SPRINTS,
    Delivered,
    Learned,
    Rate,
    finished_sprints,
    learn_from_fortnights,
    learn_from_sprints,
    median_of,
    rate_of,
)
from portfolio.domain.team_capacity import Notice, Source, SprintCapacity, TeamCapacity
from portfolio.domain.team_moves import TeamMove, switching
from portfolio.domain.teams import Focus, Membership, Team, focus_on


@dataclass(frozen=True, slots=True)
class CapacityFacts:
    """Everything that the capacity of all teams over a cycle is computed from."""

    cycle: Cycle
    today: date
    teams: tuple[Team, ...] = ()
    calendar: tuple[Sprint, ...] = ()  # every sprint, in the order of time
    staff: Staff = field(default_factory=Staff)
    focus: tuple[Focus, ...] = ()
    delivered: tuple[Delivered, ...] = ()  # of the last half year
    first_delivered_on: Mapping[int, date] = field(default_factory=dict)  # by team
    median_points: float = 1.0  # the product's, an item
    moves: tuple[TeamMove, ...] = ()

    @property
    def known_until(self) -> date:
        """The first day of which nothing may be learned: today, or the day after the cycle."""
        return min(self.today, self.cycle.span.ends_on + timedelta(days=1))

    @property
    def fortnights_until(self) -> date:
        """The day that the fortnights of a team without people lead up to."""
        return min(self.today, self.cycle.span.starts_on)


def capacities(facts: CapacityFacts, *, left_from: date | None = None) -> dict[int, TeamCapacity]:
    """Return the capacity of every team over the cycle, by the team's id.

    With `left_from` only the days from that one on count: what is left of a running cycle.
    """
    facts = _until_their_end(facts)
    finished = finished_sprints(facts.calendar, facts.known_until)
    past = [working_days(sprint.span) for sprint in finished]
    spans = [working_days(one.span, left_from=left_from) for one in facts.cycle.sprints]
    both = days_by_team(facts.staff, [*past, *spans])
    days = {team_id: own[len(past) :] for team_id, own in both.items()}
    delivered = _by_team(facts.delivered)
    learned = _learned(facts, finished, both, delivered)
    rates = {
        team_id: rate_of(own, facts.median_points)
        for team_id, own in learned.items()
        if len(own) >= FEWEST_SPRINTS
    }
    costs = switching(facts.moves, facts.calendar)
    found: dict[int, TeamCapacity] = {}
    for team in facts.teams:
        known = _rate_for(team, facts.teams, rates) if team.id in days else None
        if known is not None:
            own = learned.get(team.id, ())
            bare = _from_people(facts, team, days[team.id], known=known, learned=own)
        else:
            bare = _from_history(facts, team, delivered[team.id], spans)
            bare = _with_days(facts, bare, days[team.id]) if team.id in days else bare
        found[team.id] = _less_switching(bare, costs)
    return found


def capacities_of(
    facts: CapacityFacts, team_ids: Collection[int], *, left_from: date | None = None
) -> dict[int, TeamCapacity]:
    """Return what capacities() says of some teams; the others are only looked at for a rate."""
    staff = staff_of(facts.staff, team_ids)
    teams = tuple(team for team in facts.teams if team.id in team_ids)
    found = capacities(replace(facts, staff=staff, teams=teams), left_from=left_from)
    staffed = {one.team_id for one in staff.memberships}
    if any(found[team_id].source is not Source.OWN for team_id in staffed & found.keys()):
        every = capacities(facts, left_from=left_from)
        return {team_id: every[team_id] for team_id in found}
    return found


def _until_their_end(facts: CapacityFacts) -> CapacityFacts:
    """Nobody works for a team from the day on which it is no more."""
    ends = {team.id: team.disbanded_on for team in facts.teams if team.disbanded_on}
    if not ends:
        return facts

    def cut(one: Membership) -> Membership | None:
        end = ends.get(one.team_id)
        if end is None or (one.ends_on and one.ends_on < end):
            return one
        if one.starts_on and one.starts_on >= end:
            return None
        return replace(one, ends_on=end - timedelta(days=1))

    own = tuple(kept for one in facts.staff.memberships if (kept := cut(one)) is not None)
    return replace(facts, staff=replace(facts.staff, memberships=own))


def _less_switching(found: TeamCapacity, costs: Mapping[tuple[int, date], float]) -> TeamCapacity:
    own = [costs.get((found.team.id, one.sprint.span.starts_on), 0.0) for one in found.sprints]
    if not any(own):
        return found
    sprints = tuple(
        replace(one, switching=cost, points=one.points * (1 - cost), items=one.items * (1 - cost))
        if cost
        else one
        for one, cost in zip(found.sprints, own, strict=True)
    )
    return replace(found, sprints=sprints, warnings=(*found.warnings, Notice.SWITCHING))


def _by_team(delivered: Sequence[Delivered]) -> defaultdict[int, list[Delivered]]:
    found: defaultdict[int, list[Delivered]] = defaultdict(list)
    for one in delivered:
        found[one.team_id].append(one)
    return found


def _learned(
    facts: CapacityFacts,
    finished: Sequence[Sprint],
    days: Mapping[int, Sequence[Days]],
    delivered: Mapping[int, list[Delivered]],
) -> dict[int, tuple[Learned, ...]]:
    return {
        team_id: learn_from_sprints(
            finished,
            [
                own.available * focus_on(facts.focus, team_id, sprint.span.starts_on)
                for own, sprint in zip(of_team, finished, strict=False)  # the past comes first
            ],
            delivered.get(team_id, ()),
            first_on=facts.first_delivered_on.get(team_id),
        )
        for team_id, of_team in days.items()
    }


def _rate_for(
    team: Team, teams: Sequence[Team], rates: Mapping[int, Rate | None]
) -> tuple[Rate, Source] | None:
    own = rates.get(team.id)
    if own is not None:
        return own, Source.OWN
    area = [] if team.area_id is None else [one.id for one in teams if one.area_id == team.area_id]
    for ids, source in ((area, Source.AREA), ([one.id for one in teams], Source.PRODUCT)):
        shared = median_of([rate for id in ids if (rate := rates.get(id)) is not None])
        if shared is not None:
            return shared, source
    return None


def _from_people(
    facts: CapacityFacts,
    team: Team,
    days: Sequence[Days],
    *,
    known: tuple[Rate, Source],
    learned: tuple[Learned, ...],
) -> TeamCapacity:
    rate, source = known
    warnings = tuple(_warnings_of(source, rate))
    sprints = tuple(
        _sprint(facts, team, sprint, own, rate=rate, source=source, warnings=warnings)
        for sprint, own in zip(facts.cycle.sprints, days, strict=True)
    )
    return _gathered(team, sprints, source=source, rate=rate, learned=learned)


def _sprint(
    facts: CapacityFacts,
    team: Team,
    sprint: Sprint,
    own: Days,
    *,
    rate: Rate,
    source: Source,
    warnings: tuple[Notice, ...],
) -> SprintCapacity:
    if not team.exists_on(sprint.span.starts_on):
        return SprintCapacity(sprint, source=source)
    bare = _bare(facts, team, sprint, own)
    return replace(
        bare,
        rate=rate.points,
        item_rate=rate.items,
        points=bare.focused * rate.points,
        items=bare.focused * rate.items,
        source=source,
        warnings=warnings if own.people else (*warnings, Notice.NOBODY),
    )


def _bare(facts: CapacityFacts, team: Team, sprint: Sprint, own: Days) -> SprintCapacity:
    return SprintCapacity(
        sprint,
        days=own.working,
        holidays=own.holidays,
        absent=own.absent,
        on_call=own.on_call,
        elsewhere=own.elsewhere,
        people=len(own.people),
        focus=focus_on(facts.focus, team.id, sprint.span.starts_on),
    )


def _from_history(
    facts: CapacityFacts,
    team: Team,
    delivered: Sequence[Delivered],
    left: Sequence[Sequence[date]],
) -> TeamCapacity:
    learned = learn_from_fortnights(
        delivered, facts.fortnights_until, first_on=facts.first_delivered_on.get(team.id)
    )
    rate = rate_of(learned, facts.median_points)
    source = Source.HISTORY if rate else Source.NOTHING
    rate = rate or Rate(0.0, 0.0)
    warnings = tuple(_warnings_of(source, rate))
    sprints = tuple(
        SprintCapacity(
            sprint,
            points=rate.points * share,
            items=rate.items * share,
            source=source,
            warnings=warnings,
        )
        for sprint, share in _shares_left(facts, team, left)
    )
    return _gathered(team, sprints, source=source, rate=rate, learned=learned)


def _with_days(facts: CapacityFacts, history: TeamCapacity, days: Sequence[Days]) -> TeamCapacity:
    """Nobody has a rate yet: the days are shown, the points are the history's."""
    sprints = tuple(
        replace(
            _bare(facts, history.team, old.sprint, own),
            points=old.points if own.people else 0.0,
            items=old.items if own.people else 0.0,
            source=old.source,
            warnings=old.warnings if own.people else (*old.warnings, Notice.NOBODY),
        )
        for old, own in zip(history.sprints, days, strict=True)
    )
    return _gathered(
        history.team,
        sprints,
        source=history.source,
        rate=history.rate,
        learned=history.learned,
    )


def _shares_left(
    facts: CapacityFacts, team: Team, left: Sequence[Sequence[date]]
) -> list[tuple[Sprint, float]]:
    return [
        (sprint, sum(map(team.exists_on, days)) / len(working_days(sprint.span)))
        for sprint, days in zip(facts.cycle.sprints, left, strict=True)
    ]


def _gathered(
    team: Team,
    sprints: tuple[SprintCapacity, ...],
    *,
    source: Source,
    rate: Rate | None,
    learned: tuple[Learned, ...],
) -> TeamCapacity:
    said = {warning for sprint in sprints for warning in sprint.warnings}
    warnings = tuple(warning for warning in Notice if warning in said)
    return TeamCapacity(team, sprints, source, rate, learned, warnings)


def _warnings_of(source: Source, rate: Rate) -> list[Notice]:
    found = {
        Source.AREA: [Notice.RATE_OF_AREA],
        Source.PRODUCT: [Notice.RATE_OF_PRODUCT],
        Source.NOTHING: [Notice.NO_HISTORY],
    }.get(source, [])
    if rate.from_items:
        found = [*found, Notice.POINTS_FROM_ITEMS]
    if rate.points == 0 and source is not Source.NOTHING:
        found = [*found, Notice.NOTHING_DELIVERED]
    return found
