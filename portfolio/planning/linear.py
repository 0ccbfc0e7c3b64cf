"""A linear model to maximise, written down once for whichever engine is to solve it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import inf, isfinite


@dataclass(slots=True)
class Linear:
    """Columns with bounds and worth, rows between limits; `worth` is maximised.

    A column is a whole number, or `fine`: a fraction between 0 and its upper bound.
    """

    upper: list[float] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    fine: list[bool] = field(default_factory=list)
    worth: list[float] = field(default_factory=list)
    constant: float = 0.0
    row_columns: list[list[int]] = field(default_factory=list)
    row_factors: list[list[float]] = field(default_factory=list)
    row_least: list[float] = field(default_factory=list)
    row_most: list[float] = field(default_factory=list)

    def column(self, worth: float = 0.0, *, upper: float = 1.0, fine: bool = False) -> int:
        """Add a column from 0 to its upper bound; return its number."""
        self.lower.append(0.0)
        self.upper.append(upper)
        self.fine.append(fine)
        self.worth.append(worth)
        return len(self.upper) - 1

    def row(
        self,
        columns: Sequence[int],
        factors: Sequence[float],
        *,
        least: float = -inf,
        most: float = inf,
    ) -> int:
        """Add a row; return its number."""
        self.row_columns.append(list(columns))
        self.row_factors.append(list(factors))
        self.row_least.append(least)
        self.row_most.append(most)
        return len(self.row_columns) - 1

    def at_most(self, smaller: int, larger: int) -> None:
        """Ask that one column is never larger than the other."""
        self.row((smaller, larger), (1.0, -1.0), most=0.0)

    def twin(self) -> "Linear":
        """Return a model that can get more rows without changing this one."""
        return replace(
            self,
            row_columns=list(self.row_columns),
            row_factors=list(self.row_factors),
            row_least=list(self.row_least),
            row_most=list(self.row_most),
        )

    def fix(self, column: int, value: float) -> None:
        """Hold a column at a value; a value it can't have makes the model infeasible."""
        if not self.lower[column] <= value <= self.upper[column]:
            self.row([column], [1.0], least=value, most=value)
            return
        self.lower[column] = self.upper[column] = value


def priced_bound(model: Linear, prices: Sequence[float]) -> float:
    """Return the bound that these prices of the rows prove: a true one whatever the prices."""
    left, bound = list(model.worth), model.constant
    for n, price in enumerate(prices):
        limit = model.row_most[n] if price > 0 else model.row_least[n]
        if not price or not isfinite(limit):
            continue
        bound += price * limit
        for column, factor in zip(model.row_columns[n], model.row_factors[n], strict=True):
            left[column] -= price * factor
    limits = zip(left, model.lower, model.upper, strict=True)
    return bound + sum(max(worth * lower, worth * upper) for worth, lower, upper in limits)


@dataclass(frozen=True, slots=True)
class Answer:
    """What an engine found: a value for each column or None, and a proven upper bound."""

    values: Sequence[float] | None
    objective: float
    bound: float
    infeasible: bool = False
    proven: bool = False
    duals: Sequence[float] | None = None
    reduced: Sequence[float] | None = None
    work: float = 0.0
