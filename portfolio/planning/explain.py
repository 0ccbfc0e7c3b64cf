"""Say of everything left out why, what would let it in, and what forcing it in would cost."""

from collections.abc import Iterator
from dataclasses import replace

from portfolio.planning.cpsat import Budget
from portfolio.planning.forcing import Forced, Forcing, Never, Price
from portfolio.planning.numbered import Numbered, Where
from portfolio.planning.plan import LeftOut
from portfolio.planning.reason_text import listed, sentence
from portfolio.planning.reasons import Bundle, Reasons
from portfolio.planning.score import Score, score

_FORCED = 20
_LOOK = 2.0  # seconds that a thorough look may take, the most worthy things first


def left_out(
    grid: Numbered, where: Where, budget: Budget, *, thorough: int = _FORCED
) -> tuple[LeftOut, ...]:
    """Return an entry for each epic not finished and each loose item of value not planned.

    The most worthy come first; of the first twenty the price is told, found by forcing them in.
    So many of them as `thorough` says, and as time allows, are forced in a second time, for the
    least that it costs.
    """
    missing = sorted(
        _missing(grid, where, score(grid, where)), key=lambda bundle: -_worth(grid, bundle)
    )
    reasons = Reasons(grid, where)
    found = [_entry(grid, bundle, reasons) for bundle in missing]
    forcing = Forcing(grid, where)
    prices: dict[int, Price] = {}
    tries = [(place, False) for place in range(min(_FORCED, len(missing)))]
    tries += [(place, True) for place, _ in tries[:thorough]]
    for n, (place, again) in enumerate(tries):
        known = prices.get(place)
        if budget.spent():
            break
        if again and isinstance(known, Never | Forced) and known.proven:
            continue
        share = budget.left() / (len(tries) - n)
        part = budget if budget.steady else budget.within(max(_LOOK if again else 0.1, share))
        price = forcing.force(missing[place], part, thorough=again)
        if price is not None and (not isinstance(known, Forced) or price.costs <= known.costs):
            prices[place] = price
    for place, price in prices.items():
        found[place] = _priced(grid, found[place], price)
    return tuple(found)


def _missing(grid: Numbered, where: Where, figures: Score) -> Iterator[Bundle]:
    for epic in range(len(grid.needs)):
        if epic not in figures.finish:
            yield epic, None
    for item, worth in enumerate(grid.item_worth):
        if grid.problem.items[item].epic is None and where[item] is None and any(worth):
            yield None, item


def _worth(grid: Numbered, bundle: Bundle) -> float:
    epic, item = bundle
    return grid.density_worth(epic) if epic is not None else max(grid.item_worth[item or 0])


def _entry(grid: Numbered, bundle: Bundle, reasons: Reasons) -> LeftOut:
    epic, item = bundle
    reason = reasons.of(bundle)
    epic_id = None if epic is None else grid.problem.epics[epic].id
    item_id = None if item is None else grid.problem.items[item].id
    return LeftOut(
        reason=reason.rule,
        text=sentence(f"Epic {epic_id}" if item_id is None else f"Item {item_id}", reason),
        epic=epic_id,
        item=item_id,
        needs=reason.needs,
        detail=reason.detail,
        about=reason.about,
    )


def _priced(grid: Numbered, entry: LeftOut, price: Price) -> LeftOut:
    """Say what is lost by really forcing it in, or that it can't be."""
    if isinstance(price, Never):
        possible = entry.detail in ("short", "moves", "late", "no_pay")
        more = " Even alone it does not fit." if possible else ""
        return replace(entry, text=entry.text + more, never=True)
    drops = tuple(grid.problem.epics[one].id for one in price.drops)
    leave = f", and {_said(drops)} would leave" if drops else ""
    at_most = "" if price.proven else "at most "
    text = f"{entry.text} Forcing it in costs {at_most}{price.costs:.3g}{leave}."
    return replace(entry, costs=price.costs, drops=drops, proven=price.proven, text=text)


def _said(drops: tuple[str, ...]) -> str:
    if len(drops) > 3:
        return f"{', '.join(drops[:3])} and {len(drops) - 3} more"
    return listed(drops)
