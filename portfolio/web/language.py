"""The language of a page: which one, and its words out of the .po catalogues through Babel."""

import io
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from flask import Flask, g, has_request_context, request
from markupsafe import Markup, escape
from werkzeug.datastructures import LanguageAccept

from portfolio.web import here

SUPPORTED = ("en", "es")
NAMES = {"en": "English", "es": "Español"}
COOKIE = "language"
CATALOGUES = Path(__file__).parent / "translations"


def install(app: Flask) -> None:
    """Give the templates `_`, `ngettext`, `_html`, `language` and `languages`."""
    app.jinja_env.globals.update(
        _=gettext, ngettext=ngettext, _html=gettext_html, language=current, languages=NAMES
    )


def current() -> str:
    """Return the language of this request; English outside of one."""
    if not has_request_context():
        return SUPPORTED[0]
    if "language" not in g:
        viewer = here.viewer()
        g.language = choose(
            request.args.get("lang"),
            request.cookies.get(COOKIE),
            viewer.locale if viewer else None,
            header=request.accept_languages,
        )
    return str(g.language)


def choose(*wishes: str | None, header: LanguageAccept) -> str:
    """Return the first wish that is supported, else the browser's best, else English."""
    for wish in wishes:
        if wish in SUPPORTED:
            return wish
    return header.best_match(SUPPORTED) or SUPPORTED[0]


@lru_cache(maxsize=len(SUPPORTED))
def catalogue(language: str) -> NullTranslations:
    """Return the words of a language, read once; English is the language of the source."""
    path = CATALOGUES / language / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)


def gettext(message: str, /, **values: object) -> str:
    """Return the message in the page's language, filled with the values."""
    text = catalogue(current()).gettext(message)
    return text % values if values else text


def ngettext(singular: str, plural: str, n: int, /, **values: object) -> str:
    """Return the form that fits n, filled with the values and with `num`, which is n."""
    text = catalogue(current()).ngettext(singular, plural, n)
    return text % {"num": n, **values}


def gettext_html(message: str, /, **values: object) -> Markup:
    """Return a message that holds marks such as <b>; the values are escaped, the marks kept."""
    text = Markup(catalogue(current()).gettext(message))  # noqa: S704 - catalogues are our own
    return text % values if values else text


class Later:
    """A message that is translated when it is shown: for labels of forms, made at import."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __str__(self) -> str:
        return gettext(self.message)

    def __html__(self) -> str:
        return str(escape(str(self)))

    def __mod__(self, values: object) -> str:
        return str(self) % values


def later(message: str) -> Later:
    """Return a message that is translated when it is shown."""
    return Later(message)
