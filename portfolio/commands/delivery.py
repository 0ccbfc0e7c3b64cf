"""`flask delivery`: the five DORA metrics of a range of days, with n and coverage."""

import json
from datetime import date, datetime
from typing import Any

import click

from portfolio.commands import opened
from portfolio.domain.cycles import Span
from portfolio.domain.delivery import slug_of
from portfolio.domain.errors import Refused
from portfolio.screens import delivery_report
from portfolio.screens.delivery_scope import Wish

DAY = click.DateTime(["%Y-%m-%d"])
METRICS = (
    ("deployment_frequency", "Deployment frequency", "a week"),
    ("lead_time_hours", "Lead time for changes", "h"),
    ("change_fail_rate", "Change fail rate", "%"),
    ("recovery_hours", "Failed deployment recovery", "h"),
    ("rework_rate", "Deployment rework rate", "%"),
)


@click.command("delivery")
@click.option("--service", help="One service, by its name.")
@click.option("--team", help="The services of one team, by its name.")
@click.option("--since", type=DAY, required=True, help="The first day.")
@click.option("--until", type=DAY, required=True, help="The last day, counted too.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def delivery(
    service: str | None, team: str | None, since: datetime, until: datetime, as_json: bool
) -> None:
    """Show the five DORA metrics: the median over services, with n and coverage."""
    if service and team:
        raise click.UsageError("Name a service or a team, not both.")
    with opened.refusals():
        days = _days(since.date(), until.date())
        wish = Wish(slug_of(service) if service else None, slug_of(team) if team else None)
        with opened.ready_store().reading() as tx:
            found = delivery_report.load(tx, wish, days, today=opened.today())
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    _table(found)


def _days(first: date, last: date) -> Span:
    if last < first:
        raise Refused(f"The range ends on {last}, before it begins on {first}.")
    return Span(first, last)


def _table(found: dict[str, Any]) -> None:
    click.echo(
        f"{found['since']} to {found['until']}: {found['deployments']:,} deployments of "
        f"{found['services']} services, {found['failed']:,} of {found['attempts']:,} failed "
        f"({found['open_failures']:,} still open)"
    )
    click.echo(f"{'':28}{'median':>10}{'quartiles':>20}   services with data")
    for name, label, unit in METRICS:
        one = found[name]
        spread = f"{_shown(one['q1'], unit)} to {_shown(one['q3'], unit)}"
        counted = f"{one['services_with_data']} of {one['services']}"
        click.echo(
            f"{label:28}{_shown(one['median'], unit):>10}"
            f"{spread if one['median'] is not None else '-':>20}   {counted}  {unit}"
        )
    click.echo(
        f"Changes: {found['changes']:,}, lead time known of {found['changes_measured']:,}, with an "
        f"item's key {found['changes_with_items']:,}."
    )


def _shown(value: float | None, unit: str) -> str:
    if value is None:
        return "none"
    return f"{value * 100:.1f}" if unit == "%" else f"{value:.1f}"


COMMANDS = (delivery,)
