"""The week's digest: how the running quarter stands, what changed, and what may be missed."""

from portfolio.domain.mail import Letter
from portfolio.screens import progress
from portfolio.web import here, sentences
from portfolio.web.formats import score, signed
from portfolio.web.language import gettext as _
from portfolio.web.letter_paper import Line, Part, html_of, text_of


def digest() -> Letter | None:
    """Return the digest of the cycle in view; None before the first, or without objectives."""
    from portfolio.web.letters import address

    cycle = here.cycle()
    if cycle is None:
        return None
    screen = progress.load(here.reading(), cycle, today=here.today(), zone=here.settings().zone)
    goals = screen.goals
    if not goals.lines:
        return None
    subject = sentences.goals_headline(goals)
    lines = [
        Line(
            f"{one.code} {one.title}: {score(one.score)} ({signed(one.change, 2)})",
            address("okrs.show", objective_id=one.id),
        )
        for one in goals.lines
    ]
    parts = (
        Part(lines, _("Objectives")),
        Part([Line(_("The whole page:"), address("progress.index", cycle=cycle.name))]),
        Part([Line(_("What you get by mail is chosen here:"), address("account.show"))]),
    )
    return Letter(subject, text_of(parts), html_of(subject, parts))
