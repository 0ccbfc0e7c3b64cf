"""The lists of plans as CSV and XLSX, and problem and plan as JSON documents."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from flask import Response

from portfolio.domain.errors import NotFound
from portfolio.domain.plans import PlanHead
from portfolio.screens.plan import Screen
from portfolio.screens.ranked import Row
from portfolio.web import exports, left_out_words, plan_words
from portfolio.web.language import gettext as _

Rows = Iterator[Sequence[Any]]


def heads(found: Iterable[PlanHead], kind: str) -> Response:
    """Answer the plans of a quarter."""
    columns = (
        _("Plan"), _("State"), _("Answer"), _("Scenario"), _("Epics in"), _("Epics out"),
        _("Score before"), _("Expected score"), _("Value"), _("Bound"), _("Gap"),
        _("Points planned"), _("Points asked for"), _("Made"), _("Seconds"), _("Note"),
    )  # fmt: skip
    rows = (
        (
            one.name, plan_words.state(one.state), plan_words.status(one.status), one.scenario,
            one.epics_in, one.epics_out, one.score_before, one.score_after, one.value, one.bound,
            one.gap, one.points_planned, one.points_asked, one.made_at, one.seconds, one.note,
        )
        for one in found
    )  # fmt: skip
    return exports.table("plans", kind, columns, rows)


def part(screen: Screen, rows: Sequence[Row], name: str, kind: str) -> Response:
    """Answer one list of a plan; raise NotFound for another name."""
    file = f"plan-{screen.head.number}-{name}"
    columns: Sequence[str]
    if kind == "json" and name in ("problem", "plan"):
        raw = screen.problem.to_bytes() if name == "problem" else screen.plan.to_bytes()
        answer = Response(raw, content_type="application/json")
        answer.headers["Content-Disposition"] = f'attachment; filename="{file}.json"'
        return answer
    if name == "ranked":
        return exports.table(file, kind, _ranked_columns(), _ranked(rows))
    if name == "assignments":
        columns = (_("Item"), _("Epic"), _("Suggested team"), _("Sprint"), _("Points"))
        return exports.table(file, kind, columns, _assignments(screen, rows))
    if name == "load":
        columns = (_("Team"), _("Area"), _("Sprint"), _("Points planned"), _("Capacity"))
        return exports.table(file, kind, columns, _load(screen))
    if name == "key-results":
        return exports.table(file, kind, _effect_columns(), _effects(screen))
    if name == "left-out":
        columns = (_("Key"), _("Title"), _("Reason"), _("Why"), _("Costs"), _("Pushes out"))
        return exports.table(file, kind, columns, _left_out(screen, rows))
    raise NotFound("file", f"{name}.{kind}")


def _ranked_columns() -> Sequence[str]:
    return (
        _("Rank"), _("Key"), _("Epic"), _("Area"), _("Suggested team"), _("Points"),
        _("Value, thousandths of score"), _("In the plan"), _("By rank"), _("By WSJF"),
        _("Reason"),
    )  # fmt: skip


def _ranked(rows: Sequence[Row]) -> Rows:
    for row in rows:
        yield (
            row.place, row.key, row.title, row.area, row.team, row.points,
            round(1000 * row.value, 4), int(row.is_in), int(row.by_rank), int(row.by_wsjf),
            row.text,
        )  # fmt: skip


def _assignments(screen: Screen, rows: Sequence[Row]) -> Rows:
    items = {item.id: item for item in screen.problem.items}
    wanted = {row.key for row in rows}
    for one in screen.plan.assignments:
        item = items[one.item]
        if item.epic in wanted or item.id in wanted:
            yield one.item, item.epic, one.team, one.sprint, item.points / 100


def _load(screen: Screen) -> Rows:
    for area in screen.board.areas:
        for lane in area.lanes:
            for load in lane.loads:
                yield lane.name, area.name, load.sprint, load.points, load.capacity


def _effect_columns() -> Sequence[str]:
    return (
        _("Objective"), _("Key result"), _("Title"), _("Score before"), _("Expected score"),
        _("Gap closed"), _("Value"), _("Value if the plan holds"), _("Unit"),
    )  # fmt: skip


def _effects(screen: Screen) -> Rows:
    for objective in screen.objectives:
        if objective.rise:
            yield (
                objective.code, "", objective.title, objective.rise.before, objective.rise.after,
                None, None, None, "",
            )  # fmt: skip
        for one in objective.key_results:
            yield (
                objective.code, one.code, one.title, one.rise.before, one.rise.after,
                one.attained, one.value, one.value_after, one.unit,
            )  # fmt: skip


def _left_out(screen: Screen, rows: Sequence[Row]) -> Rows:
    wanted = {row.key for row in rows}
    whys = left_out_words.whys(screen)
    for one in screen.left_out:
        if one.row.key in wanted:
            reason = plan_words.reason(one.reason)
            drops = ", ".join(one.drops)
            yield one.row.key, one.row.title, reason, whys[one.row.key], one.costs, drops
