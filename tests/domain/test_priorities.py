"""Priorities of other scales as numbers from 5 to 1."""

from portfolio.domain.priorities import priority_numbers


def numbers(*words: str | None) -> list[float]:
    found = priority_numbers(words)
    return [found[word] for word in words]


def test_the_usual_scale_counts_from_five_to_one_and_none_is_two() -> None:
    scale = ("Highest", "High", "Medium", "Low", "Lowest", None)
    assert numbers(*scale) == [5, 4, 3, 2, 1, 2]


def test_other_scales_are_mapped_by_their_order() -> None:
    assert numbers("Blocker", "Critical", "Major", "Minor", "Trivial") == [5, 4, 3, 2, 1]
    assert numbers("Critical", "High", "Medium", "Low", "Trivial", "None") == [5, 4, 3, 2, 1, 2]
    assert numbers("Urgent", "High", "Medium", "Low") == [5, 4, 3, 2]


def test_numbered_scales_count_down_from_the_first() -> None:
    assert numbers("P0", "P1", "P2", "P3", "P4", "P7") == [5, 4, 3, 2, 1, 1]
    assert numbers("1", "2", "3", "4") == [5, 4, 3, 2]


def test_a_word_nobody_knows_counts_as_none() -> None:
    assert numbers("Somewhat", "High") == [2, 4]
