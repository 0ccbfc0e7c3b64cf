"""What the story-level model is to maximise: key results, epics, items, stability."""

from portfolio.planning.score import score
from portfolio.planning.variables import Block


def add_objective(block: Block) -> None:
    """Give every column its worth, and the model the worth of what is held."""
    held = score(block.grid, block.held)
    block.model.constant = held.objective
    _count_key_results(block, held.attained)
    _count_epics(block)
    _count_items(block)
    _count_stability(block)


def _count_key_results(block: Block, attained: tuple[float, ...]) -> None:
    """A key result counts until its gap is closed; beyond that nothing more is gained."""
    parts: dict[int, list[tuple[int, float]]] = {}
    for epic, steps in block.done.items():
        for key_result, part in block.grid.moves[epic]:
            parts.setdefault(key_result, []).append((steps[-1], part))
    model = block.model
    for key_result, terms in parts.items():
        weight, left = block.grid.weights[key_result], 1.0 - attained[key_result]
        if left <= 0:
            continue
        if sum(part for _, part in terms) <= left:
            for column, part in terms:
                model.worth[column] += weight * part
            continue
        closed = model.column(weight, upper=left, fine=True)
        columns = [closed, *(column for column, _ in terms)]
        model.row(columns, [1.0, *(-min(part, left) for _, part in terms)], most=0.0)


def _count_epics(block: Block) -> None:
    for epic, steps in block.done.items():
        worth = block.grid.epic_worth[epic]
        start = block.from_sprint[epic]
        for n, column in enumerate(steps):
            later = worth[start + n + 1] if n + 1 < len(steps) else 0.0
            block.model.worth[column] += worth[start + n] - later


def _count_items(block: Block) -> None:
    for item, span in block.span.items():
        worth = block.grid.item_worth[item]
        for n, column in enumerate(block.step[item]):
            later = worth[span.first + n + 1] if span.first + n < span.last else 0.0
            block.model.worth[column] += worth[span.first + n] - later


def _count_stability(block: Block) -> None:
    cost = block.grid.problem.policy.stability
    for item, slot in block.grid.baseline.items() if cost else ():
        if item in block.span:
            for column, factor in block.at(item, slot):
                block.model.worth[column] += cost * factor
