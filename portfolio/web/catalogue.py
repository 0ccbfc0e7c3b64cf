"""Collect the strings of code and templates into the catalogues (make translations)."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from portfolio.domain.people import Deed, Scope
from portfolio.web.language import CATALOGUES, SUPPORTED

BEGUN = datetime(2026, 11, 23, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]
KEYWORDS = {
    "_": None,
    "gettext": None,
    "later": None,
    "ngettext": (1, 2),
    "_html": None,
    "gettext_html": None,
}
METHODS = [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")]
SOURCES = (ROOT / "portfolio", ROOT / "templates")


def template() -> Catalog:
    """Return every string the code and the templates show, without translations."""
    found = Catalog(project="Portfolio", charset="utf-8")
    for file, message, comments in _strings():
        found.add(message, locations=[(file, 0)], auto_comments=comments)
    for word in (*Deed, *Scope):
        found.add(word.value, locations=[("portfolio/domain/people.py", 0)])
    return found


def update(language: str) -> Catalog:
    """Bring one catalogue up to date, keeping what is translated, and return it."""
    path = CATALOGUES / language / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    words = Catalog(locale=language, charset="utf-8")
    if path.exists():
        with path.open("rb") as file:
            words = read_po(file, locale=language)
    words.update(template(), no_fuzzy_matching=True)
    words.obsolete.clear()
    _set_header(words)
    with path.open("wb") as file:
        write_po(file, words, width=100, sort_by_file=True, include_lineno=False, omit_header=False)
    return words


def missing(words: Catalog) -> list[str]:
    """Return the strings of a catalogue that have no translation yet."""
    return [str(message.id) for message in words if message.id and not _said(message.string)]


def main() -> int:
    """Update every catalogue but the source's own; say what is missing."""
    for language in SUPPORTED[1:]:
        words = update(language)
        left = missing(words)
        sys.stdout.write(f"{language}: {len(words)} strings, {len(left)} to translate\n")
        for text in left if "--list" in sys.argv else ():
            sys.stdout.write(f"  {text}\n")
    return 0


def _set_header(words: Catalog) -> None:
    """Say what never changes, so that a catalogue differs only where its words do."""
    words.project, words.version, words.fuzzy = "Portfolio", "1", False
    words.header_comment = "# The words of Portfolio; `make translations` keeps this file."
    words.last_translator = words.language_team = "Portfolio"
    words.msgid_bugs_address = ""
    words.creation_date = words.revision_date = BEGUN


def _said(string: object) -> bool:
    return all(string) if isinstance(string, (list, tuple)) else bool(string)


def _strings() -> Iterator[tuple[str, str | tuple[str, ...], list[str]]]:
    for folder in SOURCES:
        # Babel would pass by folders that begin with an underscore; ours hold the macros.
        for file, _line, message, comments, _context in extract_from_dir(
            folder,
            METHODS,
            keywords=KEYWORDS,
            comment_tags=("Translators:",),
            directory_filter=lambda path: Path(path).name != "__pycache__",
        ):
            yield f"{folder.name}/{file}", message, comments


if __name__ == "__main__":
    sys.exit(main())
