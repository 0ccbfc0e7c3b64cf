"""What the frame of every page shows: cycles, the company's name, a few counts."""

from dataclasses import dataclass
from datetime import date, datetime

from portfolio.domain.cycles import Cycle
from portfolio.domain.people import Viewer
from portfolio.store import cycles, freshness, people, product
from portfolio.store.unit import Tx


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame's facts."""

    cycles: tuple[Cycle, ...]
    company: str
    demo_made_on: date | None
    counts: dict[str, int]


def load(tx: Tx, account_id: int | None = None, *, today: date | None = None) -> Shell:
    """Read the frame's facts in four queries; with an account also what waits for it today."""
    said = product.said(tx)
    made_on = said.get("demo_made_on")
    day = date.fromisoformat(made_on) if made_on else today or date.min
    return Shell(
        cycles=tuple(cycles.all_cycles(tx)),
        company=said.get("company", ""),
        demo_made_on=day if made_on else None,
        counts=product.counts(tx, account_id=account_id, today=day),
    )


def viewer_of_session(tx: Tx, token_hash: str, *, now: datetime) -> Viewer | None:
    """Return who holds the session, or None."""
    return people.viewer_of_session(tx, token_hash, now=now)


def data_version(tx: Tx) -> str:
    """Return a word that is another after every change of what pages show."""
    return freshness.version(tx)
