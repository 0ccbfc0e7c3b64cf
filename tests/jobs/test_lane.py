"""The lane: previews are solved in a process of their own, also when another lane was killed."""

import os
import signal
import socket
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

from portfolio.actions.ask_preview import ask_preview
from portfolio.domain import edits
from portfolio.domain.previews import Preview, PreviewState
from portfolio.store import previews
from portfolio.store.unit import Store, open_store
from tests.people import make_cast
from tests.planned import TODAY, make_company, make_plan
from tests.squad import make_squad

ROOT = Path(__file__).resolve().parents[2]
# Starts a lane, says its number, and waits to be killed.
PARENT = """
import subprocess, sys, time
lane = subprocess.Popen([sys.executable, "app.py", "lane"])
print(lane.pid, flush=True)
time.sleep(600)
"""


def wait_for(store: Store, preview_id: int) -> Preview:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with store.reading() as tx:
            preview = previews.one(tx, preview_id)
        if preview.state.is_over:
            return preview
        time.sleep(0.1)
    raise AssertionError(f"the preview is still {preview.state}")


def is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_lane_takes_over_what_a_killed_one_had_and_ends_with_its_parent(
    sqlite_url: str,
) -> None:
    store = open_store(sqlite_url)
    cast = make_cast(store)
    squad = make_squad(store, cast)
    make_plan(store, cast.planner, make_company(store, cast))
    now = datetime.now(UTC)
    away = edits.set_absence(squad.ana, date(2027, 3, 1), date(2027, 3, 5))
    preview_id = ask_preview(
        store, cast.lead, away, squad.cycle, now=now, asked_at=now, today=TODAY, zone=UTC
    )
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    with store.writing() as tx:
        assert previews.claim(tx, preview_id, f"{socket.gethostname()}/{gone.pid}", now=now)
    environment = {**os.environ, "DATABASE_URL": sqlite_url, "SECRET_KEY": "k" * 40}
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT], cwd=ROOT, env=environment, stdout=subprocess.PIPE
    )
    assert parent.stdout is not None
    lane = int(parent.stdout.readline())
    try:
        solved = wait_for(store, preview_id)
        assert (solved.state, solved.error, solved.attempts) == (PreviewState.SOLVED, None, 2)
        assert solved.consequence is not None
        assert solved.consequence.points < 0
    finally:
        parent.send_signal(signal.SIGKILL)
        parent.wait()
        parent.stdout.close()
    deadline = time.monotonic() + 10
    while is_there(lane) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_there(lane)
    store.close()
