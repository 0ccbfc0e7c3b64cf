"""What the way from an item to its objectives is made of."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ObjectiveFact:
    """An objective, with the objective it hangs under."""

    id: int
    code: str
    title: str
    cycle: str
    parent_id: int | None


@dataclass(frozen=True, slots=True)
class KeyResultFact:
    """A key result, with its objective."""

    id: int
    code: str
    title: str
    unit: str
    objective_id: int


@dataclass(frozen=True, slots=True)
class Serves:
    """An item is expected to move a key result by so much, with so much confidence."""

    item_id: int
    key_result_id: int
    amount: float
    confidence: float
