"""Baselines of published plans."""

from sqlalchemy import Connection, insert, select

from portfolio.domain.baselines import Baseline, baseline_from
from portfolio.store.tables.plans import baselines


def add_baseline(tx: Connection, baseline: Baseline) -> None:
    """Freeze a baseline; there is one a plan."""
    tx.execute(
        insert(baselines).values(
            plan_id=baseline.plan_id,
            trail_seq=baseline.trail_seq,
            frozen_at=baseline.frozen_at,
            account_id=baseline.account_id,
            document=baseline.document(),
        )
    )


def baseline_of(tx: Connection, plan_id: int) -> Baseline | None:
    """Return the baseline of a plan, None where it was never published."""
    query = select(
        baselines.c.document,
        baselines.c.trail_seq,
        baselines.c.frozen_at,
        baselines.c.account_id,
    ).where(baselines.c.plan_id == plan_id)
    row = tx.execute(query).one_or_none()
    if row is None:
        return None
    return baseline_from(
        plan_id,
        row.document,
        trail_seq=row.trail_seq,
        frozen_at=row.frozen_at,
        account_id=row.account_id,
    )
