"""Judge the guardrails of key results: whether what must not get worse holds, or since when not."""

from collections.abc import Sequence
from datetime import date, timedelta

from portfolio.domain.cycles import Span
from portfolio.domain.delivery import WEEK
from portfolio.domain.delivery_history import DeliveryHistory
from portfolio.domain.guardrails import Guardrail, keeps, worse_since
from portfolio.domain.metrics import last_complete_week, window_ending
from portfolio.domain.okrs import KeyResult, value_on
from portfolio.domain.sources import MOST_WEEKS
from portfolio.measures import source_values
from portfolio.store import delivery_history, guardrails, okrs
from portfolio.store.sources import Measured
from portfolio.store.unit import Tx

DAY = timedelta(days=1)
WEEKS_BACK = 13  # so far back the beginning of a breach is looked for


def judge_guardrails(
    tx: Tx, every: Sequence[Measured], history: DeliveryHistory | None, *, today: date
) -> None:
    """Note how the guardrails of these key results stand today, in a few queries."""
    spans = {one.source.key_result_id: one.span for one in every}
    own = guardrails.of_key_results(tx, list(spans))
    if not own:
        return
    if history is None and any(one.metric for one in own.values()):
        last = last_complete_week(today)
        history = delivery_history.load(tx, last - WEEK * (MOST_WEEKS + WEEKS_BACK), last)
    others = {one.other_id for one in own.values() if one.other_id is not None}
    known = okrs.key_results_by_id(tx, others) if others else {}
    states = {}
    for key, one in own.items():
        if one.metric is not None and history is not None:
            states[one.id] = _of_metric(one, history, spans[key], today)
        elif one.other_id in known:
            states[one.id] = _of_key_result(known[one.other_id], spans[key], today)
    guardrails.note_states(tx, states)


def _of_metric(
    one: Guardrail, history: DeliveryHistory, span: Span, today: date
) -> dict[str, object]:
    """Return how a metric stands now; broken since the Sunday of the first week of the breach."""
    assert one.metric is not None
    assert one.limit is not None
    last = min(last_complete_week(today), last_complete_week(span.ends_on + DAY))
    since: date | None = None
    newest = None
    for back in range(WEEKS_BACK):
        window = window_ending(last - WEEK * back, weeks=one.metric.weeks, span=span)
        if window is None:
            break
        found = source_values.look(one.metric, history, window)
        newest = newest or found
        if found.value is None or keeps(one.metric, found.value, one.limit):
            break
        since = found.on
    if newest is None:
        return guardrails.state(None, n=None, read_on=today, broken_since_on=None)
    return guardrails.state(newest.value, n=newest.n, read_on=newest.on, broken_since_on=since)


def _of_key_result(other: KeyResult, span: Span, today: date) -> dict[str, object]:
    on = min(today, span.ends_on)
    since = worse_since(other, on, span)
    return guardrails.state(value_on(other, on), n=None, read_on=on, broken_since_on=since)
