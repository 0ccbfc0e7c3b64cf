"""The week's digest: how the running quarter stands, what changed, and what may be missed."""

from dataclasses import dataclass

from markupsafe import Markup

from portfolio.domain.mail import Letter
from portfolio.screens import progress
from portfolio.screens.goal_lines import Line as ObjectiveLine
from portfolio.screens.progress import Screen
from portfolio.web import here, progress_words, sentences, week_words
from portfolio.web.formats import day_text, score, signed, span
from portfolio.web.language import gettext as _
from portfolio.web.letter_paper import Line, Part, body_of, html_of, text_of
from portfolio.web.share_tokens import closed_in


@dataclass(frozen=True, slots=True)
class Digest:
    """The digest before it is put on paper."""

    subject: str
    parts: tuple[Part, ...]

    @property
    def html(self) -> Markup:
        """The digest as it stands in a page."""
        return body_of(self.parts)

    @property
    def text(self) -> str:
        """The digest as plain text."""
        return text_of(self.parts)

    @property
    def letter(self) -> Letter:
        """The digest as a mail."""
        return Letter(self.subject, self.text, html_of(self.subject, self.parts))


def digest() -> Digest | None:
    """Return the digest of the cycle in view; None before the first, or without objectives."""
    cycle = here.cycle()
    if cycle is None:
        return None
    found = progress.load(here.reading(), cycle, today=here.today(), zone=here.settings().zone)
    if not found.goals.lines:
        return None
    parts = (
        Part([Line(_bare(progress_words.proof(found)))]),
        Part([_objective(one, found) for one in found.goals.lines], _("Objectives")),
        Part(_news(found), _("What changed this week")),
        Part(_risks(found), _("Top risks")),
        Part(
            [
                Line(_("The whole page:"), whole(f"/progress?cycle={cycle.name}")),
                Line(_("What you get by mail is chosen here:"), whole("/account")),
            ]
        ),
    )
    return Digest(sentences.goals_headline(found.goals), parts)


def whole(path: str) -> str:
    """Return a path with the host that people reach the product at."""
    return here.settings().base_address + path


def _objective(one: ObjectiveLine, found: Screen) -> Line:
    told = {"title": f"{one.code} {one.title}".strip(), "score": score(one.score)}
    if one.forecast is None:
        said = _("%(title)s: score %(score)s", **told)
    else:
        band = span(one.forecast.low, one.forecast.high)
        middle = score(one.forecast.middle)
        said = _("%(title)s: score %(score)s, forecast %(middle)s (80 %% band %(band)s)",
                 middle=middle, band=band, **told)  # fmt: skip
    if abs(one.change) >= 0.005:
        said += ", " + _("%(change)s on last week", change=signed(round(one.change, 2), 2))
    danger = found.dangers.get(one.id)
    more = Markup(" ") + _bare(progress_words.why(danger)) if danger else Markup("")
    return Line(Markup.escape(said + ".") + more, whole(f"/okrs/{one.id}"))


def _news(found: Screen) -> list[Line]:
    news = week_words.sentences(found.week, found.cycle)
    if not news:
        return [Line(_("No score moved, nothing was decided and nothing was finished."))]
    return [Line(one.html, whole(one.address)) for one in news]


def _risks(found: Screen) -> list[Line]:
    lines = []
    for one in found.risks:
        why, _doing = progress_words.plain_risk(one, found.on)
        key_result = one.key_result
        title = f"{key_result.code} {key_result.title}".strip()
        words = f"{title}: {why}"
        if key_result.miss is not None:
            told = (progress_words.chance(key_result), progress_words.outlook(key_result))
            chance = ", ".join(filter(None, told))
            words = _("%(title)s, missed with %(chance)s: %(why)s",
                      title=title, chance=chance, why=why)  # fmt: skip
        if one.by_on is not None:
            words += " " + _("Next by %(day)s.", day=day_text(one.by_on))
        if one.owner:
            words += " " + _("Owner: %(name)s", name=one.owner) + "."
        lines.append(Line(words, whole(f"/okrs/key-results/{key_result.id}")))
    return lines


def _bare(said: Markup) -> Markup:
    """Return a sentence without its links, which would stand in the link of its line."""
    return Markup(closed_in(str(said), _nowhere))  # noqa: S704 - made of escaped parts


def _nowhere(address: str) -> None:
    return None
