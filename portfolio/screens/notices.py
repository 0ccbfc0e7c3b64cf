"""What waits for the viewer: check-ins that are due, and what others did to the own teams."""

from dataclasses import dataclass
from datetime import date

from portfolio.domain.notices import Notice
from portfolio.domain.people import Viewer
from portfolio.domain.teams import Area
from portfolio.store import notices, reminders, teams
from portfolio.store.reminders import Waiting
from portfolio.store.unit import Tx


@dataclass(frozen=True, slots=True)
class NoticesScreen:
    """The viewer's notices, what they have not seen first."""

    notices: tuple[Notice, ...]
    areas: dict[int, Area]
    waiting: tuple[Waiting, ...]  # check-ins that the viewer was reminded of

    @property
    def unseen(self) -> tuple[Notice, ...]:
        """What the viewer has not seen yet."""
        return tuple(one for one in self.notices if one.seen_at is None)


def load(tx: Tx, viewer: Viewer, *, today: date) -> NoticesScreen:
    """Read the viewer's own notices; nobody sees those of others."""
    areas = {area.id: area for area in teams.all_areas(tx)}
    if viewer.account_id is None:
        return NoticesScreen((), areas, ())
    own = notices.own_notices(tx, viewer.account_id)
    waiting = reminders.waiting(tx, viewer.account_id, today=today)
    return NoticesScreen(tuple(own), areas, tuple(waiting))
