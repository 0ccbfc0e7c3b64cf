"""`flask user` and `flask token`."""

import json

import click

from portfolio.actions.create_token import SCOPES, create_token
from portfolio.actions.invite_account import invite_account
from portfolio.commands import opened
from portfolio.domain.people import SYSTEM, Role
from portfolio.screens import account as screen


@click.group("user")
def user() -> None:
    """Accounts."""


@user.command("add")
@click.argument("email")
@click.option(
    "--role", required=True, type=click.Choice([role.value for role in Role]), help="Its role."
)
@click.option("--name", default="", help="The person's name.")
def add(email: str, role: str, name: str) -> None:
    """Add an account and print its one-time link (30 minutes, single use)."""
    settings = opened.settings()
    with opened.refusals(), opened.ready_store().writing() as tx:
        token = invite_account(tx, SYSTEM, email, Role(role), now=opened.clock(), name=name)
    click.echo(f"{settings.address}/welcome/{token}")
    click.echo("This link works once, for 30 minutes: open it and choose a password.", err=True)


@user.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def list_accounts(as_json: bool) -> None:
    """List the accounts."""
    with opened.ready_store().reading() as tx:
        found = screen.rows(tx)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, default=str))
        return
    for row in found:
        state = "disabled" if row["disabled"] else ""
        click.echo(f"{row['email']:40} {row['role']:14} {row['name']} {state}".rstrip())


@click.group("token")
def token() -> None:
    """Machines' tokens."""


@token.command("create")
@click.argument("name")
@click.option(
    "--scope", "scopes", multiple=True, required=True, type=click.Choice(SCOPES), help="What for."
)
@click.option("--days", default=365, show_default=True, help="How long it lives, at most 365.")
def create(name: str, scopes: tuple[str, ...], days: int) -> None:
    """Create a token and print it, this once."""
    with opened.refusals(), opened.ready_store().writing() as tx:
        made = create_token(tx, SYSTEM, name, scopes, days=days, now=opened.clock())
    click.echo(made)


COMMANDS = (user, token)
