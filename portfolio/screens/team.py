"""One team: who is here, what it can take by sprint with all parts, and what is proposed to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta, tzinfo

from portfolio.domain.absence_draft import Effect, effects, with_absence
from portfolio.domain.calendar import CalendarRow, calendar_rows
from portfolio.domain.capacity import CapacityFacts, capacities_of
from portfolio.domain.capacity_parts import Parts, Unit, parts_of
from portfolio.domain.cycles import Cycle, Sprint
from portfolio.domain.errors import NotFound
from portfolio.domain.notices import Notice
from portfolio.domain.people import Deed, Thing, Viewer, may, require
from portfolio.domain.person_days import full_time, working_days
from portfolio.domain.rhythm import WEEKLY, Rhythm
from portfolio.domain.team_capacity import SprintCapacity, TeamCapacity
from portfolio.domain.teams import (
    Absence,
    Area,
    Focus,
    Membership,
    Office,
    OnCallShift,
    PartTime,
    Person,
    Skill,
    Team,
)
from portfolio.store import capacity, demand, planning_facts, rhythms, staff, teams
from portfolio.store import notices as notice_store
from portfolio.store.demand import Proposed
from portfolio.store.unit import Tx

HARDLY = 0.05  # points that nobody sees


@dataclass(frozen=True, slots=True)
class Member:
    """A membership with the person and their office."""

    membership: Membership
    person: Person
    office: Office | None


@dataclass(frozen=True, slots=True)
class Rights:
    """What the viewer may see and do here."""

    sees_names: bool
    edits_capacity: bool
    edits_team: bool
    splits_people: bool


@dataclass(frozen=True, slots=True)
class TeamScreen:
    """The page of one team; names are there only for those who may see them."""

    cycle: Cycle | None
    today: date
    team: Team
    area: Area | None
    rights: Rights
    capacity: TeamCapacity | None
    people: int
    offices: int
    full_time: float
    planned: dict[int, float]  # by sprint, of the plan in force
    proposed: tuple[Proposed, ...]
    focus: tuple[Focus, ...]
    skills: tuple[Skill, ...]
    rows: tuple[CalendarRow, ...] = ()
    members: tuple[Member, ...] = ()
    absences: tuple[tuple[Absence, Person], ...] = ()
    shifts: tuple[tuple[OnCallShift, Person], ...] = ()
    every_person: tuple[Person, ...] = ()
    every_office: tuple[Office, ...] = ()
    office_names: Mapping[int, str] = field(default_factory=dict)
    elsewhere: Mapping[int, tuple[Membership, ...]] = field(default_factory=dict)  # by person
    team_names: Mapping[int, str] = field(default_factory=dict)
    part_times: tuple[tuple[PartTime, Person], ...] = ()
    taken: Mapping[int, float] = field(default_factory=dict)  # points, by sprint
    notices: tuple[Notice, ...] = ()  # of the viewer, about this team, not seen yet
    unit: Unit = Unit.DAYS
    draft: Absence | None = None
    draft_person: Person | None = None
    effects: tuple[Effect, ...] = ()
    rhythm: Rhythm = WEEKLY  # of its check-ins

    @property
    def effect(self) -> Effect | None:
        """What the absence that is not saved yet does to this team."""
        return next((one for one in self.effects if one.after.team.id == self.team.id), None)

    @property
    def shown(self) -> TeamCapacity | None:
        """The capacity as it would be with the absence that is not saved yet."""
        return self.effect.after if self.effect else self.capacity

    @property
    def widest(self) -> float:
        """The most person-days of a sprint, or points or items, to which the bars are drawn."""
        sprints = self.shown.sprints if self.shown else ()
        if not any(one.days for one in sprints):
            return 0.0
        return max((parts_of(one, self.unit).whole for one in sprints), default=0.0)

    def row_ids(self, panel: str) -> frozenset[int]:
        """The absences, or the team's on-call shifts, that can be opened from the calendar."""
        rows = self.absences if panel == "absence" else self.shifts
        return frozenset(one.id for one, _ in rows)

    def person_notes(self, row: CalendarRow) -> list[tuple[str, float, str]]:
        """What stands under a name: the office, the share here and in each other team."""
        office = self.office_names.get(row.person.office_id or 0)
        notes = [("office", 1.0, office)] if office else []
        others = self.elsewhere.get(row.person.id, ())
        if row.share < 1 or others:
            notes.append(("here", row.share, ""))
        named = [("there", one.share, self.team_names[one.team_id]) for one in others]
        return notes + named

    def parts(self, one: SprintCapacity) -> Parts:
        """A sprint's parts in the unit of the page."""
        return parts_of(one, self.unit)

    def parts_in(self, unit: str) -> list[tuple[Sprint, Parts]]:
        """Each sprint with its parts in another unit."""
        sprints = self.shown.sprints if self.shown else ()
        return [(one.sprint, parts_of(one, Unit(unit))) for one in sprints]

    @property
    def people_by_id(self) -> dict[int, Person]:
        """Whoever is in the team in the quarter."""
        return {one.person.id: one.person for one in self.members}

    @property
    def over(self) -> tuple[tuple[SprintCapacity, float], ...]:
        """The running and coming sprints that hold more than fits, with what they hold."""
        held = [
            (one, max(self.taken.get(one.sprint.id, 0.0), self.planned.get(one.sprint.id, 0.0)))
            for one in (self.shown.sprints if self.shown else ())
            if one.sprint.span.ends_on >= self.today
        ]
        return tuple((one, points) for one, points in held if points > one.points + HARDLY)

    @property
    def next_free(self) -> date | None:
        """The first Monday after the last on-call shift of the quarter; None without any."""
        last = max((shift.ends_on for shift, _ in self.shifts), default=None)
        return None if last is None else last + timedelta(days=7 - last.weekday())

    @property
    def most_points(self) -> float:
        """The most points of a sprint, to which bars without person-days are drawn."""
        return max((one.points for one in self.shown.sprints), default=0.0) if self.shown else 0.0

    def before(self, sprint: Sprint) -> SprintCapacity | None:
        """The saved capacity of a sprint, where an absence is not saved yet."""
        saved = self.effect.before.sprints if self.effect else ()
        return next((one for one in saved if one.sprint.id == sprint.id), None)


def load(
    tx: Tx,
    viewer: Viewer,
    slug: str,
    cycle: Cycle | None,
    *,
    today: date,
    zone: tzinfo,
    unit: Unit = Unit.DAYS,
    draft: Absence | None = None,
) -> TeamScreen:
    """Read the page of a team; with a draft also what that absence would change.

    Raises NotAllowed for a draft of somebody who may not enter it.
    """
    team = teams.one_team(tx, slug)
    thing = Thing(team_ids=frozenset((team.id,)))
    if draft is not None:
        own = staff.team_ids_of(tx, draft.person_id, since=draft.starts_on)
        require(viewer, Deed.EDIT_CAPACITY, Thing(team_ids=own))
    rights = Rights(
        sees_names=may(viewer, Deed.SEE_ABSENT_NAMES, thing),
        edits_capacity=may(viewer, Deed.EDIT_CAPACITY, thing),
        edits_team=may(viewer, Deed.EDIT_TEAM, thing),
        splits_people=may(viewer, Deed.SPLIT_PERSON, thing),
    )
    bare = TeamScreen(
        cycle=cycle,
        today=today,
        team=team,
        area=next((area for area in teams.all_areas(tx) if area.id == team.area_id), None),
        rights=rights,
        capacity=None,
        people=0,
        offices=0,
        full_time=0.0,
        planned={},
        proposed=(),
        focus=tuple(staff.focus_of(tx, team.id)),
        skills=tuple(teams.all_skills(tx)),
        notices=_notices(tx, viewer, team),
        unit=unit,
        rhythm=rhythms.of_teams(tx, [team.id]).get(team.id, (WEEKLY, 0))[0],
    )
    if cycle is None:
        return bare
    facts = capacity.facts(tx, cycle, today=today, zone=zone)
    found = capacities_of(facts, (team.id,))[team.id]
    screen = _with_capacity(tx, replace(bare, capacity=found), cycle, facts)
    if not rights.sees_names:
        return screen
    named = _with_names(tx, screen, cycle, facts, draft=draft)
    return _with_draft(named, facts, draft) if draft else named


def _notices(tx: Tx, viewer: Viewer, team: Team) -> tuple[Notice, ...]:
    if viewer.account_id is None or team.id not in viewer.team_ids:
        return ()
    own = notice_store.own_notices(tx, viewer.account_id)
    return tuple(one for one in own if one.seen_at is None and one.team_slug == team.slug)


def _with_capacity(tx: Tx, screen: TeamScreen, cycle: Cycle, facts: CapacityFacts) -> TeamScreen:
    team_id = screen.team.id
    members = _members_on(facts, team_id)
    planned = demand.planned_points(tx, cycle.id)
    return replace(
        screen,
        people=len(members),
        offices=len({person.office_id for person in members if person.office_id is not None}),
        full_time=full_time(facts.staff, facts.today).get(team_id, 0.0),
        planned={sprint: points for (team, sprint), points in planned.items() if team == team_id},
        proposed=tuple(demand.proposed(tx, cycle.id, team_id)),
        taken=_taken(tx, cycle, team_id),
    )


def _taken(tx: Tx, cycle: Cycle, team_id: int) -> dict[int, float]:
    found: dict[int, float] = {}
    for one in planning_facts.taken(tx, [sprint.id for sprint in cycle.sprints]):
        if one.team_id == team_id:
            found[one.sprint_id] = found.get(one.sprint_id, 0.0) + one.points
    return found


def _members_on(facts: CapacityFacts, team_id: int) -> list[Person]:
    ids = {
        one.person_id
        for one in facts.staff.memberships
        if one.team_id == team_id
        and (one.starts_on or date.min) <= facts.today <= (one.ends_on or date.max)
    }
    return [person for person in facts.staff.people if person.id in ids]


def _with_names(
    tx: Tx, screen: TeamScreen, cycle: Cycle, facts: CapacityFacts, *, draft: Absence | None
) -> TeamScreen:
    people = {person.id: person for person in facts.staff.people}
    offices = {office.id: office for office in teams.all_offices(tx)}
    named = replace(
        screen,
        rows=_calendar(tx, screen.team, cycle, facts, draft=draft),
        members=tuple(
            Member(one, people[one.person_id], offices.get(people[one.person_id].office_id or 0))
            for one in facts.staff.memberships
            if one.team_id == screen.team.id and (one.ends_on or date.max) >= cycle.span.starts_on
        ),
        office_names={office.id: office.name for office in offices.values()},
        elsewhere=_elsewhere(screen.team, cycle, facts),
        team_names={team.id: team.name for team in facts.teams},
        every_person=tuple(facts.staff.people) if screen.rights.splits_people else (),
        every_office=tuple(offices.values()) if screen.rights.splits_people else (),
    )
    return _with_days(named, cycle, facts)


def _elsewhere(team: Team, cycle: Cycle, facts: CapacityFacts) -> dict[int, tuple[Membership, ...]]:
    """Return the other memberships in the quarter of whoever is in the team, by person."""
    found: dict[int, tuple[Membership, ...]] = {}
    for one in facts.staff.memberships:
        starts_on, ends_on = one.starts_on or date.min, one.ends_on or date.max
        if one.team_id == team.id or starts_on > cycle.span.ends_on:
            continue
        if ends_on >= max(cycle.span.starts_on, min(facts.today, cycle.span.ends_on)):
            found[one.person_id] = (*found.get(one.person_id, ()), one)
    return found


def _calendar(
    tx: Tx, team: Team, cycle: Cycle, facts: CapacityFacts, *, draft: Absence | None
) -> tuple[CalendarRow, ...]:
    days = [day for sprint in cycle.sprints for day in working_days(sprint.span)]
    rows = calendar_rows(
        with_absence(facts.staff, draft) if draft else facts.staff,
        team.id,
        days,
        holiday_names=teams.holidays(tx),
        draft_id=draft.id if draft else None,
    )
    return tuple(rows)


def _with_days(screen: TeamScreen, cycle: Cycle, facts: CapacityFacts) -> TeamScreen:
    people = {one.person.id: one.person for one in screen.members}
    last = max([cycle.span.ends_on, *(sprint.span.ends_on for sprint in cycle.sprints)])

    def is_shown(row: Absence | OnCallShift) -> bool:
        # Only within the membership: what a person did before or does after it is not ours.
        return row.starts_on <= last and any(
            one.membership.person_id == row.person_id
            and row.ends_on >= max(cycle.span.starts_on, one.membership.starts_on or date.min)
            and row.starts_on <= (one.membership.ends_on or date.max)
            for one in screen.members
        )

    return replace(
        screen,
        absences=tuple(
            (one, people[one.person_id]) for one in facts.staff.absences if is_shown(one)
        ),
        shifts=tuple(
            (one, people[one.person_id])
            for one in facts.staff.on_call
            if one.team_id == screen.team.id and is_shown(one)
        ),
        part_times=tuple(
            (one, people[one.person_id])
            for one in facts.staff.part_times
            if one.person_id in people and one.from_on <= last
        ),
    )


def _with_draft(screen: TeamScreen, facts: CapacityFacts, draft: Absence) -> TeamScreen:
    for person in facts.staff.people:
        if person.id == draft.person_id:
            found = tuple(effects(facts, draft))
            return replace(screen, draft=draft, draft_person=person, effects=found)
    raise NotFound("person", draft.person_id)
