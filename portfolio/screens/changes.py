"""The list of changes, with the items they carry and how they reached production."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from portfolio.domain.delivery import Change, Deployment, Service
from portfolio.domain.errors import NotFound
from portfolio.store import change_lists, deployments, services
from portfolio.store.change_lists import ChangeFilter
from portfolio.store.unit import Tx

ON_A_PAGE = 50
RARE = 5000  # of a million, few enough to order them all
AT_ONCE = 2_000
MOST_IN_A_FILE = 100_000
LINKED = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for."""

    text: str = ""
    service: str = ""
    linked: str = ""  # yes, no, or "" for all
    page: int = 1

    @property
    def query(self) -> dict[str, str]:
        """The filter as it stands in the query string, without the page."""
        every = {"q": self.text, "service": self.service, "linked": self.linked}
        return {name: value for name, value in every.items() if value}


@dataclass(frozen=True, slots=True)
class Row:
    """A change, what carried it, and which of its keys the backlog knows."""

    change: Change
    deployment: Deployment | None
    known_keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class Screen:
    """A page of changes."""

    asked: Asked
    rows: tuple[Row, ...]
    total: int
    linked: int
    every_service: tuple[Service, ...]

    @property
    def last_page(self) -> int:
        """The number of the last page."""
        return max(1, -(-self.total // ON_A_PAGE))

    @property
    def share(self) -> float | None:
        """The share of the changes that carry an item's key."""
        return self.linked / self.total if self.total else None


def load(tx: Tx, asked: Asked) -> Screen:
    """Read a page of changes."""
    every = services.all_services(tx)
    wanted = _filter(asked, {one.slug: one.id for one in every})
    total, linked = change_lists.counts(tx, wanted)
    wanted = replace(wanted, is_rare=total < RARE)
    offset = (max(1, asked.page) - 1) * ON_A_PAGE
    return Screen(
        asked=asked,
        rows=tuple(_rows(tx, wanted, limit=ON_A_PAGE, offset=offset)),
        total=total,
        linked=linked,
        every_service=tuple(every),
    )


def every_row(tx: Tx, asked: Asked) -> Iterator[Row]:
    """Yield the changes of all pages, as many as a file may hold."""
    wanted = _filter(asked, {one.slug: one.id for one in services.all_services(tx)})
    for offset in range(0, MOST_IN_A_FILE, AT_ONCE):
        rows = _rows(tx, wanted, limit=AT_ONCE, offset=offset)
        yield from rows
        if len(rows) < AT_ONCE:
            return


def _rows(tx: Tx, wanted: ChangeFilter, *, limit: int, offset: int) -> list[Row]:
    found = change_lists.page(tx, wanted, limit=limit, offset=offset)
    carriers = deployments.by_id(
        tx, {one.first_deployment_id for one in found if one.first_deployment_id is not None}
    )
    known = change_lists.known_items(tx, {key for one in found for key in one.item_keys})
    return [_row(one, carriers, known) for one in found]


def _filter(asked: Asked, ids: Mapping[str, int]) -> ChangeFilter:
    if asked.service and asked.service not in ids:
        raise NotFound("service", asked.service)
    return ChangeFilter(
        text=asked.text, service_id=ids.get(asked.service), has_item=LINKED.get(asked.linked)
    )


def _row(change: Change, carriers: Mapping[int, Deployment], known: set[str]) -> Row:
    carrier = carriers.get(change.first_deployment_id or 0)
    return Row(change, carrier, frozenset(known.intersection(change.item_keys)))
