"""What others decided since somebody last looked at the trail: one answer for every page."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from portfolio.domain.people import Viewer
from portfolio.domain.trail import Entry
from portfolio.screens import decisions
from portfolio.screens.decisions import NO_DECISIONS, Told
from portfolio.store import looks, trail
from portfolio.store.unit import Tx

FIRST_LOOK = timedelta(days=7)  # who never looked is told of the last week
MOST = 500
SHOWN = 5


@dataclass(frozen=True, slots=True)
class News:
    """What is new: how much by kind of object, and the newest of it."""

    since: datetime
    is_first: bool  # they never looked: `since` is a week ago
    count: int
    by_kind: Mapping[str, int]
    newest: tuple[Told, ...]

    @property
    def is_more(self) -> bool:
        """Whether there is more than was counted."""
        return self.count >= MOST


def load(tx: Tx, viewer: Viewer, *, now: datetime, shown: int = SHOWN) -> News:
    """Return what others decided since the viewer's last look, in at most four queries."""
    look = looks.look_of(tx, viewer.account_id) if viewer.account_id is not None else None
    since = look.looked_at if look else now - FIRST_LOOK
    found = trail.newest(
        tx,
        limit=MOST,
        after_seq=look.last_seq if look else None,
        since=None if look else since,
        without=NO_DECISIONS,
        but_account=viewer.account_id,
    )
    found = [one for one in found if one.account_id is not None or _is_import(one)]
    return News(
        since=since,
        is_first=look is None,
        count=len(found),
        by_kind=dict(Counter(one.object.partition(":")[0] for one in found).most_common()),
        newest=decisions.told(tx, found[:shown]),
    )


def _is_import(entry: Entry) -> bool:
    """Tell whether it is an import, the one deed of the machine itself that is news."""
    return entry.deed.startswith("import ")
