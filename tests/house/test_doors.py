"""Rooms and doors: who may import whom, and which guest may visit which room."""

import sys
from graphlib import CycleError, TopologicalSorter

from tests.house.sources import Source, imports, sources

# A room may import itself and what stands here: a room, or single modules of it. The law.
DOORS: dict[str, tuple[str, ...]] = {
    "domain": (),
    "measures": ("domain",),
    "planning": ("domain",),
    "charts": ("domain", "measures"),
    "store": ("domain", "planning.problem", "planning.plan"),
    "connectors": ("domain",),
    "actions": ("domain", "measures", "planning", "store", "connectors"),
    "screens": ("domain", "measures", "planning", "store", "charts"),
    # store.unit holds the type of a transaction, which web hands from the request to actions
    # and screens (docs/decisions/0001).
    "web": ("domain", "planning", "connectors", "actions", "screens", "store.unit", "settings"),
    "commands": (
        "domain", "measures", "planning", "connectors", "actions", "screens",
        "store.unit", "store.schema", "store.backup", "settings",
    ),
    "jobs": ("domain", "actions", "store.unit", "settings"),
    "settings": ("domain",),
}  # fmt: skip
ROOMS = set(DOORS)

# What is not of the project and not of Python itself: the rooms, or the single files, it visits.
GUESTS: dict[str, tuple[str, ...]] = {
    "flask": ("web", "commands"),
    "click": ("commands",),
    "werkzeug": ("web", "commands"),
    "markupsafe": ("web",),
    "babel": ("web",),
    "brotli": ("web",),
    "flask_limiter": ("web",),
    "flask_wtf": ("web",),
    "wtforms": ("web",),
    "xlsxwriter": ("web",),
    "orjson": ("web", "commands", "planning", "store"),
    "waitress": ("web", "commands"),
    "sqlalchemy": ("store",),
    "alembic": ("store",),
    "ortools": ("planning",),
    "numpy": ("measures", "planning", "charts"),
    "pandas": ("measures", "charts"),
    # web.figures only looks up where the package keeps plotly.js, to serve it.
    "plotly": ("charts", "web.figures"),
    "dbos": ("jobs",),
    "dotenv": ("settings",),
}
# At home in one file of a room each.
SINGLE_FILE_GUESTS = {"argon2": "connectors", "holidays": "connectors"}
LAZY_GUESTS = ("pandas", "ortools", "plotly", "dbos")


def test_every_import_goes_through_a_door() -> None:
    assert broken_doors(sources("portfolio")) == []


def test_nobody_imports_the_front_door() -> None:
    users = [
        f"{source.path}:{line}"
        for source in sources("portfolio", "seed")
        for name, line in imports(source)
        if name == "app"
    ]
    assert users == []


def test_modules_import_one_another_in_no_circle() -> None:
    assert circle(sources("portfolio")) is None


def test_every_guest_is_known_and_in_its_room() -> None:
    assert uninvited(sources("portfolio")) == []


def test_guests_of_a_single_file_visit_one_file() -> None:
    for guest, room in SINGLE_FILE_GUESTS.items():
        hosts = {s.path for s in sources("portfolio") if guest in _guests_of(s)}
        assert len(hosts) <= 1, f"{guest} visits {sorted(hosts)}"
        assert all(path.startswith(f"portfolio/{room}/") for path in hosts)


def test_heavy_guests_are_imported_inside_functions() -> None:
    early = [
        f"{source.path}:{node.lineno}"
        for source in sources("portfolio", "app.py")
        for node in source.tree.body
        for name in _names(node)
        if name.split(".")[0] in LAZY_GUESTS
    ]
    assert early == []


def test_the_checks_see_a_lazy_import_through_a_wall() -> None:
    """Negative control: what the checks above must find, they do find."""
    import ast

    def invented(module: str, text: str) -> Source:
        path = module.replace(".", "/") + ".py"
        return Source(path, module, text, ast.parse(text))

    lazy = "def later():\n    from portfolio.store import backlog\n    import sqlalchemy\n"
    wrong = invented("portfolio.domain.wrong", lazy)
    assert broken_doors([wrong]) == ["portfolio/domain/wrong.py:2 imports portfolio.store.backlog"]
    assert uninvited([wrong]) == ["portfolio/domain/wrong.py:3 imports sqlalchemy"]
    one = invented("portfolio.domain.cycles", "import portfolio.domain.errors\n")
    two = invented("portfolio.domain.errors", "def f():\n    import portfolio.domain.cycles\n")
    assert circle([one, two]) is not None


def broken_doors(found: "tuple[Source, ...] | list[Source]") -> list[str]:
    """Return the imports of the project's own modules that no door allows."""
    broken = []
    for source in found:
        room = _room(source.module)
        for name, line in imports(source):
            if not name.startswith("portfolio.") or room is None:
                continue
            if not _is_open(room, name.removeprefix("portfolio.")):
                broken.append(f"{source.path}:{line} imports {name}")
    return broken


def uninvited(found: "tuple[Source, ...] | list[Source]") -> list[str]:
    """Return the imports of other people's packages outside the rooms they may visit."""
    wrong = []
    for source in found:
        inner = source.module.removeprefix("portfolio.")
        room = _room(source.module)
        for name, line in imports(source):
            top = name.split(".")[0]
            if top in sys.stdlib_module_names or top in ("portfolio", "seed"):
                continue
            allowed = GUESTS.get(top, (SINGLE_FILE_GUESTS.get(top, ""),))
            if room not in allowed and inner not in allowed:
                wrong.append(f"{source.path}:{line} imports {top}")
    return wrong


def circle(found: "tuple[Source, ...] | list[Source]") -> list[str] | None:
    """Return modules that import one another in a circle, or None."""
    known = {source.module for source in found}
    graph = {
        source.module: {name for name, _ in imports(source) if name in known} - {source.module}
        for source in found
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as fault:
        return list(fault.args[1])
    return None


def _room(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[1] in ROOMS else None


def _is_open(room: str, name: str) -> bool:
    if name.split(".")[0] == room:
        return True
    return any(name == door or name.startswith(f"{door}.") for door in DOORS[room])


def _guests_of(source: Source) -> set[str]:
    return {name.split(".")[0] for name, _ in imports(source)}


def _names(node: object) -> list[str]:
    import ast

    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return []
