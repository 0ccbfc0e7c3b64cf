"""The cast: the same few people in every test, one account a role."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from portfolio.domain.people import Role, Viewer
from portfolio.store import people, rows
from portfolio.store.tables.teams import areas, teams
from portfolio.store.unit import Store

NOW = datetime(2027, 2, 9, 10, 0, tzinfo=UTC)


@dataclass
class Cast:
    """Who plays: `cast.lead` leads `cast.team` in `cast.area`; `cast.other_lead` the other team."""

    administrator: Viewer
    planner: Viewer
    area_owner: Viewer
    lead: Viewer
    other_lead: Viewer
    member: Viewer
    executive: Viewer
    architect: Viewer
    auditor: Viewer
    team_id: int
    other_team_id: int
    area_id: int
    other_area_id: int
    by_name: dict[str, Viewer] = field(default_factory=dict)


def make_cast(store: Store) -> Cast:
    """Add two areas with a team each (Falcon in Messaging, Heron in Trust) and the accounts."""
    with store.writing() as tx:
        area_id = rows.add(tx, areas, {"slug": "messaging", "name": "Messaging"})
        other_area_id = rows.add(tx, areas, {"slug": "trust", "name": "Trust", "position": 1})
        team_id = rows.add(tx, teams, {"slug": "falcon", "name": "Falcon", "area_id": area_id})
        other_team_id = rows.add(
            tx, teams, {"slug": "heron", "name": "Heron", "area_id": other_area_id, "position": 1}
        )
        reach = {
            "area_owner": (Role.AREA_OWNER, (), (area_id,)),
            "lead": (Role.LEAD, (team_id,), ()),
            "other_lead": (Role.LEAD, (other_team_id,), ()),
            "member": (Role.MEMBER, (team_id,), ()),
        }
        viewers = {}
        for name in Cast.__dataclass_fields__:
            if name.endswith("_id") or name == "by_name":
                continue
            role, own_teams, own_areas = reach.get(name) or (Role(name), (), ())
            account_id = people.add_account(
                tx, email=f"{name}@example.org", name=name.title(), role=role, now=NOW
            )
            people.set_scopes(tx, account_id, teams=own_teams, areas=own_areas)
            viewers[name] = people.viewer_of(tx, account_id)
    return Cast(
        **viewers,
        team_id=team_id,
        other_team_id=other_team_id,
        area_id=area_id,
        other_area_id=other_area_id,
        by_name=viewers,
    )
