"""Every command of `flask`, in one list."""

import importlib

from flask import Flask

MODULES = (
    "accounts",
    "audit",
    "backtest",
    "database",
    "delivery",
    "forecasts",
    "hooks",
    "imports",
    "planning",
    "plans",
    "replay",
    "seed",
    "server",
    "trace",
)


def install(app: Flask) -> None:
    """Hang each module's COMMANDS on the application."""
    for name in MODULES:
        for command in importlib.import_module(f"portfolio.commands.{name}").COMMANDS:
            app.cli.add_command(command)
