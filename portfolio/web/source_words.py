"""Sources, their faults and guardrails in the page's language."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from portfolio.domain.guardrails import Guardrail
from portfolio.domain.saved_filters import SavedFilter
from portfolio.domain.sources import (
    BacklogSettings,
    Counted,
    CsvSettings,
    Fault,
    FaultKind,
    Figure,
    Measure,
    MetricSettings,
    Reading,
    Settings,
    Source,
    SourceKind,
)
from portfolio.web.formats import day_text, number, percent
from portfolio.web.language import gettext as _
from portfolio.web.language import later, ngettext

KINDS = {
    SourceKind.DELIVERY: later("A delivery metric"),
    SourceKind.BACKLOG: later("The backlog"),
    SourceKind.CSV: later("A file (CSV)"),
    SourceKind.PUSH: later("Values pushed over HTTP"),
}
METRIC_NAMES = {
    "deployments_per_week": later("Deployments a week"),
    "deployment_frequency": later("Deployment frequency"),
    "lead_time_hours": later("Lead time for changes"),
    "recovery_hours": later("Failed deployment recovery"),
    "change_fail_rate": later("Change fail rate"),
    "rework_rate": later("Deployment rework rate"),
}
_FILTER_WORDS = {
    "q": later("words"),
    "area": later("area"),
    "team": later("team"),
    "epic": later("under"),
    "type": later("type"),
    "level": later("level"),
    "category": later("status"),
    "objective": later("objective"),
    "plan": later("plan"),
    "shape": later("shape"),
}


def unit_of(settings: Settings) -> str:
    """Return the unit that a source measures in; "" where only its owner knows."""
    if isinstance(settings, MetricSettings):
        if settings.what.is_share:
            return "%"
        if settings.what.is_time:
            return {"minutes": _("min"), "hours": _("h"), "days": _("days")}[settings.unit.value]
        return _("a week")
    if isinstance(settings, BacklogSettings):
        if settings.figure is Figure.SHARE:
            return "%"
        return _("points") if settings.measure is Measure.POINTS else _("items")
    return ""


def told(settings: Settings, *, scope: str = "") -> str:
    """Return in a sentence without end what a source measures."""
    if isinstance(settings, MetricSettings):
        return _metric(settings, scope)
    if isinstance(settings, BacklogSettings):
        return _backlog(settings)
    if isinstance(settings, CsvSettings):
        return _rhythm(
            _("Column “%(value)s” of a file, by “%(on)s”",
              value=settings.value_column, on=settings.on_column),
            settings.rhythm_days,
        )  # fmt: skip
    return _rhythm(_("Values that a machine sends"), settings.rhythm_days)


def scope_of(facts: Mapping[str, Any], settings: Settings) -> str:
    """Return the name of what a reading was of; its slug where nothing was read yet."""
    slug = settings.scope[1] if isinstance(settings, MetricSettings) else ""
    return str(facts.get("name") or slug)


def read(one: Reading) -> str:
    """Return what a reading counted: n, and how much of it has data."""
    return counted(one.kind, one.n, one.facts)


def counted(kind: SourceKind, n: int | None, facts: Mapping[str, Any]) -> str:
    """Return what was counted: n, and how much of it has data."""
    if kind is SourceKind.DELIVERY:
        parts = [_("n = %(n)s", n=number(n))]
        if facts.get("of", 1) > 1:
            have = {"have": number(facts.get("have")), "num": facts["of"]}
            parts.append(
                ngettext(
                    "%(have)s of %(num)d service has data",
                    "%(have)s of %(num)d services have data",
                    facts["of"],
                    **have,
                )
            )
        return " · ".join(parts)
    if kind is SourceKind.BACKLOG and "part" in facts:
        return _(
            "%(part)s of %(all)s that match", part=number(facts["part"]), all=number(facts["of"])
        )
    return ""


def fault(one: Fault) -> str:
    """Return what is wrong and since when, in a sentence."""
    facts, since = one.facts, day_text(one.since)
    name = facts.get("name") or _("the product")
    latest = facts.get("latest")
    on = day_text(date.fromisoformat(latest)) if latest else ""
    sentences = {
        FaultKind.FILTER_GONE: _(
            "The filter “%(name)s” was deleted; noticed on %(since)s.", name=name, since=since
        ),
        FaultKind.FILTER_NAMES_NOTHING: _(
            "The filter “%(name)s” names %(key)s, which is no more; noticed on %(since)s.",
            name=name, key=facts.get("key", ""), since=since,
        ),
        FaultKind.NOTHING_MATCHES: _(
            "No item matches the filter since %(since)s, so there is no share of it.", since=since
        ),
        FaultKind.SCOPE_GONE: _(
            "There is no %(name)s any more; noticed on %(since)s.", name=name, since=since
        ),
        FaultKind.NO_SERVICES: _(
            "No service belongs to %(name)s; noticed on %(since)s.", name=name, since=since
        ),
        FaultKind.RETIRED: _("%(name)s is retired since %(since)s.", name=name, since=since),
        FaultKind.NO_DATA: _(
            "No deployment says anything about %(name)s since %(since)s.", name=name, since=since
        ),
        FaultKind.NOTHING_FAILED: _(
            "Nothing failed since %(since)s, so there is nothing to measure.", since=since
        ),
        FaultKind.NOTHING_YET: _("Nothing has been read yet."),
    }  # fmt: skip
    if one.kind in sentences:
        return sentences[one.kind]
    return _late(one.kind, on=on, since=since, days=facts.get("days"))


def guardrail(one: Guardrail, title: str = "") -> str:
    """Return what must not get worse, as a sentence without end."""
    if one.metric is None or one.limit is None:
        return _("“%(title)s” stands no worse than at its start", title=title)
    unit = unit_of(one.metric)
    limit = f"{number(one.limit)} {unit}".strip()
    name = str(METRIC_NAMES[one.metric.metric])
    if one.metric.what.more_is_better:
        return _("%(metric)s at least %(limit)s", metric=name, limit=limit)
    return _("%(metric)s at most %(limit)s", metric=name, limit=limit)


def filtered(one: SavedFilter) -> str:
    """Return what a filter asks for."""
    return ", ".join(
        f"{_FILTER_WORDS[name]} {value}"
        for name, value in one.query.items()
        if name in _FILTER_WORDS
    )


def age(source: Source, reading: Reading | None, today: date) -> str:
    """Return how old the value is."""
    if reading is None:
        return _("never read")
    days = (today - reading.on).days
    if days <= 0:
        return _("of today")
    return ngettext("%(num)d day old", "%(num)d days old", days)


def coverage(share: float | None) -> str:
    """Return the share of services that have data."""
    return percent(share) if share is not None else ""


def _late(kind: FaultKind, *, on: str, since: str, days: int | None) -> str:
    promised = ngettext("%(num)d day", "%(num)d days", days or 0)
    if kind is FaultKind.FILE_LATE:
        if on:
            return _(
                "The newest value of the file is of %(on)s; one every %(days)s was promised, so "
                "it is late since %(since)s.", on=on, days=promised, since=since,
            )  # fmt: skip
        return _("No file has come; one every %(days)s was promised, late since %(since)s.",
                 days=promised, since=since)  # fmt: skip
    if on:
        return _(
            "The newest pushed value is of %(on)s; one every %(days)s was promised, so it is late "
            "since %(since)s.", on=on, days=promised, since=since,
        )  # fmt: skip
    return _("Nothing was pushed; a value every %(days)s was promised, late since %(since)s.",
             days=promised, since=since)  # fmt: skip


def _metric(settings: MetricSettings, scope: str) -> str:
    kind, slug = settings.scope
    name = str(METRIC_NAMES[settings.metric])
    scope = scope or slug
    if kind == "service":
        what = _("%(metric)s of %(name)s", metric=name, name=scope)
    elif settings.metric == "deployments_per_week":
        where = scope if kind != "product" else _("the product")
        what = _("%(metric)s of all services of %(name)s", metric=name, name=where)
    elif kind == "product":
        what = _("%(metric)s, median over all services", metric=name)
    else:
        what = _("%(metric)s, median over the services of %(name)s", metric=name, name=scope)
    if settings.weeks is None:
        return _("%(what)s, since the quarter's first day", what=what)
    return ngettext(
        "%(what)s, the last complete week",
        "%(what)s, the last %(num)d complete weeks",
        settings.weeks,
        what=what,
    )


def _backlog(settings: BacklogSettings) -> str:
    things = _("points") if settings.measure is Measure.POINTS else _("items")
    part = {Counted.ALL: _("all"), Counted.OPEN: _("open"), Counted.DONE: _("done")}
    values = {"things": things, "part": part[settings.counted], "name": settings.filter_name}
    if settings.figure is Figure.SHARE:
        return _("Share of the %(things)s of “%(name)s” that are %(part)s", **values)
    if settings.counted is Counted.ALL:
        return _("Count of the %(things)s of “%(name)s”", things=things, name=values["name"])
    return _("Count of the %(things)s of “%(name)s” that are %(part)s", **values)


def _rhythm(what: str, days: int | None) -> str:
    if days is None:
        return what
    return ngettext("%(what)s, one every day", "%(what)s, one every %(num)d days", days, what=what)
