"""A link for readers without an account: whose, of which quarter, until when."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from portfolio.domain.errors import Refused

LONGEST_DAYS = 366
LONGEST_TITLE = 120


class ShareState(StrEnum):
    """Whether a link opens."""

    OPEN = "open"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Share:
    """A link; its token is known to who made it alone."""

    id: int
    account_id: int
    cycle_id: int
    cycle_name: str
    title: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None
    uses: int
    by_name: str
    is_disabled: bool  # the account that made it, by now

    def state(self, now: datetime) -> ShareState:
        """Return whether the link opens at this moment."""
        if self.revoked_at is not None or self.is_disabled:
            return ShareState.REVOKED
        return ShareState.EXPIRED if self.expires_at <= now else ShareState.OPEN


@dataclass(frozen=True, slots=True)
class ShareDraft:
    """What somebody asks for; refused, by field, where it makes no sense."""

    title: str
    cycle_id: int
    expires_at: datetime

    def refuse_at(self, now: datetime) -> None:
        """Raise Refused where it has no name, or would end before it begins or never."""
        faults = {}
        if not self.title.strip():
            faults["title"] = "Write for whom or for what the link is."
        if len(self.title) > LONGEST_TITLE:
            faults["title"] = f"The title is longer than {LONGEST_TITLE} characters."
        if self.expires_at <= now:
            faults["until"] = "Choose a day to come."
        if (self.expires_at - now).days > LONGEST_DAYS:
            faults["until"] = "A link lives for a year at most."
        if faults:
            raise Refused(" ".join(faults.values()), faults)
