"""Retire a worker that is closing, so that what it put down is taken over at once."""

from portfolio.store import jobs
from portfolio.store.unit import Tx


def retire_worker(tx: Tx, worker: str) -> None:
    """Let the worker count as gone."""
    jobs.retire(tx, worker)
