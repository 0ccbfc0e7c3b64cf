"""The lines of the form of check-ins: what each shows, what was typed, what was touched."""

from dataclasses import dataclass, field
from math import floor, log10

from flask import request

from portfolio.actions.check_in_all import Saying, StepChange
from portfolio.domain.okrs import CheckIn
from portfolio.screens.check_ins import Line
from portfolio.web.forms.numbers import written
from portfolio.web.forms.okrs import CheckInForm

FINEST = 3  # decimals of a measured value on a way of one


@dataclass(slots=True)
class Entry:
    """A line of the form with what it shows or what was typed into it."""

    line: Line
    form: CheckInForm
    ticked: frozenset[int]  # the steps that are ticked as done
    theirs: CheckIn | None = field(default=None)  # said by somebody while this was being typed

    def saying(self) -> Saying:
        """Return what the line says."""
        return Saying(
            key_result_id=self.line.id,
            is_said=self.is_touched or bool(self.form.still.data),
            value=self._value(),
            confidence=self.form.confidence.data,
            note=self.form.note.data or "",
            seen_id=self.form.seen,
            steps=self._steps(),
        )

    @property
    def is_touched(self) -> bool:
        """Whether the person changed the value, the confidence or the note."""
        if (self.form.note.data or "").strip():
            return True
        shown = self.form.shown.data
        if shown:  # as it was on the page, whatever somebody else has said meanwhile
            return str(shown) != _shown(self.form.value.typed, self.form.confidence.typed)
        latest = self.line.latest
        was = (latest.value, latest.confidence) if latest else (None, None)
        return not _same(was, (self.form.value.data, self.form.confidence.data))

    @property
    def says_something(self) -> bool:
        """Whether anything of the line is to be kept."""
        return self.is_touched or bool(self.form.still.data) or bool(self._steps())

    @property
    def can_be_confirmed(self) -> bool:
        """Whether "no change" can be said of it: there is something that can be repeated.

        What a source measured is the source's to repeat: where it fails, a value that nobody
        looked at must not look like news.
        """
        if self.line.is_measured:
            return False
        return self.line.standing.key_result.has_steps or self.form.value.data is not None

    def meet(self, latest: CheckIn) -> None:
        """Show what somebody else said meanwhile; saving once more is said knowing it."""
        self.theirs = latest
        self.form.seen_id.data = str(latest.id)
        self.form.seen_id.raw_data = None

    def _value(self) -> float | None:
        """Return the value that is said: what stood there untouched is said to its last digit."""
        latest = self.line.latest
        is_seen = latest is not None and latest.id == self.form.seen
        if latest is None or not is_seen or self.form.value.typed != written(_rounded(self.line)):
            return self.form.value.data
        return latest.value

    def _steps(self) -> tuple[StepChange, ...]:
        return tuple(
            StepChange(step.id, step.version, step.id in self.ticked)
            for step in self.line.standing.key_result.steps
            if (step.id in self.ticked) != (step.done_on is not None)
        )


def prefix_of(line: Line) -> str:
    """Return what the names of a line's fields begin with."""
    return f"kr{line.id}-"


def shown(line: Line) -> Entry:
    """Return a line with the last value in it."""
    latest = line.latest
    value = _rounded(line)
    confidence = latest.confidence if latest else None
    form = CheckInForm(
        formdata=None,
        prefix=prefix_of(line),
        value=value,
        confidence=confidence,
        seen_id=str(line.last_id),
        shown=_shown(written(value), written(None if confidence is None else confidence * 100)),
    )
    done = (one.id for one in line.standing.key_result.steps if one.done_on is not None)
    return Entry(line, _with_unit(form, line), frozenset(done))


def typed(line: Line) -> Entry:
    """Return a line with what was sent for it."""
    steps = request.form.getlist(f"{prefix_of(line)}step", type=int)
    return Entry(line, _with_unit(CheckInForm(prefix=prefix_of(line)), line), frozenset(steps))


def was_sent(line: Line) -> bool:
    """Whether the form that was sent has this line."""
    return f"{prefix_of(line)}seen_id" in request.form


def _with_unit(form: CheckInForm, line: Line) -> CheckInForm:
    if line.standing.key_result.unit:
        form.value.label.text = f"{form.value.label.text}, {line.standing.key_result.unit}"
    return form


def _rounded(line: Line) -> float | None:
    """Return the last value; one that was measured to a thousandth of its way to the target."""
    latest, one = line.latest, line.standing.key_result
    if latest is None or latest.value is None or latest.source is None:
        return latest.value if latest else None
    way = abs((one.target or 0.0) - (one.start_value or 0.0)) or abs(latest.value)
    return round(latest.value, max(0, FINEST - floor(log10(way)))) if way else latest.value


def _shown(value: str, confidence: str) -> str:
    return f"{value}|{confidence}"


def _same(was: tuple[float | None, ...], now: tuple[float | None, ...]) -> bool:
    """Whether the numbers are the same as far as a field shows them."""
    return all(
        one is other or (one is not None and other is not None and abs(one - other) <= _near(one))
        for one, other in zip(was, now, strict=True)
    )


def _near(value: float) -> float:
    return max(1e-12, abs(value) * 1e-9)
