"""A notice: what somebody else did to one's team."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Notice:
    """What somebody is told; `facts` are dates, shares and points, never a reason."""

    id: int
    kind: str
    facts: Mapping[str, Any]
    at: datetime
    seen_at: datetime | None
    team_slug: str | None
    team_name: str | None
    person_name: str | None
    by_name: str | None
