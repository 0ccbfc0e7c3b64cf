"""Take the source of a key result away: from then on people check it in."""

from datetime import datetime

from portfolio.actions.set_source import told_of
from portfolio.domain.guardrails import GuardrailDraft
from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import guardrails, okr_scopes, sources, trail
from portfolio.store.unit import Tx


def remove_source(tx: Tx, by: Viewer, key_result_id: int, *, version: int, now: datetime) -> None:
    """Take source and guardrail away; what was read stays. Raises Stale with both versions."""
    require(by, Deed.EDIT_OKRS, okr_scopes.of_key_result(tx, key_result_id))
    gone = sources.remove(tx, key_result_id, version=version)
    guardrails.save(tx, key_result_id, GuardrailDraft())
    before = told_of(gone)
    trail.record(tx, by, "remove source", f"kr:{key_result_id}", now=now, before=before)
