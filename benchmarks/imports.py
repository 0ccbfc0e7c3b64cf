"""Measure an import of many generated rows: seconds, memory, and what a second time takes.

python -m benchmarks.imports [--rows 1000000] [--again]
"""

import argparse
import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[1]
HEADER = (
    "Summary", "Issue key", "Issue id", "Issue Type", "Status", "Resolution", "Priority",
    "Created", "Updated", "Resolved", "Custom field (Story Points)", "Custom field (Team)",
    "Custom field (Epic Link)", "Sprint", "Labels",
)  # fmt: skip
ROWS_AN_EPIC = 50


def write(path: Path, rows: int) -> None:
    """Write an export of so many rows, the same for the same number."""
    random = Random(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(_row(number, random) for number in range(1, rows + 1))


def _row(number: int, random: Random) -> tuple[object, ...]:
    day, minute = random.randrange(1, 28), random.randrange(60)
    written = f"{day:02}/{random.choice(('Jan', 'Mar', 'Sep'))}/26 {random.randrange(1, 13)}:"
    written += f"{minute:02} {random.choice(('AM', 'PM'))}"
    is_epic, done = number % ROWS_AN_EPIC == 1, random.random() < 0.5
    epic = "" if is_epic else f"BIG-{number - (number - 1) % ROWS_AN_EPIC}"
    return (
        f"What is wanted of number {number}", f"BIG-{number}", 10_000 + number,
        "Epic" if is_epic else random.choice(("Story", "Bug", "Task")),
        "Done" if done else "To Do", "Fixed" if done else "",
        random.choice(("High", "Medium", "Low")), written, written, written if done else "",
        "" if is_epic else random.choice(("1", "2.0", "3", "5", "8")),
        f"Team {number // ROWS_AN_EPIC % 60}", epic, "", random.choice(("", "web", "api")),
    )  # fmt: skip


def main() -> None:
    """Print what each import took."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=1_000_000)
    asked.add_argument("--again", action="store_true", help="import the same file a second time")
    options = asked.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.csv"
        write(path, options.rows)
        settings = {**os.environ, "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite"}
        settings.setdefault("SECRET_KEY", "x" * 40)
        for said in ("first import", "the same again")[: 1 + options.again]:
            began = time.perf_counter()
            done = subprocess.run(
                [sys.executable, "app.py", "import", "jira", str(path), "--json"],
                cwd=ROOT, env=settings, capture_output=True, text=True, check=True,
            )  # fmt: skip
            seconds = time.perf_counter() - began
            told = json.loads(done.stdout)
            most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            print(
                f"{options.rows:,} rows, {said}: {seconds:.1f} s, {most:.0f} MB, "
                f"{told['added']:,} added, {told['changed']:,} changed, "
                f"{len(told['refused']):,} refused"
            )


if __name__ == "__main__":
    main()
