"""Reference classes of work without points."""

from portfolio.domain.estimates import Basis, Estimate, Sized, reference_classes

CLASSES = reference_classes(
    [
        Sized("Story", 1, 3.0, 9),
        Sized("Story", 1, 5.0, 1),
        Sized("Story", 2, 8.0, 9),
        Sized("Bug", 2, 1.0, 3),
    ]
)


def test_own_points_are_kept() -> None:
    assert CLASSES.estimate(2.0, "Story", 1) == Estimate(2.0, Basis.OWN)
    assert not CLASSES.estimate(2.0, "Story", 1).is_marked


def test_ten_delivered_items_of_type_and_team_are_enough() -> None:
    assert CLASSES.estimate(None, "Story", 1) == Estimate(3.0, Basis.TYPE_AND_TEAM, 10)


def test_under_ten_the_type_counts() -> None:
    assert CLASSES.estimate(None, "Story", 2) == Estimate(5.0, Basis.TYPE, 19)
    assert CLASSES.estimate(None, "Bug", None) == Estimate(1.0, Basis.TYPE, 3)


def test_an_unknown_type_takes_all_delivered_items() -> None:
    assert CLASSES.estimate(None, "Spike", 1) == Estimate(3.0, Basis.ALL, 22)
    assert CLASSES.estimate(None, "Spike", 1).is_marked


def test_where_nothing_was_ever_estimated_an_item_is_a_point() -> None:
    assert reference_classes([]).estimate(None, "Story", 1) == Estimate(1.0, Basis.NOTHING)
