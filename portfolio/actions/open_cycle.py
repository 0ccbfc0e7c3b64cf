"""Open a cycle: make the quarter and continue the sprint calendar into it."""

from datetime import datetime

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
    return made
