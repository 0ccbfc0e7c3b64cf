"""Measure the main job end to end: the demo company, the pages, a real backlog to a plan.

python -m benchmarks.main_job [--real-data FOLDER]
"""

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGES = (
    "/", "/progress", "/okrs", "/okrs/1", "/check-ins", "/backlog", "/items/E-1164", "/plans",
    "/plans/3", "/plans/4", "/teams", "/teams/rowan", "/areas", "/delivery", "/changes",
    "/trace/M-10", "/decisions", "/search?q=retry", "/imports", "/jobs",
)  # fmt: skip
TIMES = 7


@dataclass(frozen=True)
class Ran:
    """What a command cost."""

    seconds: float
    processor: float
    megabytes: float


def main() -> None:
    """Print a table a part."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--real-data", type=Path, default=ROOT.parent / "shared" / "data")
    options = asked.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        demo = f"sqlite:///{folder}/demo.sqlite"
        _show(
            "start of the program", _python(demo, "-c", "from app import create_app; create_app()")
        )
        _show("demo company", _flask(demo, "demo", "--no-serve"))
        _pages(demo)
        if (options.real_data / "titanium").is_dir():
            _titanium(f"sqlite:///{folder}/real.sqlite", options.real_data / "titanium")


def _titanium(url: str, data: Path) -> None:
    files = (str(data / "jira-export.csv.gz"), "--sprints", str(data / "sprints.csv"))
    _show(
        "Titanium, dry run of all", _flask(url, "import", "jira", *files, "--dry-run", demo=False)
    )
    as_of = ("--as-of", "2015-01-05")
    _show("Titanium, as of a day", _flask(url, "import", "jira", *files, *as_of, demo=False))
    _show("Titanium, planned", _flask(url, "plan", "2015Q1", "--seconds", "20", demo=False))


def _pages(url: str) -> None:
    os.environ.update(DATABASE_URL=url, PORTFOLIO_DEMO="1")
    from app import create_app

    client = create_app().test_client()
    page = client.get("/sign-in").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    account = re.search(r'/demo/sign-in/(\d+)"(?:(?!/demo/).)*Product Owner', page, re.S)
    if not token or not account:
        raise SystemExit("the demo's sign-in page has changed")
    client.post(f"/demo/sign-in/{account[1]}", data={"csrf_token": token[1]})
    for path in PAGES:
        taken, size = [], 0
        for _ in range(TIMES):
            began = time.perf_counter()
            answer = client.get(path)
            taken.append(1000 * (time.perf_counter() - began))
            size = len(answer.get_data())
        middle, most = statistics.median(taken[1:]), max(taken[1:])
        print(f"{path:20} {answer.status_code} {middle:6.0f} ms {most:6.0f} ms {size // 1024:5} kB")


def _flask(url: str, *words: str, demo: bool = True) -> Ran:
    return _python(url, "app.py", *words, demo=demo)


def _python(url: str, *words: str, demo: bool = True) -> Ran:
    environment = {**os.environ, "DATABASE_URL": url, "PORTFOLIO_DEMO": str(int(demo))}
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, *words], cwd=ROOT, env=environment, stdout=-3)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(words)} failed")
    seconds = time.perf_counter() - began
    return Ran(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def _show(name: str, ran: Ran) -> None:
    print(f"{name:26} {ran.seconds:6.1f} s {ran.processor:6.1f} s cpu {ran.megabytes:6.0f} MB")


if __name__ == "__main__":
    main()
