"""The project's own Python files, parsed once, and who imports whom."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("portfolio", "seed", "app.py")
ALL = (*PRODUCT, "tests", "benchmarks")
MIGRATIONS = "portfolio/store/migrations/versions"


@dataclass(frozen=True)
class Source:
    """A file: its path from the root, its module's name, its text and its tree."""

    path: str
    module: str
    text: str
    tree: ast.Module


@lru_cache
def sources(*tops: str) -> tuple[Source, ...]:
    """Return the Python files under these folders (or files), migrations left out."""
    paths: list[Path] = []
    for top in tops:
        place = ROOT / top
        paths += [place] if place.is_file() else sorted(place.rglob("*.py"))
    relative = (path.relative_to(ROOT).as_posix() for path in paths)
    return tuple(_source(path) for path in relative if not path.startswith(MIGRATIONS))


def imports(source: Source) -> Iterator[tuple[str, int]]:
    """Yield each imported module with its line, those inside functions included.

    `from portfolio.store import backlog` is an import of portfolio.store.backlog where that is
    a module.
    """
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parent = node.module or ""
            for alias in node.names:
                child = f"{parent}.{alias.name}"
                yield (child if is_module(child) else parent), node.lineno


def is_module(name: str) -> bool:
    """Whether the dotted name is a file or folder of the project."""
    place = ROOT / name.replace(".", "/")
    return place.with_suffix(".py").is_file() or (place / "__init__.py").is_file()


def _source(path: str) -> Source:
    text = (ROOT / path).read_text(encoding="utf-8")
    module = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return Source(path, module, text, ast.parse(text, path))
