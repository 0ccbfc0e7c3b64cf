"""Merge staged rows into the backlog: teams, items, parents, sprints, links, ranks."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from portfolio.actions.join_sprints import join_sprints, save_sprints
from portfolio.domain.backlog import Category
from portfolio.domain.import_facts import BacklogFacts
from portfolio.domain.import_merge import (
    StatusRules,
    decided_columns,
    differences,
    in_circles,
    item_values,
    parent_of,
    slug_of,
)
from portfolio.domain.imports import ImportedLink, ImportedSprint
from portfolio.domain.key_set import KeySet
from portfolio.store import backlog_import, imported_links, imports, ranks
from portfolio.store.backlog_import import StagedItem
from portfolio.store.unit import Tx

UNASSIGNED = "unassigned"
LONGEST_TEAM = 120


@dataclass(slots=True)
class Merge:
    """What a merge did: rows added, keys changed, statuses that nobody mapped, remarks."""

    added: int = 0
    changed_keys: set[str] = field(default_factory=set)
    unmapped: Counter[tuple[str, Category]] = field(default_factory=Counter)
    remarks: list[str] = field(default_factory=list)
    rank_told: bool = False

    @property
    def changed(self) -> int:
        """How many rows changed an item that was there before."""
        return len(self.changed_keys)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a person should know."""
        return (*self.remarks, *_status_warnings(self.unmapped))


@dataclass(frozen=True, slots=True)
class _Ground:
    """What every row is merged against."""

    rules: StatusRules
    team_ids: Mapping[str, int]
    keys_by_id: Mapping[str, str]
    columns: frozenset[str]
    source: str


def merge_backlog(
    tx: Tx,
    batch: str,
    import_id: int,
    *,
    facts: BacklogFacts,
    told: frozenset[str],
    source: str,
    sprints: Sequence[ImportedSprint],
    keys_by_id: Mapping[str, str],
    wanted_ids: frozenset[str],
    progress: Callable[[int], None],
) -> Merge:
    """Merge the staged rows of a batch as sets, writing the history of each row."""
    ranks.lock(tx)  # two imports at once would add the same keys and give the same ranks
    merge = Merge()
    _make_teams(tx, facts.team_names, merge)
    elsewhere = backlog_import.keys_of_external_ids(
        tx, wanted_ids - keys_by_id.keys(), source=source
    )
    ground = _Ground(
        backlog_import.status_rules(tx),
        backlog_import.teams_by_tracker_name(tx),
        {**elsewhere, **keys_by_id},
        decided_columns(told),
        source,
    )
    new_keys = _merge_rows(tx, batch, import_id, ground=ground, merge=merge, progress=progress)
    _join_tree(tx, merge)
    save_sprints(tx, sprints, ground.team_ids)
    changed = join_sprints(tx, batch, import_id, is_told="sprint" in told, new_keys=new_keys)
    merge.changed_keys |= changed
    if "link" in told:
        _merge_links(tx, import_id, facts, source=source, merge=merge, new_keys=new_keys)
    if merge.rank_told:
        backlog_import.rank_like_tracker(tx, batch)
    return merge


def _make_teams(tx: Tx, names: Sequence[str], merge: Merge) -> None:
    known = backlog_import.teams_by_tracker_name(tx)
    shown = (name[:LONGEST_TEAM] for name in names)
    new = {name.casefold(): name for name in shown if name.casefold() not in known}
    if not new:
        return
    areas = backlog_import.area_ids(tx)
    if areas and UNASSIGNED not in areas:
        backlog_import.add_area(tx, UNASSIGNED, "Unassigned")
        areas = backlog_import.area_ids(tx)
    taken = backlog_import.team_slugs(tx)
    values: list[dict[str, Any]] = []
    for name in new.values():
        slug = slug_of(name, taken=taken)
        taken.add(slug)
        values.append(
            {
                "slug": slug,
                "name": name,
                "tracker_name": name,
                "area_id": areas.get(UNASSIGNED),
                "position": len(known) + len(values),
            }
        )
    backlog_import.add_teams(tx, values)
    merge.remarks.append(_teams_made(list(new.values())))


def _merge_rows(
    tx: Tx,
    batch: str,
    import_id: int,
    *,
    ground: _Ground,
    merge: Merge,
    progress: Callable[[int], None],
) -> KeySet:
    """Add and change items chunk by chunk; return the keys that are new."""
    new_keys = KeySet()
    rank = ranks.last(tx)
    done = 0
    for chunk in backlog_import.staged_chunks(tx, batch):
        added = [staged for staged in chunk if staged.current is None]
        _change_rows(tx, import_id, chunk, ground=ground, merge=merge)
        values = [_values(staged, ground, merge) for staged in added]
        backlog_import.add_items(
            tx, [{**row, "rank": rank + n} for n, row in enumerate(values, start=1)]
        )
        imports.add_changes(
            tx, import_id, "added", [(row.item.key, row.item.line, None) for row in added]
        )
        rank += len(added)
        merge.added += len(added)
        merge.rank_told |= any(row["tracker_rank"] for row in values)
        new_keys.update(row.item.key for row in added)
        done += len(chunk)
        progress(done)
    return new_keys


def _change_rows(
    tx: Tx, import_id: int, chunk: Sequence[StagedItem], *, ground: _Ground, merge: Merge
) -> None:
    changed: list[tuple[int, Mapping[str, Any]]] = []
    history: list[tuple[str, int | None, Any]] = []
    for staged in chunk:
        if staged.current is None or staged.item_id is None:
            continue
        incoming = _values(staged, ground, merge)
        changes = differences(staged.current, incoming, told=ground.columns)
        if not changes:
            continue
        kept = {name: incoming[name] for name in ground.columns}
        changed.append((staged.item_id, {**staged.current, **kept}))
        history.append((staged.item.key, staged.item.line, changes))
        merge.changed_keys.add(staged.item.key)
        merge.rank_told |= "tracker_rank" in changes
    backlog_import.change_items(tx, changed)
    imports.add_changes(tx, import_id, "changed", history)


def _values(staged: StagedItem, ground: _Ground, merge: Merge) -> dict[str, Any]:
    item = staged.item
    team_id = ground.team_ids.get((item.team or "")[:LONGEST_TEAM].casefold())
    category, is_mapped = ground.rules.category(item, team_id)
    if not is_mapped and item.status:
        merge.unmapped[(item.status, category)] += 1
    return item_values(
        item,
        rules=ground.rules,
        team_id=team_id,
        parent_key=parent_of(item, ground.keys_by_id),
        source=ground.source,
    )


def _join_tree(tx: Tx, merge: Merge) -> None:
    backlog_import.join_parents(tx)
    if backlog_import.crossing_parents(tx):
        cut = in_circles(backlog_import.parents_by_key(tx))
        if cut:
            backlog_import.orphan(tx, cut)
            merge.remarks.append(
                f"Items that are their own ancestors were taken from their parents: "
                f"{', '.join(sorted(cut)[:10])}."
            )
    areas = backlog_import.area_ids(tx)
    if not areas:
        return
    if UNASSIGNED not in areas:
        backlog_import.add_area(tx, UNASSIGNED, "Unassigned")
        areas = backlog_import.area_ids(tx)
    backlog_import.join_areas(tx, areas[UNASSIGNED])


def _merge_links(
    tx: Tx,
    import_id: int,
    facts: BacklogFacts,
    *,
    source: str,
    merge: Merge,
    new_keys: KeySet,
) -> None:
    known = imported_links.links_with_source(tx)
    added = facts.links - known.keys()
    gone = [
        link
        for link, its_source in known.items()
        if its_source == source and link not in facts.links and facts.touches(link)
    ]
    imported_links.add_new_links(tx, source, sorted(added, key=_in_order))
    imported_links.remove_links(tx, source, gone)
    touched = _by_key(added, facts, "added", new_keys) + _by_key(gone, facts, "removed", new_keys)
    imports.add_changes(tx, import_id, "changed", touched)
    merge.changed_keys.update(key for key, _, _ in touched)


def _by_key(
    links: Iterable[ImportedLink],
    facts: BacklogFacts,
    deed: str,
    new_keys: KeySet,
) -> list[tuple[str, int | None, Any]]:
    return [
        (key, None, {f"link {deed}": (None, f"{link.type}: {link.from_key} > {link.to_key}")})
        for link in sorted(links, key=_in_order)
        for key in (link.from_key, link.to_key)
        if facts.has(key) and key not in new_keys
    ]


def _in_order(link: ImportedLink) -> tuple[str, str, str]:
    return link.type, link.from_key, link.to_key


def _teams_made(names: Sequence[str]) -> str:
    shown = ", ".join(names[:20]) + (" ..." if len(names) > 20 else "")
    made = "team was" if len(names) == 1 else "teams were"
    return f"{len(names)} {made} made from the values of Team: {shown}."


def _status_warnings(unmapped: Counter[tuple[str, Category]]) -> list[str]:
    words = {
        Category.TODO: "to do",
        Category.DOING: "doing",
        Category.DONE: "done",
        Category.DROPPED: "dropped",
    }
    totals: Counter[str] = Counter()
    parts: dict[str, list[str]] = {}
    for (status, category), count in unmapped.most_common():
        totals[status] += count
        parts.setdefault(status, []).append(f"{count:,} {words[category]}")
    return [
        f"Status {status!r} ({count:,} {'item' if count == 1 else 'items'}) is mapped by nobody: "
        f"{', '.join(parts[status])}."
        for status, count in totals.most_common()
    ]
