"""Two people who save the same row: the second sees both versions, and nothing is lost."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from portfolio.domain.errors import NotFound, Stale
from portfolio.store import rows
from portfolio.store.tables.teams import teams
from portfolio.store.unit import Store
from tests.people import Cast


def test_a_stale_save_shows_both_versions(store: Store, cast: Cast) -> None:
    with store.writing() as tx:
        rows.save(tx, teams, cast.team_id, version=1, values={"name": "Kestrel"})
    with pytest.raises(Stale) as caught, store.writing() as tx:
        rows.save(tx, teams, cast.team_id, version=1, values={"name": "Merlin"})
    assert (caught.value.mine, caught.value.theirs) == ({"name": "Merlin"}, {"name": "Kestrel"})


def test_a_row_that_is_gone_is_not_found(store: Store, cast: Cast) -> None:
    with pytest.raises(NotFound), store.writing() as tx:
        rows.save(tx, teams, 10_000, version=1, values={"name": "Merlin"})
    with pytest.raises(NotFound), store.writing() as tx:
        rows.remove(tx, teams, 10_000, version=1)


def test_of_many_savers_each_wins_or_learns_that_it_lost(store: Store, cast: Cast) -> None:
    def save(number: int) -> bool:
        try:
            with store.writing() as tx:
                version = tx.execute(
                    select(teams.c.version).where(teams.c.id == cast.team_id)
                ).scalar_one()
                rows.save(tx, teams, cast.team_id, version=version, values={"position": number})
        except Stale:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        won = sum(pool.map(save, range(40)))
    with store.reading() as tx:
        version = tx.execute(select(teams.c.version).where(teams.c.id == cast.team_id)).scalar()
    assert version == 1 + won
