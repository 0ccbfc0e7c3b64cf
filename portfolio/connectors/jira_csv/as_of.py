"""Takes an export as it stood at an earlier moment, as far as it tells."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from portfolio.domain.imports import ImportedItem, ImportedSprint

NO_HISTORY = (
    "Points, type, team, epic and priority are as the file has them today: the export carries "
    "no history of them."
)
OPEN_STATUS = "To Do"


class AsOf:
    """Turns items of today into items of the moment; leaves out what did not exist yet."""

    def __init__(self, moment: datetime, sprints: Iterable[ImportedSprint] = ()) -> None:
        self.moment = moment
        self._starts = _starts_by_name(sprints)
        self.left_out = 0
        self.reopened = 0
        self.dropped_memberships = 0

    def take(self, item: ImportedItem) -> ImportedItem | None:
        """Return the item as it was, or None where it was created later."""
        if item.created_at and item.created_at >= self.moment:
            self.left_out += 1
            return None
        return self._before_it_was_resolved(self._without_later_sprints(item))

    def sprint(self, sprint: ImportedSprint) -> ImportedSprint | None:
        """Return a sprint as it was, or None where it started later; one without dates stays."""
        if sprint.starts_at is None or sprint.starts_at < self.moment:
            over_at = sprint.completed_at or sprint.ends_at
            if over_at is None or over_at < self.moment:
                return sprint
            return replace(sprint, state="active", completed_at=None)
        return None

    def warnings(self) -> tuple[str, ...]:
        """Return what a person should know about the items taken."""
        told = [NO_HISTORY]
        if self.reopened:
            told.append(
                f"{self.reopened:,} items that were resolved later are open, to do, without a "
                "resolution."
            )
        if self.dropped_memberships:
            told.append(
                f"{self.dropped_memberships:,} memberships of sprints that start later were "
                "dropped."
            )
        return tuple(told)

    def _before_it_was_resolved(self, item: ImportedItem) -> ImportedItem:
        resolved_at = item.resolved_at or (item.updated_at if item.is_closed else None)
        if resolved_at is None or resolved_at < self.moment:
            return replace(item, resolved_at=resolved_at)
        self.reopened += 1
        return replace(
            item,
            status=OPEN_STATUS,
            status_category=OPEN_STATUS if item.status_category else None,
            resolution=None,
            resolved_at=None,
        )

    def _without_later_sprints(self, item: ImportedItem) -> ImportedItem:
        kept = tuple([name for name in item.sprints if not self._is_later(name, item.team)])
        if len(kept) == len(item.sprints):
            return item
        self.dropped_memberships += len(item.sprints) - len(kept)
        return replace(item, sprints=kept)

    def _is_later(self, name: str, team: str | None) -> bool:
        by_board = self._starts.get(name)
        if not by_board:
            return False
        board = next((board for board in by_board if is_board_of(board, team)), None)
        return (by_board[board] if board else min(by_board.values())) >= self.moment


def is_board_of(board: str | None, team: str | None) -> bool:
    """Whether a sprint's board ("114") is the one that a team is named after ("Board 114")."""
    return bool(board and team) and (team == board or str(team).split()[-1] == board)


def _starts_by_name(
    sprints: Iterable[ImportedSprint],
) -> Mapping[str, Mapping[str | None, datetime]]:
    starts: dict[str, dict[str | None, datetime]] = {}
    for sprint in sprints:
        if sprint.starts_at:
            of_name = starts.setdefault(sprint.name, {})
            earlier = of_name.get(sprint.board, sprint.starts_at)
            of_name[sprint.board] = min(earlier, sprint.starts_at)
    return starts
