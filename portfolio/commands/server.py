"""`flask serve`, `flask worker`, `flask lane` and `flask demo`."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from flask import current_app

from portfolio.commands import opened
from portfolio.domain.errors import Misconfigured
from portfolio.settings import LOOPBACK, ROOT

PATIENCE = 10  # seconds that a worker gets to put its job down
GIVE_WAY = 5  # a quarter's run takes minutes and may wait for people's pages and previews
RESTART = 1  # seconds until a process that ended is started again


@click.command("serve")
@click.option("--host", default=None, help="The address to listen on (PORTFOLIO_HOST).")
@click.option("--port", type=int, default=None, help="The port (PORTFOLIO_PORT).")
@click.option("--workers", default=1, show_default=True, help="Embedded job workers; 0 for none.")
@click.option("--lanes", default=1, show_default=True, help="Embedded lanes for previews.")
def serve(host: str | None, port: int | None, workers: int, lanes: int) -> None:
    """Start the web server, with N embedded job workers and lanes for previews."""
    settings = opened.settings()
    host, port = host or settings.host, port or settings.port
    if settings.demo and host not in LOOPBACK:
        raise click.ClickException(
            f"Demo mode listens on the loopback address alone, not on {host}."
        )
    opened.ready_store()
    app = current_app.extensions["create_app"](_with_host(settings, host, port))
    with _embedded(workers, lanes):
        click.echo(f"Portfolio is ready on http://{host}:{port}  (Ctrl C stops it)", err=True)
        current_app.extensions["serve"](app, host=host, port=port)


@click.command("worker")
@click.option("--name", default=None, help="Its name on the jobs page; made up where left out.")
def worker(name: str | None) -> None:
    """Run one job worker, on this machine or another."""
    opened.ready_store()
    os.nice(GIVE_WAY)
    stop = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    name = name or f"{os.uname().nodename}-{os.getpid()}"
    current_app.extensions["work"](opened.store(), opened.settings(), name, stop)


@click.command("lane")
def lane() -> None:
    """Run one planning process for previews of changes, on this machine or another."""
    opened.ready_store()
    stop = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    current_app.extensions["preview"](opened.store(), opened.settings(), stop)


@click.command("demo")
@click.option("--reset", is_flag=True, help="Throw the demo database away first.")
@click.option("--no-serve", is_flag=True, help="Make the database and stop.")
@click.pass_context
def demo(context: click.Context, reset: bool, no_serve: bool) -> None:
    """Make the demo company where there is none, and serve it."""
    settings = opened.settings()
    if not settings.demo:
        raise click.ClickException("Set PORTFOLIO_DEMO=1; `make run` does so.")
    current_app.extensions["make_demo"](opened.store(), settings, reset=reset)
    if not no_serve:
        context.invoke(serve)


COMMANDS = (serve, worker, lane, demo)


def _with_host(settings: Any, host: str, port: int) -> Any:
    from dataclasses import replace

    try:
        return replace(settings, host=host, port=port)
    except Misconfigured as fault:
        raise click.ClickException(str(fault)) from fault


@contextmanager
def _embedded(workers: int, lanes: int) -> Iterator[None]:
    stopping = threading.Event()
    names = [f"embedded-{os.getpid()}-{number + 1}" for number in range(workers)]
    running = [_Process(("worker", "--name", name), stopping) for name in names]
    running += [_Process(("lane",), stopping) for _ in range(lanes)]

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except KeyboardInterrupt:
        click.echo("Stopping.", err=True)
    finally:
        stopping.set()
        for one in running:
            one.stop()


class _Process:
    """A worker or a lane, that is started again when it dies."""

    def __init__(self, command: tuple[str, ...], stopping: threading.Event) -> None:
        self.command = command
        self.stopping = stopping
        self.process = self._start()
        threading.Thread(target=self._watch, daemon=True).start()

    def stop(self) -> None:
        """Ask the process to put its work down, and end it where it does not."""
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603  # our own program, no shell
            [sys.executable, str(ROOT / "app.py"), *self.command], cwd=ROOT
        )

    def _watch(self) -> None:
        while not self.stopping.wait(1):
            if self.process.poll() is not None and not self.stopping.is_set():
                click.echo(f"The {self.command[0]} ended; starting it again.", err=True)
                self.stopping.wait(RESTART)
                self.process = self._start()
