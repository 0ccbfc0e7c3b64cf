"""Every command of `flask`, in one list."""

import importlib
import importlib.util

from flask import Flask

MODULES = (
    "accounts",
    "audit",
    "cycles",
    "database",
    "delivery",
    "imports",
    "planning",
    "plans",
    "seed",
    "server",
    "trace",
)


def install(app: Flask) -> None:
    """Hang each module's COMMANDS on the application."""
    for name in MODULES:
        if importlib.util.find_spec(f"portfolio.commands.{name}") is None:
            continue
        for command in importlib.import_module(f"portfolio.commands.{name}").COMMANDS:
            app.cli.add_command(command)
