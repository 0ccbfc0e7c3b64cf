"""Forms of scenarios: its name and slider, and what a lever says, read kind by kind."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from portfolio.domain.errors import Refused
from portfolio.domain.plans import LONGEST_SCENARIO, LeverKind
from portfolio.web.forms.numbers import read_number
from portfolio.web.language import gettext as _
from portfolio.web.language import later

Sent = Mapping[str, str]
LONGEST_NOTE = 2000


class ScenarioForm(FlaskForm):
    """What a scenario is called, its note, and how stable its plans are to be."""

    version = HiddenField()
    name = StringField(
        later("Name"),
        [
            InputRequired(later("Write a name.")),
            Length(max=LONGEST_SCENARIO, message=later("Write at most 120 letters.")),
        ],
    )
    note = TextAreaField(
        later("Note"),
        [Optional(), Length(max=LONGEST_NOTE, message=later("Write at most 2,000 letters."))],
    )
    stability = IntegerField(
        later("Stability"),
        [Optional(), NumberRange(0, 100, later("Write a number from 0 to 100."))],
    )

    @property
    def version_shown(self) -> int:
        """The version of the scenario that the form was shown for."""
        text = str(self.version.data or "")
        return int(text) if text.isdecimal() else 0


def lever_kind(sent: Sent) -> LeverKind:
    """Return which lever was sent; raise Refused for none that there is."""
    try:
        return LeverKind(sent.get("kind", ""))
    except ValueError:
        raise Refused(_("Choose what is to be changed."), {"kind": _("Choose one.")}) from None


def lever_value(kind: LeverKind, sent: Sent) -> dict[str, Any]:
    """Return what the lever says; raise Refused with what is wrong with a field."""
    read = _READERS.get(kind)
    return read(sent) if read else {}


def _capacity(sent: Sent) -> dict[str, Any]:
    who, _sign, number = sent.get("who", "").partition(":")
    unit = "points" if sent.get("unit") == "points" else "percent"
    found: dict[str, Any] = {unit: _number(sent, "amount"), **_range(sent)}
    if who in ("team", "area"):
        found[f"{who}_id"] = _id(number, "who")
    return found


def _person(sent: Sent) -> dict[str, Any]:
    count = _number(sent, "count", default=1.0)
    if count != int(count):
        raise Refused(_("People are counted whole."), {"count": _("Write a whole number.")})
    team = {"team_id": _id(sent.get("team", ""), "team"), "count": int(count)}
    return {**team, **_range(sent)}


def _move(sent: Sent) -> dict[str, Any]:
    return {
        "team_id": _id(sent.get("team", ""), "team"),
        "area_id": _id(sent.get("area", ""), "area"),
        "cost": _number(sent, "cost", default=20.0) / 100,
    }


def _weight(sent: Sent) -> dict[str, Any]:
    return {
        "objective_id": _id(sent.get("objective", ""), "objective"),
        "factor": _number(sent, "factor"),
    }


def _share(sent: Sent) -> dict[str, Any]:
    found: dict[str, Any] = {"category": sent.get("category", "")}
    for name in ("at_least", "at_most"):
        if sent.get(name, "").strip():
            found[name] = _number(sent, name) / 100
    if "at_least" not in found and "at_most" not in found:
        raise Refused(
            _("A share needs a least or a most part of the capacity."),
            {"at_least": _("Write a number from 0 to 100.")},
        )
    return found


def _finish_by(sent: Sent) -> dict[str, Any]:
    try:
        return {"on": date.fromisoformat(sent.get("on", "").strip()).isoformat()}
    except ValueError:
        raise Refused(
            _("Choose the day by which it is to be finished."), {"on": _("Choose a day.")}
        ) from None


def _pin(sent: Sent) -> dict[str, Any]:
    raise Refused(_("Pin an item by locking it in a plan that has it where it should stay."))


def _range(sent: Sent) -> dict[str, int]:
    return {name: _id(sent[name], name) for name in ("from", "to") if sent.get(name, "").strip()}


def _id(text: str, name: str) -> int:
    if not text.isdecimal() or len(text) > 15:
        raise Refused(_("Something is not chosen yet."), {name: _("Choose one of the list.")})
    return int(text)


def _number(sent: Sent, name: str, *, default: float | None = None) -> float:
    text = sent.get(name, "").strip()
    if not text and default is not None:
        return default
    try:
        return read_number(text)
    except ValueError as fault:
        raise Refused(_("A number is missing or is none."), {name: str(fault)}) from None


_READERS: dict[LeverKind, Callable[[Sent], dict[str, Any]]] = {
    LeverKind.CAPACITY: _capacity,
    LeverKind.PERSON: _person,
    LeverKind.MOVE: _move,
    LeverKind.WEIGHT: _weight,
    LeverKind.SHARE: _share,
    LeverKind.FINISH_BY: _finish_by,
    LeverKind.PIN: _pin,
}
