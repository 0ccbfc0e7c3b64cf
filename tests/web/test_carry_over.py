"""Key results go on in the next quarter from where they stand."""

from portfolio.store import cycles, okr_chains, okrs
from tests.people import NOW
from tests.web.okr_pages import make_quarter

PAGE = "/okrs/carry-over?cycle=2027Q1"


def test_key_results_go_on_once_with_their_chain(client, cast, sign_in, store, csrf):
    quarter = make_quarter(store, cast)
    sign_in(client, cast.planner)
    assert client.get(PAGE).status_code == 200
    token = {"csrf_token": csrf(client, "/okrs/new")}
    take = {f"take-{quarter.senders}": "1", f"take-{quarter.launch}": "1"}
    numbers = {f"start-{quarter.senders}": "61", f"target-{quarter.senders}": "200"}
    assert client.post(PAGE, data=token).status_code == 422
    wrong = client.post(PAGE, data=token | take | {f"start-{quarter.senders}": "x"})
    assert wrong.status_code == 422
    wrong = client.post(PAGE, data=token | take | numbers | {f"start-{quarter.senders}": "300"})
    assert wrong.status_code == 422
    assert "must be above" in wrong.get_data(as_text=True)

    assert client.post(PAGE, data=token | take | numbers).status_code == 303
    with store.reading() as tx:
        cycle = next(one for one in cycles.all_cycles(tx) if one.name == "2027Q2")
        tree = okrs.tree(tx, cycle.id, on=cycle.span.starts_on)
        made = {one.carried_from_id: one for one in tree.every_key_result()}
        chain = okr_chains.of_key_results(tx, [made[quarter.senders].id])
    assert set(made) == {quarter.senders, quarter.launch}
    assert (made[quarter.senders].start_value, made[quarter.senders].target_value) == (61, 200)
    assert [step.title for step in made[quarter.launch].steps] == ["Contract", "Live"]
    assert [len(one.children) for one in tree.objectives] == [1]
    assert [link.id for link in chain[made[quarter.senders].id]] == [quarter.senders]
    assert NOW.date() < cycle.span.starts_on

    assert client.post(PAGE, data=token | take | numbers).status_code == 422
    assert "goes on as" in client.get(PAGE).get_data(as_text=True)
