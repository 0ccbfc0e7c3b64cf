"""Forms of the administrator: accounts and tokens."""

from flask_wtf import FlaskForm
from wtforms import EmailField, IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from portfolio.actions.create_token import LONGEST_DAYS, SCOPES
from portfolio.domain.people import Role
from portfolio.screens.admin import AccountForm as Offered
from portfolio.web.formats import role_name
from portfolio.web.language import later


class ManyField(SelectMultipleField):
    """Several of a list, each with its own box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class RoleForm(FlaskForm):
    """A role, and the teams and areas that it reaches."""

    role = SelectField(later("Role"))
    team_ids = ManyField(later("Teams that it leads or is in"), coerce=int)
    area_ids = ManyField(later("Areas that it owns"), coerce=int)
    version = IntegerField(later("Version"), [Optional()])

    def offer(self, offered: Offered) -> None:
        """Fill the lists to choose from."""
        self.role.choices = [SelectChoice(role.value, role_name(role)) for role in Role]
        self.team_ids.choices = [SelectChoice(one.id, one.name) for one in offered.teams]
        self.area_ids.choices = [SelectChoice(one.id, one.name) for one in offered.areas]


class InviteForm(RoleForm):
    """A new account."""

    email = EmailField(
        later("Address"),
        [InputRequired(later("Write the address.")), Length(max=254)],
        render_kw={"autocomplete": "off"},
    )
    name = StringField(later("Name"), [Length(max=200)], render_kw={"autocomplete": "off"})


class TokenForm(FlaskForm):
    """A new token."""

    name = StringField(
        later("Name"),
        [InputRequired(later("Write which machine holds it.")), Length(max=120)],
        description=later("Which machine holds it, such as the deployment pipeline of payments."),
    )
    scopes = ManyField(
        later("What for"),
        choices=[SelectChoice(one, one) for one in SCOPES],
        validators=[InputRequired(later("Choose at least one."))],
    )
    days = IntegerField(
        later("Days it lives"),
        [
            InputRequired(later("Write a number of days.")),
            NumberRange(1, LONGEST_DAYS, later("A token lives from 1 to 365 days.")),
        ],
        default=90,
    )
