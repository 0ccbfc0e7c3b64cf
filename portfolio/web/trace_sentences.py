"""The findings of the pages about changes, in the page's language."""

from portfolio.domain.backlog import Item
from portfolio.domain.delivery import Change, Deployment, DeploymentStatus
from portfolio.domain.incidents import Incident
from portfolio.domain.trace_facts import KeyResultFact, ObjectiveFact
from portfolio.domain.trace_keys import TraceKind
from portfolio.screens.changes import Screen as Changes
from portfolio.screens.trace import Screen, Trace
from portfolio.web.formats import day_text, number, percent
from portfolio.web.language import gettext as _
from portfolio.web.language import ngettext


def changes_headline(screen: Changes) -> str:
    """Return what the list of changes shows, in one sentence."""
    if not screen.total:
        return _("No change fits") if screen.asked.query else _("No change has been recorded yet")
    if screen.asked.linked:
        return ngettext(
            "%(count)s change fits",
            "%(count)s changes fit",
            screen.total,
            count=number(screen.total),
        )
    return ngettext(
        "%(share)s of %(count)s change carries the key of an item",
        "%(share)s of %(count)s changes carry the key of an item",
        screen.total,
        share=percent(screen.share),
        count=number(screen.total),
    )


def service_options(screen: Changes) -> list[tuple[str, str]]:
    """Return the services for a choice: slug and name."""
    return [(one.slug, one.name) for one in screen.every_service]


def trace_headline(screen: Screen) -> str:
    """Return what the chain shows, in one sentence."""
    trace = screen.trace
    if trace is None:
        return ngettext(
            "%(key)s may be %(num)d thing",
            "%(key)s may be one of %(num)d things",
            len(screen.hits),
            key=screen.key.value,
        )
    subject = trace.subject
    if isinstance(subject, Deployment):
        return _deployment_headline(trace, subject)
    if isinstance(subject, Incident):
        return _incident_headline(trace, subject)
    name = _name(trace)
    if isinstance(subject, KeyResultFact | ObjectiveFact) and trace.in_production:
        return ngettext(
            "%(name)s: %(count)s change behind it, the newest in production since %(day)s",
            "%(name)s: %(count)s changes behind it, the newest in production since %(day)s",
            trace.changes.total,
            name=name,
            count=number(trace.changes.total),
            day=day_text(trace.in_production[-1].finished_at, True),
        )
    first = trace.in_production[0] if trace.in_production else None
    if first is not None:
        return _(
            "%(name)s reached production on %(day)s",
            name=name,
            day=day_text(first.finished_at, True),
        )
    if trace.changes.total:
        return _("%(name)s has changes, but none in production yet", name=name)
    return _("No change carries %(name)s yet", name=name)


def kind_name(kind: TraceKind) -> str:
    """Return what a kind of key is called."""
    return {
        TraceKind.ITEM: _("Item"),
        TraceKind.COMMIT: _("Commit"),
        TraceKind.PULL_REQUEST: _("Pull request"),
        TraceKind.DEPLOYMENT: _("Deployment"),
        TraceKind.INCIDENT: _("Incident"),
        TraceKind.KEY_RESULT: _("Key result"),
        TraceKind.OBJECTIVE: _("Objective"),
    }[kind]


def status_name(status: DeploymentStatus) -> tuple[str, str]:
    """Return the look and the word of how a deployment ended."""
    return {
        DeploymentStatus.SUCCESS: ("ok", _("Succeeded")),
        DeploymentStatus.FAILED: ("bad", _("Failed")),
        DeploymentStatus.ROLLED_BACK: ("warn", _("Rolled back")),
        DeploymentStatus.CANCELLED: ("out", _("Cancelled")),
    }[status]


def subject_line(trace: Trace) -> str:
    """Return the subject's own words: its title, its commit message."""
    subject = trace.subject
    if isinstance(subject, Item | Change | Incident | KeyResultFact | ObjectiveFact):
        return subject.title
    if isinstance(subject, Deployment):
        services = ", ".join(one.name for one in subject.services)
        return f"{services} · {subject.environment.name}"
    return ""


def _name(trace: Trace) -> str:
    subject = trace.subject
    if isinstance(subject, Change):
        number_ = f"#{subject.number}" if subject.number is not None else subject.short
        return f"{subject.repository} {number_}"
    if isinstance(subject, KeyResultFact | ObjectiveFact):
        return subject.code
    return trace.key


def _deployment_headline(trace: Trace, deployment: Deployment) -> str:
    items = len(trace.lines) + len(trace.unknown_keys)
    words = {
        "name": deployment.label,
        "items": ngettext("%(num)d item", "%(num)d items", items),
        "place": deployment.environment.name,
    }
    if not deployment.status.reached_production:
        return _("%(name)s did not get through to %(place)s", **words)
    if not trace.changes.total:
        return _("No change is recorded for %(name)s in %(place)s", **words)
    return ngettext(
        "%(name)s brought %(count)s change for %(items)s to %(place)s",
        "%(name)s brought %(count)s changes for %(items)s to %(place)s",
        trace.changes.total,
        count=number(trace.changes.total),
        **words,
    )


def _incident_headline(trace: Trace, incident: Incident) -> str:
    cause = trace.deployments[0] if trace.deployments else None
    if cause is None:
        return _("%(title)s: no deployment is known to have caused it", title=incident.title)
    return _(
        "%(title)s: brought about by %(name)s on %(day)s",
        title=incident.title,
        name=cause.label,
        day=day_text(cause.finished_at, True),
    )
