"""What a finished epic really moved is said by who checks in, kept, corrected, and on the trail."""

from datetime import UTC, date, datetime, timedelta

import pytest

from portfolio.actions.attach_epic import attach_epic
from portfolio.actions.say_effect import say_effect
from portfolio.domain.effects import EffectDraft, truth_of
from portfolio.domain.errors import NotAllowed, NotFound, Refused, Stale
from portfolio.store import effects, rows, trail
from portfolio.store.tables.backlog import items
from tests.okr_rows import add_check_in, add_key_result, add_objective
from tests.people import NOW

TODAY = NOW.date()
FINISHED = datetime(2027, 1, 11, 15, tzinfo=UTC)


def add_epic(tx, key, **differences):
    values = {
        "key": key, "level": "epic", "type": "Epic", "title": "RCS", "category": "done",
        "is_delivered": True, "resolved_at": FINISHED, "rank": 1,
    }  # fmt: skip
    return rows.add(tx, items, values | differences)


@pytest.fixture
def told(store, cast):
    """A key result that moved by 12 after two epics of 6 and 3 were finished; one is open."""
    with store.writing() as tx:
        key_result = add_key_result(
            tx, add_objective(tx, area_id=cast.area_id), team_id=cast.team_id
        )
        add_check_in(tx, key_result, date(2027, 1, 4), 10)
        add_check_in(tx, key_result, date(2027, 2, 1), 22)
        add_epic(tx, "E-1", area_id=cast.area_id)
        add_epic(tx, "E-2")
        add_epic(tx, "E-3", category="doing", is_delivered=False, resolved_at=None)
        for key, effect in (("E-1", 6), ("E-2", 3), ("E-3", 5)):
            attach_epic(tx, cast.planner, key_result, key, effect=effect, confidence=0.5, now=NOW)
    return key_result


def say(tx, by, key_result, key, amount, *, at=NOW, version=0, **more):
    draft = EffectDraft(amount, **more)
    return say_effect(
        tx, by, key_result, key, draft, now=at, today=at.date(), version=version
    )  # fmt: skip


def test_it_is_kept_beside_what_the_path_proposed_and_corrected_with_both(store, cast, told):
    later = NOW + timedelta(days=3)
    with store.writing() as tx:
        say(tx, cast.lead, told, "E-1", 7.0)
        with pytest.raises(Stale):
            say(tx, cast.lead, told, "E-1", 1.0)
        say(tx, cast.lead, told, "E-1", -2.0, at=later, version=1, note="The rest was the season.")
        with pytest.raises(Stale):
            say(tx, cast.lead, told, "E-1", 1.0, version=1)
        say(tx, cast.lead, told, "E-2", None, is_untold=True)
        first, second, untold = effects.of_key_results(tx, [told])[told]
        newest = trail.newest(tx, limit=2)
        assert effects.pairs(tx, until=TODAY) == [(6, 7, 0.5)]
        assert effects.pairs(tx, until=later.date()) == [(6, -2, 0.5)]
        assert effects.pairs(tx, until=TODAY - timedelta(days=1)) == []
        assert [one.effect.id for one in effects.told(tx, until=later.date())] == [
            second.id,
            untold.id,
        ]
    assert (first.proposed, first.basis["others"]) == (8, ["E-2"])
    assert (first.corrected_at, second.version) == (later, 2)
    assert (untold.amount, untold.expected, untold.ratio) == (None, 3, None)
    assert [one.deed for one in newest] == ["say effect", "correct effect"]
    truth = truth_of([first, second, untold])
    assert (truth.told, truth.untold, truth.middle) == (1, 1, pytest.approx(-1 / 3))
    assert truth.came_of(12) == pytest.approx(-4)


def test_who_may_not_and_what_cannot_be_said_is_refused(store, cast, told):
    with store.writing() as tx:
        for person in (cast.executive, cast.other_lead):
            with pytest.raises(NotAllowed):
                say(tx, person, told, "E-1", 7.0)
        with pytest.raises(Refused, match="not finished yet"):
            say(tx, cast.lead, told, "E-3", 7.0)
        with pytest.raises(Refused, match="has not come"):
            say(tx, cast.lead, told, "E-1", 7.0, seen_until_on=TODAY + timedelta(days=2))
        add_epic(tx, "E-4")
        with pytest.raises(NotFound):
            say(tx, cast.lead, told, "E-4", 7.0)
    for fault in ({}, {"amount": float("inf")}, {"amount": 1.0, "note": "x" * 2001}):
        with pytest.raises(Refused):
            EffectDraft(**{"amount": None} | fault)
    with pytest.raises(Refused, match="before the first"):
        EffectDraft(1.0, seen_from_on=TODAY, seen_until_on=TODAY - timedelta(days=1))


def test_what_was_expected_stays_once_the_effect_is_told(store, cast, told):
    with store.writing() as tx:
        say(tx, cast.lead, told, "E-1", 7.0)
        with pytest.raises(Refused, match="stays as it was"):
            attach_epic(
                tx, cast.planner, told, "E-1", effect=7, confidence=1, now=NOW, version=1
            )  # fmt: skip
