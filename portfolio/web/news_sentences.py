"""A sentence of the news with the page of its subject, and what such sentences are made of."""

from collections.abc import Sequence
from dataclasses import dataclass

from babel.lists import format_list
from markupsafe import Markup, escape

from portfolio.domain.cycles import Cycle
from portfolio.web import language
from portfolio.web.formats import LOCALES
from portfolio.web.language import gettext as _
from portfolio.web.language import ngettext

MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Sentence:
    """One piece of news: `html` has its subject in bold, `address` is the subject's page."""

    html: Markup
    address: str
    icon: str  # a name of _macros/icons.html
    tone: str  # ok, warn, bad, muted

    @property
    def plain(self) -> str:
        """The sentence as bare text, for a mail or a file."""
        return self.html.striptags()

    @property
    def linked(self) -> Markup:
        """The sentence with its subject as the link to its page."""
        opened = Markup('<a class="b" href="{}">').format(self.address)
        text = str(self.html).replace("<b>", str(opened), 1).replace("</b>", "</a>", 1)
        return Markup(text)  # noqa: S704 - made of escaped parts


def named_list(names: Sequence[str]) -> str:
    """Return a few names as the language lists them: “A”, “B” and 2 more."""
    shown = list(names[:MOST_NAMED])
    rest = len(names) - len(shown)
    if rest:
        shown.append(ngettext("%(num)d more", "%(num)d more", rest))
    return listed(shown)


def listed(names: Sequence[str]) -> str:
    """Return names as the language lists them: A, B and C."""
    return format_list(list(names), locale=LOCALES[language.current()])


def quoted(name: str) -> str:
    """Return a name in the quotation marks of the language."""
    return _("“%(name)s”", name=name)


def of_cycle(address: str, cycle: Cycle) -> str:
    """Return the address of a page of a cycle."""
    return f"{address}?cycle={cycle.name}"


def ended(text: Markup | str) -> Markup:
    """Return the sentence with its full stop."""
    return escape(text) + Markup(".")


def counted(subject: str, rest: str) -> Markup:
    """Return a sentence whose subject is a count; language puts it first."""
    return Markup("<b>{}</b> {}.").format(subject, rest)
