"""Accounts, roles, and may(): every permission rule in one table, deny by default."""

from dataclasses import dataclass
from enum import StrEnum

from portfolio.domain.errors import NotAllowed


class Role(StrEnum):
    """What an account is to the organisation."""

    ADMINISTRATOR = "administrator"
    PLANNER = "planner"
    AREA_OWNER = "area_owner"
    LEAD = "lead"
    MEMBER = "member"
    EXECUTIVE = "executive"
    ARCHITECT = "architect"
    AUDITOR = "auditor"


class Deed(StrEnum):
    """What somebody may want to do."""

    SEE = "see"
    SEE_DRAFTS = "see drafts"
    SEE_ABSENT_NAMES = "see the names in absences"
    SEE_TRAIL = "see the trail"
    EDIT_CAPACITY = "edit capacity"
    SPLIT_PERSON = "split a person between teams"
    RECORD_TAKEN = "record what a team took"
    EDIT_TEAM = "edit a team"
    MOVE_TEAM = "move a team between areas"
    EDIT_OKRS = "edit objectives and key results"
    CLOSE_CYCLE = "close a quarter"
    CHECK_IN = "check in"
    ATTACH_EPIC = "attach an epic to a key result"
    EDIT_ITEM = "edit an item"
    MOVE_ITEM = "move an item in the backlog"
    PULL_LEVER = "lock, exclude, force in or pin"
    REQUEST_PLAN = "plan the quarter"
    ADOPT_PLAN = "propose a plan"
    PUBLISH_PLAN = "publish a plan"
    IMPORT = "import"
    EDIT_DELIVERY = "edit services and targets"
    MARK_NO_IMPACT = "mark a failed deployment as without impact"
    MANAGE_ACCOUNTS = "manage accounts and tokens"
    OWN_ACCOUNT = "change one's own account"
    SHARE = "share progress with readers without an account"


class Scope(StrEnum):
    """How far a permission reaches."""

    ANY = "any"
    AREA = "area"  # things of the account's areas
    TEAM = "team"  # things of the account's teams
    OWN = "own"  # things that name the account


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is asking: an account with its role and scopes, read at each request."""

    account_id: int | None
    role: Role
    name: str = ""
    email: str = ""
    team_ids: frozenset[int] = frozenset()
    area_ids: frozenset[int] = frozenset()
    locale: str | None = None
    theme: str | None = None
    is_system: bool = False


@dataclass(frozen=True, slots=True)
class Thing:
    """What a deed is done to, as far as permissions care."""

    team_ids: frozenset[int] = frozenset()
    area_ids: frozenset[int] = frozenset()
    account_ids: frozenset[int] = frozenset()


# Commands on the server's own terminal and the worker act as the system: whoever holds the
# machine holds the database anyway, and the trail says "system".
SYSTEM = Viewer(None, Role.ADMINISTRATOR, name="system", is_system=True)

_EVERYBODY = dict.fromkeys(Role, Scope.ANY)
_PLANNER = {Role.PLANNER: Scope.ANY}
_OWNERS = {Role.PLANNER: Scope.ANY, Role.AREA_OWNER: Scope.AREA}
_LEADS = {Role.PLANNER: Scope.ANY, Role.LEAD: Scope.TEAM}

PERMISSIONS: dict[Deed, dict[Role, Scope]] = {
    Deed.SEE: _EVERYBODY,
    Deed.OWN_ACCOUNT: _EVERYBODY,
    Deed.SEE_DRAFTS: {role: Scope.ANY for role in Role if role is not Role.EXECUTIVE},
    Deed.SEE_ABSENT_NAMES: {**_LEADS, Role.ADMINISTRATOR: Scope.ANY},
    Deed.SEE_TRAIL: _EVERYBODY,
    Deed.EDIT_CAPACITY: _LEADS,
    Deed.SPLIT_PERSON: _PLANNER,
    Deed.RECORD_TAKEN: _LEADS,
    Deed.EDIT_TEAM: _LEADS,
    Deed.MOVE_TEAM: _PLANNER,
    Deed.EDIT_OKRS: _OWNERS,
    Deed.CLOSE_CYCLE: _PLANNER,
    Deed.CHECK_IN: {**_OWNERS, Role.LEAD: Scope.TEAM, Role.MEMBER: Scope.OWN},
    Deed.ATTACH_EPIC: _OWNERS,
    Deed.EDIT_ITEM: {**_OWNERS, Role.LEAD: Scope.TEAM},
    Deed.MOVE_ITEM: _OWNERS,
    Deed.PULL_LEVER: _OWNERS,
    Deed.REQUEST_PLAN: {Role.PLANNER: Scope.ANY, Role.AREA_OWNER: Scope.ANY},
    Deed.ADOPT_PLAN: {Role.PLANNER: Scope.ANY, Role.AREA_OWNER: Scope.ANY},
    Deed.PUBLISH_PLAN: _PLANNER,
    Deed.IMPORT: {**_PLANNER, Role.ADMINISTRATOR: Scope.ANY},
    Deed.EDIT_DELIVERY: _PLANNER,
    Deed.MARK_NO_IMPACT: _LEADS,
    Deed.MANAGE_ACCOUNTS: {Role.ADMINISTRATOR: Scope.ANY},
    Deed.SHARE: dict.fromkeys((Role.PLANNER, Role.EXECUTIVE, Role.ADMINISTRATOR), Scope.ANY),
}


def may(viewer: Viewer, deed: Deed, thing: Thing | None = None) -> bool:
    """Whether the viewer may do the deed to the thing; without a thing: to anything at all."""
    if viewer.is_system:
        return True
    scope = PERMISSIONS[deed].get(viewer.role)
    if scope is None:
        return False
    if scope is Scope.ANY or thing is None:
        return True
    if scope is Scope.AREA:
        return bool(viewer.area_ids & thing.area_ids)
    if scope is Scope.TEAM and viewer.team_ids & thing.team_ids:
        return True
    return viewer.account_id in thing.account_ids


def require(viewer: Viewer, deed: Deed, thing: Thing | None = None) -> None:
    """Raise NotAllowed unless the viewer may do the deed to the thing."""
    if not may(viewer, deed, thing):
        raise NotAllowed(deed, f"Your role does not let you {deed.value} here.")
