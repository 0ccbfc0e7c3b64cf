"""`flask seed demo`: fill the database with the invented company."""

from datetime import date, datetime

import click
from flask import current_app

from portfolio.commands import opened


@click.group("seed")
def seed() -> None:
    """Invented data to try the product on."""


@seed.command()
@click.option("--company", default=None, help="The company's name.")
@click.option(
    "--seed", "number", default=1, show_default=True, help="The same number, the same company."
)
@click.option(
    "--today", type=click.DateTime(["%Y-%m-%d"]), default=None, help="The day of the story."
)
@click.option(
    "--scale",
    is_flag=True,
    help="Let it grow to 60 teams, 100,000 items and a million deployments and changes.",
)
def demo(company: str | None, number: int, today: datetime | None, scale: bool) -> None:
    """Fill an empty database with the demo company and its plan."""
    named = {"name": company} if company else {}
    day: date | None = today.date() if today else None
    with opened.refusals():
        current_app.extensions["make_demo"](
            opened.store(), opened.settings(), seed=number, today=day, scale=scale, **named
        )
    click.echo("The demo company is there.")


COMMANDS = (seed,)
