"""The form of what is typed in about an epic for other orders."""

from flask_wtf import FlaskForm
from wtforms import DateField, FloatField, HiddenField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from portfolio.domain.orders import INPUTS, DelayKind, Moscow, OrderInputs
from portfolio.web.language import later


class OrderForm(FlaskForm):
    """RICE, WSJF, cost of delay and MoSCoW of one epic; every field may stay empty."""

    version = HiddenField()
    moscow = SelectField(
        later("MoSCoW"),
        choices=[
            SelectChoice("", later("Nothing said")),
            SelectChoice(Moscow.MUST.value, later("Must: the next plan has to have it")),
            SelectChoice(Moscow.SHOULD.value, later("Should")),
            SelectChoice(Moscow.COULD.value, later("Could")),
            SelectChoice(Moscow.WONT.value, later("Won't this quarter: kept out of the plan")),
        ],
    )
    reach = FloatField(later("Reach, people a quarter"), [Optional()])
    impact = FloatField(later("Impact, 0.25 to 3"), [Optional()])
    confidence = FloatField(later("Confidence, per cent"), [Optional()])
    effort = FloatField(later("Effort, person-months"), [Optional()])
    business_value = FloatField(later("Business value"), [Optional()])
    time_criticality = FloatField(later("Time criticality"), [Optional()])
    risk_reduction = FloatField(later("Risk reduction"), [Optional()])
    job_size = FloatField(later("Job size"), [Optional()])
    delay_kind = SelectField(
        later("Waiting costs"),
        choices=[
            SelectChoice("", later("Nothing said")),
            SelectChoice(DelayKind.LINEAR.value, later("The same every week")),
            SelectChoice(DelayKind.FIXED_DATE.value, later("All at once, after a day")),
        ],
    )
    delay_worth = FloatField(later("Worth of finishing it at once"), [Optional()])
    delay_per_week = FloatField(later("Lost with each week"), [Optional()])
    delay_on = DateField(later("Keeps its worth until"), [Optional()])
    delay_after = FloatField(later("Worth after that day"), [Optional()])

    @property
    def version_shown(self) -> int:
        """The version of the inputs that the form was shown for."""
        text = str(self.version.data or "")
        return int(text) if text.isdecimal() and len(text) < 10 else 0

    def values(self) -> dict[str, object]:
        """Return what was typed in; a per cent as a share."""
        found: dict[str, object] = {name: self[name].data for name in INPUTS}
        for name in ("moscow", "delay_kind"):
            found[name] = found[name] or None
        if self.confidence.data is not None:
            found["confidence"] = self.confidence.data / 100
        return found


def filled(inputs: OrderInputs) -> OrderForm:
    """Return the form as it was saved last."""
    data = {name: getattr(inputs, name) for name in INPUTS}
    for name in ("moscow", "delay_kind"):
        data[name] = data[name].value if data[name] else ""
    if inputs.confidence is not None:
        data["confidence"] = round(inputs.confidence * 100, 6)
    return OrderForm(formdata=None, data={**data, "version": inputs.version})
