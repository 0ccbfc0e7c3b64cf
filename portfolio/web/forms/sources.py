"""The form of a key result's source: what it reads, and what must not get worse meanwhile."""

from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from portfolio.domain.guardrails import Guardrail, GuardrailDraft, allowed_metrics
from portfolio.domain.metrics import METRICS, TimeUnit
from portfolio.domain.okrs import KeyResult
from portfolio.domain.source_drafts import SourceDraft
from portfolio.domain.sources import (
    BacklogSettings,
    Counted,
    CsvSettings,
    Figure,
    Measure,
    MetricSettings,
    PushSettings,
    Settings,
    Source,
    SourceKind,
    document_of,
)
from portfolio.screens.source import Choices, guards_of
from portfolio.web.forms.numbers import NumberField
from portfolio.web.forms.okrs import VersionedForm
from portfolio.web.language import gettext as _
from portfolio.web.language import later, ngettext
from portfolio.web.source_words import METRIC_NAMES, filtered

WEEKS = (1, 2, 4, 6, 8, 13, 26)
UNITS = {
    TimeUnit.MINUTES: later("minutes"),
    TimeUnit.HOURS: later("hours"),
    TimeUnit.DAYS: later("days"),
}
FIGURES = {Figure.COUNT: later("Their number"), Figure.SHARE: later("Their share, in per cent")}
COUNTED = {
    Counted.OPEN: later("the open ones"),
    Counted.DONE: later("the done ones"),
    Counted.ALL: later("all but the dropped ones"),
}
MEASURES = {Measure.ITEMS: later("items"), Measure.POINTS: later("points")}
FIELDS = {
    SourceKind.DELIVERY: ("metric", "scope", "weeks", "unit"),
    SourceKind.BACKLOG: ("filter_id", "figure", "counted", "measure"),
    SourceKind.CSV: ("on_column", "value_column", "rhythm_days"),
    SourceKind.PUSH: ("rhythm_days",),
}
TIME_UNITS = {"min": TimeUnit.MINUTES, "minutes": TimeUnit.MINUTES, "d": TimeUnit.DAYS,
              "days": TimeUnit.DAYS}  # fmt: skip


def _words(words: dict[Any, Any]) -> list[SelectChoice]:
    return [SelectChoice(one.value, word) for one, word in words.items()]


def _whole(value: Any) -> int:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


class SourceForm(VersionedForm):
    """What is asked of a source; the fields of other kinds stay as usual."""

    class Meta(VersionedForm.Meta):
        """It is also sent as an address, to see what it would read; the page adds the token."""

        csrf = False

    kind = HiddenField()
    metric = SelectField(
        later("Metric"),
        choices=[SelectChoice(name, word) for name, word in METRIC_NAMES.items()],
    )
    scope = SelectField(later("Of"), default="product")
    weeks = SelectField(later("Over"), default="4")
    unit = SelectField(
        later("Times are told in"), choices=_words(UNITS), default=TimeUnit.HOURS.value
    )
    filter_id = SelectField(later("Saved filter"), coerce=_whole)
    figure = SelectField(later("What it reads"), choices=_words(FIGURES))
    counted = SelectField(
        later("Counted are"),
        choices=_words(COUNTED),
        description=later("Where the filter asks for a status itself, that one is counted."),
    )
    measure = SelectField(later("Added up are"), choices=_words(MEASURES))
    on_column = StringField(later("Column of the day"), [Length(max=120)], default="on")
    value_column = StringField(later("Column of the value"), [Length(max=120)], default="value")
    rhythm_days = NumberField(
        later("A new value at least every … days"),
        default=7.0,
        description=later("What comes later is marked as late. Empty: nothing is promised."),
    )
    guardrail = SelectField(
        later("Guardrail"), description=later("What must not get worse while this gets better.")
    )
    limit = NumberField(later("Its limit"))
    why = StringField(later("Why this one?"), [Length(max=500)])
    version = IntegerField(widget=HiddenInput(), default=0)

    def offer(self, kind: SourceKind, choices: Choices) -> None:
        """Offer what there is to choose for a kind of source, and drop the fields of others."""
        self.kind.data = kind.value
        self._offer_guardrails(kind, choices)
        self.scope.choices = _scopes(choices)
        self.weeks.choices = [
            *(SelectChoice(str(n), ngettext("the last complete week",
                                            "the last %(num)d complete weeks", n)) for n in WEEKS),
            SelectChoice("", _("all complete weeks of the quarter")),
        ]  # fmt: skip
        own = [SelectChoice(str(one.id), f"{one.name}: {filtered(one)}") for one in choices.filters]
        self.filter_id.choices = own or [SelectChoice("0", _("No filter is saved yet"))]
        for names in FIELDS.values():
            for name in names:
                if name in self and name not in FIELDS[kind]:
                    del self[name]

    def _offer_guardrails(self, kind: SourceKind, choices: Choices) -> None:
        metric = self.metric.data if self.metric.data in METRICS else "deployment_frequency"
        probe: Settings = MetricSettings(metric)
        if kind is not SourceKind.DELIVERY:
            probe = PushSettings()
        names = allowed_metrics(metric) if kind is SourceKind.DELIVERY else tuple(METRICS)
        self.guardrail.choices = [
            SelectChoice("", _("Choose one") if kind is SourceKind.DELIVERY else _("None")),
            *(SelectChoice(f"metric:{name}", METRIC_NAMES[name]) for name in names),
            *(
                SelectChoice(f"kr:{one.id}", f"{one.code} {one.title}")
                for one in guards_of(choices, probe)
            ),
        ]

    def fill(self, source: Source, guard: Guardrail | None) -> None:
        """Fill the form with a source as it is set."""
        settings = source.settings
        for name, value in document_of(settings).items():
            if name in self and name != "weeks":
                self[name].data = value
        if isinstance(settings, MetricSettings):
            kind, slug = settings.scope
            self.scope.data = f"{kind}:{slug}" if slug else kind
            self.weeks.data = str(settings.weeks) if settings.weeks is not None else ""
        if guard is not None and guard.other_id is not None:
            self.guardrail.data = f"kr:{guard.other_id}"
        elif guard is not None and guard.metric is not None:
            self.guardrail.data = f"metric:{guard.metric.metric}"
            self.limit.data = guard.limit
        if guard is not None:
            self.why.data = guard.why
        self.version.data = source.version

    def begin(self, key_result: KeyResult) -> None:
        """Guess what fits a key result that has no source yet."""
        unit = TIME_UNITS.get(key_result.unit.strip().casefold())
        if unit is not None and "unit" in self:
            self.unit.data = unit.value
        if key_result.unit.strip() == "%" and "figure" in self:
            self.figure.data, self.counted.data = Figure.SHARE.value, Counted.DONE.value

    def draft(self, choices: Choices) -> SourceDraft:
        """Return what was chosen; raise Refused where it makes no sense."""
        kind = SourceKind(self.kind.data)
        settings = self._settings(kind, choices)
        return SourceDraft(kind, settings, self.guard(settings))

    def guard(self, settings: Settings) -> GuardrailDraft:
        """Return the guardrail that was chosen; its metric is of the same services and weeks."""
        kind, _colon, name = (self.guardrail.data or "").partition(":")
        why = (self.why.data or "").strip()
        if kind == "kr":
            return GuardrailDraft(other_id=_whole(name), why=why)
        if kind != "metric":
            return GuardrailDraft(why=why)
        like = settings if isinstance(settings, MetricSettings) else MetricSettings()
        metric = MetricSettings(name, like.service, like.team, like.area, like.weeks, like.unit)
        return GuardrailDraft(metric=metric, limit=self.limit.data, why=why)

    def _settings(self, kind: SourceKind, choices: Choices) -> Settings:
        if kind is SourceKind.DELIVERY:
            scope, _colon, slug = (self.scope.data or "product").partition(":")
            weeks = int(self.weeks.data) if self.weeks.data else None
            own = {scope: slug} if slug else {}
            return MetricSettings(
                metric=self.metric.data, weeks=weeks, unit=TimeUnit(self.unit.data), **own
            )
        if kind is SourceKind.BACKLOG:
            named = {one.id: one.name for one in choices.filters}
            return BacklogSettings(
                self.filter_id.data,
                named.get(self.filter_id.data, ""),
                Figure(self.figure.data),
                Counted(self.counted.data),
                Measure(self.measure.data),
            )
        days = None if self.rhythm_days.data is None else round(self.rhythm_days.data)
        if kind is SourceKind.CSV:
            return CsvSettings(self.on_column.data or "", self.value_column.data or "", days)
        return PushSettings(days)


class ValuesForm(VersionedForm):
    """A file with the values of a key result."""

    file = FileField(later("File (CSV)"), [FileRequired(later("Choose the file with the values."))])
    first = SelectField(
        later("Dates such as 03/04/2027"),
        [Optional()],
        choices=[
            SelectChoice("", later("As the file says itself")),
            SelectChoice("day", later("The day first")),
            SelectChoice("month", later("The month first")),
        ],
    )


class FilterForm(VersionedForm):
    """A name for what the backlog's filter bar asks."""

    name = StringField(
        later("Name"), [InputRequired(later("Give the filter a name.")), Length(max=120)]
    )


def _scopes(choices: Choices) -> list[SelectChoice]:
    groups = (
        (_("Areas: the median of their services"), "area", choices.areas),
        (_("Teams: the median of their services"), "team", choices.teams),
        (_("Services"), "service", choices.services),
    )
    return [
        SelectChoice("product", _("All services"), optgroup=_("The product")),
        *(
            SelectChoice(f"{kind}:{one.slug}", one.name, optgroup=words)
            for words, kind, things in groups
            for one in things
        ),
    ]
