"""Names: the user's words, one home a name, nothing called after nothing."""

import ast
import re
from pathlib import PurePosixPath

from tests.house.sources import ALL, PRODUCT, ROOT, sources
from tests.house.test_sizes import Function

EMPTY_FILES = {
    *("util", "utils", "helper", "helpers", "manager", "managers", "common", "base", "misc"),
    *("data", "info", "service", "stuff"),
}
EMPTY_CLASS = re.compile(r"\w(Manager|Helper|Service|Data|Info|Utils|Util|Base|Wrapper)$")
MACHINE_WORDS = ("/work/", "/tmp/", "/home/", "/root/")


def test_no_file_or_folder_has_an_empty_name() -> None:
    empty = [
        source.path
        for source in sources(*ALL)
        if EMPTY_FILES & {part.removeprefix("test_") for part in _parts(source.path)}
    ]
    assert empty == []


def test_no_class_has_an_empty_name() -> None:
    empty = [
        f"{source.path}:{node.name}"
        for source in sources(*PRODUCT)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef) and EMPTY_CLASS.search(node.name)
    ]
    assert empty == []


def test_every_module_says_what_it_is_for_in_its_docstring() -> None:
    silent = [
        source.path
        for source in sources(*ALL)
        if source.text.strip() and not ast.get_docstring(source.tree)
    ]
    assert silent == []


def test_every_package_file_is_empty() -> None:
    full = [
        source.path
        for source in sources(*ALL)
        if source.path.endswith("__init__.py") and source.text
    ]
    assert full == []


def test_every_public_function_and_class_says_what_it_promises() -> None:
    silent = [
        f"{source.path}:{node.name}"
        for source in sources(*PRODUCT)
        for node in source.tree.body
        if isinstance(node, (Function, ast.ClassDef))
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert silent == []


def test_imports_are_absolute_and_take_no_star() -> None:
    wrong = [
        f"{source.path}:{node.lineno}"
        for source in sources(*ALL)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ImportFrom)
        and (node.level or any(alias.name == "*" for alias in node.names))
    ]
    assert wrong == []


def test_an_action_has_one_public_function_named_like_its_file() -> None:
    odd = []
    for source in sources("portfolio/actions"):
        public = [
            node.name
            for node in source.tree.body
            if isinstance(node, Function) and not node.name.startswith("_")
        ]
        if source.text and PurePosixPath(source.path).stem not in public:
            odd.append(f"{source.path}: {public}")
    assert odd == []


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    this = "tests/house/test_names.py"
    found = [
        f"{source.path}: {word}"
        for source in sources(*ALL)
        for word in MACHINE_WORDS
        if word in source.text and source.path != this
    ]
    assert found == []


def test_datetimes_end_in_at_and_days_in_on() -> None:
    from sqlalchemy import Date

    from portfolio.store.tables.all import METADATA
    from portfolio.store.tables.columns import Instant

    odd = [
        f"{table.name}.{column.name}"
        for table in METADATA.sorted_tables
        for column in table.columns
        if (isinstance(column.type, Instant) and not re.search(r"(^|_)at$", column.name))
        or (isinstance(column.type, Date) and not re.search(r"(^|_)on$", column.name))
    ]
    assert odd == []


def test_templates_hold_no_inline_style_script_or_handler() -> None:
    bad = re.compile(
        r"""\sstyle=["']|\son[a-z]+=["']|<script(?![^>]*(src=|application/json))|<style""", re.I
    )
    found = [
        f"{path.relative_to(ROOT)}: {match[0].strip()}"
        for path in (ROOT / "templates").rglob("*.html")
        if (match := bad.search(re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.S)))
    ]
    assert found == []


def _parts(path: str) -> list[str]:
    return path.removesuffix(".py").split("/")
