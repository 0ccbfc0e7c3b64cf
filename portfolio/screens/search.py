"""Search: what was found, by kind; and the commands of the palette."""

from dataclasses import dataclass

from portfolio.store import search
from portfolio.store.search import Hit
from portfolio.store.unit import Tx

KINDS = ("item", "team", "area", "objective", "key_result", "service", "deployment")
MOST = 25


@dataclass(frozen=True, slots=True)
class Group:
    """The hits of one kind; `is_cut` where there may be more."""

    kind: str
    hits: tuple[Hit, ...]

    @property
    def is_cut(self) -> bool:
        """Whether the list was ended at its limit."""
        return len(self.hits) >= MOST


@dataclass(frozen=True, slots=True)
class Screen:
    """The answer to a search."""

    words: str
    groups: tuple[Group, ...] = ()

    @property
    def count(self) -> int:
        """How many things are shown."""
        return sum(len(group.hits) for group in self.groups)


def load(tx: Tx, words: str) -> Screen:
    """Return what holds all the words, kind by kind; nothing for no words."""
    found = search.hits(tx, words, limit=MOST)
    groups = (Group(kind, tuple(hit for hit in found if hit.kind == kind)) for kind in KINDS)
    return Screen(words.strip(), tuple(group for group in groups if group.hits))


def named(tx: Tx) -> list[Hit]:
    """Return the teams, areas and objectives that the palette offers."""
    return search.named(tx)
