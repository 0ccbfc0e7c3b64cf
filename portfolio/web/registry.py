"""Every blueprint of the web, in one list."""

import importlib

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

LARGEST_ROW = 2**63 - 1

BLUEPRINTS = (
    "account",
    "admin",
    "api",
    "areas",
    "backlog",
    "calendar",
    "capacity",
    "carry_over",
    "changes",
    "check_ins",
    "closings",
    "decisions",
    "delivery",
    "demo",
    "dependencies",
    "drift",
    "effects",
    "figures",
    "forecasts",
    "frontier",
    "health",
    "home",
    "hooks",
    "imports",
    "items",
    "jobs",
    "key_results",
    "mail",
    "notices",
    "okr_scope",
    "okrs",
    "orders",
    "plans",
    "previews",
    "progress",
    "quarantine",
    "replay",
    "saved_filters",
    "scenarios",
    "search",
    "services",
    "shares",
    "sources",
    "sprint_planning",
    "teams",
    "timeline",
    "wishes",
    "workflows",
)

# Asked by machines alone, which prove themselves by a signature or a token: no form of ours,
# no session, hence no token of a form.
MACHINES = ("api", "hooks")


class RowNumber(IntegerConverter):
    """A number in an address that a database can hold; a larger one is no address (404)."""

    def __init__(self, map: Map, max: int = LARGEST_ROW) -> None:
        super().__init__(map, max=max)


def install(app: Flask) -> None:
    """Register each blueprint; `demo` exists in demo mode alone."""
    app.url_map.converters["int"] = RowNumber
    from portfolio.web import formats, language, plain_text

    plain_text.install(app)
    language.install(app)
    formats.install(app)
    for name in BLUEPRINTS:
        if name == "demo" and not app.extensions["settings"].demo:
            continue
        blueprint = importlib.import_module(f"portfolio.web.{name}").blueprint
        app.register_blueprint(blueprint)
        if name in MACHINES:
            app.extensions["csrf"].exempt(blueprint)
