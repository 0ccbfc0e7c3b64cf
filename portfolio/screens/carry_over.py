"""What of a cycle can go on in the next one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portfolio.domain.cycles import Cycle, next_quarter
from portfolio.domain.people import Deed, Viewer, may
from portfolio.domain.standing import CycleStanding, KeyResultStanding, standing_of
from portfolio.store import okr_chains, okr_scopes, okrs
from portfolio.store.okr_chains import Link
from portfolio.store.unit import Tx


@dataclass(frozen=True, slots=True)
class Screen:
    """The page that carries key results over; `carried` says where they went already."""

    cycle: Cycle
    into: str
    standing: CycleStanding
    rows: tuple[KeyResultStanding, ...]  # those the viewer may carry over
    carried: Mapping[int, Link]


def load(tx: Tx, viewer: Viewer, cycle: Cycle, *, today: date) -> Screen:
    """Read the key results of a cycle that the viewer may carry over."""
    standing = standing_of(okrs.tree(tx, cycle.id, on=today))
    every = standing.every_key_result()
    ids = [one.key_result.id for one in every]
    scopes = okr_scopes.of_key_results(tx, ids)
    own = [one for one in every if may(viewer, Deed.EDIT_OKRS, scopes[one.key_result.id])]
    return Screen(
        cycle, next_quarter(cycle.name), standing, tuple(own), okr_chains.carried(tx, ids)
    )
