"""The rows of a replay: its epics, teams, areas and key results."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from portfolio.actions.build_replay import Problems
from portfolio.actions.known_then import Known
from portfolio.actions.plan_made import Made
from portfolio.actions.trace_work import Became, Finishes
from portfolio.domain.backlog import Item, Level
from portfolio.domain.items_then import is_work
from portfolio.domain.replay_walk import Reality, Spot, Walked, lost_to
from portfolio.domain.replays import AreaRow, GoalRow, Name, Outcome, TeamRow, Thing
from portfolio.domain.team_capacity import SprintCapacity, TeamCapacity
from portfolio.planning.plan import Plan

SMALL = 0.005  # points: less is rounding


class Rows:
    """Everything that the rows are made from."""

    def __init__(
        self,
        known: Known,
        became: Became,
        problems: Problems,
        *,
        made: Made,
        finishes: Finishes,
        walked: Walked,
    ) -> None:
        self.known, self.became, self.problems = known, became, problems
        self.made, self.finishes, self.walked = made, finishes, walked
        self.scale = problems.scale
        self.sprints = known.cycle.sprints
        self.team_area = {one.team.id: one.team.area_id for one in known.facts.capacities}
        self.under: defaultdict[int | None, float] = defaultdict(float)  # points by parent
        for one in known.facts.items:
            self.under[one.parent_id] += became.size(known.now[one.id])

    def outcome(self, name: Name, finished: Mapping[int, int], **said: Any) -> Outcome:
        """Return a plan's figures on both scales."""
        epics = sum(self.known.now[one].level is Level.EPIC for one in finished)
        return Outcome(
            name.value,
            worth=self.scale.worth(finished),
            worth_real=self.scale.worth(finished, really=True),
            epics=epics,
            items=len(finished) - epics,
            **said,
        )

    def things(self) -> tuple[Thing, ...]:
        """Return what any plan finishes or was done, by rank; and nothing else."""
        every = (self.finishes.made, self.finishes.best, self.finishes.hindsight)
        ids = {one for finished in (*every, self.finishes.done) for one in finished}
        found = [self._thing(one) for one in ids]
        return tuple(sorted(found, key=lambda one: (not one.is_epic, self._rank(one), one.item_id)))

    def _rank(self, one: Thing) -> int:
        return self.known.now[one.item_id].rank

    def _thing(self, thing: int) -> Thing:
        item, own = self.known.now[thing], self.finishes
        cause = lost_to(self.walked, thing)
        return Thing(
            thing,
            is_epic=item.level is Level.EPIC,
            worth=self.scale.alone(thing, own.best.get(thing, 0)),
            worth_real=self.scale.alone(thing, own.done.get(thing, 0), really=True),
            points=self._points(item),
            area=self._area(item),
            made=own.made.get(thing),
            best=own.best.get(thing),
            hindsight=own.hindsight.get(thing),
            done=own.done.get(thing),
            is_new=thing in self.became.later,
            is_dropped=self.became.is_dropped(thing),
            grown=sum(self.became.size(one) for one in self.became.children.get(thing, ())),
            lost_to=cause.value if cause and thing not in own.done else None,
        )

    def _points(self, item: Item) -> float:
        if item.level is not Level.EPIC:
            return self.became.size(item)
        new = self.became.children.get(item.id, ())
        return self.under.get(item.id, 0.0) + sum(map(self.became.size, new))

    def _area(self, item: Item) -> str | None:
        area = item.area_id
        if area is None and item.team_id is not None:
            area = self.team_area.get(item.team_id)
        return self.known.facts.areas.get(area or 0)

    def teams(self, reality: Reality, best: Plan, late: Plan | None) -> tuple[TeamRow, ...]:
        """Return each team with what it had, lost, delivered and was given in each plan."""
        planned: defaultdict[Spot, float] = defaultdict(float)
        for piece in self.made.pieces:
            planned[piece.spot] += piece.points
        in_plan = {piece.item for piece in self.made.pieces}
        of_plan = self.became.rooms(in_plan)
        by_best = _by_team(best, self.problems.then)
        by_late = _by_team(late, self.problems.hindsight) if late else {}
        found = []
        for team in self.known.facts.capacities:
            spots = [(team.team.id, sprint.id) for sprint in self.sprints]
            four = (planned, self.made.rooms, reality.rooms_days, reality.rooms_real)
            cells = tuple(
                (one[0], one[1], one[2], one[3])
                for one in ([rooms.get(spot, 0.0) for rooms in four] for spot in spots)
            )
            has_people = any(one.focused > 0 for one in team.sprints)
            row = TeamRow(
                team.team.id,
                has_people=has_people,
                planned=sum(one[0] for one in cells),
                room=sum(one[1] for one in cells),
                room_days=sum(one[2] for one in cells),
                delivered=sum(one[3] for one in cells),
                of_plan=sum(of_plan.get(spot, 0.0) for spot in spots),
                added=sum(reality.added.get(spot, 0.0) for spot in spots),
                best=by_best.get(team.team.slug, 0.0),
                hindsight=by_late.get(team.team.slug, 0.0),
                lost=_lost(team, self.known.days.get(team.team.id)) if has_people else {},
                sprints=cells,
            )
            if any((row.planned, row.room, row.delivered, row.best)):
                found.append(row)
        return tuple(found)

    def areas(self, reality: Reality) -> tuple[AreaRow, ...]:
        """Return what came to each area later, and how far its estimates carried."""
        found: _Sums = defaultdict(lambda: defaultdict(float))
        self._add_later(found)
        self._add_paces(found, reality)
        self._add_sizes(found)
        rows = [
            AreaRow(area, **{name: _counted(name, value) for name, value in own.items()})
            for area, own in found.items()
            if any(own.values())
        ]
        return tuple(sorted(rows, key=lambda one: one.area or ""))

    def _add_later(self, found: "_Sums") -> None:
        for item in self.known.later:
            own = found[self._area(item)]
            if item.level is Level.EPIC:
                own["added_epics"] += 1
            elif is_work(item) and item.id in self.became.delivered:
                own["added_items"] += 1
                own["added"] += self.became.delivered[item.id].points

    def _add_paces(self, found: "_Sums", reality: Reality) -> None:
        for team_id, area_id in self.team_area.items():
            if not any(one.focused > 0 for one in self.known.room[team_id].sprints):
                continue
            own = found[self.known.facts.areas.get(area_id or 0)]
            for sprint in self.sprints:
                own["promised"] += reality.rooms_days.get((team_id, sprint.id), 0.0)
                own["delivered"] += reality.rooms_real.get((team_id, sprint.id), 0.0)

    def _add_sizes(self, found: "_Sums") -> None:
        for was in self.known.facts.items:
            now = self.known.now[was.id]
            if was.points is not None and now.points is not None and was.points != now.points:
                own = found[self._area(now)]
                own["resized"] += 1
                own["size_then"] += was.points
                own["size_now"] += now.points

    def goals(self) -> tuple[GoalRow, ...]:
        """Return each key result with the score that each plan, and what was done, promised."""
        own, scale = self.finishes, self.scale
        best, made = scale.attained(own.best), scale.attained(own.made)
        done, real = scale.attained(own.done), scale.arrived(own.done, self.known.reached)
        said = {goal for effects in scale.real.values() for goal in effects}
        rows = []
        for one in self.known.standing.every_key_result():
            if one.score is None:
                continue
            key, left = one.key_result.id, 1.0 - one.score
            rows.append(
                GoalRow(
                    key,
                    before=one.score,
                    share=one.share,
                    best=one.score + left * best.get(key, 0.0),
                    made=one.score + left * made.get(key, 0.0),
                    done=one.score + left * done.get(key, 0.0),
                    real=one.score + left * real.get(key, 0.0),
                    end=self.known.end_scores.get(key),
                    has_effects=key in said,
                )
            )
        return tuple(rows)


def tabulate_replay(
    known: Known,
    became: Became,
    problems: Problems,
    *,
    made: Made,
    finishes: Finishes,
    walked: Walked,
) -> Rows:
    """Return everything that the rows of a replay are made from."""
    return Rows(known, became, problems, made=made, finishes=finishes, walked=walked)


_Sums = defaultdict[str | None, defaultdict[str, float]]
_COUNTS = ("added_items", "added_epics", "resized")


def _counted(name: str, value: float) -> Any:
    return int(value) if name in _COUNTS else value


def _by_team(plan: Plan, problem: Any) -> dict[str, float]:
    points = {item.id: item.points for item in problem.items}
    found: defaultdict[str, float] = defaultdict(float)
    for one in plan.assignments:
        found[one.team] += points[one.item] / 100
    return dict(found)


def _lost(was: TeamCapacity, now: TeamCapacity | None) -> dict[str, float]:
    """Return the points that each part of the days took since, at the rate of then."""
    found: defaultdict[str, float] = defaultdict(float)
    if now is None:
        return {}
    for before, after in zip(was.sprints, now.sprints, strict=True):
        for part, points in _parts(before, after).items():
            found[part] += points
    return {part: points for part, points in found.items() if abs(points) >= SMALL}


def _parts(was: SprintCapacity, now: SprintCapacity) -> dict[str, float]:
    if not was.focused:
        return {}
    each = was.points / was.focused
    return {
        "absence": (now.absent - was.absent) * was.focus * each,
        "on-call": (now.on_call - was.on_call) * was.focus * each,
        "holidays": (now.holidays - was.holidays) * was.focus * each,
        "people": (was.days - now.days) * was.focus * each,
        "focus": (was.focus - now.focus) * now.available * each,
    }
