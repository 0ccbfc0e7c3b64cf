"""Forms of deliveries: targets, services, a failure that hurt nobody."""

from collections.abc import Iterable

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from portfolio.domain.teams import Team
from portfolio.web.forms.numbers import NumberField, PercentField
from portfolio.web.language import gettext as _
from portfolio.web.language import later

NO_TEAM = 0
LARGEST_VERSION = 10**9


class TargetsForm(FlaskForm):
    """The dashed lines of the delivery figures; an empty field draws none."""

    deployments_per_week = NumberField(later("Deployments a week, of all services"))
    deployment_frequency = NumberField(later("Deployment frequency, times a week"))
    lead_time_hours = NumberField(later("Lead time for changes, hours"))
    change_fail_rate = PercentField(later("Change fail rate, %"))
    recovery_hours = NumberField(later("Failed deployment recovery, hours"))
    rework_rate = PercentField(later("Deployment rework rate, %"))


class ServiceForm(FlaskForm):
    """A new service and the team that owns it."""

    name = StringField(
        later("Name"), [InputRequired(later("Write the service's name.")), Length(max=120)]
    )
    team = SelectField(later("Team"), coerce=int)

    def offer(self, teams: Iterable[Team]) -> None:
        """Offer these teams, and none."""
        self.team.choices = team_choices(teams)

    @property
    def team_id(self) -> int | None:
        """The team that was chosen."""
        return self.team.data or None


class OwnerForm(FlaskForm):
    """Which team owns a service."""

    team = SelectField(later("Team"), coerce=int)
    version = IntegerField(later("Version"), [InputRequired(), NumberRange(0, LARGEST_VERSION)])

    def offer(self, teams: Iterable[Team]) -> None:
        """Offer these teams, and none."""
        self.team.choices = team_choices(teams)

    @property
    def team_id(self) -> int | None:
        """The team that was chosen."""
        return self.team.data or None


class NoImpactForm(FlaskForm):
    """Why a failed deployment hurt nobody."""

    reason = TextAreaField(
        later("Why nobody was hurt"),
        [InputRequired(later("Give the reason.")), Length(min=10, max=1000)],
    )
    version = HiddenField()

    @property
    def version_shown(self) -> int:
        """The version that was shown; 0 for nonsense."""
        text = str(self.version.data or "")
        return int(text) if text.isdecimal() and len(text) < 10 else 0


def team_choices(teams: Iterable[Team]) -> list[tuple[int, str]]:
    """Return the teams for a choice, and that there is none."""
    return [(NO_TEAM, _("No team")), *((one.id, one.name) for one in teams)]
