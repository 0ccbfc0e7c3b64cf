"""Why a plan leaves something out, and which wishes can't hold together, in the page's language."""

from collections.abc import Mapping, Sequence
from typing import Any

from portfolio.planning.plan import Conflict, LeftOut, Need, Repair
from portfolio.screens.plan import Screen
from portfolio.web.formats import number, percent, points
from portfolio.web.language import gettext as _


def whys(screen: Screen) -> dict[str, str]:
    """Return why each thing is left out, by its key: a sentence with titles and team names."""
    names = _Names(screen)
    told = {one.epic or one.item or "": one for one in screen.plan.left_out}
    return {one.row.key: _why(names, told.get(one.row.key)) or one.text for one in screen.left_out}


def _why(names: "_Names", entry: LeftOut | None) -> str:
    if entry is None or not entry.detail:
        return ""
    parts = [_sentence(names, entry.epic or entry.item or "", entry)]
    if entry.never:
        parts.append(_("Even with everything else out it does not fit."))
    elif entry.costs is not None:
        parts.append(_price(names, entry))
    return " ".join(part for part in parts if part)


def conflict(screen: Screen, one: Conflict) -> str:
    """Return a wish that can't hold beside the others."""
    names = _Names(screen)
    name = one.ids[0] if one.ids else ""
    problem = screen.problem
    epic = next((epic for epic in problem.epics if epic.id == name), None)
    item = next((item for item in problem.items if item.id == name), None)
    if one.rule == "share":
        share = next((s for s in problem.policy.shares if s.category == name), None)
        least = percent(share.at_least or 0) if share else "?"
        return _("At least %(share)s of the capacity goes to %(category)s.",
                 share=least, category=name)  # fmt: skip
    if one.rule == "pinned" and item is not None and item.pinned is not None:
        return _("%(name)s is pinned to %(team)s in %(sprint)s.", name=names.title(name),
                 team=names.team(item.pinned.team), sprint=item.pinned.sprint)  # fmt: skip
    if item is not None and item.mandatory and item.excluded:
        return _("%(name)s has to be planned, yet it is excluded.", name=names.title(name))
    if epic is not None and epic.mandatory and epic.finish_by:
        return _("%(name)s has to be finished by %(sprint)s.", name=names.title(name),
                 sprint=epic.finish_by)  # fmt: skip
    if epic is not None and epic.mandatory:
        return _("%(name)s has to be finished.", name=names.title(name))
    return _("%(name)s has to be planned.", name=names.title(name)) if item else one.text


def repair(screen: Screen, one: Repair) -> str:
    """Return a way out of a conflict."""
    names = _Names(screen)
    if one.adds:
        return _("Add %(places)s.", places=_listed([_place(names, need) for need in one.adds]))
    wishes = _listed([names.title(name) for name in one.drops])
    return _("Let go of the wish for %(wishes)s.", wishes=wishes) if one.drops else one.text


class _Names:
    """What people call the things that the problem names by their ids."""

    def __init__(self, screen: Screen) -> None:
        self._rows = screen.row_of
        self._teams = {lane.slug: lane.name for lane in screen.board.lanes}

    def title(self, key: str) -> str:
        """Return the title of an epic or item, its key where the plan's list does not have it."""
        row = self._rows.get(key)
        return f"“{row.title}”" if row else key

    def team(self, slug: str) -> str:
        """Return a team's name."""
        return self._teams.get(slug, slug)


def _sentence(names: _Names, key: str, entry: LeftOut) -> str:
    about: Mapping[str, Any] = entry.about
    item = names.title(str(about.get("item", "")))
    sprint = str(about.get("sprint", ""))
    short = _short(names, entry.needs or ())
    categories = _listed([str(one) for one in about.get("categories", ())])
    teams = _listed([names.team(str(one)) for one in about.get("teams", ())])
    asked = [str(one) for one in (*about.get("skills", ()), about.get("area")) if one]
    share = _("It would take %(categories)s over its share.", categories=categories)
    wip = _("It would be one epic more than %(teams)s may have at once.", teams=teams)
    found = {
        "empty": _("All its work is excluded or optional."),
        "excluded_item": _("It needs %(item)s, which is excluded.", item=item),
        "waits_for": _("It comes after %(item)s, which can't be planned.", item=item),
        "nobody": _("No team can do %(item)s: it asks for %(skills)s.", item=item,
                    skills=_listed(asked)) if asked else _("No team can do %(item)s.", item=item),
        "chain": _("It waits for a chain of work that takes too long."),
        "no_sprint": _("%(item)s can't be done in the sprints that its dates allow.", item=item),
        "pinned_away": _("%(item)s is pinned where it can't be.", item=item),
        "too_large": _(
            "%(item)s has %(points)s points, more than any sprint of a team that could do it has "
            "room for (%(most)s).",
            item=item, points=points(about.get("points")), most=points(about.get("most")),
        ),
        "no_room_in_time": _("It can't be done by %(sprint)s with the capacity there is.",
                             sprint=sprint),
        "no_gain": _("It would add nothing to what the plan already reaches."),
        "no_pay": _("There is room for it, but doing it costs more than it brings."),
        "short": short,
        "moves": _("It fits only if other work moves."),
        "share": share,
        "share_and_capacity": f"{share} {short}",
        "wip": wip,
        "wip_and_capacity": f"{wip} {short}",
        "wip_and_share": f"{share} {wip}",
        "wip_and_share_and_capacity": f"{share} {wip} {short}",
        "late": _("It waits for %(item)s, which the plan does too late, in %(sprint)s.",
                  item=item, sprint=sprint)
        if "item" in about else _("It waits for work that the plan does too late."),
    }  # fmt: skip
    return found.get(entry.detail, entry.text.replace(f"Epic {key}", names.title(key)))


def _price(names: _Names, entry: LeftOut) -> str:
    costs = number(1000 * (entry.costs or 0), 1)
    drops = [names.title(key) for key in entry.drops or ()]
    shown = _listed(drops[:3]) if len(drops) <= 3 else _(
        "%(names)s and %(more)s more", names=", ".join(drops[:3]), more=number(len(drops) - 3)
    )  # fmt: skip
    if entry.proven and drops:
        return _("Forcing it in costs %(costs)s thousandths of value, and %(drops)s would leave.",
                 costs=costs, drops=shown)  # fmt: skip
    if entry.proven:
        return _("Forcing it in costs %(costs)s thousandths of value.", costs=costs)
    if drops:
        return _("Forcing it in costs at most %(costs)s thousandths of value; %(drops)s would "
                 "leave.", costs=costs, drops=shown)  # fmt: skip
    return _("Forcing it in costs at most %(costs)s thousandths of value.", costs=costs)


def _short(names: _Names, needs: Sequence[Need]) -> str:
    """Say how many points are missing, team by team, the most wanted first."""
    if not needs:
        return ""
    if len(needs) == 1:
        return _("%(team)s lacks %(points)s points in %(sprint)s.", team=names.team(needs[0].team),
                 points=points(needs[0].points), sprint=needs[0].sprint)  # fmt: skip
    by_team: dict[str, float] = {}
    for need in needs:
        by_team[need.team] = by_team.get(need.team, 0.0) + need.points
    total = points(sum(by_team.values()))
    parts = [
        _("%(points)s of %(team)s", points=points(by_team[team]), team=names.team(team))
        for team in sorted(by_team, key=lambda one: -by_team[one])
    ]
    return _("It is %(total)s points short: %(parts)s.", total=total, parts=_listed(parts))


def _place(names: _Names, need: Need) -> str:
    return _("%(points)s points of %(team)s in %(sprint)s", points=points(need.points),
             team=names.team(need.team), sprint=need.sprint)  # fmt: skip


def _listed(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return _("%(names)s and %(last)s", names=", ".join(names[:-1]), last=names[-1])
