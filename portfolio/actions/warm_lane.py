"""What a lane does while nobody waits: know the plan of today before it is asked about."""

from dataclasses import dataclass, field

from portfolio.actions.preview_lane import Lane, Stop
from portfolio.actions.solve_preview import earlier_plan, stated
from portfolio.domain.cycles import Cycle
from portfolio.domain.errors import PortfolioError
from portfolio.planning.plan import Plan
from portfolio.planning.problem import Problem
from portfolio.store import cycles, previews, trail
from portfolio.store.unit import Tx


@dataclass(slots=True)
class Looked:
    """Up to which deed of the trail, and on which day, the lane knows today's plans."""

    at: tuple[object, ...] = field(default=())


def warm_lane(lane: Lane, looked: Looked, *, stop: Stop) -> bool:
    """Bring the plans of the quarters that run or are planned to today, where anything changed.

    Return whether there was anything to do. The work ends early once `stop` answers True.
    """
    with lane.store.reading() as tx:
        at = (trail.last_seq(tx), lane.today())
        if at == looked.at:
            return False
        wanted = [pair for cycle in _of_interest(tx, lane) for pair in _wanted(tx, lane, cycle)]
    for problem, earlier in wanted:
        if stop():
            return True
        lane.base_of(problem, earlier, stop=stop)
    looked.at = at
    return True


def add_simple_plans(lane: Lane) -> bool:
    """Put the plans by simpler rules beside a solved preview; return whether one lacked them."""
    if not lane.unfinished:
        return False
    preview_id, problem = lane.unfinished.pop()
    others = previews.packed_others(lane.solvers.simple(problem))
    with lane.store.writing() as tx:
        previews.set_values(tx, preview_id, {"others": others})
    return True


def _wanted(tx: Tx, lane: Lane, cycle: Cycle) -> list[tuple[Problem, Plan]]:
    """Return today's problem of a cycle and the plan to bring to it; nothing without either."""
    earlier = earlier_plan(tx, cycle, None)[0]
    if earlier is None:
        return []
    try:
        return [(stated(tx, lane, cycle, None).problem, earlier)]
    except PortfolioError:  # there is nothing to plan with
        return []


def _of_interest(tx: Tx, lane: Lane) -> list[Cycle]:
    today = lane.today()
    return [one for one in cycles.all_cycles(tx) if one.span.ends_on >= today and not one.is_closed]
