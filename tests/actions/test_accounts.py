"""Roles, disabling, tokens: the administrator alone, at once, and never without the last one."""

import threading

import pytest

from portfolio.actions.change_role import change_role
from portfolio.actions.create_token import create_token
from portfolio.actions.disable_account import disable_account
from portfolio.actions.enable_account import enable_account
from portfolio.actions.revoke_token import revoke_token
from portfolio.domain.errors import NotAllowed, NotFound, Refused, Stale
from portfolio.domain.people import SYSTEM, Deed, Role, Thing, Viewer, may
from portfolio.store import people, trail
from portfolio.store.unit import Store
from tests.people import NOW, Cast


def version_of(store: Store, person: Viewer) -> int:
    """Return the version of a person's account."""
    with store.reading() as tx:
        return people.one_account(tx, person.account_id or 0).version


def test_a_new_role_and_reach_hold_from_the_next_request(store: Store, cast: Cast) -> None:
    member = cast.member.account_id or 0
    with store.writing() as tx:
        change_role(
            tx, cast.administrator, member, Role.LEAD,
            version=1, now=NOW, team_ids=[cast.other_team_id],
        )  # fmt: skip
        viewer = people.viewer_of(tx, member)
        told = trail.newest(tx, limit=1)[0]
    assert may(viewer, Deed.EDIT_CAPACITY, Thing(team_ids=frozenset({cast.other_team_id})))
    assert not may(viewer, Deed.EDIT_CAPACITY, Thing(team_ids=frozenset({cast.team_id})))
    assert told.deed == "change role"
    assert '"role":"lead"' in (told.after or "")


@pytest.mark.parametrize("name", ["planner", "lead", "member", "executive", "auditor"])
def test_nobody_else_changes_roles(store: Store, cast: Cast, name: str) -> None:
    by, other = cast.by_name[name], cast.architect.account_id or 0
    with store.writing() as tx:
        for deed in (
            lambda: change_role(tx, by, other, Role.PLANNER, version=1, now=NOW),
            lambda: disable_account(tx, by, other, version=1, now=NOW),
            lambda: enable_account(tx, by, other, version=1, now=NOW),
            lambda: revoke_token(tx, by, 1, now=NOW),
        ):
            with pytest.raises(NotAllowed):
                deed()


def test_the_last_administrator_stays_one(store: Store, cast: Cast) -> None:
    own = cast.administrator.account_id or 0
    with store.writing() as tx:
        with pytest.raises(Refused, match="last administrator"):
            change_role(tx, cast.administrator, own, Role.MEMBER, version=1, now=NOW)
        with pytest.raises(Refused, match="last administrator"):
            disable_account(tx, SYSTEM, own, version=1, now=NOW)


def test_two_administrators_cannot_remove_one_another_at_once(store: Store, cast: Cast) -> None:
    one, two = cast.administrator.account_id or 0, cast.architect.account_id or 0
    with store.writing() as tx:
        change_role(tx, SYSTEM, two, Role.ADMINISTRATOR, version=1, now=NOW)
    versions = {one: 1, two: 2}

    def disable(account_id: int) -> None:
        try:
            with store.writing() as tx:
                disable_account(tx, SYSTEM, account_id, version=versions[account_id], now=NOW)
        except Refused:
            pass

    both = [threading.Thread(target=disable, args=(account_id,)) for account_id in (one, two)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    with store.reading() as tx:
        left = [people.one_account(tx, account_id).disabled_at for account_id in (one, two)]
    assert left.count(None) == 1


def test_disabling_ends_the_sessions_and_enabling_lets_in_again(store: Store, cast: Cast) -> None:
    member = cast.member.account_id or 0
    with store.writing() as tx:
        people.add_session(tx, "digest", member, now=NOW, expires_at=NOW.replace(year=2028))
        disable_account(tx, cast.administrator, member, version=1, now=NOW)
        assert people.viewer_of_session(tx, "digest", now=NOW) is None
        enable_account(tx, cast.administrator, member, version=2, now=NOW)
        assert people.viewer_of_session(tx, "digest", now=NOW) is None
        assert people.one_account(tx, member).disabled_at is None


def test_a_stale_change_of_role_is_refused(store: Store, cast: Cast) -> None:
    member = cast.member.account_id or 0
    with store.writing() as tx:
        change_role(tx, cast.administrator, member, Role.LEAD, version=1, now=NOW)
        with pytest.raises(Stale):
            change_role(tx, cast.administrator, member, Role.AUDITOR, version=1, now=NOW)


def test_a_reach_that_does_not_exist_is_refused(store: Store, cast: Cast) -> None:
    member = cast.member.account_id or 0
    with store.writing() as tx, pytest.raises(Refused):
        change_role(tx, cast.administrator, member, Role.LEAD, version=1, now=NOW, team_ids=[999])


def test_a_revoked_token_stays_revoked(store: Store, cast: Cast) -> None:
    with store.writing() as tx:
        create_token(tx, cast.administrator, "pipeline", ["read"], days=30, now=NOW)
        token_id = people.all_tokens(tx)[0].id
        revoke_token(tx, cast.administrator, token_id, now=NOW)
        entries = trail.newest(tx, limit=1)[0].seq
        revoke_token(tx, cast.administrator, token_id, now=NOW)
        assert trail.newest(tx, limit=1)[0].seq == entries
        assert people.all_tokens(tx)[0].revoked_at == NOW
        with pytest.raises(NotFound):
            revoke_token(tx, cast.administrator, 999, now=NOW)
