"""`flask hook`: the addresses that other tools send their events to, and their secrets."""

import json

import click
from flask import current_app

from portfolio.actions import add_hook as adding
from portfolio.actions import renew_hook as renewing
from portfolio.actions import retire_hook as retiring
from portfolio.commands import opened
from portfolio.connectors.registry import CONNECTORS
from portfolio.domain.inbox import Hook, hook_secret
from portfolio.domain.people import SYSTEM
from portfolio.screens import hooks as screen


@click.group("hook")
def hook() -> None:
    """Addresses that other tools send their events to."""


@hook.command("add")
@click.argument("connector", type=click.Choice(sorted(CONNECTORS)))
@click.option("--name", default="", help="The last part of the address; the tool's if left out.")
def add(connector: str, name: str) -> None:
    """Set up an address for a tool, and print it with its secret."""
    with opened.refusals(), opened.ready_store().writing() as tx:
        found = adding.add_hook(tx, SYSTEM, connector, slug=name, now=opened.now())
    _show(found)


@hook.command("renew")
@click.argument("name")
def renew(name: str) -> None:
    """Print a new secret; the old one is taken for another day."""
    with opened.refusals(), opened.ready_store().writing() as tx:
        found = renewing.renew_hook(tx, SYSTEM, name, now=opened.now())
    _show(found)


@hook.command("retire")
@click.argument("name")
def retire(name: str) -> None:
    """Take no more events at an address; what it received stays."""
    with opened.refusals(), opened.ready_store().writing() as tx:
        retiring.retire_hook(tx, SYSTEM, name, now=opened.now())


@hook.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def list_hooks(as_json: bool) -> None:
    """Show every address, with what became of its events."""
    with opened.refusals(), opened.ready_store().reading() as tx:
        lines = screen.load(tx).lines
    if as_json:
        click.echo(json.dumps([one.plain for one in lines], ensure_ascii=False))
        return
    for one in lines:
        told = ", ".join(f"{count:,} {state}" for state, count in one.counts.items()) or "no events"
        click.echo(f"/hooks/{one.hook.slug}  {one.title}: {told}")


def _show(one: Hook) -> None:
    settings = current_app.extensions["settings"]
    click.echo(f"{settings.address}/hooks/{one.slug}")
    click.echo(hook_secret(settings.secret_key, one.slug, one.generation))


COMMANDS = (hook,)
