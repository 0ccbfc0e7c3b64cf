"""The saved filters that somebody may use, with the key results that are counted by each."""

from dataclasses import dataclass

from portfolio.domain.okrs import KeyResult
from portfolio.domain.people import Deed, Viewer, may
from portfolio.domain.saved_filters import SavedFilter
from portfolio.store import okrs, people, saved_filters, sources
from portfolio.store.unit import Tx


@dataclass(frozen=True, slots=True)
class Row:
    """A filter, who keeps it, and what it measures."""

    filter: SavedFilter
    keeper: str
    measures: tuple[KeyResult, ...]
    may_remove: bool


@dataclass(frozen=True, slots=True)
class Screen:
    """The page of saved filters."""

    rows: tuple[Row, ...]
    may_share: bool


def own(tx: Tx, viewer: Viewer) -> list[SavedFilter]:
    """Return the filters that the viewer may use, by name."""
    return saved_filters.seen_by(tx, viewer.account_id)


def load(tx: Tx, viewer: Viewer) -> Screen:
    """Read the viewer's own filters and the shared ones."""
    every = saved_filters.seen_by(tx, viewer.account_id)
    used = sources.filters_in_use(tx, [one.id for one in every])
    known = okrs.key_results_by_id(tx, {key for keys in used.values() for key in keys})
    names = {one.id: one.name or one.email for one in people.all_accounts(tx)} if every else {}
    may_share = may(viewer, Deed.EDIT_OKRS)
    return Screen(
        tuple(
            Row(
                one,
                names.get(one.account_id or 0, ""),
                tuple(known[key] for key in used.get(one.id, ()) if key in known),
                one.account_id == viewer.account_id or may_share,
            )
            for one in every
        ),
        may_share,
    )
