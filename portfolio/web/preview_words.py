"""What a change does, in one sentence and in its parts, in the page's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portfolio.domain.consequences import SHOWN, Consequence, Shift
from portfolio.domain.previews import Cell, PreviewState
from portfolio.screens.preview import PreviewScreen
from portfolio.web.edit_words import told
from portfolio.web.formats import number, score, signed
from portfolio.web.language import gettext as _
from portfolio.web.language import ngettext

MOST_EPICS, MOST_GOALS, MOST_SPRINTS = 3, 3, 3
SAME = 0.05  # points and days below this are not spoken of


def sentence(found: PreviewScreen) -> str:
    """Return the change and its whole consequence: what the panel says first."""
    return f"{lead(found)}: {effect(found)}."


def effect(found: PreviewScreen) -> str:
    """Return the consequence alone, as far as it is known."""
    said = found.preview.consequence
    if said is None:
        return _estimated(found)
    if not said.has_answer:
        return _no_plan(said)
    parts = [*_points(said.points), *_epics(said), *_goals(found, said)]
    if not parts and said.moves:
        parts = [ngettext("%(num)d item moves", "%(num)d items move", len(said.moves))]
    if not parts:
        return _("nothing in the plan changes")
    if not _goals(found, said):
        parts.append(_("no expected score changes"))
    return "; ".join(parts)


def lead(found: PreviewScreen) -> str:
    """Return what is changed: "2 days less for Falcon in S3", "E-17 is locked"."""
    days = _days(found.preview.estimate)
    if found.preview.edit.is_of_capacity and days:
        return days
    return told(found)


def state(found: PreviewScreen) -> str:
    """Return how far the preview is."""
    one = found.preview
    if one.is_saved:
        return _("Saved")
    if one.saved_at is not None:
        return _("Taken back")
    return {
        PreviewState.WAITING: _("Not saved yet"),
        PreviewState.RUNNING: _("Not saved yet"),
        PreviewState.SOLVED: _("Not saved yet"),
        PreviewState.FAILED: _("Not saved yet"),
        PreviewState.SUPERSEDED: _("Replaced by a newer preview"),
        PreviewState.SKIPPED: _("Saved"),
    }[one.state]


def waiting(found: PreviewScreen) -> str:
    """Return where a preview stands in the queue."""
    if found.preview.state is PreviewState.RUNNING:
        return _("Planning with the change ...")
    if not found.ahead:
        return _("Next in the queue ...")
    return ngettext(
        "%(num)d change is planned before it ...",
        "%(num)d changes are planned before it ...",
        found.ahead,
    )


def shift(one: Shift) -> str:
    """Return what happens to an epic, without its name."""
    if one.enters:
        return _("enters, done in %(sprint)s", sprint=one.after)
    if one.leaves:
        return _("leaves the plan")
    if one.slips:
        return _("slips to %(sprint)s", sprint=one.after)
    return _("comes earlier, to %(sprint)s", sprint=one.after)


@dataclass(frozen=True, slots=True)
class Row:
    """A sprint of a team in the panel: points before and after, and what is planned then."""

    sprint: str
    starts_on: date | None
    before: float
    after: float
    planned: float | None = None

    @property
    def change(self) -> float:
        """The change in points."""
        return self.after - self.before


def rows(found: PreviewScreen) -> list[tuple[str, list[Row]]]:
    """Return the sprints of each team that changes: as solved, else as estimated."""
    by_team: dict[str, list[Row]] = {}
    said = found.preview.consequence
    solved = {(cell.team, cell.sprint): cell for cell in said.cells} if said else {}
    for cell in found.preview.estimate:
        known = solved.get((cell.team, cell.sprint))
        by_team.setdefault(cell.name, []).append(
            Row(
                cell.sprint,
                cell.starts_on,
                known.capacity_before if known else cell.points_before,
                known.capacity_after if known else cell.points_after,
                known.planned_after if known else None,
            )
        )
    names = set(by_team)
    for one in solved.values():
        team = found.teams.get(one.team)
        name = team.name if team else one.team
        if name in names or abs(one.points) < SAME:
            continue
        row = Row(one.sprint, None, one.capacity_before, one.capacity_after, one.planned_after)
        by_team.setdefault(name, []).append(row)
    return list(by_team.items())


def place(found: PreviewScreen, one: tuple[str, str] | None) -> str:
    """Return a team and sprint, or that it is left out."""
    if one is None:
        return _("out")
    team = found.teams.get(one[0])
    return f"{team.name if team else one[0]} {one[1]}"


def base(said: Consequence) -> str:
    """Return what the change is compared with."""
    return {
        "published": _("Compared with the plan in force, brought to today."),
        "proposed": _("Compared with the proposed plan, brought to today."),
        "draft": _("Compared with the newest plan of the scenario, brought to today."),
    }.get(said.base, _("There is no plan yet: compared with what the planner would do today."))


def _days(estimate: Sequence[Cell]) -> str:
    """Say the change in days, where all of it is more or all of it is less."""
    cells = [cell for cell in estimate if abs(cell.days) >= SAME]
    if not cells or len({cell.days > 0 for cell in cells}) > 1:
        return ""
    teams = list(dict.fromkeys(cell.name for cell in cells))
    sprints = list(dict.fromkeys(cell.sprint for cell in cells))
    days = sum(cell.days for cell in cells)
    said = number(abs(days), None if abs(days) < 10 else 0)
    return (
        ngettext(
            "%(days)s day less for %(teams)s in %(sprints)s",
            "%(days)s days less for %(teams)s in %(sprints)s",
            2 if said != "1" else 1,
            days=said,
            teams=_listed(teams),
            sprints=_sprints(sprints),
        )
        if days < 0
        else ngettext(
            "%(days)s day more for %(teams)s in %(sprints)s",
            "%(days)s days more for %(teams)s in %(sprints)s",
            2 if said != "1" else 1,
            days=said,
            teams=_listed(teams),
            sprints=_sprints(sprints),
        )
    )


def _sprints(names: Sequence[str]) -> str:
    if len(names) <= MOST_SPRINTS:
        return _listed(names)
    return _("%(first)s to %(last)s", first=names[0], last=names[-1])


def _listed(names: Sequence[str]) -> str:
    """Return "A", "A and B", "A, B and C"."""
    if len(names) < 2:
        return "".join(names)
    return _("%(some)s and %(last)s", some=", ".join(names[:-1]), last=names[-1])


def _estimated(found: PreviewScreen) -> str:
    if not found.preview.estimate:
        return _("what it changes is being planned")
    points = sum(cell.points for cell in found.preview.estimate)
    said = _points(points)
    return _("estimated %(points)s", points=said[0]) if said else _("estimated no change in points")


def _points(points: float) -> list[str]:
    if abs(points) < SAME:
        return []
    digits = None if abs(points) >= 10 else 1
    shown = round(points) if abs(points) >= 10 else points
    text = signed(shown, 0 if digits is None else _digits(shown))
    return [ngettext("%(points)s point", "%(points)s points", _plural(shown), points=text)]


def _digits(value: float) -> int:
    return 0 if abs(value - round(value)) < SAME else 1


def _plural(value: float) -> int:
    return 1 if abs(abs(value) - 1) < SAME else 2


def _epics(said: Consequence) -> list[str]:
    ordered = sorted(said.epics, key=lambda one: (not one.leaves, not one.slips, not one.enters))
    if len(ordered) <= MOST_EPICS:
        return [f"{one.key} {shift(one)}" for one in ordered]
    leave = sum(one.leaves for one in ordered)
    slip = sum(one.slips for one in ordered)
    enter = sum(one.enters for one in ordered)
    earlier = len(ordered) - leave - slip - enter
    counted = (
        (leave, ngettext("%(num)d epic leaves", "%(num)d epics leave", leave)),
        (slip, ngettext("%(num)d epic slips", "%(num)d epics slip", slip)),
        (enter, ngettext("%(num)d epic enters", "%(num)d epics enter", enter)),
        (earlier, ngettext("%(num)d comes earlier", "%(num)d come earlier", earlier)),
    )
    return [words for count, words in counted if count]


def _goals(found: PreviewScreen, said: Consequence) -> list[str]:
    changed = [
        (one.code, said.objectives[one.id])
        for one in found.objectives
        if one.id in said.objectives and abs(said.objectives[one.id].change) >= SHOWN
    ]
    changed.sort(key=lambda pair: -abs(pair[1].change))
    shown = [f"{code} {score(rise.before)} → {score(rise.after)}" for code, rise in changed]
    more = len(shown) - MOST_GOALS
    if more > 0:
        words = ngettext("%(num)d more objective", "%(num)d more objectives", more)
        return [*shown[:MOST_GOALS], words]
    return shown


def _no_plan(said: Consequence) -> str:
    if said.status == "infeasible":
        return _("no plan keeps every rule then")
    return _("no plan was found in time")
