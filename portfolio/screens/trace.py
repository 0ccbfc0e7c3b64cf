"""The way of a key: up to the objectives it serves, down to what runs in production."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from portfolio.domain.backlog import Item
from portfolio.domain.delivery import Change, Deployment
from portfolio.domain.errors import NotFound
from portfolio.domain.incidents import Incident
from portfolio.domain.trace_facts import KeyResultFact, ObjectiveFact, Serves
from portfolio.domain.trace_keys import TraceKey, TraceKind, trace_key
from portfolio.store import backlog, change_lists, deployments, incidents
from portfolio.store import trace as store_trace
from portfolio.store.change_lists import Some
from portfolio.store.unit import Tx

NOTHING = Some((), 0)
Subject = Item | Change | Deployment | Incident | KeyResultFact | ObjectiveFact


@dataclass(frozen=True, slots=True)
class Hit:
    """One of several things that a key names."""

    kind: TraceKind
    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Goal:
    """A key result that is served, under its objectives, and by which item how much."""

    objectives: tuple[ObjectiveFact, ...]
    key_result: KeyResultFact | None
    item_key: str = ""
    amount: float | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """An item under what it hangs under, the initiative first."""

    above: tuple[Item, ...]
    item: Item


@dataclass(frozen=True, slots=True)
class Trace:
    """The whole chain of one thing."""

    kind: TraceKind
    key: str
    subject: Subject | None
    goals: tuple[Goal, ...] = ()
    lines: tuple[Line, ...] = ()
    below: tuple[Item, ...] = ()
    unknown_keys: tuple[str, ...] = ()
    changes: Some = NOTHING
    deployments: tuple[Deployment, ...] = ()
    incidents: tuple[Incident, ...] = ()

    @property
    def in_production(self) -> tuple[Deployment, ...]:
        """The deployments that got through to production, the first one first."""
        through = [
            one
            for one in self.deployments
            if one.environment.is_production and one.status.reached_production
        ]
        return tuple(sorted(through, key=lambda one: (one.finished_at, one.id)))


@dataclass(frozen=True, slots=True)
class Screen:
    """What a key leads to: one chain, or a list to choose from."""

    key: TraceKey
    hits: tuple[Hit, ...] = ()
    trace: Trace | None = None


def load(tx: Tx, text: str) -> Screen:
    """Follow a key; raise Refused where it is none, NotFound where it names nothing."""
    key = trace_key(text)
    if key.kind is TraceKind.ITEM:
        return Screen(key, trace=_of_item(tx, key))
    if key.kind in (TraceKind.COMMIT, TraceKind.PULL_REQUEST):
        return _of_changes(tx, key)
    if key.kind is TraceKind.DEPLOYMENT:
        return _of_deployments(tx, key)
    if key.kind is TraceKind.INCIDENT:
        return _of_incidents(tx, key)
    return Screen(key, trace=_of_goal(tx, key))


def _of_item(tx: Tx, key: TraceKey) -> Trace:
    item = backlog.items_by_key(tx, [key.value]).get(key.value)
    below = store_trace.below(tx, [item.id]) if item else []
    changes = change_lists.of_items(tx, [key.value, *(one.key for one in below)])
    if item is None and not changes.total:
        raise NotFound("item", key.value)
    trace = Trace(TraceKind.ITEM, key.value, item, below=tuple(below), changes=changes)
    if item is None:
        trace = replace(trace, unknown_keys=(key.value,))
    carriers = [one.id for one in _carriers(tx, changes.changes)]
    return _with_items(tx, _with_deployments(tx, trace, carriers), [item] if item else [])


def _of_changes(tx: Tx, key: TraceKey) -> Screen:
    if key.kind is TraceKind.COMMIT:
        found = change_lists.by_commit(tx, key.value)
    else:
        found = change_lists.by_pull_request(tx, key.repository, key.number)
    if not found and key.kind is TraceKind.COMMIT:
        return _of_revision(tx, key)
    if not found:
        raise NotFound(key.kind.value, key.value)
    if len(found) > 1:
        hits = tuple(Hit(TraceKind.COMMIT, one.sha, one.title) for one in found)
        return Screen(key, hits=hits)
    change = found[0]
    trace = Trace(key.kind, key.value, change, changes=Some((change,), 1))
    carriers = [one.id for one in _carriers(tx, [change])]
    return Screen(
        key, trace=_with_keys(tx, _with_deployments(tx, trace, carriers), change.item_keys)
    )


def _of_revision(tx: Tx, key: TraceKey) -> Screen:
    """A commit that is no change of its own may still be what was deployed."""
    found = deployments.of_revision_prefix(tx, key.value)
    if not found:
        raise NotFound("commit", key.value)
    return _one_or_list(tx, key, found)


def _of_deployments(tx: Tx, key: TraceKey) -> Screen:
    found = deployments.by_name(tx, key.value)
    if not found:
        raise NotFound("deployment", key.value)
    return _one_or_list(tx, key, found)


def _one_or_list(tx: Tx, key: TraceKey, found: Sequence[Deployment]) -> Screen:
    if len(found) > 1:
        hits = (
            Hit(
                TraceKind.DEPLOYMENT,
                f"dep:{one.id}",
                f"{one.label}, {one.environment.name}, "
                f"{', '.join(service.name for service in one.services)}",
            )
            for one in found
        )
        return Screen(key, hits=tuple(hits))
    return Screen(key, trace=_of_deployment(tx, found[0]))


def _of_deployment(tx: Tx, deployment: Deployment) -> Trace:
    trace = Trace(
        TraceKind.DEPLOYMENT,
        f"dep:{deployment.id}",
        deployment,
        changes=change_lists.of_deployment(tx, deployment.id),
        deployments=(deployment,),
        incidents=tuple(incidents.of_deployments(tx, [deployment.id])),
    )
    return _with_keys(tx, trace, change_lists.keys_of_deployment(tx, deployment.id))


def _of_incidents(tx: Tx, key: TraceKey) -> Screen:
    found = incidents.by_name(tx, key.value)
    if not found:
        raise NotFound("incident", key.value)
    if len(found) > 1:
        hits = tuple(Hit(TraceKind.INCIDENT, f"inc:{one.id}", one.title) for one in found)
        return Screen(key, hits=hits)
    incident = found[0]
    trace = Trace(TraceKind.INCIDENT, f"inc:{incident.id}", incident)
    if incident.deployment_id is not None:
        trace = _of_deployment(tx, deployments.one_deployment(tx, incident.deployment_id))
    return Screen(
        key,
        trace=replace(
            trace, kind=TraceKind.INCIDENT, key=f"inc:{incident.id}", subject=incident,
            incidents=(incident,),
        ),
    )  # fmt: skip


def _of_goal(tx: Tx, key: TraceKey) -> Trace:
    wanted = int(key.value) if key.value.isdigit() and len(key.value) < 16 else 0
    if key.kind is TraceKind.KEY_RESULT:
        own = store_trace.key_results_by_id(tx, [wanted])
        objectives = store_trace.objectives_with(tx, [one.objective_id for one in own.values()])
        subject: Subject | None = own.get(wanted)
    else:
        objectives = store_trace.objectives_with(tx, [wanted])
        own = store_trace.key_results_of(tx, _branch(objectives, wanted))
        subject = objectives.get(wanted)
    if subject is None:
        raise NotFound(key.kind.value, key.value)
    serves = store_trace.serving_key_results(tx, list(own))
    items = backlog.items_by_id(tx, {one.item_id for one in serves})
    below = store_trace.below(tx, list(items))
    keys = {one.key for one in (*items.values(), *below)}
    changes = change_lists.of_items(tx, keys)
    goals = _goals(own, objectives, serves, {one.id: one.key for one in items.values()})
    prefix = "kr" if key.kind is TraceKind.KEY_RESULT else "okr"
    trace = Trace(
        key.kind, f"{prefix}:{wanted}", subject, goals=goals, below=tuple(below), changes=changes
    )
    carriers = [one.id for one in _carriers(tx, changes.changes)]
    return replace(_with_deployments(tx, trace, carriers), lines=_lines(tx, list(items.values())))


def _branch(objectives: Mapping[int, ObjectiveFact], top: int) -> list[int]:
    wanted = [top] if top in objectives else []
    for one in wanted:  # grows while it is walked
        wanted += [other.id for other in objectives.values() if other.parent_id == one]
    return wanted


def _carriers(tx: Tx, changes: Sequence[Change]) -> list[Deployment]:
    ids = {one.first_deployment_id for one in changes if one.first_deployment_id is not None}
    return list(deployments.by_id(tx, ids).values())


def _with_deployments(tx: Tx, trace: Trace, ids: Collection[int]) -> Trace:
    """Add the deployments, and what else was deployed from the very same revisions."""
    first = deployments.by_id(tx, ids)
    same = deployments.of_revisions(
        tx, {one.revision for one in first.values() if one.revision is not None}
    )
    every = {**first, **{one.id: one for one in same}}
    ordered = sorted(every.values(), key=lambda one: (one.finished_at, one.id), reverse=True)
    return replace(
        trace,
        deployments=tuple(ordered),
        incidents=tuple(incidents.of_deployments(tx, list(every))),
    )


def _with_keys(tx: Tx, trace: Trace, keys: Sequence[str]) -> Trace:
    known = backlog.items_by_key(tx, keys)
    unknown = tuple(key for key in keys if key not in known)
    return _with_items(tx, replace(trace, unknown_keys=unknown), list(known.values()))


def _with_items(tx: Tx, trace: Trace, items: Sequence[Item]) -> Trace:
    """Add the lines above the items, and the key results that any of them serves."""
    lines = _lines(tx, items)
    every = {one.id: one for line in lines for one in (*line.above, line.item)}
    every |= {one.id: one for one in trace.below}
    serves = store_trace.served_by_items(tx, list(every))
    own = store_trace.key_results_by_id(tx, {one.key_result_id for one in serves})
    objectives = store_trace.objectives_with(tx, {one.objective_id for one in own.values()})
    goals = _goals(own, objectives, serves, {one.id: one.key for one in every.values()})
    return replace(trace, lines=lines, goals=goals)


def _lines(tx: Tx, items: Sequence[Item]) -> tuple[Line, ...]:
    above = store_trace.above(tx, [one.id for one in items])
    return tuple(Line(tuple(above.get(one.id, ())), one) for one in items)


def _goals(
    own: Mapping[int, KeyResultFact],
    objectives: Mapping[int, ObjectiveFact],
    serves: Sequence[Serves],
    keys: Mapping[int, str],
) -> tuple[Goal, ...]:
    told: set[int] = set()
    goals = []
    for one in serves:
        key_result = own[one.key_result_id]
        told.add(key_result.id)
        chain = _chain(objectives, key_result.objective_id)
        goals.append(Goal(chain, key_result, keys[one.item_id], one.amount, one.confidence))
    rest = (one for one in own.values() if one.id not in told)
    goals += [Goal(_chain(objectives, one.objective_id), one) for one in rest]
    return tuple(goals)


def _chain(objectives: Mapping[int, ObjectiveFact], bottom: int) -> tuple[ObjectiveFact, ...]:
    chain: list[ObjectiveFact] = []
    step: int | None = bottom
    while step is not None and step in objectives and len(chain) < store_trace.DEEPEST:
        chain.append(objectives[step])
        step = objectives[step].parent_id
    return tuple(reversed(chain))
