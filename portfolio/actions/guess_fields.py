"""Tell the fields of which nothing was kept, so that today's value stands in for that of then."""

from collections.abc import Sequence
from datetime import datetime

from portfolio.domain.backlog import Item
from portfolio.domain.items_then import History
from portfolio.domain.plan_facts import Tie
from portfolio.domain.replays import Guess
from portfolio.store import then
from portfolio.store.unit import Tx


def guess_fields(
    tx: Tx,
    work: Sequence[Item],
    history: History,
    since: datetime,
    *,
    told: frozenset[str],
    unsure: int,
    ties: Sequence[Tie],
) -> tuple[Guess, ...]:
    """Return the fields of which today's value stands in, and for how many of the items.

    `told` are the items whose team a published problem names, `unsure` the shifts of which
    nobody knows when they were entered.
    """
    unheard = [one for one in work if one.key in history.unheard]
    bulk = bool(then.entries_since(tx, since, ("record progress",)))
    with_team = [one for one in work if one.team_id is not None and one.key not in told]
    counts = {
        "points": sum(one.points is not None for one in unheard),
        "epic": sum(one.parent_id is not None for one in unheard),
        "team": sum(bulk or one.key in history.unheard for one in with_team),
        "priority": sum(one.priority is not None for one in unheard),
        "rank": len(unheard),
        "dependencies": len({one.after_key for one in ties} & set(history.unheard)),
        "on-call": unsure,
    }
    return tuple(Guess(what, count, len(work)) for what, count in counts.items() if count)
