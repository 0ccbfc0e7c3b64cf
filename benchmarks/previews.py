"""Measure the previews of changes through the web: one lead, twenty at once, beside a run.

python -m benchmarks.previews [--company demo,1000x12x6] [--url postgresql+psycopg://...]
"""

import argparse
import os
import re
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path

from benchmarks.company import add_leads, make_company
from portfolio.actions.adopt_plan import adopt_plan
from portfolio.actions.publish_plan import publish_plan
from portfolio.actions.request_plan import request_plan
from portfolio.actions.tell_time import tell_time
from portfolio.domain.cycles import Cycle
from portfolio.domain.people import SYSTEM
from portfolio.settings import settings_from
from portfolio.store import cycles, people, plans, staff, teams
from portfolio.store.unit import Store, open_store
from portfolio.web.here import SESSION, token_hash

ROOT = Path(__file__).resolve().parents[1]
PORT = 8931
POLL = 0.25
ALONE, AT_ONCE = 20, 20
RUNS = 15  # of the quarter, one after the other


@dataclass(frozen=True)
class Shown:
    """Seconds from the click until the page with the estimate, and until the difference."""

    estimate: float
    solved: float
    state: str


class Lead:
    """A browser that is signed in as the lead of a team."""

    def __init__(self, cookie: str, slug: str, person_id: int) -> None:
        self.cookie, self.slug, self.person_id = cookie, slug, person_id
        page = self.ask("GET", f"/teams/{slug}?panel=absence")[2]
        self.token = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page)[0]

    def ask(
        self,
        method: str,
        path: str,
        fields: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, str, str]:
        """Return status, location and text."""
        connection = HTTPConnection("127.0.0.1", PORT, timeout=120)
        headers = {"Cookie": self.cookie, **(headers or {})}
        body = urllib.parse.urlencode(fields or {}) if method == "POST" else None
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        cookie = answer.getheader("Set-Cookie")
        if cookie:
            self.cookie = cookie.split(";")[0]
        return answer.status, answer.getheader("X-Location") or "", text

    def preview(self, first: date, last: date) -> Shown:
        """Enter an absence, and look until the panel has its difference."""
        began = time.monotonic()
        fields = {
            "csrf_token": self.token, "person": self.person_id, "starts_on": first, "ends_on": last,
            "share": 100, "row": 0, "version": 0,
        }  # fmt: skip
        path = f"/teams/{self.slug}/absences"
        status, location, page = self.ask("POST", path, fields, {"X-Preview": "1"})
        assert status == 200, (status, page[:500])
        estimate = time.monotonic() - began
        number = re.findall(r"preview=(\d+)", location)[0]
        seen = ""
        while "data-poll" in page:
            seen = (re.findall(r"seen=([^&\"]+)", page) or [seen])[0]
            time.sleep(POLL)
            fresh = self.ask("GET", f"/previews/{number}?seen={seen}", headers={"X-Fragment": "x"})
            page = page if fresh[0] == 204 else fresh[2]
        solved = time.monotonic() - began
        state = re.findall(r'"state": ?"(\w+)"', self.ask("GET", f"/previews/{number}.json")[2])
        return Shown(estimate, solved, state[0])


def main() -> None:
    """Print a table for each company."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--company", default="demo,1000x12x6")
    words.add_argument("--url", default="", help="an empty database; else a SQLite file")
    asked = words.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    for name in asked.company.split(","):
        with tempfile.TemporaryDirectory() as folder:
            _measure(name, asked.url or f"sqlite:///{folder}/company.sqlite")


def _measure(name: str, url: str) -> None:
    environment = {
        **os.environ, "DATABASE_URL": url, "PORTFOLIO_DEMO": "1", "PORTFOLIO_PORT": str(PORT),
        "SECRET_KEY": secrets.token_hex(32),
    }  # fmt: skip
    store = open_store(url)
    if name == "demo":
        _flask(environment, "demo", "--no-serve")
    else:
        make_company(store, name)
    with store.reading() as tx:
        made_at = tell_time(tx, datetime.now(UTC))
        cycle = next(one for one in cycles.all_cycles(tx) if one.span.has(made_at.date()))
    if name != "demo":
        _flask(environment, "plan", cycle.name, "--seconds", "20")
        _publish(store, cycle, made_at)
    people_of, days = _leads(store, environment, cycle, made_at.date())
    with _served(environment):
        leads = [Lead(*one) for one in people_of]
        time.sleep(4)  # for the lane to look around
        _show(f"{name}, one lead, {ALONE} times", _one_by_one(leads[0], days))
        _show(f"{name}, {AT_ONCE} leads at once", _at_once(leads, days))
        with store.writing() as tx:
            for _ in range(RUNS):
                request_plan(tx, SYSTEM, cycle, now=made_at, today=made_at.date(), seconds=60)
        time.sleep(3)
        _show(f"{name}, one lead while a quarter is planned", _one_by_one(leads[1], days))
    store.close()


def _publish(store: Store, cycle: Cycle, now: datetime) -> None:
    with store.writing() as tx:
        head = plans.all_plans(tx, cycle.id)[0]
        adopted = adopt_plan(tx, SYSTEM, head.id, version=head.version, now=now, today=now.date())
        publish_plan(tx, SYSTEM, head.id, version=adopted.version, now=now)


def _leads(
    store: Store, environment: dict[str, str], cycle: Cycle, today: date
) -> tuple[list[tuple[str, str, int]], list[date]]:
    """Sign leads in; return cookie, team and one member of each, and the days that may be taken."""
    from app import create_app

    app = create_app(settings_from(environment))
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    found = []
    with store.writing() as tx:
        slugs = {team.slug: team.id for team in teams.all_teams(tx)}
        members = {one.team_id: one.person_id for one in staff.all_memberships(tx)}
        for account_id, slug in add_leads(tx, AT_ONCE):
            token = secrets.token_hex(16)
            moment = datetime.now(UTC)
            until = moment + timedelta(hours=8)
            people.add_session(tx, token_hash(token), account_id, now=moment, expires_at=until)
            cookie = f"portfolio={signer.dumps({SESSION: token})}"
            found.append((cookie, slug, members[slugs[slug]]))
    sprints = [one.span for one in cycle.sprints if one.span.ends_on > today]
    return found, [span.starts_on + timedelta(days=7) for span in sprints][:2]


def _one_by_one(lead: Lead, days: list[date]) -> list[Shown]:
    return [
        lead.preview(days[n % len(days)], days[n % len(days)] + timedelta(days=n // len(days) % 5))
        for n in range(ALONE)
    ]


def _at_once(leads: list[Lead], days: list[date]) -> list[Shown]:
    with ThreadPoolExecutor(len(leads)) as pool:
        asked = [pool.submit(lead.preview, days[0], days[0]) for lead in leads]
        return [one.result() for one in asked]


def _show(title: str, found: list[Shown]) -> None:
    states = ", ".join(sorted({one.state for one in found}))
    estimate, solved = (_said(part, found) for part in (_estimate_of, _solved_of))
    load = f"load {os.getloadavg()[0]:.1f}"
    print(f"{title}: estimate {estimate}; difference {solved} ({states}); {load}", flush=True)


def _estimate_of(one: Shown) -> float:
    return one.estimate


def _solved_of(one: Shown) -> float:
    return one.solved


def _said(seconds: Callable[[Shown], float], found: list[Shown]) -> str:
    every = sorted(seconds(one) for one in found)
    p95 = every[max(0, round(0.95 * len(every)) - 1)]
    return f"median {statistics.median(every):.2f} s, p95 {p95:.2f} s, most {every[-1]:.2f} s"


@contextmanager
def _served(environment: dict[str, str]) -> Iterator[None]:
    server = _start(environment, "serve", "--workers", "1")
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=2)
                break
            except OSError:
                time.sleep(0.25)
        yield
    finally:
        server.terminate()
        server.wait()


def _start(environment: dict[str, str], *words: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, str(ROOT / "app.py"), *words],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _flask(environment: dict[str, str], *words: str) -> None:
    command = [sys.executable, str(ROOT / "app.py"), *words]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)


if __name__ == "__main__":
    main()
