"""Forms of a team's calendar: a rota, part time, a table to bring in."""

from datetime import timedelta
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    Field,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
)
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from portfolio.domain.rota import goes_on
from portfolio.screens.team import TeamScreen
from portfolio.web.forms.teams import RowForm
from portfolio.web.language import gettext as _
from portfolio.web.language import later

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
_PER_CENT = [
    InputRequired(later("Write a share in per cent.")),
    NumberRange(0, 100, later("Write 0 to 100 per cent.")),
]


class TurnForm(PlainForm):
    """One member's place in the rota; empty: not in it."""

    person = HiddenField()
    place = IntegerField(
        later("Place"), [Optional(), NumberRange(1, 99, later("Write 1 to 99, or nothing."))]
    )


class RotaForm(FlaskForm):
    """A rotation: who in which order, from when until when, how many weeks a turn."""

    starts_on = DateField(later("First day"), [InputRequired(later("Choose the first day."))])
    until = DateField(later("Last day"), [InputRequired(later("Choose the last day."))])
    weeks = IntegerField(
        later("Weeks a turn"),
        [InputRequired(later("Write 1 to 12 weeks.")), NumberRange(1, 12, later("Write 1 to 12."))],
        default=1,
    )
    share = DecimalField(
        later("Share of each day, %"),
        [
            InputRequired(later("Write a share in per cent.")),
            NumberRange(1, 100, later("Write 1 to 100 per cent.")),
        ],
        default=100,
        places=0,
    )
    swap = BooleanField(later("Who is away swaps with the next"), default=True)
    replace = BooleanField(later("In place of the shifts of these days"), default=True)
    turns = FieldList(FormField(TurnForm))

    @property
    def order(self) -> list[int]:
        """The people of the rota, in their order."""
        named = [one.form for one in self.turns if one.form.place.data]
        known = [one for one in named if (one.person.data or "").isdigit()]
        return [int(one.person.data) for one in sorted(known, key=lambda one: one.place.data)]

    @property
    def part(self) -> float:
        """The share of a day on call that is lost for the backlog."""
        return float(self.share.data or 0) / 100

    def validate_until(self, field: Field) -> None:
        """Refuse a last day before the first."""
        if self.starts_on.data and field.data and field.data < self.starts_on.data:
            raise ValidationError(_("The last day lies before the first."))


class PartTimeForm(RowForm):
    """Which part of each weekday a person works, from a day on."""

    person = SelectField(later("Person"), coerce=int)
    from_on = DateField(later("From"), [InputRequired(later("Choose the first day."))])
    monday = DecimalField(later("Monday, %"), _PER_CENT, default=100, places=0)
    tuesday = DecimalField(later("Tuesday, %"), _PER_CENT, default=100, places=0)
    wednesday = DecimalField(later("Wednesday, %"), _PER_CENT, default=100, places=0)
    thursday = DecimalField(later("Thursday, %"), _PER_CENT, default=100, places=0)
    friday = DecimalField(later("Friday, %"), _PER_CENT, default=100, places=0)

    def offer(self, people: Any) -> None:
        """Offer these people."""
        self.person.choices = [(person.id, person.name) for person in people]

    @property
    def week(self) -> tuple[float, float, float, float, float]:
        """The shares of Monday to Friday, 0 to 1."""
        one, two, three, four, five = (float(self[name].data) / 100 for name in WEEKDAYS)
        return one, two, three, four, five


class SheetForm(FlaskForm):
    """A table to bring in: absences, on-call, focus or people."""

    kind = SelectField(
        later("What it holds"),
        choices=[
            SelectChoice("absences", later("Absences")),
            SelectChoice("on-call", later("On-call")),
            SelectChoice("focus", later("Focus")),
            SelectChoice("people", later("People")),
        ],
    )
    file = FileField(later("CSV file"), [FileRequired(later("Choose a file."))])


def rota_form(screen: TeamScreen) -> RotaForm:
    """Return the form filled with how the rota of the team goes on."""
    members = {one.person.id: one.person for one in screen.members}
    going = goes_on([shift for shift, _person in screen.shifts], members)
    last = screen.cycle.sprints[-1].span.ends_on if screen.cycle else screen.today
    first = screen.cycle.sprints[0].span.starts_on if screen.cycle else screen.today
    start = going.starts_on if going else max(first, screen.today)
    last = last if start <= last else start + timedelta(days=12 * 7 - 1)
    order = list(going.order) if going else sorted(members, key=lambda one: members[one].name)
    places = {person_id: place for place, person_id in enumerate(order, start=1)}
    ranked = sorted(members, key=lambda one: (places.get(one, 999), members[one].name))
    return RotaForm(
        formdata=None,
        data={
            "starts_on": start,
            "until": last,
            "weeks": going.weeks if going else 1,
            "share": round(going.share * 100) if going else 100,
            "swap": True,
            "replace": True,
            "turns": [{"person": one, "place": places.get(one)} for one in ranked],
        },
    )
