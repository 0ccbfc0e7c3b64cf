"""The trail is a chain, and the database refuses to change it."""

import pytest
from sqlalchemy import delete, exc, text, update

from portfolio.domain.trail import first_break
from portfolio.store import trail
from portfolio.store.tables.trail import trail as table
from portfolio.store.unit import Store
from tests.people import NOW, Cast


def _three(store: Store, cast: Cast) -> None:
    with store.writing() as tx:
        for number in range(3):
            trail.record(tx, cast.planner, "try", f"thing:{number}", now=NOW, after={"n": number})


def test_entries_form_a_chain(store: Store, cast: Cast) -> None:
    _three(store, cast)
    with store.reading() as tx:
        entries = list(trail.entries(tx))
    assert [entry.seq for entry in entries] == [1, 2, 3]
    assert first_break(entries) is None


@pytest.mark.parametrize("deed", ["update", "delete"])
def test_the_database_refuses_to_change_an_entry(store: Store, cast: Cast, deed: str) -> None:
    _three(store, cast)
    change = update(table).values(reason="no") if deed == "update" else delete(table)
    with pytest.raises(exc.DatabaseError, match="append-only"), store.writing() as tx:
        tx.execute(change)


def test_a_changed_entry_breaks_the_chain(store: Store, cast: Cast) -> None:
    _three(store, cast)
    guard = "DROP TRIGGER trail_refuses_UPDATE"
    with store.writing() as tx:
        tx.execute(text(guard if store.is_sqlite else f"{guard.lower()} ON trail"))
        tx.execute(update(table).where(table.c.seq == 2).values(after='{"n":9}'))
    with store.reading() as tx:
        broken = first_break(trail.entries(tx))
    assert broken is not None
    assert broken.seq == 2


def test_an_entry_names_its_actor_by_a_digest_alone(store: Store, cast: Cast) -> None:
    _three(store, cast)
    with store.reading() as tx:
        entry = next(trail.entries(tx))
        names = trail.actor_names(tx, {entry.actor})
    assert cast.planner.name not in entry.actor
    assert names == {entry.actor: "Planner"}
