"""The paper of a letter: parts with lines, written once as plain text and once as plain HTML."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from portfolio.web import language


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, with where it leads; <b> marks in it are kept in HTML alone."""

    words: str | Markup
    link: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Some lines under a title; a list, or paragraphs where it has none."""

    lines: Sequence[Line]
    title: str = ""


def text_of(parts: Iterable[Part]) -> str:
    """Return the letter as plain text."""
    return "\n".join("\n".join(_text(part)) for part in parts if part.lines)


def html_of(title: str, parts: Iterable[Part]) -> str:
    """Return the letter as HTML without any style, so that every reader shows it well."""
    body = body_of(parts)
    page = Markup(
        '<!doctype html>\n<html lang="{}"><head><meta charset="utf-8"><title>{}</title></head>\n'
        "<body>\n<h1>{}</h1>\n{}\n</body></html>\n"
    )
    return str(page.format(language.current(), title, title, body))


def body_of(parts: Iterable[Part]) -> Markup:
    """Return the parts as HTML, to stand in a page."""
    return Markup("\n").join(_html(part) for part in parts if part.lines)


def _text(part: Part) -> Iterable[str]:
    if part.title:
        yield part.title.upper()
    for line in part.lines:
        words = line.words.striptags() if isinstance(line.words, Markup) else line.words
        yield f"- {words}" if part.title else words
        if line.link:
            yield f"  {line.link}" if part.title else line.link
    yield ""


def _html(part: Part) -> Markup:
    if not part.title:
        return Markup("\n").join(Markup("<p>{}</p>").format(_linked(one)) for one in part.lines)
    rows = Markup("\n").join(Markup("<li>{}</li>").format(_linked(one)) for one in part.lines)
    return Markup("<h2>{}</h2>\n<ul>\n{}\n</ul>").format(part.title, rows)


def _linked(line: Line) -> Markup:
    if not line.link:
        return escape(line.words)
    return Markup('<a href="{}">{}</a>').format(line.link, line.words)
