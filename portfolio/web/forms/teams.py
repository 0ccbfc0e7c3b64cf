"""Forms of teams: absence, on-call, focus, membership, the team itself, areas, offices."""

from collections.abc import Iterable

from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    DecimalField,
    Field,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from portfolio.domain.errors import Refused
from portfolio.domain.teams import Person
from portfolio.web.language import gettext as _
from portfolio.web.language import later
from portfolio.web.team_refusals import in_words

_SHARE = [
    InputRequired(later("Write a share in per cent.")),
    NumberRange(1, 100, later("Write 1 to 100 per cent.")),
]
_NO_ROW = "0"


class RowForm(FlaskForm):
    """What every form of one row carries: its id and the version that was shown."""

    row = HiddenField(default=_NO_ROW)
    version = HiddenField(default=_NO_ROW)

    @property
    def row_id(self) -> int | None:
        """The id of the row that is changed; None for a new one."""
        return _number(self.row.data) or None

    @property
    def version_shown(self) -> int:
        """The version that was shown; 0 for a new row."""
        return _number(self.version.data)


class DaysForm(RowForm):
    """A person, a first and a last day, and the share of each day."""

    person = SelectField(later("Person"), coerce=int)
    starts_on = DateField(later("First day"), [InputRequired(later("Choose the first day."))])
    ends_on = DateField(later("Last day"), [InputRequired(later("Choose the last day."))])
    share = DecimalField(later("Share of each day, %"), _SHARE, default=100, places=0)
    shown = HiddenField()  # the capacity that the person decided by

    def offer(self, people: Iterable[Person]) -> None:
        """Offer these people."""
        self.person.choices = [(person.id, person.name) for person in people]

    @property
    def part(self) -> float:
        """The share of the day, 0 to 1."""
        return float(self.share.data or 0) / 100

    def validate_ends_on(self, field: Field) -> None:
        """Refuse a last day before the first."""
        if self.starts_on.data and field.data and field.data < self.starts_on.data:
            raise ValidationError(_("The last day lies before the first."))


class FocusForm(RowForm):
    """The focus of a team from a sprint on."""

    from_on = SelectField(later("From the sprint"), coerce=str)
    focus = DecimalField(later("Focus, %"), _SHARE, places=0)
    note = StringField(later("Note"), [Optional(), Length(max=500)])

    @property
    def part(self) -> float:
        """The focus, 0 to 1."""
        return float(self.focus.data or 0) / 100


class MemberForm(RowForm):
    """A share of a person's time; the person may be new."""

    person = SelectField(later("Person"), coerce=int)
    name = StringField(
        later("Name"),
        [Optional(), Length(max=200)],
        description=later("Only for somebody new."),
    )
    office = SelectField(later("Office"), coerce=int)
    share = DecimalField(later("Share of their time, %"), _SHARE, default=100, places=0)
    starts_on = DateField(later("First day in the team"), [Optional()])
    ends_on = DateField(later("Last day in the team"), [Optional()])

    @property
    def part(self) -> float:
        """The share, 0 to 1."""
        return float(self.share.data or 0) / 100

    def validate_name(self, field: Field) -> None:
        """Somebody new needs a name."""
        if not self.person.data and not (field.data or "").strip():
            raise ValidationError(_("Choose a person, or write the name of somebody new."))


class TeamForm(RowForm):
    """What is said of a team."""

    name = StringField(later("Name"), [InputRequired(later("Write a name.")), Length(max=120)])
    tracker_name = StringField(later("Name in the tracker"), [Optional(), Length(max=120)])
    time_zone = StringField(
        later("Time zone"),
        [Optional(), Length(max=64)],
        description=later("Such as Europe/Zagreb; empty: the product's."),
    )
    wip_limit = IntegerField(
        later("Most epics at once"),
        [Optional(), NumberRange(1, 100, later("Write 1 to 100, or nothing."))],
    )
    skills = TextAreaField(
        later("Skills"),
        [Optional(), Length(max=4000)],
        description=later("One a line; a new word is a new skill."),
    )


class NewTeamForm(FlaskForm):
    """A new team."""

    name = StringField(later("Name"), [InputRequired(later("Write a name.")), Length(max=120)])
    area = SelectField(later("Area"), coerce=int)


class NewAreaForm(FlaskForm):
    """A new area."""

    name = StringField(later("Name"), [InputRequired(later("Write a name.")), Length(max=120)])


class MoveForm(RowForm):
    """A team's other area, from when on, and what switching costs."""

    area = SelectField(later("Area"), coerce=int)
    on = SelectField(later("With the first sprint of"), coerce=str)
    cost = DecimalField(
        later("Switching takes, % of the capacity"),
        [
            InputRequired(later("Write a share in per cent.")),
            NumberRange(0, 100, later("Write 0 to 100 per cent.")),
        ],
        default=20,
        places=0,
        description=later("In the two sprints after the move."),
    )


class EndForm(RowForm):
    """The day from which a team is no more."""

    on = DateField(
        later("First day without the team"),
        [Optional()],
        description=later("Empty: the team goes on."),
    )


class OfficeForm(FlaskForm):
    """A new office, whose country says which days are public holidays."""

    name = StringField(later("Name"), [InputRequired(later("Write a name.")), Length(max=120)])
    country = StringField(
        later("Country"),
        [InputRequired(later("Write the two letters of a country.")), Length(min=2, max=2)],
        description=later("Two letters, such as HR."),
    )
    subdivision = StringField(
        later("Region"),
        [Optional(), Length(max=8)],
        description=later("Its ISO code, where the region has holidays of its own."),
    )
    time_zone = StringField(
        later("Time zone"),
        [InputRequired(later("Write a time zone.")), Length(max=64)],
        default="UTC",
        description=later("Such as Europe/Zagreb."),
    )


def blame(form: FlaskForm, fault: Refused, *, otherwise: str) -> None:
    """Put what an action refused onto the form's fields; the rest onto the field `otherwise`."""
    placed = False
    for name, why in fault.faults.items():
        if name in form:
            form[name].errors = [*form[name].errors, f"{in_words(str(fault))} {in_words(why)}"]
            placed = True
    if not placed:
        form[otherwise].errors = [*form[otherwise].errors, in_words(str(fault))]


def _number(text: str | None) -> int:
    text = text or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0
