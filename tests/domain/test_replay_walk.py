"""The walk from the best plan to what came: it adds up, and each cause alone is that cause."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.cycles import Span, Sprint
from portfolio.domain.replay_scale import Scale
from portfolio.domain.replay_walk import Cause, Piece, Reality, Walked, lost_to, walk

FIRST = date(2026, 10, 5)
SPRINTS = tuple(
    Sprint(n + 1, 1, n + 1, Span(FIRST + timedelta(14 * n), FIRST + timedelta(14 * n + 11)))
    for n in range(3)
)
# Three epics of two items each, one a sprint, worth 0.3, 0.2 and 0.1 of the score.
PIECES = tuple(
    Piece(10 * epic + part, epic, (1, epic), 5.0, 10 * epic + part)
    for epic in (1, 2, 3)
    for part in (1, 2)
)
MADE = {1: 0, 2: 1, 3: 2}
ROOMS = {(1, sprint.id): 10.0 for sprint in SPRINTS}
SCALE = Scale(0.1, {7: (0.9, 9.0)}, {1: {7: 3.0}, 2: {7: 2.0}, 3: {7: 1.0}, 4: {7: 1.5}})


def walked(best: Any = None, made: Any = None, **differences: Any) -> Walked:
    """Walk through a quarter that went as planned but for the differences."""
    usual: dict[str, Any] = {
        "rooms_made": ROOMS,
        "rooms_days": ROOMS,
        "rooms_real": ROOMS,
        "done": MADE if made is None else made,
    }
    own = MADE if made is None else made
    return walk(
        SCALE,
        SPRINTS,
        best=MADE if best is None else best,
        made=own,
        pieces=[one for one in PIECES if one.thing in own],
        reality=Reality(**{**usual, **differences}),
    )


SHORT = {(1, 1): 10.0, (1, 2): 10.0, (1, 3): 4.0}  # the last epic has no room
TWO = {1: 0, 2: 1}
ALONE: dict[str, tuple[dict[str, Any], Cause, float]] = {
    "a better choice": ({"best": {**MADE, 4: 2}}, Cause.CHOICE, -0.15),
    "days": ({"rooms_days": SHORT, "rooms_real": SHORT, "done": TWO}, Cause.CAPACITY, -0.1),
    "later work": ({"added": {(1, 3): 6.0}, "done": TWO}, Cause.SCOPE, -0.1),
    "an epic that grew": ({"grown": {3}, "done": TWO}, Cause.SCOPE, -0.1),
    "an epic nobody wants": (
        {"dropped": {3}, "dropped_items": {31, 32}, "done": TWO}, Cause.SCOPE, -0.1,
    ),
    "a slower pace": ({"rooms_real": SHORT, "done": TWO}, Cause.ESTIMATES, -0.1),
    "larger items": ({"sizes": {32: 9.0}, "done": TWO}, Cause.ESTIMATES, -0.1),
    "other work": ({"done": {**TWO, 4: 2}}, Cause.OTHERWISE, 0.05),
    "an effect": ({"came": 0.5}, Cause.EFFECT, -0.2),
    "something else": ({"end": 0.8}, Cause.ELSEWHERE, 0.1),
}  # fmt: skip


@pytest.mark.parametrize("name", ALONE)
def test_a_cause_that_is_alone_is_the_whole_difference(name: str) -> None:
    differences, cause, change = ALONE[name]
    found = walked(**differences)
    others = {one.cause: one.change for one in found.steps if one.cause is not cause}
    assert found.change(cause) == pytest.approx(change)
    assert list(others.values()) == pytest.approx([0.0] * len(others))


def test_work_that_came_later_displaces_and_is_worth_something_itself() -> None:
    found = walked(added={(1, 3): 6.0}, done={**TWO, 4: 2}, new={4})
    assert found.change(Cause.SCOPE) == pytest.approx(-0.1)
    assert found.change(Cause.LATER) == pytest.approx(0.15)
    assert found.change(Cause.OTHERWISE) == pytest.approx(0.0)
    assert lost_to(found, 3) is Cause.SCOPE
    assert lost_to(found, 4) is None


def test_what_is_lost_early_stays_with_its_first_cause() -> None:
    found = walked(rooms_days=SHORT, rooms_real=SHORT, added={(1, 1): 10.0}, done={1: 1})
    assert [lost_to(found, one) for one in (1, 2, 3)] == [None, Cause.SCOPE, Cause.CAPACITY]


def test_without_key_results_worth_is_the_share_of_the_work() -> None:
    scale = Scale(own={1: 0.25, 2: (0.5, 0.4, 0.3)})
    found = walk(
        scale, SPRINTS, best={1: 0, 2: 0}, made={2: 1}, pieces=[], reality=Reality(done={2: 2})
    )
    assert [one.cause for one in found.steps][-1] is Cause.OTHERWISE
    assert (found.first, found.last) == pytest.approx((0.75, 0.3))


def test_an_effect_nobody_told_is_bounded_by_the_check_ins() -> None:
    scale = Scale(0.0, {7: (0.5, 10.0), 8: (0.5, 10.0)}, {1: {7: 6.0, 8: 6.0}}, {}, {1: {8: 2.0}})
    assert scale.arrived({1: 0}, {7: 0.4, 8: 0.1}) == pytest.approx({7: 0.4, 8: 0.2})
    assert scale.arrived({1: 0}, {7: 0.9}) == pytest.approx({7: 0.6, 8: 0.2})
    assert scale.worth({1: 0}, really=True) == pytest.approx(0.4)


rooms = st.dictionaries(
    st.tuples(st.sampled_from((1, 2)), st.sampled_from((1, 2, 3))), st.floats(0, 40), max_size=6
)
things = st.sets(st.integers(1, 6))
places = st.dictionaries(st.integers(1, 6), st.integers(0, 2), max_size=6)
pieces = st.lists(
    st.builds(
        Piece,
        item=st.integers(1, 40),
        thing=st.integers(1, 6),
        spot=st.tuples(st.sampled_from((1, 2)), st.sampled_from((1, 2, 3))),
        points=st.floats(0.5, 20),
        rank=st.integers(0, 9),
    ),
    max_size=12,
    unique_by=lambda one: one.item,
)
reality = st.builds(
    Reality,
    rooms_made=rooms,
    rooms_days=rooms,
    rooms_real=rooms,
    added=rooms,
    grown=things,
    dropped=things,
    dropped_items=st.sets(st.integers(1, 40)),
    sizes=st.dictionaries(st.integers(1, 40), st.floats(0.5, 20), max_size=6),
    done=places,
    new=things,
    came=st.none() | st.floats(0, 1),
    end=st.none() | st.floats(0, 1),
)


@given(best=places, made=places, own=pieces, real=reality, scored=st.booleans())
def test_the_steps_always_add_up(
    best: dict[int, int], made: dict[int, int], own: list[Piece], real: Reality, scored: bool
) -> None:
    amounts = {one: {7: float(one)} for one in range(1, 7)}
    scale = Scale(0.1, {7: (0.9, 12.0)}, amounts) if scored else Scale(own={1: 0.5, 2: 0.25, 3: 1})
    found = walk(scale, SPRINTS, best=best, made=made, pieces=own, reality=real)
    assert found.first == scale.worth(best)
    for before, after in zip(found.steps, found.steps[1:], strict=False):
        assert before.after == after.before
    total = sum(one.change for one in found.steps)
    assert total == pytest.approx(found.last - found.first, abs=1e-12)
    if scored:
        came = scale.worth(real.done, really=True) if real.came is None else real.came
        assert found.last == (came if real.end is None else real.end)
    else:
        assert found.last == scale.worth(real.done)
