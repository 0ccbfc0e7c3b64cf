"""Set the skills of a team."""

from collections.abc import Sequence
from datetime import datetime

from portfolio.domain.errors import Refused
from portfolio.domain.import_merge import slug_of
from portfolio.domain.people import Deed, Thing, Viewer, require
from portfolio.store import teams, trail
from portfolio.store.unit import Tx

MOST_SKILLS = 60


def set_skills(
    tx: Tx, by: Viewer, team_id: int, names: Sequence[str], *, now: datetime
) -> tuple[str, ...]:
    """Replace the skills of a team by those of these names or slugs; a new name is a new skill."""
    require(by, Deed.EDIT_TEAM, Thing(team_ids=frozenset((team_id,))))
    team = teams.team_by_id(tx, team_id)
    wanted = dict.fromkeys(name.strip() for name in names if name.strip())
    if len(wanted) > MOST_SKILLS:
        raise Refused(f"A team has at most {MOST_SKILLS} skills.", {"skills": "Write fewer."})
    known = {}
    for skill in teams.all_skills(tx):
        known[skill.slug] = known[skill.name.lower()] = skill.id
    ids = []
    taken = teams.taken_slugs(tx, "skill")
    for name in wanted:
        skill_id = known.get(name.lower())
        if skill_id is None:
            slug = slug_of(name, taken=taken)
            taken.add(slug)
            skill_id = teams.add_skill(tx, slug=slug, name=name)
        ids.append(skill_id)
    teams.set_team_skills(tx, team_id, ids)
    now_has = teams.team_by_id(tx, team_id).skills
    if now_has != team.skills:
        trail.record(
            tx,
            by,
            "set skills",
            f"team:{team.slug}",
            now=now,
            before={"skills": list(team.skills)},
            after={"skills": list(now_has)},
        )
    return now_has
