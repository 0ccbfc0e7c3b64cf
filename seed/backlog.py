"""Make the company's backlog: initiatives, epics and stories in waves, with their links."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from portfolio.domain.backlog import Category, Level, Link, NewItem
from seed.company import AREAS
from seed.staff import Staff
from seed.work import INITIATIVES, STEPS

PACE = 6.4  # points that a team delivers in a sprint
EPICS_IN_HISTORY = 12  # done before the first planned quarter: what the rates are learned from
WAVES = (0.56, 0.22, 0.22)  # of the other epics: known at the start of each of three quarters
STORIES_OF_AREA = {"Channels": 265, "Journeys": 265, "Routing": 275, "Trust": 295}
POINTS = ((1, 2, 3, 5), (10, 25, 40, 25))
PRIORITIES = ("Highest", "High", "Medium", "Medium", "Low", "Lowest")


@dataclass(frozen=True)
class Epic:
    """An epic with its stories, and the objective it serves."""

    item: NewItem
    stories: tuple[NewItem, ...]
    objective: int
    wave: int  # -1: done before the first planned quarter

    @property
    def points(self) -> float:
        """The points of its stories together."""
        return sum(story.points or 3.0 for story in self.stories)


def initiatives(staff: Staff) -> list[NewItem]:
    """Return the twelve initiatives."""
    return [
        NewItem(title=title, level=Level.INITIATIVE, key=f"I-{n}", area_id=staff.areas[area])
        for n, (title, (area, _, _)) in enumerate(INITIATIVES.items(), start=1)
    ]


def epics(rng: Random, staff: Staff) -> list[Epic]:
    """Return the 120 epics in the order of rank, with 1,100 stories between them."""
    found = [
        (title, area, objective, f"I-{n}")
        for n, (area, objective, titles) in enumerate(INITIATIVES.values(), start=1)
        for title in titles
    ]
    rng.shuffle(found)
    sizes = _sizes(rng, [area for _, area, _, _ in found])
    waves = _waves(rng, [area for _, area, _, _ in found])
    made, number = [], 1
    for place, (title, area, objective, parent) in enumerate(found):
        key = f"E-{1101 + place}"
        item = NewItem(
            title=title,
            level=Level.EPIC,
            key=key,
            parent_key=parent,
            area_id=staff.areas[area],
            priority=rng.choice(PRIORITIES),
            kind_of_work="debt" if parent == "I-12" else "feature",
        )
        stories = tuple(_story(rng, item, area, number + n, turn=n) for n in range(sizes[place]))
        number += sizes[place]
        made.append(Epic(item, stories, objective, waves[place]))
    return made


def links(rng: Random, made: Sequence[Epic]) -> list[Link]:
    """Return the dependencies: chains within an epic, and some from one epic to another."""
    found = []
    for epic in made:
        for before, after in zip(epic.stories, epic.stories[1:], strict=False):
            if rng.random() < 0.22:
                found.append(Link("Blocks", str(before.key), str(after.key)))
    for place, epic in enumerate(made[:-8]):
        other = made[place + rng.randrange(1, 8)]
        if rng.random() < 0.22 and other.wave >= epic.wave:
            found.append(Link("Depends", str(epic.stories[0].key), str(other.stories[-1].key)))
    return found


def history(rng: Random, staff: Staff, made: Sequence[Epic], sprints: Sequence[date]) -> list[Epic]:
    """Return epics with every story done by a team of its area, in the sprints that begin then.

    Each team delivers about PACE points a sprint, so that its rate can be learned.
    """
    load = dict.fromkeys(staff.teams, 0.0)
    return [_finished(rng, staff, epic, sprints, load=load) for epic in made]


def _finished(
    rng: Random,
    staff: Staff,
    epic: Epic,
    sprints: Sequence[date],
    *,
    load: dict[str, float],
) -> Epic:
    area = next(area for area, _, titles in INITIATIVES.values() if epic.item.title in titles)
    stories = []
    for story in epic.stories:
        team = min((squad.name for squad in AREAS[area]), key=lambda name: load[name])
        turn = min(len(sprints) - 1, int(load[team] / PACE))
        load[team] += story.points or 3.0
        day = sprints[turn] + timedelta(days=rng.randrange(1, 11))
        moment = datetime.combine(day, time(rng.randrange(8, 17)), UTC)
        stories.append(_done(story, staff.teams[team].id, moment))
    last = max(story.resolved_at for story in stories if story.resolved_at)
    return replace(epic, item=_done(epic.item, None, last), stories=tuple(stories))


def _done(item: NewItem, team_id: int | None, moment: datetime) -> NewItem:
    return replace(
        item,
        team_id=team_id,
        status="Done",
        category=Category.DONE,
        resolution="Done",
        resolved_at=moment,
        created_at=moment - timedelta(days=40),
        updated_at=moment,
    )


def _story(rng: Random, epic: NewItem, area: str, number: int, *, turn: int) -> NewItem:
    title = epic.title
    step = STEPS[(turn * 5 + number) % len(STEPS)]
    skills = sorted({skill for squad in AREAS[area] for skill in squad.skills})
    wanted = rng.choice(skills) if rng.random() < 0.33 else "backend"
    return NewItem(
        title=f"{step} {title[0].lower() + title[1:] if title[1:2].islower() else title}",
        key=f"M-{number}",
        parent_key=epic.key,
        area_id=epic.area_id,
        points=None if rng.random() < 0.04 else float(rng.choices(*POINTS)[0]),
        priority=rng.choice(PRIORITIES),
        status="To Do",
        skills=() if wanted == "backend" else (wanted,),
    )


def _sizes(rng: Random, areas: Sequence[str]) -> list[int]:
    sizes = [rng.randint(5, 10) for _ in areas]
    for area, wanted in STORIES_OF_AREA.items():
        own = [place for place, one in enumerate(areas) if one == area]
        while (difference := wanted - sum(sizes[place] for place in own)) != 0:
            place = rng.choice(own)
            step = 1 if difference > 0 else -1
            if 4 <= sizes[place] + step <= 18:
                sizes[place] += step
    return sizes


def _waves(rng: Random, areas: Sequence[str]) -> list[int]:
    waves: list[int | None] = [None] * len(areas)
    for area in AREAS:
        own = [place for place, one in enumerate(areas) if one == area]
        for place in rng.sample(own, EPICS_IN_HISTORY // len(AREAS)):
            waves[place] = -1
    rest = [place for place, wave in enumerate(waves) if wave is None]
    for turn, place in enumerate(rng.sample(rest, len(rest))):
        share = (turn + 0.5) / len(rest)
        waves[place] = sum(share >= sum(WAVES[: n + 1]) for n in range(len(WAVES)))
    return [wave for wave in waves if wave is not None]
