"""Sentences about plans and jobs in the page's language, worded from what a screen found."""

from portfolio.domain.jobs import Job, JobState
from portfolio.domain.plans import LeverKind, PlanHead, PlanState
from portfolio.screens.decisions import Told
from portfolio.screens.plan import Screen
from portfolio.screens.plans import Screen as Plans
from portfolio.web.formats import number, percent, score
from portfolio.web.language import gettext as _
from portfolio.web.language import ngettext


def title(screen: Screen) -> str:
    """Return the finding of a plan in one sentence."""
    head = screen.head
    if head.status == "infeasible":
        return _("No plan can keep all musts of %(quarter)s together", quarter=screen.cycle.label)
    if head.status == "unknown":
        return _("No plan was found in %(seconds)s seconds", seconds=number(head.seconds, 0))
    fits = _fits(head)
    if head.score_after is None or head.score_before is None:
        share = screen.board.points / screen.board.capacity if screen.board.capacity else 0.0
        return _("%(fits)s; %(share)s of the capacity is used", fits=fits, share=percent(share))
    return _(
        "%(fits)s; expected score %(before)s → %(after)s",
        fits=fits,
        before=score(head.score_before),
        after=score(head.score_after),
    )


def proof(head: PlanHead) -> str:
    """Return how good the plan provably is, in one line."""
    if not head.has_answer:
        return ""
    if head.status == "optimal":
        return _("Proven: no plan that keeps every rule is better.")
    if head.gap is None:
        return _("No limit was proven in the time: a better plan may exist.")
    gap = percent(head.gap, 1)
    if head.score_limit is None:
        return _("No plan can be better by more than %(gap)s of the bound.", gap=gap)
    return _(
        "Proven gap %(gap)s of the bound: no plan takes the score beyond %(limit)s.",
        gap=gap,
        limit=score(head.score_limit, 3),
    )


def list_title(screen: Plans) -> str:
    """Return how far the planning of a quarter is."""
    label = screen.cycle.label
    if screen.proposed:
        return _(
            "Plan %(plan)s is proposed for %(quarter)s and waits to be published",
            plan=screen.proposed.name,
            quarter=label,
        )
    if screen.in_force:
        return _(
            "Plan %(plan)s is in force in %(quarter)s", plan=screen.in_force.name, quarter=label
        )
    if screen.heads:
        return ngettext(
            "%(quarter)s has %(num)d draft and no plan in force",
            "%(quarter)s has %(num)d drafts and no plan in force",
            len(screen.heads),
            quarter=label,
        )
    return _("%(quarter)s has no plan yet", quarter=label)


def comparison_title(one: PlanHead, other: PlanHead) -> str:
    """Return which of two plans is worth more."""
    if one.score_after is None or other.score_after is None:
        return _("Plans %(one)s and %(other)s beside each other", one=one.name, other=other.name)
    gain = one.score_after - other.score_after
    better, worse = (one, other) if gain >= 0 else (other, one)
    if abs(gain) < 0.0005:
        return _(
            "Plans %(one)s and %(other)s expect the same score", one=one.name, other=other.name
        )
    return _(
        "Plan %(better)s expects a score %(gain)s higher than plan %(worse)s",
        better=better.name,
        worse=worse.name,
        gain=score(abs(gain), 3),
    )


def state(one: PlanState) -> str:
    """Return what a plan is to the organisation."""
    return {
        PlanState.DRAFT: _("Draft"),
        PlanState.PROPOSED: _("Proposed"),
        PlanState.PUBLISHED: _("In force"),
        PlanState.SUPERSEDED: _("Superseded"),
    }[one]


def status(name: str) -> str:
    """Return what the optimiser says of its answer."""
    return {
        "optimal": _("Optimal"),
        "feasible": _("Feasible"),
        "infeasible": _("Infeasible"),
        "unknown": _("Nothing found"),
    }.get(name, name)


def reason(name: str) -> str:
    """Return why something is left out, in a word or two."""
    return {
        "capacity": _("No room"),
        "team": _("No team can do it"),
        "dependency": _("Waits for other work"),
        "window": _("Its dates leave no sprint"),
        "share": _("A share is used up"),
        "wip": _("Too many epics at once"),
        "excluded": _("Excluded"),
        "worth": _("Others are worth more"),
    }.get(name, _("Not told"))


def lever(kind: LeverKind) -> str:
    """Return what is wished of an item."""
    return {
        LeverKind.EXCLUDE: _("Excluded"),
        LeverKind.FORCE_IN: _("Forced in"),
        LeverKind.LOCK: _("Locked"),
        LeverKind.PIN: _("Pinned"),
        LeverKind.FINISH_BY: _("To be finished by a date"),
        LeverKind.SHARE: _("Share"),
    }[kind]


def job_title(job: Job) -> str:
    """Return how a job stands in one sentence."""
    if job.kind == "frontier":
        return _frontier_title(job)
    if job.kind == "replay":
        return _replay_title(job)
    if job.is_stopping:
        return _("The planning is being stopped")
    best = job.progress.get("objective")
    if job.state is not JobState.DONE and job.result.get("plan_id") is not None:
        if job.state is JobState.FAILED:
            return _("The planning failed; the best plan found until then is kept")
        return _("The planning was stopped; the best plan found until then is kept")
    if job.state is JobState.RUNNING and best is not None:
        return _("Planning: a plan worth %(value)s is found so far", value=number(best, 4))
    return {
        JobState.QUEUED: _("The planning waits for a worker"),
        JobState.RUNNING: _("Planning: looking for a first plan"),
        JobState.DONE: _("The planning is done"),
        JobState.FAILED: _("The planning failed; nothing was changed"),
        JobState.CANCELLED: _("The planning was cancelled; nothing was changed"),
    }[job.state]


def _frontier_title(job: Job) -> str:
    if job.is_stopping:
        return _("The frontier is being stopped; what is known is kept")
    if job.state is JobState.RUNNING and job.progress.get("done"):
        return _(
            "Frontier: %(done)s of %(all)s plans are made",
            done=number(job.progress["done"]),
            all=number(job.progress.get("of")),
        )
    return {
        JobState.QUEUED: _("The frontier waits for a worker"),
        JobState.RUNNING: _("Frontier: planning with today's capacity"),
        JobState.DONE: _("The frontier is computed"),
        JobState.FAILED: _("The frontier could not be computed"),
        JobState.CANCELLED: _("The frontier was stopped"),
    }[job.state]


def _replay_title(job: Job) -> str:
    quarter = str(job.arguments.get("cycle") or _("a past quarter"))
    if job.is_stopping:
        return _("The replay is being stopped")
    if job.state is JobState.RUNNING and job.progress.get("plan") == "hindsight":
        return _("Replaying %(quarter)s: the plan with hindsight", quarter=quarter)
    return {
        JobState.QUEUED: _("The replay waits for a worker"),
        JobState.RUNNING: _("Replaying %(quarter)s: the best plan then", quarter=quarter),
        JobState.DONE: _("The replay is made"),
        JobState.FAILED: _("The replay failed"),
        JobState.CANCELLED: _("The replay was cancelled"),
    }[job.state]


def stop_job(job: Job) -> str:
    """Return what the button does that stops a job."""
    if job.kind == "frontier" and job.progress.get("done"):
        return _("Stop and keep what is known")
    if job.kind == "replay":
        return _("Stop")
    if job.progress.get("objective") is not None:
        return _("Stop and keep the best plan found")
    return _("Cancel")


def stopping(job: Job) -> str:
    """Return what comes of a job that somebody has just stopped."""
    if job.kind == "frontier" and job.state is not JobState.CANCELLED:
        return _("The frontier stops; what is known is kept.")
    if job.kind == "replay":
        return _("The replay stops; the plan it has is kept.")
    if job.state is JobState.CANCELLED:
        return _("The planning is cancelled; it had not begun.")
    return _("The planning stops; the best plan found so far is kept as a draft.")


def job_state(one: JobState) -> str:
    """Return a job's state in a word."""
    return {
        JobState.QUEUED: _("Waiting"),
        JobState.RUNNING: _("Running"),
        JobState.DONE: _("Done"),
        JobState.FAILED: _("Failed"),
        JobState.CANCELLED: _("Cancelled"),
    }[one]


def step(name: str | None) -> str:
    """Return what the planner is doing."""
    return {
        None: "",
        "starting": _("Reading the problem, simple plans first"),
        "bounding": _("Proving what no plan can beat"),
        "solving exactly": _("Solving the whole problem"),
        "choosing epics": _("Choosing epics"),
        "scheduling": _("Placing items in teams and sprints"),
        "polishing": _("Improving the plan"),
        "explaining": _("Finding why epics are left out"),
    }.get(name, name or "")


def loses(head: PlanHead, other: str) -> str:
    """Return what another way of planning would lose, in words; "" where that isn't known."""
    beside = head.others.get(other, {})
    if head.score_after is not None and beside.get("score") is not None:
        return score(head.score_after - beside["score"], 3)
    if head.value is not None and beside.get("value") is not None:
        return number(head.value - beside["value"], 4)
    return ""


def _fits(head: PlanHead) -> str:
    return ngettext(
        "%(count)s of %(num)d epic fits",
        "%(count)s of %(num)d epics fit",
        head.epics_in + head.epics_out,
        count=number(head.epics_in),
    )


def happened(told: Told) -> str:
    """Return what was done to a plan: made, proposed, published, superseded."""
    said = {
        "make plan": _("computed it"),
        "adopt plan": _("proposed it"),
        "publish plan": _("published it"),
        "supersede plan": _("published another one in its place"),
    }
    return said.get(told.entry.deed, told.entry.deed)
