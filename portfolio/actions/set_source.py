"""Set where a key result's value comes from, with its guardrail, and read it at once."""

from datetime import date, datetime
from typing import Any

from portfolio.actions.measure_sources import Measuring, measure_sources
from portfolio.domain.errors import NotFound, Refused
from portfolio.domain.guardrails import GuardrailDraft, factor_of
from portfolio.domain.people import Deed, Viewer, require
from portfolio.domain.source_drafts import SourceDraft
from portfolio.domain.sources import (
    BacklogSettings,
    MetricSettings,
    Settings,
    Source,
    SourceKind,
    document_of,
)
from portfolio.store import guardrails, okr_scopes, okrs, saved_filters, services, sources, trail
from portfolio.store import teams as store_teams
from portfolio.store.unit import Tx


def set_source(
    tx: Tx,
    by: Viewer,
    key_result_id: int,
    draft: SourceDraft,
    *,
    version: int,
    now: datetime,
    today: date,
    reason: str = "",
) -> Measuring:
    """Set or change the source of a key result; `version` is the one shown, 0 for none.

    Raises Refused with its faults by field, and Stale with both versions.
    """
    require(by, Deed.EDIT_OKRS, okr_scopes.of_key_result(tx, key_result_id))
    key_result = okrs.one_key_result(tx, key_result_id)
    if key_result.struck_on is not None:
        raise Refused(f"This key result was struck out on {key_result.struck_on}.")
    draft.refuse_for(key_result)
    _refuse_unknown(tx, by, draft.settings)
    _refuse_guardrail(tx, key_result.objective_id, draft)
    before = sources.one_source(tx, key_result_id)
    guarded = guardrails.of_key_results(tx, [key_result_id]).get(key_result_id)
    values = {
        "kind": draft.kind.value,
        "settings": document_of(draft.settings),
        "set_at": now,
        "account_id": by.account_id,
        "fault": None,
        "fault_facts": None,
        "fault_since_on": None,
        "answer": None,
    }
    sources.save(tx, key_result_id, values, version=version)
    guardrails.save(tx, key_result_id, draft.guardrail)
    was = None
    if guarded is not None:
        was = GuardrailDraft(guarded.other_id, guarded.metric, guarded.limit, guarded.why)
    trail.record(
        tx,
        by,
        "change source" if before else "set source",
        f"kr:{key_result_id}",
        now=now,
        before=_told(before.kind, before.settings, was) if before else None,
        after=_told(draft.kind, draft.settings, draft.guardrail),
        reason=reason,
    )
    return measure_sources(tx, now=now, today=today, ids=[key_result_id])


def told_of(source: Source) -> dict[str, Any]:
    """Return what the trail keeps of a source that is taken away."""
    return _told(source.kind, source.settings, None)


def _told(kind: SourceKind, settings: Settings, guard: GuardrailDraft | None) -> dict[str, Any]:
    told = {"source": kind.value, **document_of(settings)}
    if guard is not None and guard.other_id is not None:
        told["guardrail"] = f"kr:{guard.other_id}"
    elif guard is not None and guard.metric is not None:
        told |= {"guardrail": guard.metric.metric, "limit": guard.limit}
    return told


def _refuse_unknown(tx: Tx, by: Viewer, settings: Settings) -> None:
    """Raise Refused where a source names what is not there, or not for this person."""
    if isinstance(settings, BacklogSettings):
        seen = {one.id: one for one in saved_filters.seen_by(tx, by.account_id)}
        found = seen.get(settings.filter_id)
        if found is None and not by.is_system:
            raise _fault("filter_id", "Choose a saved filter.")
        if found is not None and not found.is_measurable:
            raise _fault("filter_id", "This filter asks what a plan thinks; nothing to measure by.")
    if not isinstance(settings, MetricSettings):
        return
    kind, slug = settings.scope
    if kind == "service" and not services.services_by_slug(tx, [slug]):
        raise _fault("service", "There is no such service.")
    if kind == "team" and slug not in {one.slug for one in store_teams.all_teams(tx)}:
        raise _fault("team", "There is no such team.")
    if kind == "area" and slug not in {one.slug for one in store_teams.all_areas(tx)}:
        raise _fault("area", "There is no such area.")


def _refuse_guardrail(tx: Tx, objective_id: int, draft: SourceDraft) -> None:
    """Raise Refused where another key result cannot be the guardrail of this one."""
    other_id = draft.guardrail.other_id
    if other_id is None:
        return
    try:
        other = okrs.one_key_result(tx, other_id)
    except NotFound:
        raise _fault("guardrail", "There is no such key result.") from None
    cycles = {okrs.cycle_of(tx, one).id for one in (objective_id, other.objective_id)}
    if len(cycles) > 1:
        raise _fault("guardrail", "Choose a key result of the same quarter.")
    factor = factor_of(draft.settings)
    if factor is None:
        return
    guard = sources.one_source(tx, other_id)
    if guard is None or factor_of(guard.settings) is not factor.other:
        raise _fault("guardrail", "Choose a guardrail of the other factor.")


def _fault(name: str, sentence: str) -> Refused:
    return Refused(sentence, {name: sentence})
