"""Every table of the schema, so that one import makes the metadata whole."""

from portfolio.store.tables import (
    backlog,
    cycles,
    delivery,
    effects,
    forecasts,
    inbox,
    jobs,
    mail,
    okrs,
    people,
    plans,
    previews,
    product,
    replays,
    rhythms,
    shares,
    sources,
    teams,
    trail,
)
from portfolio.store.tables.columns import metadata

MODULES = (
    backlog,
    cycles,
    delivery,
    effects,
    forecasts,
    inbox,
    jobs,
    mail,
    okrs,
    people,
    plans,
    previews,
    product,
    replays,
    rhythms,
    shares,
    sources,
    teams,
    trail,
)
METADATA = metadata
