"""Run a replay's job: read what was known, plan it twice in a process apart, store the answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from time import monotonic
from typing import Any

from portfolio.actions.build_replay import Problems, build_replay
from portfolio.actions.known_then import Known, known_then, span_of
from portfolio.actions.plan_made import Made, plan_made
from portfolio.actions.replay_quarter import Solved, replay_quarter
from portfolio.actions.run_plan import PutDown, Reporter, Run, claim, put_down
from portfolio.actions.trace_work import Became, trace_work
from portfolio.domain.errors import PortfolioError
from portfolio.domain.jobs import Job, JobState
from portfolio.domain.people import SYSTEM
from portfolio.domain.replays import Replay
from portfolio.planning.apart import Answer, ChildFailed, Stopped, solve_apart
from portfolio.planning.limits import Limits
from portfolio.planning.plan import Plan
from portfolio.planning.problem import Problem
from portfolio.planning.terms import Policy
from portfolio.store import cycles, effects, jobs, replays, then, trail
from portfolio.store.people import viewer_of
from portfolio.store.unit import Tx

Solver = Callable[..., Answer]


@dataclass(frozen=True, slots=True)
class _Read:
    """Everything that was read at once, so that the marks and the replay are of one moment."""

    known: Known
    became: Became
    problems: Problems
    made: Made
    marks: Mapping[str, str]


def run_replay(run: Run, *, zone: tzinfo = UTC, solver: Solver = solve_apart) -> int | None:
    """Carry a job to its end and return the id of its replay; None where there is none.

    One that is stopped after the first of its two plans keeps that much. Raises PutDown where
    the worker is closing, and ChildFailed (after noting it) where the planner failed.
    """
    job = claim(run)
    if job is None:
        return None
    began = monotonic()
    try:
        with run.store.reading() as tx:
            read = _read(tx, run, job, zone)
        solved = _solve(run, job, read, solver)
    except Stopped:
        if run.closing():
            put_down(run)
            raise PutDown from None
        return _finish(run, job, None)
    except (ChildFailed, PortfolioError) as fault:
        _finish(run, job, None, error=str(fault))
        raise
    except Exception as fault:
        _finish(run, job, None, error=f"Something unexpected failed: {type(fault).__name__}.")
        raise
    found = replay_quarter(read.known, read.became, read.problems, made=read.made, solved=solved)
    return _finish(run, job, (found, read.marks, monotonic() - began))


def _read(tx: Tx, run: Run, job: Job, zone: tzinfo) -> _Read:
    cycle = cycles.cycle_by_id(tx, int(job.arguments["cycle_id"]))
    since, until = span_of(cycle, zone)
    marks = replays.marks(tx, cycle, since=since, until=until)
    known = known_then(tx, cycle, today=run.clock().astimezone(zone).date(), zone=zone)
    became = trace_work(known)
    problems = build_replay(known, became, _real_effects(tx, known))
    held = [] if known.published else then.in_sprints(tx, since=since, until=until)
    return _Read(known, became, problems, plan_made(known, became, problems.then, held), marks)


def _real_effects(tx: Tx, known: Known) -> dict[int, dict[int, float]]:
    """Return what was said that finished items really moved, by item and key result."""
    goals = [one.key_result.id for one in known.standing.every_key_result()]
    found: dict[int, dict[int, float]] = {}
    for said in effects.of_key_results(tx, goals).values():
        for one in said:
            if one.corrected_at is None and one.amount is not None:
                found.setdefault(one.item_id, {})[one.key_result_id] = one.amount
    return found


def _solve(run: Run, job: Job, read: _Read, solver: Solver) -> Solved:
    """Plan both problems, half of the time each, and pass on how far it is."""
    half = float(job.arguments["seconds"]) / 2
    reporter = _Halves(run, half)
    problem, hint = read.problems.then, read.made.plan
    best = _solved(reporter, problem, hint, seconds=half, solver=solver)
    if not best.plan.assignments and problem.policy.shares:
        # Shares that no plan could keep: without them, and the checker says that one is broken.
        free = replace(problem, policy=Policy(), read_from="")
        again = _solved(reporter, free, hint, seconds=half, solver=solver)
        best = replace(again, plan=replace(again.plan, problem=problem.fingerprint()))
    reporter.passed = half
    try:
        problem, hint = read.problems.hindsight, read.problems.hint
        late = _solved(reporter, problem, hint, seconds=half, solver=solver)
    except Stopped:
        if run.closing():
            raise
        return Solved(best, None)
    return Solved(best, late)


def _solved(
    reporter: "_Halves", problem: Problem, hint: Plan | None, *, seconds: float, solver: Solver
) -> Answer:
    hints = {"hint": hint} if hint is not None else {}
    return solver(
        problem.to_bytes(),
        Limits(seconds),
        explain=False,
        progress=reporter.hear,
        stopped=reporter.is_stopped,
        **hints,
    )


class _Halves(Reporter):
    """Reports on the second plan as what follows the first."""

    def __init__(self, run: Run, half: float) -> None:
        super().__init__(run)
        self.half, self.passed = half, 0.0

    def hear(self, said: Mapping[str, Any]) -> None:
        """Take note of progress over both plans."""
        seconds = self.passed + float(said.get("seconds") or 0.0)
        which = "hindsight" if self.passed else "then"
        super().hear({**said, "seconds": seconds, "plan": which})


def _finish(
    run: Run,
    job: Job,
    found: tuple[Replay, Mapping[str, str], float] | None,
    *,
    error: str = "",
) -> int | None:
    """End the job with what was found; return the id of the replay that is kept."""
    now = run.clock()
    with run.store.writing() as tx:
        current = jobs.locked_job(tx, job.id)
        if current.state is not JobState.RUNNING or current.worker != run.worker:
            return None  # taken over while this worker was thought dead
        state = _state(current, error, is_stopped=found is None)
        ended: dict[str, Any] = {"state": state.value, "finished_at": now, "error": error or None}
        replay_id = None
        if found is not None:
            replay_id = _keep(tx, current, found, now=now)
            ended["result"] = {"replay_id": replay_id, "cycle": job.arguments["cycle"]}
        jobs.set_job(tx, job.id, ended)
        if state is JobState.FAILED:
            by = viewer_of(tx, job.account_id) if job.account_id else SYSTEM
            after = {"error": error}
            trail.record(tx, by, "replay failed", f"job:{job.id}", now=now, after=after)
        return replay_id


def _state(job: Job, error: str, *, is_stopped: bool) -> JobState:
    if error:
        return JobState.FAILED
    if is_stopped or job.cancel_asked_at is not None:
        return JobState.CANCELLED
    return JobState.DONE


def _keep(
    tx: Tx, job: Job, found: tuple[Replay, Mapping[str, str], float], *, now: datetime
) -> int:
    replay, marks, seconds = found
    names = {one.name for one in replay.outcomes}
    values = {
        "cycle_id": int(job.arguments["cycle_id"]),
        "job_id": job.id,
        "state": "whole" if "hindsight" in names else "part",
        "parameters": {"seconds": job.arguments["seconds"]},
        "marks": dict(marks),
        "seconds": seconds,
        "account_id": job.account_id,
        "made_at": now,
    }
    return replays.add_replay(tx, replay.to_bytes(), values)
