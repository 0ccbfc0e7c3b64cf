"""Forms of plans: ask for one, adopt or publish one, pull a lever."""

from collections.abc import Iterable

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from portfolio.domain.plans import SECONDS_DEFAULT, SECONDS_MOST, Scenario
from portfolio.web.language import later

LONGEST_NOTE = 2000


class PlanForm(FlaskForm):
    """Which quarter to plan, under which scenario, and for how long."""

    cycle = SelectField(later("Quarter"))
    scenario = SelectField(later("Scenario"), default="")
    seconds = IntegerField(
        later("Seconds"),
        [
            InputRequired(later("Write how many seconds the optimiser may take.")),
            NumberRange(1, SECONDS_MOST, later("Write a number from 1 to 600.")),
        ],
        default=SECONDS_DEFAULT,
    )

    def offer(
        self, cycles: Iterable[tuple[str, str]], scenarios: Iterable[Scenario], base: str
    ) -> None:
        """Offer these quarters and scenarios; "" is the quarter's own scenario."""
        self.cycle.choices = [SelectChoice(name, label) for name, label in cycles]
        own = [SelectChoice(one.name) for one in scenarios if not one.is_base]
        self.scenario.choices = [SelectChoice("", base), *own]


class NoteForm(FlaskForm):
    """A note for those who read the decision later, and the version that was shown."""

    version = HiddenField()
    note = TextAreaField(
        later("Note"),
        [Optional(), Length(max=LONGEST_NOTE, message=later("Write at most 2,000 characters."))],
        description=later("Why this plan; it is kept on the trail."),
    )

    @property
    def version_shown(self) -> int:
        """The version of the plan that the form was shown for."""
        text = str(self.version.data or "")
        return int(text) if text.isdecimal() else 0
