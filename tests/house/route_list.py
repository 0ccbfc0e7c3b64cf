"""The addresses of the product, one a line: python -m tests.house.route_list renews routes.txt."""

import sys
from pathlib import Path

from flask import Flask

from app import create_app
from portfolio.settings import Settings
from portfolio.web.access import rule_of

FILE = Path(__file__).with_name("routes.txt")


def lines(app: Flask) -> list[str]:
    """Return each address with its methods, its endpoint and who may pass its door."""
    return sorted(
        f"{rule.rule}  {' '.join(sorted((rule.methods or set()) - {'HEAD', 'OPTIONS'}))}  "
        f"{rule.endpoint}  {rule_of(app, rule.endpoint) or 'closed'}"
        for rule in app.url_map.iter_rules()
    )


def demo() -> Flask:
    """Return the application in demo mode, which has every address there is."""
    return create_app(
        Settings(database_url="sqlite:///:memory:", secret_key="k" * 40, demo=True)  # noqa: S106
    )


if __name__ == "__main__":
    FILE.write_text("\n".join(lines(demo())) + "\n", encoding="utf-8")
    sys.stdout.write(f"{FILE}: {len(lines(demo()))} addresses\n")
