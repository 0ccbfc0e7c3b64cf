"""Keep a tracker's sprints and the items' memberships in them, as the teams' history."""

from collections.abc import Mapping, Sequence

from portfolio.connectors.jira_csv.as_of import is_board_of
from portfolio.domain.imports import ImportedSprint
from portfolio.domain.key_set import KeySet
from portfolio.store import backlog_import, imports, tracker_sprints
from portfolio.store.backlog_import import StagedSprints
from portfolio.store.tracker_sprints import TrackerSprint
from portfolio.store.unit import Tx


def save_sprints(tx: Tx, sprints: Sequence[ImportedSprint], team_ids: Mapping[str, int]) -> None:
    """Add the sprints that came with dates, or complete those known by id or name."""
    if not sprints:
        return
    by_name = tracker_sprints.sprints_by_name(tx)
    by_id = {known.external_id: known.id for same in by_name.values() for known in same}
    nameless = {
        name: [known.id for known in same if known.external_id is None]
        for name, same in by_name.items()
    }
    placed: list[tuple[ImportedSprint, int | None, int | None]] = []
    for sprint in sprints:
        row_id = by_id.get(sprint.external_id)
        waiting = nameless.get(sprint.name)
        if row_id is None and waiting:
            row_id = waiting.pop()
        team = next(
            (id_ for name, id_ in team_ids.items() if is_board_of(sprint.board, name)), None
        )
        placed.append((sprint, row_id, team))
    tracker_sprints.save_dated_sprints(tx, placed)


def join_sprints(
    tx: Tx, batch: str, import_id: int, *, is_told: bool, new_keys: KeySet
) -> set[str]:
    """Set the memberships of the staged items; return the keys of old items that changed."""
    changed: set[str] = set()
    if not is_told:
        return changed
    known = tracker_sprints.sprints_by_name(tx)
    for chunk in backlog_import.staged_sprints(tx, batch):
        names = {name for staged in chunk for name in staged.sprints}
        if names - known.keys():
            tracker_sprints.add_named_sprints(tx, sorted(names - known.keys()))
            known = tracker_sprints.sprints_by_name(tx)
        changed |= _join(tx, chunk, import_id, known=known, new_keys=new_keys)
    return changed


def _join(
    tx: Tx,
    chunk: Sequence[StagedSprints],
    import_id: int,
    *,
    known: Mapping[str, Sequence[TrackerSprint]],
    new_keys: KeySet,
) -> set[str]:
    held = tracker_sprints.memberships(tx, [staged.item_id for staged in chunk])
    wanted: dict[int, list[int]] = {}
    history: list[tuple[str, int | None, object]] = []
    for staged in chunk:
        chosen = [_choose(known[name], staged.team) for name in staged.sprints]
        if chosen == held.get(staged.item_id, []):
            continue
        wanted[staged.item_id] = chosen
        if staged.key not in new_keys:
            told = {"sprints": (None, ", ".join(staged.sprints))}
            history.append((staged.key, staged.line, told))
    tracker_sprints.set_memberships(tx, wanted)
    imports.add_changes(tx, import_id, "changed", history)
    return {key for key, _, _ in history}


def _choose(same_name: Sequence[TrackerSprint], team: str | None) -> int:
    """Return the sprint of the item's team where several boards have one of that name."""
    own = next((sprint.id for sprint in same_name if is_board_of(sprint.board, team)), None)
    return same_name[0].id if own is None else own
