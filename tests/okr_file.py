"""What a file of revised key results says of each day, read apart from the product's own reader."""

import csv
import gzip
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from portfolio.domain.okrs import Tree, score_today

HEADER = "revision,committed_at,quarter,objective_path,teams,key_result,done,pct,struck,priority\n"
Said = dict[tuple[tuple[str, ...], str], float]  # the score by objectives above and text
Day = tuple[str, date]


def rows_of(content: bytes) -> list[dict[str, str]]:
    """Read the rows of a compressed file."""
    return list(csv.DictReader(gzip.decompress(content).decode().splitlines()))


def by_day(rows: Iterable[Mapping[str, str]], zone: ZoneInfo) -> dict[Day, Said]:
    """Return by cycle and day what the last revision of the day has in scope."""
    last: dict[Day, tuple[datetime, str]] = {}
    every = list(rows)
    for row in every:
        at = datetime.fromisoformat(row["committed_at"])
        day = (row["quarter"], at.astimezone(zone).date())
        if day not in last or at >= last[day][0]:
            last[day] = (at, row["revision"])
    found: dict[Day, Said] = {day: {} for day in last}
    for row in every:
        at = datetime.fromisoformat(row["committed_at"]).astimezone(zone)
        day = (row["quarter"], at.date())
        if last[day][1] == row["revision"] and row["struck"] == "0":
            path = tuple(row["objective_path"].split(" > "))
            score = float(row["pct"]) / 100 if row["pct"] else float(row["done"])
            found[day][(path, row["key_result"])] = score
    return found


def scored(tree: Tree) -> Said:
    """Return what a tree has in scope, in the same words."""
    titles = {one.id: one.title for one in tree.every_objective()}
    parents = {one.id: one.parent_id for one in tree.every_objective()}
    found: Said = {}
    for one in tree.every_key_result():
        path, place = [], one.objective_id
        while place is not None:
            path.insert(0, titles[place])
            place = parents[place]  # type: ignore[assignment] # ends at the top
        found[(tuple(path), one.title)] = score_today(one, tree.on, tree.cycle.span) or 0.0
    return found
