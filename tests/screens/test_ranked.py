"""The ranked backlog shows what matters around the cut and folds the rest."""

from portfolio.screens.ranked import Cut, Fold, Ranked, Row, shown


def row(place: int, *, is_in: bool = True, by_rank: bool = True) -> Row:
    return Row(
        place=place,
        key=f"E-{place}",
        title="Epic",
        objective_id=None,
        area="",
        area_slug="",
        team="",
        points=5.0,
        value=0.01,
        is_in=is_in,
        by_rank=by_rank,
        by_wsjf=True,
        reason=None,
        text=None,
    )


def ranked(count: int, cut: int) -> Ranked:
    rows = (row(n, is_in=n <= cut, by_rank=n <= cut) for n in range(1, count + 1))
    return Ranked(tuple(rows), cut)


def test_runs_far_from_the_cut_are_told_in_one_line() -> None:
    many = ranked(60, 40)
    entries = shown(many, many.rows, show="around")
    assert [one.place for one in entries[:5] if isinstance(one, Row)] == [1, 2, 3, 4, 5]
    assert entries[5] == Fold(6, 33, 28)
    assert entries[-1] == Fold(50, 60, 0)


def test_the_cut_is_drawn_once_after_the_rows_that_rank_order_takes() -> None:
    many = ranked(60, 40)
    entries = shown(many, many.rows, show="all")
    assert [place for place, one in enumerate(entries) if isinstance(one, Cut)] == [40]


def test_only_differences_are_shown_when_asked() -> None:
    rows = (row(1), row(2, is_in=False), row(3, by_rank=False))
    entries = shown(Ranked(rows, 2), rows, show="differences")
    assert [one.place for one in entries if isinstance(one, Row)] == [2, 3]


def test_rows_that_differ_are_never_folded() -> None:
    rows = tuple(row(n, is_in=n != 20, by_rank=n <= 50) for n in range(1, 61))
    entries = shown(Ranked(rows, 50), rows, show="around")
    assert 20 in [one.place for one in entries if isinstance(one, Row)]


def test_those_below_the_line_and_above_it_are_counted() -> None:
    rows = (row(1, is_in=False), row(2), row(3, by_rank=False))
    found = Ranked(rows, 2)
    assert (found.earn, found.lose, found.differences) == (1, 1, 2)


def test_an_empty_list_has_no_cut() -> None:
    assert shown(Ranked((), 0), (), show="around") == []
