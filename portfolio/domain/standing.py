"""How the objectives of a cycle stand: scores rolled up, status, the worst, and the shares."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from portfolio.domain.cycles import Span
from portfolio.domain.okrs import (
    CheckIn,
    KeyResult,
    Objective,
    Status,
    Tree,
    closing_status,
    expected_score,
    gap,
    heard_on,
    in_force,
    is_met,
    is_stale,
    latest_check_in,
    score_today,
    status_of,
    value_on,
)


@dataclass(frozen=True, slots=True)
class KeyResultStanding:
    """A key result on a day. `share` is its part of the cycle's score, all shares being 1."""

    key_result: KeyResult
    score: float | None
    expected: float
    status: Status
    value: float | None
    gap: float
    share: float
    confidence: float | None
    latest: CheckIn | None
    heard_on: date | None
    is_stale: bool

    @property
    def is_met(self) -> bool:
        """Whether the score counts as met: 0.7 for an aspirational one, 1 for a committed."""
        return is_met(self.key_result, self.score)

    @property
    def graded(self) -> float | None:
        """The grade of the closing, else the score."""
        grade = self.key_result.grade
        return self.score if grade is None else grade

    @property
    def weight(self) -> float:
        """What a plan can still win here: the share × what is missing to a score of 1."""
        return 0.0 if self.score is None else self.share * (1 - self.score)


@dataclass(frozen=True, slots=True)
class ObjectiveStanding:
    """An objective on a day; `key_results` are its own, `worst` is of the whole branch."""

    objective: Objective
    score: float | None
    expected: float
    status: Status
    share: float
    confidence: float | None
    worst: KeyResultStanding | None
    key_results: tuple[KeyResultStanding, ...]
    children: tuple["ObjectiveStanding", ...]
    capped_by: KeyResultStanding | None = (
        None  # the committed one that its status is no better than
    )

    def every_objective(self) -> tuple["ObjectiveStanding", ...]:
        """Return it and the objectives under it, each before its own."""
        return (self, *(one for child in self.children for one in child.every_objective()))

    def every_key_result(self) -> tuple[KeyResultStanding, ...]:
        """Return its key results and those of the objectives under it."""
        under = (one for child in self.children for one in child.every_key_result())
        return (*self.key_results, *under)

    @property
    def graded(self) -> float | None:
        """The mean of the closing's grades; where none was given, of the scores."""
        own: list[Part] = [(one.key_result.weight, one.graded) for one in self.key_results]
        under: list[Part] = [(one.objective.weight, one.graded) for one in self.children]
        return weighted_mean([*own, *under])

    @property
    def unscored(self) -> int:
        """How many key results wait for their baseline and are left out of the score."""
        return sum(one.score is None for one in self.every_key_result())

    @property
    def stale(self) -> int:
        """How many key results have not been checked in for too long."""
        return sum(one.is_stale for one in self.every_key_result())

    @property
    def heard_on(self) -> date | None:
        """The day of the oldest of the latest news: the age of the data behind the score."""
        days = [one.heard_on for one in self.every_key_result()]
        known = [day for day in days if day is not None]
        return min(known) if known and len(known) == len(days) else None


@dataclass(frozen=True, slots=True)
class CycleStanding:
    """All objectives of a cycle on a day."""

    tree: Tree
    score: float | None
    expected: float
    objectives: tuple[ObjectiveStanding, ...]

    @property
    def graded(self) -> float | None:
        """The mean of the closing's grades; where none was given, of the scores."""
        return weighted_mean([(one.objective.weight, one.graded) for one in self.objectives])

    def every_objective(self) -> tuple[ObjectiveStanding, ...]:
        """Return all objectives, each before those under it."""
        return tuple(one for branch in self.objectives for one in branch.every_objective())

    def every_key_result(self) -> tuple[KeyResultStanding, ...]:
        """Return all key results in the order of the tree."""
        return tuple(one for branch in self.objectives for one in branch.every_key_result())


@dataclass(frozen=True, slots=True)
class ExpectedScores:
    """Scores if a plan holds: of the cycle, and by id of objective and key result."""

    cycle: float | None
    objectives: Mapping[int, float]
    key_results: Mapping[int, float]


# A part of a mean: its weight and its score, None for what is left out.
Part = tuple[float, float | None]


def standing_of(tree: Tree) -> CycleStanding:
    """Roll the scores up and judge them on the day of the tree."""
    scored = [one for one in tree.objectives if _has_score(one, tree)]
    shares = _shares([one.weight for one in scored])
    share_of = dict(zip((one.id for one in scored), shares, strict=True))
    branches = tuple(_objective(one, tree, share_of.get(one.id, 0.0)) for one in tree.objectives)
    return CycleStanding(
        tree=tree,
        score=weighted_mean([(one.objective.weight, one.score) for one in branches]),
        expected=_expected(branches),
        objectives=branches,
    )


def weighted_mean(parts: Sequence[Part]) -> float | None:
    """Return the mean of what has a score; None where nothing has. Weights all 0 count as equal."""
    scored = [(weight, score) for weight, score in parts if score is not None]
    if not scored:
        return None
    shares = _shares([weight for weight, _ in scored])
    return sum(share * score for share, (_, score) in zip(shares, scored, strict=True))


def key_result_weight(standing: CycleStanding) -> dict[int, float]:
    """Return by key result its objective's share × its share there × (1 - its score today)."""
    return {one.key_result.id: one.weight for one in standing.every_key_result()}


def expected_after(standing: CycleStanding, attained: Mapping[int, float]) -> ExpectedScores:
    """Return the scores if a plan holds that closes these shares of the key results' gaps."""
    by_key_result = {
        one.key_result.id: one.score + (1 - one.score) * attained.get(one.key_result.id, 0.0)
        for one in standing.every_key_result()
        if one.score is not None
    }
    by_objective: dict[int, float] = {}
    tops: list[Part] = []
    for branch in standing.objectives:
        tops.append(
            (branch.objective.weight, _score_after(branch, by_key_result, into=by_objective))
        )
    return ExpectedScores(weighted_mean(tops), by_objective, by_key_result)


def score_path(tree: Tree, part: Objective | KeyResult, days: Sequence[date]) -> list[float | None]:
    """Return a part's score on each of the days, with today's key results and weights."""
    return [_score(part, tree, day) for day in days]


def expected_path(tree: Tree, part: Objective | KeyResult, days: Sequence[date]) -> list[float]:
    """Return the score that is expected of a part on each of the days."""
    return [_expected_on(part, tree, day) for day in days]


def weekly(span: Span, until: date) -> list[date]:
    """Return a day a week, back from `until` (or the last day of the span) to the first day."""
    day = min(until, span.ends_on)
    days = []
    while day >= span.starts_on:
        days.append(day)
        day -= timedelta(days=7)
    return days[::-1]


def _objective(objective: Objective, tree: Tree, share: float) -> ObjectiveStanding:
    parts: list[KeyResult | Objective] = [*objective.key_results, *objective.children]
    scored = [part for part in parts if _has_score(part, tree)]
    shares = _shares([part.weight for part in scored])
    share_of = {id(part): share * own for part, own in zip(scored, shares, strict=True)}
    own = tuple(_key_result(one, tree, share_of.get(id(one), 0.0)) for one in objective.key_results)
    under = tuple(_objective(one, tree, share_of.get(id(one), 0.0)) for one in objective.children)
    every = [*own, *(one for child in under for one in child.every_key_result())]
    score = _mean(own, under)
    expected = _expected(under, own)
    status, capped_by = _capped(_status(score, expected, tree), every)
    return ObjectiveStanding(
        objective=objective,
        score=score,
        expected=expected,
        status=status,
        share=share,
        confidence=_confidence(every),
        worst=min(every, key=_goodness, default=None),
        key_results=own,
        children=under,
        capped_by=capped_by,
    )


def _key_result(key_result: KeyResult, tree: Tree, share: float) -> KeyResultStanding:
    span = tree.cycle.span
    score = score_today(key_result, tree.on, span)
    expected = expected_score(key_result, tree.on, span)
    latest = latest_check_in(key_result, tree.on)
    return KeyResultStanding(
        key_result=key_result,
        score=score,
        expected=expected,
        status=_status(score, expected, tree),
        value=value_on(key_result, tree.on),
        gap=gap(key_result, tree.on),
        share=share,
        confidence=_confidence_on(key_result, tree.on),
        latest=latest,
        heard_on=heard_on(key_result, tree.on),
        is_stale=not tree.is_over and is_stale(key_result, tree.on, span),
    )


def _confidence_on(key_result: KeyResult, on: date) -> float | None:
    """Return the owner's confidence on a day: the last that was told; what measures has none."""
    for one in reversed(in_force(key_result.check_ins, on=on)):
        if one.source is None or one.confidence is not None:
            return one.confidence
    return None


def _status(score: float | None, expected: float, tree: Tree) -> Status:
    if tree.is_over:
        return closing_status(score)
    return status_of(score, expected, tree.cycle.elapsed(tree.on))


def _capped(
    status: Status, key_results: Sequence[KeyResultStanding]
) -> tuple[Status, KeyResultStanding | None]:
    """Return the status, or that of the worst committed key result, and which, where worse."""
    committed = [one for one in key_results if not one.key_result.aspirational]
    worst = min(committed, key=_goodness, default=None)
    if worst is None or worst.status.badness <= status.badness:
        return status, None
    return worst.status, worst


def _goodness(one: KeyResultStanding) -> tuple[int, float, int]:
    share = 1.0 if one.score is None or one.expected <= 0 else one.score / one.expected
    return (-one.status.badness, share, one.key_result.position)


def _confidence(key_results: Sequence[KeyResultStanding]) -> float | None:
    known = [(one.key_result.weight, one.confidence) for one in key_results]
    return weighted_mean(known)


def _mean(
    key_results: Sequence[KeyResultStanding], children: Sequence[ObjectiveStanding]
) -> float | None:
    own: list[Part] = [(one.key_result.weight, one.score) for one in key_results]
    under: list[Part] = [(one.objective.weight, one.score) for one in children]
    return weighted_mean([*own, *under])


def _expected(
    objectives: Sequence[ObjectiveStanding], key_results: Sequence[KeyResultStanding] = ()
) -> float:
    own: list[Part] = [
        (one.key_result.weight, one.expected) for one in key_results if one.score is not None
    ]
    under: list[Part] = [
        (one.objective.weight, one.expected) for one in objectives if one.score is not None
    ]
    return weighted_mean([*own, *under]) or 0.0


def _score_after(
    branch: ObjectiveStanding, by_key_result: Mapping[int, float], *, into: dict[int, float]
) -> float | None:
    own: list[Part] = [
        (one.key_result.weight, by_key_result.get(one.key_result.id)) for one in branch.key_results
    ]
    under: list[Part] = [
        (one.objective.weight, _score_after(one, by_key_result, into=into))
        for one in branch.children
    ]
    score = weighted_mean([*own, *under])
    if score is not None:
        into[branch.objective.id] = score
    return score


def _score(part: Objective | KeyResult, tree: Tree, on: date) -> float | None:
    if isinstance(part, KeyResult):
        return score_today(part, on, tree.cycle.span)
    parts: list[Objective | KeyResult] = [*part.key_results, *part.children]
    return weighted_mean([(one.weight, _score(one, tree, on)) for one in parts])


def _expected_on(part: Objective | KeyResult, tree: Tree, on: date) -> float:
    if isinstance(part, KeyResult):
        return expected_score(part, on, tree.cycle.span)
    parts: list[Objective | KeyResult] = [*part.key_results, *part.children]
    known = [(one.weight, _expected_on(one, tree, on)) for one in parts if _has_score(one, tree)]
    return weighted_mean(known) or 0.0


def _has_score(part: Objective | KeyResult, tree: Tree) -> bool:
    return _score(part, tree, tree.on) is not None


def _shares(weights: Sequence[float]) -> list[float]:
    total = sum(weights)
    if total <= 0:
        return [1 / len(weights) for _ in weights]
    return [weight / total for weight in weights]
