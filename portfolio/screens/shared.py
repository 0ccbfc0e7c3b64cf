"""The progress of a quarter for readers without an account: no person but the owners is named."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, tzinfo
from typing import Any

from portfolio.domain.cycles import Cycle
from portfolio.domain.errors import NotFound
from portfolio.domain.shares import Share
from portfolio.screens import progress
from portfolio.screens.dangers import Danger, Doing
from portfolio.screens.goal_lines import KeyResultLine, Line
from portfolio.store import cycles, shares
from portfolio.store.unit import Tx


@dataclass(frozen=True, slots=True)
class Shares:
    """The page of one's own links."""

    shares: tuple[Share, ...]
    cycles: tuple[Cycle, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """One objective with its key results."""

    line: Line
    danger: Danger | None
    key_results: tuple[KeyResultLine, ...]


def links(tx: Tx, account_id: int | None) -> Shares:
    """Read the links of an account, or everybody's, and the quarters that can be shared."""
    return Shares(tuple(shares.made_by(tx, account_id)), tuple(cycles.all_cycles(tx)))


def load(tx: Tx, share: Share, *, today: date, zone: tzinfo, hidden: str) -> progress.Screen:
    """Read the progress page of a link's quarter; `hidden` stands in place of what was noted."""
    cycle = next(one for one in cycles.all_cycles(tx) if one.id == share.cycle_id)
    found = progress.load(tx, cycle, today=today, zone=zone)
    return without_people(found, hidden)


def without_people(found: progress.Screen, hidden: str) -> progress.Screen:
    """Return the page without who said, noted and decided it, and without drafts of plans."""
    dangers = {
        one: replace(danger, doing=_quiet(danger.doing, hidden))
        for one, danger in found.dangers.items()
    }
    risks = tuple(replace(one, doing=_quiet(one.doing, hidden)) for one in found.risks)
    news = tuple(replace(one, facts=_nameless(one.facts)) for one in found.week.news)
    week = replace(found.week, news=news)
    return replace(found, dangers=dangers, risks=risks, week=week)


def branch(found: progress.Screen, objective_id: int) -> Branch:
    """Return one objective of the page; raise NotFound where it is not on it."""
    for line in found.goals.lines:
        if line.id == objective_id:
            own = [one for one in found.goals.key_results if one.id in line.key_result_ids]
            return Branch(line, found.dangers.get(line.id), tuple(own))
    raise NotFound("objective", objective_id)


def objective_of(found: progress.Screen, key_result_id: int) -> int | None:
    """Return the objective in whose line a key result is; None for one that is not there."""
    lines = (line.id for line in found.goals.lines if key_result_id in line.key_result_ids)
    return next(lines, None)


def _quiet(doing: Doing, hidden: str) -> Doing:
    note = replace(doing.note, note=hidden) if doing.note else None
    return replace(doing, note=note, said_by="", proposed=None)


def _nameless(facts: Mapping[str, Any]) -> dict[str, Any]:
    quiet = dict(facts)
    if "told" in quiet:
        quiet["told"] = replace(quiet["told"], who="")
    if "turn" in quiet:
        turn = quiet["turn"]
        quiet["turn"] = replace(turn, told=replace(turn.told, who=""))
    return quiet
