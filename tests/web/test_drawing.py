"""Small drawings stay inside their box, whatever their values."""

from hypothesis import given
from hypothesis import strategies as st

from portfolio.web.drawing import scale, spark

numbers = st.floats(-1e9, 1e9, allow_nan=False)


def test_a_line_runs_from_left_to_right_and_breaks_where_nothing_is_known() -> None:
    one = spark([0, None, 10], width=100, height=20)
    assert one.path == "M0 20M100 0"
    assert (one.x, one.y) == (100, 0)


def test_a_line_of_equal_values_lies_in_the_middle() -> None:
    assert spark([3, 3], width=10, height=20).path == "M0 10L10 10"


def test_no_values_give_no_line() -> None:
    assert spark([None], width=10, height=20).path == ""


@given(numbers, numbers, numbers)
def test_scaled_places_never_leave_their_range(value: float, low: float, high: float) -> None:
    assert 4 <= scale(value, low, high, 4, 128) <= 128


@given(st.lists(st.one_of(st.none(), numbers), max_size=30))
def test_the_last_point_lies_inside_the_box(values: list[float | None]) -> None:
    one = spark(values, width=132, height=40)
    assert 0 <= one.x <= 132
    assert 0 <= one.y <= 40
