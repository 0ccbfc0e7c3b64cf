"""What others did to the viewer's teams."""

from dataclasses import dataclass

from portfolio.domain.notices import Notice
from portfolio.domain.people import Viewer
from portfolio.domain.teams import Area
from portfolio.store import notices, teams
from portfolio.store.unit import Tx


@dataclass(frozen=True, slots=True)
class NoticesScreen:
    """The viewer's notices, what they have not seen first."""

    notices: tuple[Notice, ...]
    areas: dict[int, Area]

    @property
    def unseen(self) -> tuple[Notice, ...]:
        """What the viewer has not seen yet."""
        return tuple(one for one in self.notices if one.seen_at is None)


def load(tx: Tx, viewer: Viewer) -> NoticesScreen:
    """Read the viewer's own notices; nobody sees those of others."""
    own = notices.own_notices(tx, viewer.account_id) if viewer.account_id else []
    return NoticesScreen(tuple(own), {area.id: area for area in teams.all_areas(tx)})
