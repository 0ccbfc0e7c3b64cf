"""Send signed events as fast as they are taken, end processes by force, and count what came.

python -m benchmarks.intake [--events 5000] [--kills 0] [--postgresql]
"""

import argparse
import hmac
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from queue import Empty, Queue

from sqlalchemy import text

from portfolio.actions.add_hook import add_hook
from portfolio.domain.inbox import hook_secret
from portfolio.domain.people import SYSTEM
from portfolio.store import schema
from portfolio.store.unit import Store, open_store

ROOT = Path(__file__).resolve().parents[1]
KEY = "0123456789abcdef" * 4
PORT = 8971
SENDERS = 16
SERVICES = 40
BEGAN = datetime(2027, 1, 4, 8, tzinfo=UTC)
SIGNATURE = "X-Portfolio-Signature"


def main() -> None:
    """Print how fast events were taken and read, and what was lost or doubled."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--events", type=int, default=5000)
    asked.add_argument("--kills", type=int, default=0, help="processes ended while it goes on")
    asked.add_argument("--postgresql", action="store_true")
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder, _database(folder, options.postgresql) as url:
        store = open_store(url)
        schema.upgrade(store.engine)
        with store.writing() as tx:
            add_hook(tx, SYSTEM, "generic", now=BEGAN)
        print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {store.engine.dialect.name}")
        _measure(store, url, events=options.events, kills=options.kills)
        store.close()


@contextmanager
def _database(folder: str, is_postgresql: bool) -> Iterator[str]:
    if not is_postgresql:
        yield f"sqlite:///{folder}/intake.sqlite"
        return
    from tests.databases import PostgresqlTemplate

    server = PostgresqlTemplate()
    try:
        yield server.fresh_url()
    finally:
        server.stop()


def _measure(store: Store, url: str, *, events: int, kills: int) -> None:
    server = Server(url)
    server.start()
    waiting: Queue[int] = Queue()
    for number in range(events):
        waiting.put(number)
    taken: set[int] = set()
    spent: list[float] = []
    began = time.perf_counter()
    senders = [threading.Thread(target=_send, args=(waiting, taken, spent)) for _ in range(SENDERS)]
    for one in senders:
        one.start()
    ended = _end_processes(server, senders, kills)
    for one in senders:
        one.join()
    acknowledged = time.perf_counter() - began
    _await_empty(store)
    drained = time.perf_counter() - began
    server.stop()
    spent.sort()
    p95 = 1000 * spent[int(len(spent) * 0.95)]
    print(
        f"{len(taken)} events acknowledged in {acknowledged:.1f} s: {events / acknowledged:.0f}/s"
    )
    print(f"an answer took {1000 * spent[len(spent) // 2]:.0f} ms, p95 {p95:.0f} ms")
    print(f"in the figures after {drained:.1f} s; {ended} processes ended by force")
    _count(store, taken)


def _send(waiting: "Queue[int]", taken: set[int], spent: list[float]) -> None:
    connection: http.client.HTTPConnection | None = None
    secret = hook_secret(KEY, "generic", 1).encode()
    while True:
        try:
            number = waiting.get_nowait()
        except Empty:
            return
        body = _event(number)
        headers = {
            SIGNATURE: "sha256=" + hmac.new(secret, body, sha256).hexdigest(),
            "X-Portfolio-Delivery": f"delivery-{number}",
            "Content-Type": "application/json",
        }
        while number not in taken:  # as its source would: again until it is taken
            began = time.perf_counter()
            try:
                connection = connection or http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
                connection.request("POST", "/hooks/generic", body, headers)
                answer = connection.getresponse()
                answer.read()
                if answer.status == 202:
                    taken.add(number)
                    spent.append(time.perf_counter() - began)
            except (OSError, http.client.HTTPException):
                connection = None
                time.sleep(0.05)


def _event(number: int) -> bytes:
    ended = BEGAN + timedelta(minutes=number)
    deployment = {
        "id": f"d-{number}",
        "service": f"service-{number % SERVICES}",
        "revision": sha256(str(number).encode()).hexdigest()[:40],
        "status": "failed" if number % 20 == 0 else "success",
        "started_at": (ended - timedelta(minutes=4)).isoformat(),
        "finished_at": ended.isoformat(),
    }
    change = {
        "repository": f"company/service-{number % SERVICES}",
        "sha": sha256(f"change {number}".encode()).hexdigest()[:40],
        "title": f"ABC-{1 + number % 900} Do what was asked",
        "deployment": f"d-{number}",
        "committed_at": (ended - timedelta(hours=3)).isoformat(),
    }
    return json.dumps({"deployments": [deployment], "changes": [change]}).encode()


class Server:
    """The web server and one worker, each a process that can be ended and started again."""

    def __init__(self, url: str) -> None:
        self.environment = {
            **os.environ, "DATABASE_URL": url, "SECRET_KEY": KEY, "PORTFOLIO_PORT": str(PORT),
        }  # fmt: skip
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self) -> None:
        """Start what does not run, and wait until the server answers."""
        for name, words in (
            ("web", ("serve", "--workers", "0", "--lanes", "0")),
            ("worker", ("worker",)),
        ):
            process = self.running.get(name)
            if process is None or process.poll() is not None:
                self.running[name] = subprocess.Popen(
                    [sys.executable, "app.py", *words],
                    cwd=ROOT,
                    env=self.environment,
                    stderr=subprocess.DEVNULL,
                )
        for _ in range(200):
            try:
                http.client.HTTPConnection("127.0.0.1", PORT, timeout=5).request("GET", "/healthz")
                return
            except OSError:
                time.sleep(0.1)
        raise SystemExit("the server does not answer")

    def kill(self, name: str) -> None:
        """End a process as a power cut would."""
        self.running[name].send_signal(signal.SIGKILL)
        self.running[name].wait()

    def stop(self) -> None:
        """End both in order."""
        for one in self.running.values():
            one.terminate()
        for one in self.running.values():
            one.wait(30)


def _end_processes(server: Server, senders: list[threading.Thread], kills: int) -> int:
    draw = random.Random(1)
    ended = 0
    while ended < kills and any(one.is_alive() for one in senders):
        time.sleep(draw.uniform(0.05, 1.0))
        server.kill(draw.choice(("web", "worker")))
        server.start()
        ended += 1
    return ended


def _await_empty(store: Store) -> None:
    query = text("SELECT count(*) FROM inbox_events WHERE state = 'waiting'")
    while True:
        with store.reading() as tx:
            if tx.execute(query).scalar_one() == 0:
                return
        time.sleep(0.2)


def _count(store: Store, taken: set[int]) -> None:
    queries = {
        "events": "SELECT count(*) FROM inbox_events",
        "recorded": "SELECT count(*) FROM inbox_events WHERE state = 'recorded'",
        "deployments": "SELECT count(*) FROM deployments",
        "changes": "SELECT count(*) FROM changes",
        "in the cells": "SELECT sum(attempts) FROM deployment_weeks",
    }
    with store.reading() as tx:
        counts = {name: tx.execute(text(query)).scalar_one() for name, query in queries.items()}
    print(", ".join(f"{name} {count}" for name, count in counts.items()))
    if set(counts.values()) != {len(taken)}:
        raise SystemExit(f"{len(taken)} were acknowledged")


if __name__ == "__main__":
    main()
