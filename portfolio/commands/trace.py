"""`flask trace KEY`: the whole chain of an item, a change or a deployment."""

import json
from typing import Any

import click

from portfolio.commands import opened
from portfolio.screens import trace as screen
from portfolio.screens.trace_document import document

MOST_LINES = 30


@click.command("trace")
@click.argument("key")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def trace(key: str, as_json: bool) -> None:
    """Show what KEY serves, carries and became.

    ABC-12 is an item; 7 to 40 hex digits a commit; pr:REPOSITORY/12; dep:ID; inc:ID; kr:ID;
    okr:ID. Where several things fit, they are listed.
    """
    with opened.refusals(), opened.ready_store().reading() as tx:
        found = document(screen.load(tx, key))
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    if "hits" in found:
        _lines("Several fit; trace one of them", found["hits"], ("key", "title"))
        return
    _chain(found)


def _chain(found: dict[str, Any]) -> None:
    goals = [
        {
            "path": " > ".join(
                [f"{one['code']} {one['title']}" for one in goal["objectives"]]
                + ([f"{goal['key_result']['code']} {goal['key_result']['title']}"]
                   if goal["key_result"] else [])
            ),
            "by": f"by {goal['by']}" if goal["by"] else "",
        }
        for goal in found["objectives"]
    ]  # fmt: skip
    items = [
        {"path": " > ".join(f"{one['key']} {one['title']}" for one in (*line["above"], line))}
        for line in found["items"]
    ]
    items += [{"path": f"{key} (not in the backlog)"} for key in found["unknown_items"]]
    changes = [{**one, "short": one["sha"][:10]} for one in found["changes"]]
    _lines("Serves", goals, ("path", "by"))
    _lines("Items", items, ("path",))
    _lines("Under them", found["below"], ("key", "category", "title"))
    _lines("Changes", changes, ("short", "committed_at", "title"), in_all=found["changes_in_all"])
    _lines("Deployments", found["deployments"], ("finished_at", "environment", "status", "name"))
    _lines("Incidents", found["incidents"], ("opened_at", "severity", "title"))


def _lines(
    title: str, rows: list[dict[str, Any]], names: tuple[str, ...], *, in_all: int | None = None
) -> None:
    total = len(rows) if in_all is None else in_all
    click.echo(click.style(f"{title}: {total}" if total else f"{title}: none", bold=True))
    for row in rows[:MOST_LINES]:
        click.echo("  " + "  ".join(str(row[name] or "-") for name in names))
    if total > MOST_LINES:
        click.echo(f"  ... and {total - min(len(rows), MOST_LINES)} more (--json has them)")


COMMANDS = (trace,)
