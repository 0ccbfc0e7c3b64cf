"""Which branches software is released from: the main one, and lines kept beside it."""

import re

_LINE = re.compile(
    r"(main|master|trunk|(release|releases|hotfix|maintenance|support)[/_-].+|v?\d+[.\dx]*)"
)


def is_line(branch: str, *, main: str = "") -> bool:
    """Tell whether commits on this branch are on their way to production."""
    return bool(branch) and (branch == main or _LINE.fullmatch(branch) is not None)
