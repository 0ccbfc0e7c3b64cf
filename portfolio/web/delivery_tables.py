"""The tables of the delivery page, as files have them."""

from collections.abc import Sequence
from typing import Any

from portfolio.screens.delivery import Screen, frequency_bars
from portfolio.web.language import gettext as _

Table = tuple[Sequence[str], Sequence[Sequence[Any]]]


def deployments(screen: Screen) -> Table:
    """Return the deployments of each week."""
    columns = (_("Week from"), _("Deployments"), _("Still runs"))
    rows = [(row.week_on, row.deployments, "yes" if row.is_running else "") for row in screen.weeks]
    return columns, rows


def frequency(screen: Screen) -> Table:
    """Return the deployment frequency of teams, or of services."""
    columns = (_("Name"), _("Median a week"), _("Lower quartile"), _("Upper quartile"))
    return columns, [(bar.name, bar.median, bar.low, bar.high) for bar in frequency_bars(screen)]


def fail_rate(screen: Screen) -> Table:
    """Return the change fail rate of each month."""
    columns = (
        _("Month"),
        _("Deployments"),
        _("Failed"),
        _("Share"),
        _("Low"),
        _("High"),
        _("Median of the services"),
        _("Services with data"),
    )
    return columns, [
        (
            row.month,
            row.rate.of,
            row.rate.part,
            row.rate.share,
            *row.rate.interval,
            row.median,
            row.have,
        )
        for row in screen.months
    ]


def services(screen: Screen) -> Table:
    """Return each service with its five metrics."""
    columns = (
        _("Service"),
        _("Team"),
        _("Deployments"),
        _("Complete weeks"),
        _("Deployments a week, median"),
        _("Lead time, hours, median"),
        _("Changes measured"),
        _("Changes"),
        _("Change fail rate"),
        _("Failed"),
        _("Attempts"),
        _("Low"),
        _("High"),
        _("Recovery, hours, median"),
        _("Recovered"),
        _("Rework rate"),
    )
    return columns, [
        (
            row.service.slug,
            row.team.name if row.team else None,
            row.figures.deployments,
            row.figures.weeks,
            row.figures.frequency,
            *_times(row.figures.lead),
            *_rate(row.figures.fail_rate),
            *_times(row.figures.recovery)[:2],
            row.figures.rework_rate.share if row.figures.rework_rate else None,
        )
        for row in screen.services
    ]


def teams(screen: Screen) -> Table:
    """Return each team; by developer only where five people or more were in it."""
    columns = (
        _("Team"),
        _("Services"),
        _("Service deployments"),
        _("Deployments a week, median over services"),
        _("Service deployments a developer and week"),
        _("Change of the second half"),
    )
    return columns, [
        (
            row.team.name,
            row.services,
            row.deployments,
            row.frequency.median,
            row.mean if row.is_per_developer else None,
            row.change,
        )
        for row in screen.teams
    ]


def key_results(screen: Screen) -> Table:
    """Return every key result week by week."""
    columns = (
        _("Key result"),
        _("Title"),
        _("Day"),
        _("Value"),
        _("Score"),
        _("Expected"),
        _("Status"),
    )
    every = screen.key_results.every if screen.key_results else ()
    return columns, [
        (
            one.key_result.code,
            one.key_result.title,
            point.on,
            point.value,
            point.score,
            point.expected,
            one.status.value,
        )
        for one in every
        for point in one.points
    ]


def _times(times: Any) -> tuple[Any, ...]:
    return (times.median, times.n, times.of) if times else (None, 0, 0)


def _rate(rate: Any) -> tuple[Any, ...]:
    return (rate.share, rate.part, rate.of, *rate.interval) if rate else (None, 0, 0, None, None)
