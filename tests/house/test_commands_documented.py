"""Every command of `flask` stands in the README and explains itself."""

from collections.abc import Iterator

import click
from flask import Flask

from portfolio.commands import registry
from tests.house.sources import ROOT


def test_the_readme_names_every_command() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    missing = [f"flask {words}" for words, _ in commands() if f"flask {words}" not in readme]
    assert missing == [], "put these commands into the README's table of commands"


def test_every_command_says_what_it_does() -> None:
    silent = [words for words, command in commands() if not command.get_short_help_str()]
    assert silent == []


def test_every_option_says_what_it_is() -> None:
    silent = [
        f"flask {words} {option.opts[0]}"
        for words, command in commands()
        for option in command.params
        if isinstance(option, click.Option) and not option.help
    ]
    assert silent == []


def commands() -> Iterator[tuple[str, click.Command]]:
    """Yield every command that can be run, with the words to run it."""
    app = Flask("documented")
    own = set(app.cli.commands)
    registry.install(app)
    for name, command in sorted(app.cli.commands.items()):
        if name not in own:
            yield from _under(name, command)


def _under(words: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    if not isinstance(command, click.Group):
        yield words, command
        return
    for name, inner in sorted(command.commands.items()):
        yield from _under(f"{words} {name}", inner)
