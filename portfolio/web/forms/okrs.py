"""Forms of objectives, key results, check-ins, and the epics attached to them."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError
from wtforms.widgets import HiddenInput

from portfolio.domain.cycles import Span
from portfolio.domain.errors import Refused
from portfolio.domain.okr_drafts import KeyResultDraft, ObjectiveDraft
from portfolio.domain.okrs import KeyResult, Kind, Objective, Phase
from portfolio.web.forms.numbers import NumberField, PercentField, read_number, written
from portfolio.web.forms.spoken import SpokenForm
from portfolio.web.language import gettext as _
from portfolio.web.language import later
from portfolio.web.okr_words import in_words

KINDS = {
    Kind.INCREASE: later("Increase to a target"),
    Kind.DECREASE: later("Decrease to a target"),
    Kind.MILESTONE: later("Milestone in steps"),
    Kind.STAY_ABOVE: later("Stay above a limit"),
    Kind.STAY_BELOW: later("Stay below a limit"),
    Kind.KEEP_IN_RANGE: later("Keep in a range"),
    Kind.BASELINE_FIRST: later("Find the baseline first"),
}
_TITLE = [InputRequired(later("Write a title.")), Length(max=300)]


def _id_or_none(value: Any) -> int | None:
    return int(value) if value not in (None, "", "None") else None


class VersionedForm(SpokenForm):
    """A form of a row that two people can edit: it says back the version that was shown."""

    version = IntegerField(widget=HiddenInput(), default=1)

    def tell(self, refused: Refused) -> None:
        """Put what an action refused beside the fields that it names."""
        for name, fault in refused.faults.items():
            field = self[name] if name in self else next(iter(self))
            field.errors = [*field.errors, in_words(fault)]


class ObjectiveForm(VersionedForm):
    """An objective."""

    title = StringField(
        later("Objective"), _TITLE, description=later("What will be true that is not true today?")
    )
    code = StringField(
        later("Code"), [Length(max=32)], description=later("Left empty: the next free one.")
    )
    owner = StringField(later("Owner"), [Length(max=200)])
    area_id = SelectField(later("Area"), coerce=_id_or_none)
    team_id = SelectField(later("Team"), coerce=_id_or_none)
    parent_id = SelectField(
        later("Contributes to"),
        coerce=_id_or_none,
        description=later("It is a part of that objective: its score counts there."),
    )
    supports = SelectMultipleField(
        later("Supports"),
        coerce=int,
        description=later("It helps these and is shown with them; its score does not count there."),
    )
    weight = NumberField(
        later("Weight"),
        default=1.0,
        description=later("Against the other objectives; 1 for all counts them equally."),
    )
    reason = StringField(later("Why this change?"), [Length(max=500)])

    def offer(
        self, *, areas: Mapping[int, str], teams: Mapping[int, str], parents: Mapping[int, str]
    ) -> None:
        """Offer these areas, teams and objectives."""
        self.area_id.choices = _choices(_("No area: the whole product"), areas)
        self.team_id.choices = _choices(_("No team"), teams)
        self.parent_id.choices = _choices(_("No other objective"), parents)
        self.supports.choices = [SelectChoice(str(one), name) for one, name in parents.items()]

    def show(self, one: Objective) -> None:
        """Fill the form with an objective."""
        for name in ObjectiveDraft.__dataclass_fields__:
            self[name].data = getattr(one, name)
        self.version.data = one.version

    def draft(self) -> ObjectiveDraft:
        """Return what was written; raise Refused where it makes no sense."""
        return ObjectiveDraft(
            title=(self.title.data or "").strip(),
            code=(self.code.data or "").strip(),
            owner=(self.owner.data or "").strip(),
            area_id=self.area_id.data,
            team_id=self.team_id.data,
            parent_id=self.parent_id.data,
            weight=1.0 if self.weight.data is None else self.weight.data,
            supports=tuple(sorted(self.supports.data or ())),
        )


class NewObjectiveForm(ObjectiveForm):
    """An objective that is written for a quarter."""

    quarter = SelectField(later("Quarter"))

    def offer_quarters(self, names: Iterable[str]) -> None:
        """Offer these quarters."""
        self.quarter.choices = [SelectChoice(name, f"{name[:4]} {name[4:]}") for name in names]


class KeyResultForm(VersionedForm):
    """A key result."""

    title = StringField(later("Key result"), _TITLE)
    kind = SelectField(
        later("Kind"), choices=[SelectChoice(kind.value, words) for kind, words in KINDS.items()]
    )
    start_value = NumberField(
        later("Start, or lower limit"),
        description=later("Where it stands before the quarter; empty until the baseline is known."),
    )
    target_value = NumberField(later("Target, or limit"))
    unit = StringField(later("Unit"), [Length(max=40)], description=later("%, senders, euro"))
    owner = StringField(later("Owner"), [Length(max=200)])
    account_id = SelectField(later("Account that checks in"), coerce=_id_or_none)
    team_id = SelectField(later("Team"), coerce=_id_or_none)
    code = StringField(
        later("Code"), [Length(max=32)], description=later("Left empty: the next free one.")
    )
    weight = NumberField(later("Weight"), default=1.0)
    aspirational = BooleanField(
        later("Aspirational"), description=later("Counts as met at 0.7; a committed one at 1.")
    )
    steps = TextAreaField(
        later("Steps of a milestone"), description=later("One a line, in their order.")
    )
    phases = TextAreaField(
        later("Expected on the way"),
        description=later(
            "One a line: a day and the value expected by then, such as 2027-02-15 60. "
            "Left empty: a straight line to the target."
        ),
    )
    objective_id = SelectField(
        later("Under the objective"),
        coerce=_id_or_none,
        validate_choice=False,
        description=later("Moved to another one, it takes along all that was said of it."),
    )
    reason = StringField(later("Why this change?"), [Length(max=500)])

    def offer(
        self,
        *,
        teams: Mapping[int, str],
        accounts: Mapping[int, str],
        objectives: Mapping[int, str] | None = None,
    ) -> None:
        """Offer these teams, accounts, and objectives to move it to."""
        places = (objectives or {}).items()
        self.objective_id.choices = [SelectChoice(str(one), name) for one, name in places]
        self.team_id.choices = _choices(_("The objective's team"), teams)
        self.account_id.choices = _choices(_("Nobody in particular"), accounts)

    def validate_phases(self, field: Any) -> None:
        """Refuse a line that is no day with a value."""
        _phases(field.data or "")

    def show(self, one: KeyResult) -> None:
        """Fill the form with a key result."""
        for name in KeyResultDraft.__dataclass_fields__:
            if name not in ("steps", "phases", "kind"):
                self[name].data = getattr(one, name)
        self.kind.data = one.kind.value
        self.objective_id.data = one.objective_id
        self.steps.data = "\n".join(step.title for step in one.steps)
        self.phases.data = "\n".join(
            f"{phase.on.isoformat()} {written(phase.value)}" for phase in one.phases
        )
        self.version.data = one.version

    def draft(self) -> KeyResultDraft:
        """Return what was written; raise Refused where it makes no sense."""
        steps = (line.strip() for line in (self.steps.data or "").splitlines())
        return KeyResultDraft(
            title=(self.title.data or "").strip(),
            kind=Kind(self.kind.data),
            start_value=self.start_value.data,
            target_value=self.target_value.data,
            code=(self.code.data or "").strip(),
            unit=(self.unit.data or "").strip(),
            owner=(self.owner.data or "").strip(),
            account_id=self.account_id.data,
            team_id=self.team_id.data,
            phases=_phases(self.phases.data or ""),
            weight=1.0 if self.weight.data is None else self.weight.data,
            aspirational=bool(self.aspirational.data),
            steps=tuple(dict.fromkeys(step for step in steps if step)),
        )


class StrikeForm(VersionedForm):
    """Striking out what the quarter no longer wants."""

    on = DateField(later("From"), [InputRequired(later("Choose a day."))])
    reason = StringField(
        later("Why?"), [InputRequired(later("Write why it is struck out.")), Length(max=500)]
    )

    @classmethod
    def offered(cls, span: Span, today: date, *, version: int) -> "StrikeForm":
        """Return the form with tomorrow in it, or the nearest day of the quarter."""
        day = min(max(today + timedelta(days=1), span.starts_on), span.ends_on)
        return cls(formdata=None, on=day, version=version)


class ContributionForm(VersionedForm):
    """An epic, what it is expected to move, and how sure that is."""

    item_key = StringField(later("Epic"), [InputRequired(later("Write the key of an epic."))])
    effect = NumberField(later("Expected effect"))
    confidence = PercentField(later("Confidence, %"), default=0.5)

    def validate_effect(self, field: Any) -> None:
        """Refuse an empty effect."""
        if field.data is None:
            raise ValidationError(_("Write how much the epic moves towards the target."))

    def validate_confidence(self, field: Any) -> None:
        """Refuse an empty confidence."""
        if field.data is None:
            raise ValidationError(_("Write a per cent from 0 to 100."))


class CheckInForm(SpokenForm):
    """One key result's line in a form of check-ins; the form around it has the token."""

    class Meta(SpokenForm.Meta):
        """The token stands once in the form around."""

        csrf = False

    value = NumberField(later("Value"))
    confidence = PercentField(later("Confidence, %"))
    note = StringField(later("Note"), [Length(max=2000)])
    still = BooleanField(later("Still so"))
    seen_id = HiddenField(default="0")
    shown = HiddenField(default="")  # value and confidence as they stood on the page

    @property
    def seen(self) -> int:
        """The check-in that was shown as the last one; 0 for none."""
        text = str(self.seen_id.data or "0")
        return int(text) if text.isdecimal() and len(text) < 19 else 0


class CheckInDayForm(SpokenForm):
    """The day that check-ins are for."""

    on = DateField(later("Day"), [Optional()])


def _choices(nothing: str, names: Mapping[int, str]) -> list[SelectChoice]:
    return [
        SelectChoice("", nothing),
        *(SelectChoice(str(one), name) for one, name in names.items()),
    ]


def _phases(text: str) -> tuple[Phase, ...]:
    """Return the days and values of the lines; raise ValidationError for another line."""
    return tuple(_phase(line) for line in _lines(text))


def _lines(text: str) -> Iterable[str]:
    return (line.strip() for line in text.splitlines() if line.strip())


def _phase(line: str) -> Phase:
    day, _space, value = line.partition(" ")
    try:
        return Phase(date.fromisoformat(day), read_number(value.strip()))
    except ValueError:
        raise ValidationError(
            _("“%(line)s” is no day with a value. Write such as 2027-02-15 60.", line=line[:60])
        ) from None
