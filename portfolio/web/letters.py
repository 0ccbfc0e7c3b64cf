"""The words of the product's mail, in the reader's language."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from flask import Flask, url_for

from portfolio.domain.mail import DueLine, Letter
from portfolio.domain.reminders import Stage
from portfolio.web import here, language
from portfolio.web.digest import digest
from portfolio.web.formats import day_text
from portfolio.web.language import gettext as _
from portfolio.web.language import ngettext
from portfolio.web.letter_paper import Line, Part, html_of, text_of


class WebPen:
    """Words letters outside of a request; the application is made when the first is written."""

    def __init__(self, make_app: Callable[[], Flask]) -> None:
        self._make_app = make_app

    @cached_property
    def app(self) -> Flask:
        """The application whose words and settings are used."""
        return self._make_app()

    def reminders(self, locale: str | None, name: str, lines: Sequence[DueLine]) -> Letter:
        """Return what tells somebody which check-ins are due."""
        with self._speaking(locale):
            return reminders(name, lines)

    def digest(self, locale: str | None) -> Letter | None:
        """Return the running quarter's digest; None where there is none."""
        with self._speaking(locale):
            found = digest()
            return found.letter if found else None

    @contextmanager
    def _speaking(self, locale: str | None) -> Iterator[None]:
        base = self.app.extensions["settings"].base_address
        asked = {"lang": locale or language.SUPPORTED[0]}
        with self.app.test_request_context("/", base_url=base, query_string=asked):
            yield


def reminders(name: str, lines: Sequence[DueLine]) -> Letter:
    """Return the letter of somebody's check-ins, most urgent first."""
    late = sum(one.stage is Stage.OVERDUE for one in lines)
    subject = ngettext("%(num)d check-in is due", "%(num)d check-ins are due", len(lines))
    if late:
        subject += ", " + ngettext("%(num)d is overdue", "%(num)d are overdue", late)
    parts = (
        Part([Line(_("Hello %(name)s,", name=name))]),
        Part([_due(one) for one in lines], _("Key results")),
        Part(
            [
                Line(_("Check them all in on one form:"), address("check_ins.index")),
                Line(_("What you get by mail is chosen here:"), address("account.show")),
            ]
        ),
    )
    return Letter(subject, text_of(parts), html_of(subject, parts))


def trial(name: str) -> Letter:
    """Return the letter that an administrator sends to try the mail."""
    subject = _("Mail from Portfolio arrives")
    parts = (
        Part(
            [
                Line(_("Hello %(name)s,", name=name)),
                Line(_("this is the test that you asked for.")),
                Line(_("Mail is looked after here:"), address("mail.index")),
            ]
        ),
    )
    return Letter(subject, text_of(parts), html_of(subject, parts))


def address(endpoint: str, **values: Any) -> str:
    """Return a whole address, with the host that people reach the product at."""
    return here.settings().base_address + url_for(endpoint, **values)


def _due(one: DueLine) -> Line:
    words = {
        Stage.TOMORROW: _("due on %(day)s", day=day_text(one.due_on)),
        Stage.TODAY: _("due today"),
        Stage.OVERDUE: _("overdue since %(day)s", day=day_text(one.due_on)),
    }
    title = f"{one.code} {one.title}".strip()
    words_of = _("%(title)s: %(due)s (%(objective)s)",
                 title=title, due=words[one.stage], objective=one.objective)  # fmt: skip
    return Line(words_of, address("key_results.show", key_result_id=one.key_result_id))
