"""The form on which somebody says what a finished epic really moved."""

from typing import Any

from wtforms import BooleanField, DateField, TextAreaField
from wtforms.validators import Length, Optional

from portfolio.domain.effects import EffectDraft
from portfolio.screens.effect import Screen
from portfolio.web.forms.numbers import NumberField
from portfolio.web.forms.okrs import VersionedForm
from portfolio.web.language import later


class EffectForm(VersionedForm):
    """What it moved, seen from when to when, or that it cannot be told."""

    amount = NumberField(later("Really moved"))
    is_untold = BooleanField(later("It cannot be told"))
    seen_from_on = DateField(later("Seen from"), [Optional()])
    seen_until_on = DateField(later("Seen until"), [Optional()])
    note = TextAreaField(later("Note"), [Length(max=2000)])

    @classmethod
    def offered(cls, screen: Screen) -> "EffectForm":
        """Return the form with what counts now, else with what the path proposes."""
        said, proposal = screen.in_force, screen.proposal
        values: dict[str, Any] = {"version": said.version if said else 0}
        if said is not None:
            values |= {
                name: getattr(said, name) for name in ("amount", "seen_from_on", "seen_until_on")
            }
            values |= {"is_untold": said.amount is None, "note": said.note}
        elif proposal is not None:
            values |= {
                "seen_from_on": proposal.seen_from_on,
                "seen_until_on": proposal.seen_until_on,
            }
            values["amount"] = float(f"{proposal.amount:.4g}")
        return cls(formdata=None, **values)

    def draft(self) -> EffectDraft:
        """Return what was written; raise Refused where it makes no sense."""
        return EffectDraft(
            amount=self.amount.data,
            is_untold=bool(self.is_untold.data),
            seen_from_on=self.seen_from_on.data,
            seen_until_on=self.seen_until_on.data,
            note=self.note.data or "",
        )
