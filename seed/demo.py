"""Make the demo company: two quarters planned and delivered, one running, one plan waiting."""

import sys
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from portfolio.actions.add_items import add_items
from portfolio.actions.open_cycle import open_cycle
from portfolio.domain.backlog import Link, NewItem
from portfolio.domain.cycles import Cycle, next_quarter, quarter_of, quarter_span
from portfolio.domain.errors import Refused
from portfolio.domain.people import SYSTEM
from portfolio.settings import Settings
from portfolio.store import people, product, schema
from portfolio.store.unit import Store, Tx
from seed import (
    backlog,
    came_later,
    company,
    effects,
    forecasts,
    okrs,
    production,
    quarters,
    sources,
    staff,
    this_week,
)
from seed.scale import grow

EFFORT_THEN = 1  # of the planner for the quarters that are over
EFFORT_NOW = 2


def make(
    store: Store,
    settings: Settings,
    *,
    reset: bool = False,
    name: str = company.NAME,
    seed: int = 1,
    today: date | None = None,
    scale: bool = False,
) -> None:
    """Fill an empty database with the demo company; one that is there is kept and migrated.

    With `scale` it is grown to the size that the product is measured at.
    """
    if reset:
        schema.throw_away(store.engine)
    schema.upgrade(store.engine)
    with store.reading() as tx:
        made_on = product.said(tx).get("demo_made_on")
        if not made_on and people.count_accounts(tx):
            raise Refused("This database is in use. The demo company is made in an empty one.")
    day = date.fromisoformat(made_on) if made_on else today or datetime.now(settings.zone).date()
    if not made_on:
        _say("Making the demo company ...")
        _Story(store, name, Random(seed), day).tell()
    if scale:
        grow(store, seed=seed, today=day)


class _Story:
    """The company's last year, told in the order of time."""

    def __init__(self, store: Store, name: str, rng: Random, today: date) -> None:
        self.store, self.name, self.rng = store, name, rng
        self.today = today
        self.done: dict[str, quarters.Done] = {}  # the stories, by key

    def tell(self) -> None:
        """Do everything in the order in which it would have happened."""
        with self.store.writing() as tx:
            self._found(tx, _quarters_until(self.today))
        for ago in (3, 2, 1, 0):
            self._quarter(ago)
        with self.store.writing() as tx:
            self._deploy(tx)
            this_week.leave(tx, self.staff, today=self.today)
        self._wait()

    def _found(self, tx: Tx, names: list[str]) -> None:
        start = _morning(quarter_span(names[0]).starts_on)
        self.cycles = [open_cycle(tx, SYSTEM, one, now=start) for one in names]
        self.staff = staff.hire(tx, self.rng, now=start)
        first = self.cycles[0].sprints[0].span.starts_on
        last = self.cycles[-1].sprints[-1].span.ends_on
        staff.fill_calendar(tx, self.rng, self.staff, first, last, now=start)
        self._add_backlog(tx)
        product.say(tx, "company", self.name)
        product.say(tx, "demo_made_on", self.today.isoformat())

    def _add_backlog(self, tx: Tx) -> None:
        self.epics = backlog.epics(self.rng, self.staff)
        self.links = backlog.links(self.rng, self.epics)
        before = [sprint.span.starts_on for sprint in self.cycles[0].sprints][-3:]
        old = [epic for epic in self.epics if epic.wave < 0]
        done = backlog.history(self.rng, self.staff, old, before)
        planner, now = self.staff.viewers["planner"], _planning_day(self.cycles[1])
        add_items(tx, planner, backlog.initiatives(self.staff), now=now)
        add_items(tx, planner, _rows(done), now=now)

    def _quarter(self, ago: int) -> None:
        cycle = self.cycles[-1 - ago]
        by, now = self.staff.viewers["planner"], _planning_day(cycle)
        with self.store.writing() as tx:
            wave = [epic for epic in self.epics if epic.wave == 2 - ago >= 0]
            if wave:
                add_items(tx, by, _rows(wave), self._links_of(wave), now=now)
            aims = okrs.set_goals(tx, by, self.staff, cycle, quarters_ago=ago, now=now)
            okrs.attach(tx, self.rng, by, aims, self._open(2 - ago), now=now)
            if ago == 0:
                self.aims = aims
        if wave:
            self._plan_and_deliver(cycle, 2 - ago)
        if ago == 1:
            with self.store.writing() as tx:
                came_later.surprise(tx, by, self.staff, cycle, done=self.done)
        with self.store.writing() as tx:
            measured = sources.MEASURED if ago == 0 else ()
            self.said = okrs.check_in_until(
                tx, self.rng, self.staff, cycle, aims, today=self.today, measured=measured
            )
            if wave and ago:
                effects.tell(tx, by, cycle, aims, today=self.today, is_last=ago == 1)
        if ago < 3:  # before, nothing was planned
            with self.store.writing() as tx:
                forecasts.forecast_until(tx, cycle, today=self.today)

    def _plan_and_deliver(self, cycle: Cycle, wave: int) -> None:
        by, now = self.staff.viewers["planner"], _planning_day(cycle)
        running = cycle is self.cycles[-1]
        plan_id = quarters.plan(self.store, by, cycle, now=now, effort=EFFORT_THEN, explain=running)
        note = "First quarter planned with Portfolio." if wave == 0 else "As agreed in the review."
        with self.store.writing() as tx:
            quarters.publish(tx, by, plan_id, note, now=now)
            known = [epic for epic in self.epics if 0 <= epic.wave <= wave]
            self.done |= quarters.deliver(
                tx,
                self.rng,
                self.staff,
                plan_id,
                cycle,
                epics=known,
                done=self.done,
                today=self.today,
            )

    def _wait(self) -> None:
        by, now = self.staff.viewers["planner"], _morning(self.today)
        cycle = self.cycles[-1]
        if sum(sprint.span.ends_on >= self.today for sprint in cycle.sprints) < 2:
            cycle = self._next_quarter(now)
        plan_id = quarters.plan(self.store, by, cycle, now=now, effort=EFFORT_NOW, explain=True)
        with self.store.writing() as tx:
            quarters.propose(tx, by, plan_id, "Re-planned after the leave of this week.", now=now)

    def _next_quarter(self, now: datetime) -> Cycle:
        by, name = self.staff.viewers["planner"], next_quarter(self.cycles[-1].name)
        with self.store.writing() as tx:
            cycle = open_cycle(tx, SYSTEM, name, now=now)
            aims = okrs.set_goals(tx, by, self.staff, cycle, quarters_ago=-1, now=now)
            okrs.attach(tx, self.rng, by, aims, self._open(len(self.cycles)), now=now)
        return cycle

    def _open(self, wave: int) -> list[backlog.Epic]:
        known = [epic for epic in self.epics if 0 <= epic.wave <= wave]
        return [
            epic for epic in known if not all(str(story.key) in self.done for story in epic.stories)
        ]

    def _deploy(self, tx: Tx) -> None:
        by, now = self.staff.viewers["planner"], _morning(self.today)
        production.add_services(tx, self.staff, now=now)
        done: dict[str, list[tuple[str, datetime]]] = {}
        for key, (moment, team_id) in sorted(self.done.items()):
            done.setdefault(self.staff.team_of(team_id), []).append((key, moment))
        production.deploy(tx, self.rng, by, done, self.today, now=now)
        aims = {aim.wish.title: aim.id for aim in self.aims}
        sources.measure(tx, by, self.cycles[-1], aims, said=self.said, today=self.today)

    def _links_of(self, wave: list[backlog.Epic]) -> list[Link]:
        keys = {str(story.key) for epic in wave for story in epic.stories}
        return [link for link in self.links if link.to_key in keys]


def _rows(epics: list[backlog.Epic]) -> list[NewItem]:
    return [row for epic in epics for row in (epic.item, *epic.stories)]


def _quarters_until(day: date) -> list[str]:
    names = [quarter_of(day)]
    while len(names) < 4:
        names.insert(0, quarter_of(quarter_span(names[0]).starts_on - timedelta(days=1)))
    return names


def _planning_day(cycle: Cycle) -> datetime:
    return _morning(min(cycle.span.starts_on, cycle.sprints[0].span.starts_on) - timedelta(days=3))


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(7), UTC)


def _say(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")
