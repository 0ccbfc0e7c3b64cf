"""What an edit changes, in words: for the panel's title and the beginning of its sentence."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from portfolio.domain.edits import EditKind
from portfolio.domain.plans import Lever, LeverKind
from portfolio.screens.lever_names import LeverNames
from portfolio.screens.preview import PreviewScreen
from portfolio.web import scenario_words
from portfolio.web.formats import day_text, number, percent
from portfolio.web.language import gettext as _
from portfolio.web.language import ngettext

Said = Mapping[str, Any]


def told(found: PreviewScreen) -> str:
    """Return what is changed; several edits are counted."""
    parts = found.preview.edit.parts
    if len(parts) == 1:
        return _WORDS[parts[0].kind](found, parts[0].values)
    return ngettext("%(num)d change", "%(num)d changes", len(parts))


def each(found: PreviewScreen) -> list[str]:
    """Return what each part changes."""
    return [_WORDS[part.kind](found, part.values) for part in found.preview.edit.parts]


def _person(found: PreviewScreen, said: Said) -> str:
    person = found.people.get(said.get("person_id", 0))
    return person.name if person else _("Somebody")


def _team(found: PreviewScreen, said: Said) -> str:
    team = found.team_ids.get(said.get("team_id", 0))
    return team.name if team else _("a team")


def _range(said: Said) -> str:
    first, last = _day(said["starts_on"]), _day(said["ends_on"])
    if first == last:
        return first
    return _("%(first)s to %(last)s", first=first, last=last)


def _day(text: str | None) -> str:
    return day_text(date.fromisoformat(text)) if text else "…"


def _absence(found: PreviewScreen, said: Said) -> str:
    who, days = _person(found, said), _range(said)
    if said["share"] < 1:
        share = percent(said["share"])
        return _("%(who)s away %(days)s, %(share)s of each day", who=who, days=days, share=share)
    return _("%(who)s away %(days)s", who=who, days=days)


def _no_absence(found: PreviewScreen, said: Said) -> str:
    return _("An absence removed")


def _on_call(found: PreviewScreen, said: Said) -> str:
    who, team = _person(found, said), _team(found, said)
    return _("%(who)s on call for %(team)s %(days)s", who=who, team=team, days=_range(said))


def _no_on_call(found: PreviewScreen, said: Said) -> str:
    return _("An on-call shift removed")


def _focus(found: PreviewScreen, said: Said) -> str:
    share, day = percent(said["focus"]), _day(said["from_on"])
    return _(
        "Focus of %(team)s %(share)s from %(day)s", team=_team(found, said), share=share, day=day
    )


def _no_focus(found: PreviewScreen, said: Said) -> str:
    day = _day(said["from_on"])
    return _("Focus of %(team)s from %(day)s as before", team=_team(found, said), day=day)


def _member(found: PreviewScreen, said: Said) -> str:
    who, team, share = _person(found, said), _team(found, said), percent(said["share"])
    return _("%(who)s %(share)s in %(team)s", who=who, share=share, team=team)


def _no_member(found: PreviewScreen, said: Said) -> str:
    return _("A membership taken away")


def _part_time(found: PreviewScreen, said: Said) -> str:
    who, day = _person(found, said), _day(said["from_on"])
    share = percent(sum(said["week"]) / 5)
    return _("%(who)s works %(share)s of the week from %(day)s", who=who, share=share, day=day)


def _no_part_time(found: PreviewScreen, said: Said) -> str:
    who, day = _person(found, said), _day(said["from_on"])
    return _("The week of %(who)s from %(day)s as before", who=who, day=day)


def _team_move(found: PreviewScreen, said: Said) -> str:
    area, team, day = found.areas.get(said["area_id"] or 0), _team(found, said), said.get("on")
    if area is None:
        return _("%(team)s without an area", team=team)
    if day:
        return _("%(team)s to %(area)s from %(day)s", team=team, area=area.name, day=_day(day))
    return _("%(team)s to %(area)s", team=team, area=area.name)


def _team_end(found: PreviewScreen, said: Said) -> str:
    if said["on"]:
        return _("%(team)s ends on %(day)s", team=_team(found, said), day=_day(said["on"]))
    return _("%(team)s goes on", team=_team(found, said))


def _lever(found: PreviewScreen, said: Said) -> str:
    key, value = said["item_key"] or "", said["value"]
    plain = {
        "lock": _("%(key)s locked", key=key),
        "exclude": _("%(key)s excluded", key=key),
        "force_in": _("%(key)s forced in", key=key),
        "pin": _("%(key)s pinned to %(place)s", key=key, place=_place(found, value)),
    }
    if said["lever"] in plain:
        return plain[said["lever"]]
    if said["lever"] == "finish_by":
        return _("%(key)s finished by %(day)s", key=key, day=_day(value.get("on")))
    if said["lever"] == "share":
        return _share(value)
    supposed = Lever(LeverKind(said["lever"]), None, value)
    return scenario_words.lever(supposed, _names(found))


def _names(found: PreviewScreen) -> LeverNames:
    return LeverNames(
        teams={number: one.name for number, one in found.team_ids.items()},
        areas={number: one.name for number, one in found.areas.items()},
        sprints={one.id: one.name for one in found.cycle.sprints},
        objectives={one.id: f"{one.code} {one.title}" for one in found.objectives},
    )


def _share(value: Said) -> str:
    least, most, name = value.get("at_least"), value.get("at_most"), value.get("category", "")
    if least is not None and most is not None:
        least, most = percent(least), percent(most)
        return _("%(name)s between %(least)s and %(most)s", name=name, least=least, most=most)
    if least is not None:
        return _("%(name)s at least %(share)s", name=name, share=percent(least))
    return _("%(name)s at most %(share)s", name=name, share=percent(most))


def _no_lever(found: PreviewScreen, said: Said) -> str:
    key = said.get("item_key")
    return _("%(key)s free again", key=key) if key else _("A wish taken back")


def _place(found: PreviewScreen, value: Said) -> str:
    sprints = {one.id: one.name for one in found.cycle.sprints}
    return f"{_team(found, value)} {sprints.get(value.get('sprint_id', 0), '')}".strip()


def _item(found: PreviewScreen, said: Said) -> str:
    key, changes = said["key"], said["changes"]
    if changes.get("points") is not None:
        points = number(changes["points"])
        return _("%(key)s sized %(points)s points", key=key, points=points)
    if changes.get("latest_on"):
        return _("%(key)s finished by %(day)s", key=key, day=_day(changes["latest_on"]))
    if changes.get("earliest_on"):
        return _("%(key)s not before %(day)s", key=key, day=_day(changes["earliest_on"]))
    return _("%(key)s edited", key=key)


def _rank(found: PreviewScreen, said: Said) -> str:
    if said["place"]:
        return _("%(key)s to place %(place)s", key=said["key"], place=number(said["place"]))
    if said["before"]:
        return _("%(key)s before %(other)s", key=said["key"], other=said["before"])
    return _("%(key)s after %(other)s", key=said["key"], other=said["after"])


def _objective(found: PreviewScreen, said: Said) -> str:
    code = next((one.code for one in found.objectives if one.id == said["objective_id"]), "")
    return _("Weight of %(code)s %(weight)s", code=code, weight=number(said["weight"]))


def _key_result(found: PreviewScreen, said: Said) -> str:
    code = next((one.code for one in found.key_results if one.id == said["key_result_id"]), "")
    changes = said["changes"]
    if "target_value" in changes:
        return _("Target of %(code)s %(value)s", code=code, value=number(changes["target_value"]))
    if "weight" in changes:
        return _("Weight of %(code)s %(weight)s", code=code, weight=number(changes["weight"]))
    return _("%(key)s edited", key=code)


_WORDS: dict[EditKind, Callable[[PreviewScreen, Said], str]] = {
    EditKind.SET_ABSENCE: _absence,
    EditKind.REMOVE_ABSENCE: _no_absence,
    EditKind.SET_ON_CALL: _on_call,
    EditKind.REMOVE_ON_CALL: _no_on_call,
    EditKind.SET_FOCUS: _focus,
    EditKind.REMOVE_FOCUS: _no_focus,
    EditKind.SET_MEMBERSHIP: _member,
    EditKind.REMOVE_MEMBERSHIP: _no_member,
    EditKind.SET_PART_TIME: _part_time,
    EditKind.REMOVE_PART_TIME: _no_part_time,
    EditKind.MOVE_TEAM: _team_move,
    EditKind.END_TEAM: _team_end,
    EditKind.SET_LEVER: _lever,
    EditKind.DROP_LEVER: _no_lever,
    EditKind.EDIT_ITEM: _item,
    EditKind.MOVE_ITEM: _rank,
    EditKind.WEIGH_OBJECTIVE: _objective,
    EditKind.AIM_KEY_RESULT: _key_result,
}
