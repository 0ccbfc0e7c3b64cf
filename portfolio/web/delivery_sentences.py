"""The findings of the delivery page in the page's language."""

from collections.abc import Sequence
from dataclasses import dataclass

from portfolio.domain.delivery import Service
from portfolio.domain.okrs import Status
from portfolio.domain.teams import Area, Team
from portfolio.screens.delivery import Metric, Screen
from portfolio.screens.delivery_goals import KeyResultsOverTime
from portfolio.screens.delivery_pulse import PulseRow
from portfolio.web.formats import day_text, duration, month, number, percent, span
from portfolio.web.language import gettext as _
from portfolio.web.language import ngettext


@dataclass(frozen=True, slots=True)
class MetricWords:
    """A figure of the strip in words."""

    name: str
    value: str
    unit: str
    spread: str
    target: str


@dataclass(frozen=True, slots=True)
class PulseWords:
    """A metric in one line: last week, twelve weeks ago, the spread and the target."""

    name: str
    value: str
    then: str
    spread: str
    target: str


def headline(screen: Screen) -> str:
    """Return the finding of the page, in one sentence."""
    finding = _finding(screen)
    if not screen.scope.name:
        return finding
    return _("%(name)s: %(finding)s", name=screen.scope.name, finding=finding)


def proof(screen: Screen) -> str:
    """Return what the finding was counted from."""
    if screen.is_empty:
        return ""
    counted = ngettext(
        "Counted from %(count)s production deployment.",
        "Counted from %(count)s production deployments.",
        screen.figures.deployments,
        count=number(screen.figures.deployments),
    )
    parts = [counted]
    if screen.trend.weeks:
        parts.insert(
            0,
            ngettext(
                "The last week against the one before.",
                "The last %(num)d weeks against the %(num)d before.",
                screen.trend.weeks,
            ),
        )
    if screen.silent:
        parts.append(
            ngettext("%(num)d service has none.", "%(num)d services have none.", screen.silent)
        )
    return " ".join(parts)


def options(things: Sequence[Service | Team | Area]) -> list[tuple[str, str]]:
    """Return the entries of a choice: all, then each with its slug and name."""
    return [("", _("All")), *((one.slug, one.name) for one in things)]


def crumb(screen: Screen) -> str:
    """Return range and scope of the page."""
    days = screen.range.days
    parts = [
        _("Delivery"),
        _(
            "%(first)s to %(last)s",
            first=day_text(days.starts_on, True),
            last=day_text(days.ends_on, True),
        ),
        ngettext("%(num)d team", "%(num)d teams", len(screen.teams)) if screen.teams else "",
        ngettext("%(num)d service", "%(num)d services", len(screen.services)),
    ]
    return " · ".join(part for part in parts if part)


def metric(one: Metric) -> MetricWords:
    """Return a figure of the strip: its value, what it is a median of, and its target."""
    unit = _("a week") if one.name == "deployment_frequency" else ""
    value = _amount(one.name, one.spread.median)
    return MetricWords(_names()[one.name], value, unit, _spread(one), _target(one))


def pulse(row: PulseRow) -> PulseWords:
    """Return a metric of the progress page in words."""
    spread = row.now
    return PulseWords(
        name={
            "deployment_frequency": _("Frequency, a week"),
            "lead_time_hours": _("Lead time"),
            "change_fail_rate": _("Change fail rate"),
            "recovery_hours": _("Recovery time"),
            "rework_rate": _("Rework rate"),
        }[row.name],
        value=_amount(row.name, spread.median),
        then=_amount(row.name, row.then.median),
        spread=_(
            "%(low)s–%(high)s; %(have)s of %(of)s",
            low=_amount(row.name, spread.low),
            high=_amount(row.name, spread.high),
            have=number(spread.have),
            of=number(spread.of),
        ),
        target=_target(row),
    )


def _names() -> dict[str, str]:
    return {
        "deployment_frequency": _("Deployment frequency"),
        "lead_time_hours": _("Lead time for changes"),
        "change_fail_rate": _("Change fail rate"),
        "recovery_hours": _("Failed deployment recovery"),
        "rework_rate": _("Deployment rework rate"),
    }


def _target(one: Metric | PulseRow) -> str:
    if one.target is None:
        return ""
    return f"{'≥' if one.more_is_better else '≤'} {_amount(one.name, one.target)}"


def weeks_title(screen: Screen) -> str:
    """Return what the bars of the weeks show."""
    last = screen.last_complete
    if last is None:
        return _("The first week still runs")
    target = screen.targets.get("deployments_per_week") if screen.scope.is_whole else None
    streak = _streak(screen, target)
    count = ngettext(
        "%(count)s deployment last week",
        "%(count)s deployments last week",
        last.deployments,
        count=number(last.deployments),
    )
    if target is None:
        complete = [row.deployments for row in screen.weeks if not row.is_running]
        mean = sum(complete) / len(complete)
        return _("%(count)s, %(mean)s on average", count=count, mean=number(mean, 0))
    if not streak:
        return _("%(count)s, below the target of %(target)s", count=count, target=number(target))
    return ngettext(
        "%(count)s, the first to reach the target of %(target)s",
        "%(count)s, the last of %(num)d in a row that reach %(target)s",
        streak,
        count=count,
        target=number(target),
    )


def frequency_title(screen: Screen) -> str:
    """Return what the figure of deployment frequency shows."""
    spread = screen.figures.frequency
    if spread.median is None:
        return _("Deployment frequency needs a complete week")
    if screen.scope.is_one_service:
        return _("It deploys %(median)s times a week", median=number(spread.median, 1))
    return _("The median service deploys %(median)s times a week", median=number(spread.median, 1))


def fail_title(screen: Screen) -> str:
    """Return what the figure of the change fail rate shows."""
    if not screen.months:
        return _("Nothing was deployed, so nothing failed")
    last = screen.months[-1]
    words = {"rate": percent(last.rate.share, 1), "month": month(last.month)}
    limit = screen.targets.get("change_fail_rate")
    if not last.rate.is_enough:
        return _("%(month)s has too few deployments to call", **words)
    if limit is None:
        return _("%(rate)s of deployments failed in %(month)s", **words)
    words["limit"] = percent(limit, 0)
    if last.rate.share <= limit:
        return _("%(rate)s failed in %(month)s, within the limit of %(limit)s", **words)
    return _("%(rate)s failed in %(month)s, over the limit of %(limit)s", **words)


def teams_title(screen: Screen) -> str:
    """Return what the small figures of the teams show."""
    known = [row for row in screen.teams if row.change is not None]
    more = sum(1 for row in known if (row.change or 0) > 0)
    if not known:
        return _("Teams")
    return ngettext(
        "%(more)s of %(num)d team deploys more than before",
        "%(more)s of %(num)d teams deploy more than before",
        len(known),
        more=number(more),
    )


def goals_title(found: KeyResultsOverTime) -> str:
    """Return how many key results keep to the expected curve."""
    good = sum(1 for one in found.every if one.status in (Status.ON_TRACK, Status.REACHED))
    return ngettext(
        "%(good)s of %(num)d key result is where it should be",
        "%(good)s of %(num)d key results are where they should be",
        len(found.every),
        good=number(good),
    )


def status_word(status: Status) -> str:
    """Return what a key result's status is called."""
    return {
        Status.TOO_EARLY: _("Too early"),
        Status.ON_TRACK: _("On track"),
        Status.AT_RISK: _("At risk"),
        Status.OFF_TRACK: _("Off track"),
        Status.REACHED: _("Reached"),
        Status.PARTLY: _("Partly"),
        Status.BELOW: _("Below"),
        Status.UNKNOWN: _("No data"),
    }[status]


def coverage(screen: Screen) -> str:
    """Return how much of it could be measured and linked."""
    figures = screen.figures
    if not figures.changes:
        return _("No change is recorded for these deployments, so there is no lead time.")
    return _(
        "%(linked)s of %(changes)s changes carry the key of an item; the lead time is known of "
        "%(measured)s. What the first deployment of a service carried is its whole past and is "
        "left out.",
        linked=number(figures.linked_changes),
        changes=number(figures.changes),
        measured=number(figures.measured_changes),
    )


def _finding(screen: Screen) -> str:
    if not screen.scope.every_service:
        return _("No service has been recorded yet")
    if screen.is_empty:
        return _("No deployments in this range")
    share = percent(abs(screen.trend.deployments or 0))
    weeks = [row.deployments for row in screen.weeks if not row.is_running]
    weekly = number(sum(weeks) / len(weeks), 0) if weeks else "0"
    key = screen.trend.direction, screen.trend.failing
    sentences = {
        ("up", "same"): _("Deployments are up %(share)s and fail no more often", share=share),
        ("up", "less"): _("Deployments are up %(share)s and fail less often", share=share),
        ("up", "more"): _("Deployments are up %(share)s, but they fail more often", share=share),
        ("up", "unknown"): _("Deployments are up %(share)s", share=share),
        ("down", "same"): _("Deployments are down %(share)s and fail as often", share=share),
        ("down", "less"): _("Deployments are down %(share)s and fail less often", share=share),
        ("down", "more"): _("Deployments are down %(share)s and fail more often", share=share),
        ("down", "unknown"): _("Deployments are down %(share)s", share=share),
        ("steady", "same"): _(
            "Deployments hold at %(weekly)s a week and fail as often", weekly=weekly
        ),
        ("steady", "less"): _(
            "Deployments hold at %(weekly)s a week and fail less often", weekly=weekly
        ),
        ("steady", "more"): _(
            "Deployments hold at %(weekly)s a week, but they fail more often", weekly=weekly
        ),
        ("steady", "unknown"): _("Deployments hold at %(weekly)s a week", weekly=weekly),
    }
    return sentences.get(key) or ngettext(
        "%(count)s deployment in this range",
        "%(count)s deployments in this range",
        screen.figures.deployments,
        count=number(screen.figures.deployments),
    )


def _amount(name: str, value: float | None) -> str:
    if name.endswith("_rate"):
        return percent(value, 1)
    return duration(value) if name.endswith("_hours") else number(value, 1)


def _spread(one: Metric) -> str:
    spread = one.spread
    if spread.median is None:
        return _("no data")
    if spread.of == 1:
        if one.interval is None:
            return ""
        low, high = one.interval
        return _("95 %% interval %(interval)s %%", interval=span(low * 100, high * 100, 1))
    return _(
        "quartiles %(low)s–%(high)s; %(have)s of %(of)s services have data",
        low=_amount(one.name, spread.low),
        high=_amount(one.name, spread.high),
        have=number(spread.have),
        of=number(spread.of),
    )


def _streak(screen: Screen, target: float | None) -> int:
    streak = 0
    for row in reversed([row for row in screen.weeks if not row.is_running]):
        if target is None or row.deployments < target:
            break
        streak += 1
    return streak
