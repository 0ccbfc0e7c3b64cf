"""Forecasts of key results, objectives and the cycle at the quarter's end, in joint draws."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from portfolio.domain.forecast_facts import ForecastFacts
from portfolio.domain.forecasts import CHANCES, Forecast, Kind, Unit
from portfolio.domain.okrs import MET_FROM, ON_TRACK_FROM, KeyResult, Objective, Tree
from portfolio.domain.plan_facts import Claim
from portfolio.measures.draws import SEED, quantiles_of
from portfolio.measures.key_result_draws import Drawn, Luck, Usual, drawn, usual_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Figures = NDArray[np.float64]

ENOUGH_PAIRS = 10  # finished epics, until what they moved says how much others will
USUAL_RATIOS = (0.0, 0.2, 0.5, 0.8, 1.0, 1.2, 1.6, 2.0)  # evenly spaced quantiles until then
MOST_RATIO = 3.0


def goal_forecasts(
    facts: ForecastFacts, on: date, *, days: Mapping[int, "Figures"], draws: int
) -> list[Forecast]:
    """Return the bands of values and scores, given the days after which epics are done by draw."""
    tree = facts.tree
    if tree is None:
        return []
    goals = _Goals(facts, tree, on, days=days, draws=draws)
    found: list[Forecast] = []
    for key_result in tree.every_key_result():
        found += goals.of_key_result(key_result)
    for objective in tree.every_objective():
        found += goals.of_objective(objective)
    return [*found, *goals.of_cycle()]


class _Goals:
    """The scores of a tree, drawn together."""

    def __init__(
        self,
        facts: ForecastFacts,
        tree: Tree,
        on: date,
        *,
        days: Mapping[int, "Figures"],
        draws: int,
    ) -> None:
        import numpy as np

        self.facts, self.tree, self.on, self.days = facts, tree, on, days
        self.rng = np.random.default_rng(SEED)
        self.luck = Luck(self.rng.standard_normal(draws), SEED, _usual(facts, on))
        self.count = draws
        self.came = came_of(facts.pairs)
        self.open = {one.item_id for one in facts.epics if one.is_open_on(on)}
        self.claims: dict[int, list[Claim]] = {}
        for claim in facts.claims:
            self.claims.setdefault(claim.key_result_id, []).append(claim)
        self.drawn: dict[int, Drawn | None] = {}
        for key_result in tree.every_key_result():
            self.drawn[key_result.id] = drawn(
                key_result,
                on=on,
                span=facts.cycle.span,
                moved=self._moved(key_result),
                luck=self.luck,
            )

    def of_key_result(self, key_result: KeyResult) -> list[Forecast]:
        """Return the bands of its value and of its score."""
        one = self.drawn[key_result.id]
        if one is None:
            return []
        met = MET_FROM[key_result.aspirational]
        basis: dict[str, Any] = {
            "now": one.now,
            "own": round(one.own, 3),
            "epics": len(self._open_claims(key_result)),
            "chance": round(float((one.scores >= met - 1e-9).mean()), 3),
            "pairs": len(self.facts.pairs),
        }
        if key_result.kind.has_limit:
            basis["limit"] = True
        if one.is_thin:
            basis["thin"] = True
        found = [
            self._band(Kind.KEY_RESULT_SCORE, key_result.id, Unit.SCORE, one.scores, basis=basis)
        ]
        if one.values is not None:
            found.append(
                self._band(Kind.KEY_RESULT, key_result.id, Unit.VALUE, one.values, basis=basis)
            )
        return found

    def of_objective(self, objective: Objective) -> list[Forecast]:
        """Return the band of its score."""
        scores = self._scores(objective)
        if scores is None:
            return []
        basis = {"chance": _chance(scores)}
        return [self._band(Kind.OBJECTIVE, objective.id, Unit.SCORE, scores, basis=basis)]

    def of_cycle(self) -> list[Forecast]:
        """Return the band of the organisation's score."""
        scores = _mean([(one.weight, self._scores(one)) for one in self.tree.objectives])
        if scores is None:
            return []
        cycle = self.facts.cycle
        return [
            self._band(Kind.CYCLE, cycle.id, Unit.SCORE, scores, basis={"chance": _chance(scores)})
        ]

    def _scores(self, objective: Objective) -> "Figures | None":
        own = [
            (one.weight, None if (known := self.drawn[one.id]) is None else known.scores)
            for one in objective.key_results
        ]
        return _mean([*own, *((one.weight, self._scores(one)) for one in objective.children)])

    def _open_claims(self, key_result: KeyResult) -> list[Claim]:
        return [one for one in self.claims.get(key_result.id, ()) if one.item_id in self.open]

    def _moved(self, key_result: KeyResult) -> "Figures | None":
        """Return what the open epics move until the quarter's end, by draw."""
        import numpy as np

        if not self.claims.get(key_result.id):
            return None
        left = (self.facts.cycle.span.ends_on - self.on).days
        whole = np.zeros(self.count)
        for claim in self._open_claims(key_result):
            rng = np.random.default_rng((SEED, claim.item_id, key_result.id))
            comes = rng.random(self.count) < claim.confidence
            ratio = self._ratios(rng)
            days = self.days.get(claim.item_id)
            if days is not None:
                whole += claim.amount * comes * ratio * (days <= left)
        return whole

    def _ratios(self, rng: Any) -> "Figures":
        """Draw what an epic that had an effect moved, over what was expected of it."""
        import numpy as np

        if self.came is None:
            places = np.linspace(0, 1, len(USUAL_RATIOS))
            found: Figures = np.interp(rng.random(self.count), places, USUAL_RATIOS)
            return found
        chosen: Figures = rng.choice(self.came, self.count)
        return chosen

    def _band(
        self,
        kind: Kind,
        subject_id: int,
        unit: Unit,
        drawn: "Figures",
        *,
        basis: Mapping[str, Any],
    ) -> Forecast:
        cycle = self.facts.cycle
        quantiles = tuple(round(one, 6) for one in quantiles_of(drawn, CHANCES))
        return Forecast(
            kind, subject_id, unit, self.on, cycle.span.ends_on, quantiles, cycle.id, basis
        )


def came_of(pairs: Sequence[tuple[float, float, float]]) -> "Figures | None":
    """Return actual over expected effect of the finished epics whose effect came.

    Whether one comes is drawn from its confidence. So as many of the told ones as their confidence
    said would fail, the lowest, are those that did not come: else failing would be counted twice.
    None while fewer than ENOUGH_PAIRS are told.
    """
    import numpy as np

    known = sorted((actual / expected, sure) for expected, actual, sure in pairs if expected > 0)
    if len(known) < ENOUGH_PAIRS:
        return None
    failed = round(sum(1 - sure for _, sure in known))
    held = [ratio for ratio, _ in known[min(failed, len(known) - 1) :]]
    found: Figures = np.clip(np.array(held), -MOST_RATIO, MOST_RATIO)
    return found


def _usual(facts: ForecastFacts, on: date) -> Usual:
    known = [one for one in facts.ended if one.closed_on and one.closed_on <= on]
    return usual_of(
        [one.actual for one in known if one.actual is not None and not one.basis.get("limit")]
    )


def _mean(parts: Sequence[tuple[float, "Figures | None"]]) -> "Figures | None":
    """Return the weighted mean, draw by draw, of what has a score; weights all 0 are equal."""
    known = [(weight, scores) for weight, scores in parts if scores is not None]
    if not known:
        return None
    total = sum(weight for weight, _ in known)
    whole: Any = 0.0
    for weight, scores in known:
        whole = whole + scores * (weight / total if total > 0 else 1 / len(known))
    found: Figures = whole
    return found


def _chance(scores: "Figures") -> float:
    return round(float((scores >= ON_TRACK_FROM - 1e-9).mean()), 3)
