"""Sizes: what fits on a screen is read, what does not is not."""

import ast
from collections.abc import Iterator

from tests.house.sources import ALL, PRODUCT, ROOT, sources

LONGEST_FILE = 400
LONGEST_FUNCTION = 60
MOST_POSITIONAL = 4
LONGEST_SCRIPT = 150
LONGEST_SHEETS = 1500

Function = ast.FunctionDef | ast.AsyncFunctionDef


def test_no_file_is_longer_than_400_lines() -> None:
    long = {s.path: n for s in sources(*ALL) if (n := len(s.text.splitlines())) > LONGEST_FILE}
    assert long == {}


def test_no_function_is_longer_than_60_lines() -> None:
    long = {
        f"{path}:{function.name}": n
        for path, function in functions(*ALL)
        if (n := (function.end_lineno or 0) - function.lineno + 1) > LONGEST_FUNCTION
    }
    assert long == {}


def test_most_functions_are_short() -> None:
    lengths = sorted((f.end_lineno or 0) - f.lineno + 1 for _, f in functions(*PRODUCT))
    assert lengths[len(lengths) // 2] <= 12
    assert lengths[len(lengths) * 9 // 10] <= 30


def test_no_function_takes_more_than_four_arguments_by_position() -> None:
    wide = {
        f"{path}:{function.name}": n
        for path, function in functions(*PRODUCT)
        if not _is_command(function) and (n := _positional(function)) > MOST_POSITIONAL
    }
    assert wide == {}


def test_no_script_is_longer_than_150_lines() -> None:
    long = {
        path.name: n
        for path in (ROOT / "static" / "js").glob("*.js")
        if (n := len(path.read_text().splitlines())) > LONGEST_SCRIPT
    }
    assert long == {}


def test_the_style_sheets_together_stay_under_1500_lines() -> None:
    # scale.css is a list of widths and positions, one a line: the policy forbids style="".
    sheets = [p for p in (ROOT / "static" / "css").glob("*.css") if p.name != "scale.css"]
    assert sum(len(path.read_text().splitlines()) for path in sheets) < LONGEST_SHEETS


def functions(*tops: str) -> Iterator[tuple[str, Function]]:
    """Yield every function and method of the files with its file's path."""
    for source in sources(*tops):
        for node in ast.walk(source.tree):
            if isinstance(node, Function):
                yield source.path, node


def _positional(function: Function) -> int:
    # The transaction and who asks come first everywhere: nobody can mix those two up.
    names = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
    return len([name for name in names if name not in ("self", "cls", "tx", "by")])


def _is_command(function: Function) -> bool:
    # click hands a command its options by name, whatever the order.
    return any("option" in ast.dump(one) or "argument" in ast.dump(one)
               for one in function.decorator_list)  # fmt: skip
