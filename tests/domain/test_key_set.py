"""A set of keys that takes little room is a set."""

from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.key_set import KeySet

KEYS = st.one_of(
    st.text(max_size=6),
    st.builds("{}-{}".format, st.sampled_from(["A", "AB", "a-b", ""]), st.integers(-2, 40)),
    st.builds("A-{}".format, st.sampled_from(["01", "٣", "9999999", "100000000", "70000"])),
)


@given(st.lists(KEYS), st.lists(KEYS))
def test_it_holds_what_was_put_in_and_nothing_else(put: list[str], asked: list[str]) -> None:
    keys = KeySet()
    keys.update(put)
    assert len(keys) == len(set(put))
    assert all(key in keys for key in put)
    assert [key in keys for key in asked] == [key in set(put) for key in asked]


def test_a_million_keys_take_a_megabyte() -> None:
    keys = KeySet()
    keys.update(f"AB-{number}" for number in range(1, 100_001))
    assert len(keys) == 100_000
    assert sum(map(len, keys._bits.values())) < 60_000
    assert "AB-100001" not in keys and not keys._others
