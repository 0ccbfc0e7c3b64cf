"""Every setting stands in the README's table, and nothing else does."""

import re

from portfolio.settings import DOCUMENTED
from tests.house.sources import ROOT, sources

NAME = re.compile(r"""["']((?:PORTFOLIO_|DATABASE_URL|SECRET_KEY)[A-Z_]*)["']""")
# Switches of the tests themselves, told of in tests/ alone.
OF_THE_TESTS = {"PORTFOLIO_TEST_DATABASES", "PORTFOLIO_SNAPSHOT"}


def test_every_name_that_the_code_reads_is_documented() -> None:
    read = {name for source in sources("portfolio", "app.py") for name in NAME.findall(source.text)}
    assert read - {one.name for one in DOCUMENTED} - OF_THE_TESTS == set()


def test_the_readme_has_the_table_of_settings() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    missing = [row for row in map(_row, DOCUMENTED) if row not in readme]
    assert missing == [], "put these lines into the README's table of settings"


def _row(one: object) -> str:
    name, default, meaning = (getattr(one, field) for field in ("name", "default", "meaning"))
    return f"| `{name}` | {default or '–'} | {meaning} |"
