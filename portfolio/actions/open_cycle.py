"""Open a cycle: make the quarter and continue the sprint calendar into it."""

from datetime import datetime

from portfolio.actions.keep_holidays import keep_holidays
from portfolio.domain.cycles import Cycle, quarter_span, sprint_spans
from portfolio.domain.people import Viewer
from portfolio.store import cycles, trail
from portfolio.store.unit import Tx


def open_cycle(tx: Tx, by: Viewer, name: str, *, now: datetime) -> Cycle:
    """Return the cycle of that name, making it with its sprints where it does not exist yet."""
    for cycle in cycles.all_cycles(tx):
        if cycle.name == name:
            return cycle
    known = [sprint.span for sprint in cycles.all_sprints(tx)]
    made = cycles.add_cycle(tx, name, quarter_span(name), sprint_spans(name, known=known))
    trail.record(
        tx, by, "open cycle", f"cycle:{name}", now=now, after={"sprints": len(made.sprints)}
    )
    keep_holidays(tx, by, {made.span.starts_on.year, made.span.ends_on.year}, now=now)
    return made
