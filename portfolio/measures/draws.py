"""Draw the work of all teams together, sprint by sprint, and when each epic is done by it.

What a team delivers up to the end of a sprint is drawn from its calibrated band for so many
sprints. Sprints of one draw hang together as sums do: the first sprints are part of the longer
ones, so the correlation of two horizons is the root of their ratio. Teams hang together through a
common part. So a portfolio's band comes from the draws of its sum, never from a sum of bands.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from portfolio.domain.errors import Refused
from portfolio.measures.forecast import QUANTILES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Draws = NDArray[np.float64]

DRAWS = 10_000
SEED = 20_270_104
TOGETHER = 0.2  # of the variance, common to all teams of a product


@dataclass(frozen=True, slots=True)
class Ahead:
    """One team's sprints ahead: for each, the quantiles (QUANTILES) of all it delivers up to then.

    `room` is the capacity from now up to each sprint's end over that of the time the quantiles
    were learned from: 0.8 where a fifth is away.
    """

    team: str
    totals: tuple[tuple[float, ...], ...]
    room: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What one team has to do for an epic: it is done once the team has delivered `by_then`.

    That is the work queued before it and its own, in the unit of the team's forecasts.
    """

    epic: str
    team: str
    by_then: float


def delivered(
    ahead: Sequence[Ahead],
    *,
    ends: Sequence[float] = (),
    draws: int = DRAWS,
    seed: int = SEED,
    together: float = TOGETHER,
) -> "Draws":
    """Return what each team has delivered by the end of each sprint: (draws, teams, sprints).

    `ends` are the sprints' ends in weeks from now where they are not evenly long. The same seed
    gives the same draws. Raises Refused where teams look at different sprints.
    """
    import numpy as np

    sprints = {len(one.totals) for one in ahead} | {len(one.room) for one in ahead}
    if len(sprints) != 1 or sprints == {0}:
        raise Refused("Every team needs the same sprints ahead, at least one.")
    count = sprints.pop()
    rng = np.random.default_rng(seed)
    ends = ends or range(1, count + 1)
    common = _hanging(rng.standard_normal((1, count, draws), dtype=np.float32), ends)
    own = _hanging(rng.standard_normal((len(ahead), count, draws), dtype=np.float32), ends)
    own *= (1 - together) ** 0.5
    own += common * together**0.5
    found = np.empty(own.shape)  # the draws of a team's sprint lie together: that is far faster
    for team, one in enumerate(ahead):
        for sprint, quantiles in enumerate(one.totals):
            told = at_quantiles(own[team, sprint], quantiles) * one.room[sprint]
            known = found[team, sprint - 1] if sprint else 0.0
            np.maximum(told, known, out=found[team, sprint])
    return found.transpose(2, 0, 1)


def finishes(
    parts: Sequence[Part], teams: Sequence[str], drawn: "Draws"
) -> Mapping[str, "NDArray[np.int64]"]:
    """Return by epic the sprint in which each draw finishes it; as many as there are: not in them.

    An epic is finished when the last of its teams has done its part.
    """
    import numpy as np

    place = {team: number for number, team in enumerate(teams)}
    found: dict[str, NDArray[np.int64]] = {}
    for part in parts:
        own = drawn[:, place[part.team], :]
        when = (own < part.by_then - 1e-9).sum(axis=1)
        known = found.get(part.epic)
        found[part.epic] = when if known is None else np.maximum(known, when)
    return found


def band(totals: Any, *, low: float = 0.1, high: float = 0.9) -> tuple[float, float, float]:
    """Return the low, the middle and the high quantile of drawn totals."""
    import numpy as np

    found = np.quantile(totals, (low, 0.5, high))
    return float(found[0]), float(found[1]), float(found[2])


def quantiles_of(drawn: Any, chances: Sequence[float]) -> tuple[float, ...]:
    """Return quantiles of a draw; between two of its figures they lie straight."""
    import numpy as np

    found = np.sort(drawn)
    places = (len(found) - 1) * np.asarray(chances)
    low = places.astype(int)
    high = np.minimum(low + 1, len(found) - 1)
    told = found[low] + (found[high] - found[low]) * (places - low)
    return tuple(told.tolist())


def sure_by(when: Any, chance: float) -> int:
    """Return the first sprint by whose end so many of the draws are finished; their count: none."""
    import numpy as np

    counts = np.bincount(when)
    reached = np.cumsum(counts) / counts.sum()
    return int(np.searchsorted(reached, chance - 1e-12))


def _hanging(steps: Any, ends: Sequence[float]) -> Any:
    """Return standard normal figures whose correlation is that of growing sums."""
    import numpy as np

    until = np.asarray(ends, dtype=np.float32)
    steps *= np.sqrt(np.diff(until, prepend=np.float32(0)))[:, None]
    for place in range(1, len(until)):
        steps[:, place] += steps[:, place - 1]
    steps /= np.sqrt(until)[:, None]
    return steps


def at_quantiles(normal: Any, quantiles: Sequence[float]) -> Any:
    """Map standard normal figures to a distribution known by its quantiles.

    Between them it is straight on the square-root scale of totals, and goes on so beyond them.
    """
    import numpy as np

    roots = np.sqrt(np.asarray(quantiles) + 0.25)
    places = np.array(_NORMAL)
    far = 8.0  # no draw lies beyond
    low = roots[0] - (far + places[0]) * (roots[1] - roots[0]) / (places[1] - places[0])
    high = roots[-1] + (far - places[-1]) * (roots[-1] - roots[-2]) / (places[-1] - places[-2])
    found = np.interp(normal, (-far, *places, far), (low, *roots, high))
    np.maximum(found, 0.0, out=found)
    found *= found
    found -= 0.25
    return np.maximum(found, 0.0, out=found)


_NORMAL = (-1.2815516, -1.0364334, -0.6744898, 0.0, 0.6744898, 1.0364334, 1.2815516)
if len(_NORMAL) != len(QUANTILES):
    raise AssertionError("a standard normal figure for each quantile")
