"""What a person writes down about a key result's source, and what is wrong with it."""

from dataclasses import dataclass

from portfolio.domain.errors import Refused
from portfolio.domain.guardrails import GuardrailDraft, allowed_metrics
from portfolio.domain.okrs import KeyResult
from portfolio.domain.sources import BacklogSettings, MetricSettings, Settings, SourceKind


@dataclass(frozen=True, slots=True)
class SourceDraft:
    """A source with its guardrail; a delivery metric is refused without one."""

    kind: SourceKind
    settings: Settings
    guardrail: GuardrailDraft = GuardrailDraft()

    def __post_init__(self) -> None:
        settings, guard = self.settings, self.guardrail
        if isinstance(settings, BacklogSettings) and not settings.filter_id:
            fault = "Choose a saved filter."
            raise Refused(fault, {"filter_id": fault})
        if not isinstance(settings, MetricSettings):
            return
        if not guard.is_there:
            fault = (
                "A delivery metric that becomes a target is easily reached at the cost of the "
                "other factor: choose a guardrail."
            )
            raise Refused(fault, {"guardrail": fault})
        if guard.metric and guard.metric.metric not in allowed_metrics(settings.metric):
            fault = "Choose a guardrail of the other factor."
            raise Refused(fault, {"guardrail": fault})

    def refuse_for(self, key_result: KeyResult) -> None:
        """Raise Refused where the key result cannot be measured so."""
        if key_result.has_steps:
            raise Refused("A milestone is measured by its steps: it has no other source.")
        if self.guardrail.other_id == key_result.id:
            fault = "A key result cannot guard itself."
            raise Refused(fault, {"guardrail": fault})
