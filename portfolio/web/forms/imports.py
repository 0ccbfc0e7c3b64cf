"""Forms of importing: one a kind of file."""

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from portfolio.web.language import later


class JiraForm(FlaskForm):
    """A tracker's export, perhaps with the dates of its sprints."""

    file = FileField(
        later("Export of the tracker (CSV or TSV)"),
        [FileRequired(later("Choose the file that your tracker exported."))],
        description=later(
            "Jira (Filters, Export, CSV, all fields; any language), Linear, Azure DevOps, GitHub "
            "Projects or Shortcut: told apart by their columns. The file may be gzipped."
        ),
    )
    second = FileField(
        later("Sprints (CSV), if you have them"),
        description=later("Columns id, name, state, startDate, endDate, completeDate and board."),
    )
    as_of = DateField(
        later("Take the file as at"),
        [Optional()],
        description=later("Leave empty for today. An earlier day leaves out what came later."),
    )


class ReleasesForm(FlaskForm):
    """The release history of a service."""

    file = FileField(
        later("deployments.csv"),
        [FileRequired(later("Choose the file of the deployments."))],
        description=later("Columns deployment, deployed_at, sha and is_prerelease."),
    )
    second = FileField(
        later("changes.csv"),
        [FileRequired(later("Choose the file of the changes."))],
        description=later("Columns sha, deployment, committed_at and tickets. May be gzipped."),
    )
    service = StringField(
        later("Service"), [InputRequired(later("Name the service.")), Length(max=120)]
    )
    environment = StringField(
        later("Environment"), [Optional(), Length(max=80)], default="production"
    )


class OkrsForm(FlaskForm):
    """Objectives and key results."""

    file = FileField(
        later("Key results (CSV)"),
        [FileRequired(later("Choose the file of the key results."))],
        description=later(
            "Columns cycle, objective, key_result, owner, team, unit, kind, start, target, "
            "current, weight, confidence, on: a row a key result, and one more a check-in."
        ),
    )


class ContributionsForm(FlaskForm):
    """What epics are expected to move."""

    file = FileField(
        later("Contributions (CSV)"),
        [FileRequired(later("Choose the file of the contributions."))],
        description=later("Columns epic, cycle, key_result, amount, confidence."),
    )


class OrdersForm(FlaskForm):
    """Scores of epics for other orders."""

    file = FileField(
        later("Scores (CSV)"),
        [FileRequired(later("Choose the file of the scores."))],
        description=later(
            "Columns cycle and epic, and those of reach, impact, confidence, effort, "
            "business_value, time_criticality, risk_reduction, job_size, delay_kind, delay_worth, "
            "delay_per_week, delay_on, delay_after, moscow that you have."
        ),
    )


class TakenForm(FlaskForm):
    """What teams took into their sprints."""

    file = FileField(
        later("Taken items (CSV)"),
        [FileRequired(later("Choose the file of the taken items."))],
        description=later("Columns cycle, sprint, team, item, points and points_left."),
    )


class RanksForm(FlaskForm):
    """The order of items."""

    file = FileField(
        later("Ranks (CSV)"),
        [FileRequired(later("Choose the file of the ranks."))],
        description=later("Columns rank and key."),
    )


class DayOrMonthForm(FlaskForm):
    """Which of day and month comes first."""

    first = RadioField(
        later("What comes first in the dates of this file?"),
        [InputRequired(later("Choose one of the two."))],
        choices=[SelectChoice("day", later("The day")), SelectChoice("month", later("The month"))],
    )


class GoForm(FlaskForm):
    """A deed that needs nothing but being meant."""


FORMS: dict[str, type[FlaskForm]] = {
    "jira": JiraForm,
    "releases": ReleasesForm,
    "okrs": OkrsForm,
    "contributions": ContributionsForm,
    "orders": OrdersForm,
    "taken": TakenForm,
    "ranks": RanksForm,
}
