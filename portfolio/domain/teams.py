"""Teams and areas, the people in them, and what takes their days."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from portfolio.domain.errors import Refused

MOST_TEAMS_WITHOUT_AREAS = 8
FEWEST_TEAMS_IN_AREA = 4
MOST_TEAMS_IN_AREA = 8
USUAL_FOCUS = 0.7


@dataclass(frozen=True, slots=True)
class Area:
    """A requirement area of the one product."""

    id: int
    slug: str
    name: str
    position: int = 0
    version: int = 1


@dataclass(frozen=True, slots=True)
class Skill:
    """Something an item may need and a team may have."""

    id: int
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Office:
    """Where people work: it says which days are public holidays."""

    id: int
    name: str
    country: str
    subdivision: str | None = None
    time_zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Team:
    """A feature team."""

    id: int
    slug: str
    name: str
    area_id: int | None = None
    tracker_name: str | None = None
    time_zone: str | None = None
    wip_limit: int | None = None
    position: int = 0
    disbanded_on: date | None = None
    version: int = 1
    skills: tuple[str, ...] = field(default=())  # slugs

    def exists_on(self, day: date) -> bool:
        """Whether the team has not been disbanded by that day."""
        return self.disbanded_on is None or day < self.disbanded_on


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whose days make capacity; `left_on` is the last day at work."""

    id: int
    name: str
    office_id: int | None = None
    account_id: int | None = None
    joined_on: date | None = None
    left_on: date | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Membership:
    """A share of a person's time that belongs to a team; both dates are inside."""

    id: int
    person_id: int
    team_id: int
    share: float = 1.0
    starts_on: date | None = None
    ends_on: date | None = None
    version: int = 1

    def __post_init__(self) -> None:
        refuse_share(self.share)


@dataclass(frozen=True, slots=True)
class Absence:
    """Days, or a share of them, on which a person is away; never a reason."""

    id: int
    person_id: int
    starts_on: date
    ends_on: date
    share: float = 1.0
    version: int = 1

    def __post_init__(self) -> None:
        refuse_share(self.share)
        refuse_backwards(self.starts_on, self.ends_on)


@dataclass(frozen=True, slots=True)
class OnCallShift:
    """Days, or a share of them, on which a person answers alarms for a team."""

    id: int
    person_id: int
    team_id: int
    starts_on: date
    ends_on: date
    share: float = 1.0
    version: int = 1

    def __post_init__(self) -> None:
        refuse_share(self.share)
        refuse_backwards(self.starts_on, self.ends_on)


@dataclass(frozen=True, slots=True)
class PartTime:
    """How much of each weekday a person works, from a day on until the next row."""

    id: int
    person_id: int
    from_on: date
    monday: float = 1.0
    tuesday: float = 1.0
    wednesday: float = 1.0
    thursday: float = 1.0
    friday: float = 1.0
    version: int = 1

    def __post_init__(self) -> None:
        if any(not 0 <= share <= 1 for share in self.week):
            raise Refused("The share of a weekday lies between 0 % and 100 %.")

    @property
    def week(self) -> tuple[float, float, float, float, float]:
        """The shares from Monday to Friday."""
        return (self.monday, self.tuesday, self.wednesday, self.thursday, self.friday)


@dataclass(frozen=True, slots=True)
class Focus:
    """The share of available days that goes into the backlog, from a day on."""

    id: int
    team_id: int
    from_on: date
    focus: float
    note: str = ""
    version: int = 1

    def __post_init__(self) -> None:
        refuse_share(self.focus)


def refuse_share(share: float) -> None:
    """Raise Refused unless the share lies above 0 and at most at 1."""
    if not 0 < share <= 1:
        raise Refused(f"A share lies above 0 % and is at most 100 %, not {share * 100:g} %.")


def refuse_backwards(starts_on: date | None, ends_on: date | None) -> None:
    """Raise Refused where the end lies before the start."""
    if starts_on and ends_on and ends_on < starts_on:
        raise Refused(f"The end {ends_on} lies before the start {starts_on}.")


def refuse_zone(time_zone: str) -> None:
    """Raise Refused unless there is a time zone of that name."""
    try:
        ZoneInfo(time_zone)
    except (KeyError, ValueError, OSError) as fault:  # not known, no name at all, a folder
        raise Refused(
            f"{time_zone!r} is no time zone.", {"time_zone": "Write one such as Europe/Zagreb."}
        ) from fault


def has_areas(teams: Iterable[Team]) -> bool:
    """Whether the product has so many teams that requirement areas are shown."""
    return sum(1 for team in teams if team.disbanded_on is None) > MOST_TEAMS_WITHOUT_AREAS


@dataclass(frozen=True, slots=True)
class AreaWarning:
    """An area outside of 4 to 8 teams; None stands for the teams without an area."""

    area_id: int | None
    teams: int


def area_warnings(areas: Sequence[Area], teams: Sequence[Team]) -> list[AreaWarning]:
    """Return the areas outside of 4 to 8 teams, and teams without one, above eight teams."""
    if not has_areas(teams):
        return []
    sizes = Counter(team.area_id for team in teams if team.disbanded_on is None)
    found = [
        AreaWarning(area.id, sizes[area.id])
        for area in areas
        if not FEWEST_TEAMS_IN_AREA <= sizes[area.id] <= MOST_TEAMS_IN_AREA
    ]
    if sizes[None]:
        found.append(AreaWarning(None, sizes[None]))
    return found


def coverage(skills: Sequence[Skill], teams: Sequence[Team]) -> Mapping[str, int]:
    """Return, by slug of the skill, how many teams have it."""
    having = Counter(slug for team in teams for slug in team.skills)
    return {skill.slug: having[skill.slug] for skill in skills}


def focus_on(rows: Iterable[Focus], team_id: int, day: date) -> float:
    """Return the focus that holds for a team on a day: the newest row up to it, else 0.7."""
    own = [row for row in rows if row.team_id == team_id and row.from_on <= day]
    return max(own, key=lambda row: row.from_on).focus if own else USUAL_FOCUS
