"""Open work by team and area, and what the plan in force gives to teams."""

from dataclasses import dataclass

from sqlalchemy import Connection, Select, and_, case, func, or_, select

from portfolio.domain.backlog import Category, Level
from portfolio.domain.demand import OpenWork
from portfolio.domain.plans import PlanState
from portfolio.store.tables.backlog import item_skills, items
from portfolio.store.tables.cycles import sprints
from portfolio.store.tables.plans import assignments, plans, taken_items
from portfolio.store.tables.teams import skills, teams

OPEN = (Category.TODO.value, Category.DOING.value)


@dataclass(frozen=True, slots=True)
class Proposed:
    """An item that the plan in force suggests to a team."""

    key: str
    title: str
    epic_key: str | None
    epic_title: str | None
    sprint_number: int
    points: float
    category: Category


def open_work(tx: Connection) -> list[OpenWork]:
    """Return the open items by team, area and type; an item without an area has its team's."""
    area = func.coalesce(items.c.area_id, teams.c.area_id)
    loose = and_(items.c.level == Level.SUBTASK.value, items.c.parent_id.is_(None))
    query = (
        select(
            items.c.team_id,
            area,
            items.c.type,
            func.count(items.c.points),
            func.coalesce(func.sum(items.c.points), 0.0),
            func.sum(case((items.c.points.is_(None), 1), else_=0)),
        )
        .select_from(items.outerjoin(teams, teams.c.id == items.c.team_id))
        .where(items.c.category.in_(OPEN), or_(items.c.level == Level.STORY.value, loose))
        .group_by(items.c.team_id, area, items.c.type)
    )
    return [OpenWork(*row) for row in tx.execute(query)]


def skill_work(tx: Connection) -> list[tuple[str, OpenWork]]:
    """Return the open items that need a skill, by skill (slug), team, area and type."""
    area = func.coalesce(items.c.area_id, teams.c.area_id)
    loose = and_(items.c.level == Level.SUBTASK.value, items.c.parent_id.is_(None))
    query = (
        select(
            skills.c.slug,
            items.c.team_id,
            area,
            items.c.type,
            func.count(items.c.points),
            func.coalesce(func.sum(items.c.points), 0.0),
            func.sum(case((items.c.points.is_(None), 1), else_=0)),
        )
        .select_from(
            items.join(item_skills, item_skills.c.item_id == items.c.id)
            .join(skills, skills.c.id == item_skills.c.skill_id)
            .outerjoin(teams, teams.c.id == items.c.team_id)
        )
        .where(items.c.category.in_(OPEN), or_(items.c.level == Level.STORY.value, loose))
        .group_by(skills.c.slug, items.c.team_id, area, items.c.type)
    )
    return [(row[0], OpenWork(*row[1:])) for row in tx.execute(query)]


def planned_points(tx: Connection, cycle_id: int) -> dict[tuple[int, int], float]:
    """Return the points that the plan in force gives, by team and sprint."""
    query = (
        select(assignments.c.team_id, assignments.c.sprint_id, func.sum(assignments.c.points))
        .join(plans, plans.c.id == assignments.c.plan_id)
        .where(plans.c.cycle_id == cycle_id, plans.c.state == PlanState.PUBLISHED.value)
        .group_by(assignments.c.team_id, assignments.c.sprint_id)
    )
    return {(team, sprint): points for team, sprint, points in tx.execute(query)}


def proposed(tx: Connection, cycle_id: int, team_id: int) -> list[Proposed]:
    """Return what the plan in force suggests to a team, in the order of sprints and rank.

    What another team took, and this one has no part in, is no suggestion any more.
    """
    epic = items.alias("epic")
    took = _took(cycle_id)
    query = (
        select(
            items.c.key,
            items.c.title,
            epic.c.key,
            epic.c.title,
            sprints.c.number,
            assignments.c.points,
            items.c.category,
        )
        .select_from(
            assignments.join(plans, plans.c.id == assignments.c.plan_id)
            .join(items, items.c.id == assignments.c.item_id)
            .join(sprints, sprints.c.id == assignments.c.sprint_id)
            .outerjoin(epic, epic.c.id == items.c.parent_id)
        )
        .where(
            plans.c.cycle_id == cycle_id,
            plans.c.state == PlanState.PUBLISHED.value,
            assignments.c.team_id == team_id,
            or_(
                items.c.id.not_in(took.where(taken_items.c.team_id != team_id)),
                items.c.id.in_(took.where(taken_items.c.team_id == team_id)),
            ),
        )
        .order_by(sprints.c.starts_on, items.c.rank)
    )
    return [Proposed(*row[:6], Category(row[6])) for row in tx.execute(query)]


def _took(cycle_id: int) -> Select[tuple[int]]:
    return (
        select(taken_items.c.item_id)
        .join(sprints, sprints.c.id == taken_items.c.sprint_id)
        .where(sprints.c.cycle_id == cycle_id)
    )
