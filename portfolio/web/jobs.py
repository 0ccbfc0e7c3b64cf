"""Jobs: the newest, and one with its progress, asked again each second until it is over."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from portfolio.actions.cancel_job import cancel_job
from portfolio.domain.jobs import Job
from portfolio.domain.people import Deed
from portfolio.screens import jobs as screen
from portfolio.web import here, plan_words
from portfolio.web.access import access

blueprint = Blueprint("jobs", __name__)


@blueprint.get("/jobs")
@access(Deed.SEE_DRAFTS)
def index() -> str:
    """List the newest jobs."""
    return render_template("jobs/index.html", jobs=screen.newest(here.reading()), words=plan_words)


@blueprint.get("/jobs/<int:job_id>")
@access(Deed.SEE_DRAFTS)
def show(job_id: int) -> str | Answer:
    """Show how far a job is; once it has an answer, go there."""
    found = screen.load(here.reading(), job_id)
    answer = _answer(found.job)
    if answer is not None and "stay" not in request.args:
        return redirect(answer, 303)
    template = "jobs/_progress.html" if request.headers.get("X-Fragment") else "jobs/show.html"
    return render_template(template, screen=found, job=found.job, words=plan_words)


@blueprint.post("/jobs/<int:job_id>/cancel")
@access(Deed.REQUEST_PLAN)
def cancel(job_id: int) -> Answer:
    """Ask a job to stop."""
    with here.writing() as tx:
        job = cancel_job(tx, here.me(), job_id, now=here.now())
    flash(plan_words.stopping(job), "ok")
    return redirect(url_for("jobs.show", job_id=job_id), 303)


def _answer(job: Job) -> str | None:
    """Return where the answer of a job is shown: its plan, or a comparison that was wished."""
    if "frontier_id" in job.result:
        return url_for("frontier.show", scenario_id=job.result["scenario_id"])
    if "replay_id" in job.result:
        return url_for("replay.show", cycle=job.result["cycle"])
    plan_id = job.result.get("plan_id")
    if plan_id is None:
        return None
    then = job.arguments.get("then") or {}
    if job.result.get("status") not in ("optimal", "feasible") or not then:
        return url_for("plans.show", plan_id=plan_id)
    if "plans" in then:
        return url_for("scenarios.compare", plans=",".join(map(str, [*then["plans"], plan_id])))
    return url_for("scenarios.compare", ids=",".join(map(str, then["ids"])))
