"""GitHub's events: deployments, merged pull requests, pushes, workflow runs, reviews."""

from collections.abc import Callable, Mapping
from urllib.parse import parse_qs

from portfolio.connectors.branches import is_line
from portfolio.connectors.json_body import Field, document
from portfolio.domain.delivery import ChangeRecord, DeploymentRecord, DeploymentStatus, kind_in
from portfolio.domain.errors import Refused
from portfolio.domain.inbox import Event, Facts, ignored
from portfolio.domain.pipeline import ApprovalRecord, BuildRecord, BuildStatus, Verdict

ENDED = {
    "success": DeploymentStatus.SUCCESS,
    "failure": DeploymentStatus.FAILED,
    "error": DeploymentStatus.FAILED,
}
BUILDS = {
    "success": BuildStatus.SUCCESS,
    "neutral": BuildStatus.SUCCESS,
    "failure": BuildStatus.FAILED,
    "timed_out": BuildStatus.FAILED,
    "startup_failure": BuildStatus.FAILED,
    "cancelled": BuildStatus.CANCELLED,
    "skipped": BuildStatus.CANCELLED,
    "stale": BuildStatus.CANCELLED,
}
VERDICTS = {
    "approved": Verdict.APPROVED,
    "changes_requested": Verdict.CHANGES_ASKED,
    "dismissed": Verdict.TAKEN_BACK,
}
NO_COMMIT = "0" * 40


def parse(event: Event) -> Facts:
    """Return what the event tells; raise Refused where it can't be read."""
    kind = event.headers.get("x-github-event", "")
    if not kind:
        raise Refused("The header X-GitHub-Event is missing: it says what the body is.")
    read = READERS.get(kind)
    if read is None:
        return ignored(f"GitHub's {kind!r} tells nothing of delivery.")
    return read(document(_json(event)))


def _json(event: Event) -> bytes:
    """Return the JSON; a hook that was set to forms has it in a field of its own."""
    if not event.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return event.body
    found = parse_qs(event.body.decode("utf-8", "replace")).get("payload")
    if not found:
        raise Refused("The form has no field `payload`. Set the hook to application/json.")
    return found[0].encode()


def _deployment_status(body: Field) -> Facts:
    told, deployment = body["deployment_status"], body["deployment"]
    state = told["state"].needed()
    status = ENDED.get(state)
    if status is None:
        return ignored(f"The deployment is {state}: it has not ended.")
    moment = told.first("updated_at", "created_at").moment()
    if moment is None:
        raise Refused("deployment_status.created_at: a moment is needed here.")
    started = deployment["created_at"].moment()
    repository = body["repository"]["full_name"].needed()
    ref = deployment["ref"].text()
    return Facts(
        deployments=(
            DeploymentRecord(
                external_id=deployment["id"].needed(),
                services=(repository,),
                repository=repository,
                environment=deployment.first("environment").text() or told["environment"].needed(),
                finished_at=moment,
                started_at=started if started and started <= moment else None,
                status=status,
                kind=kind_in(deployment["task"].text(), ref, deployment["description"].text()),
                name="" if ref == deployment["sha"].text() else ref,
                revision=deployment["sha"].needed(),
                actor=deployment["creator"]["login"].text(),
                url=told.first("log_url", "target_url").text(),
                told_at=moment,
            ),
        )
    )


def _pull_request(body: Field) -> Facts:
    pull = body["pull_request"]
    if body["action"].text() != "closed" or not pull["merged"].flag():
        return ignored("The pull request is not merged yet.")
    base, main = pull["base"]["ref"].text(), body["repository"]["default_branch"].text()
    if not is_line(base, main=main):
        return ignored(f"It was merged into {base[:80]}, which is not released from.")
    merged = pull["merged_at"].moment()
    return Facts(
        changes=(
            ChangeRecord(
                repository=body["repository"]["full_name"].needed(),
                sha=pull["merge_commit_sha"].needed(),
                number=pull["number"].number(),
                title=pull["title"].text(),
                branch=pull["head"]["ref"].text(),
                author=pull["user"]["login"].text(),
                url=pull["html_url"].text(),
                authored_at=pull["created_at"].moment(),
                committed_at=merged,
                merged_at=merged,
                size_lines=_sum(pull["additions"].number(), pull["deletions"].number()),
                commits=tuple(one for one in (pull["head"]["sha"].text(),) if one),
                told_at=pull["updated_at"].moment() or merged,
            ),
        )
    )


def _push(body: Field) -> Facts:
    branch = body["ref"].text().removeprefix("refs/heads/")
    if not is_line(branch, main=body["repository"].first("default_branch", "master_branch").text()):
        return ignored(f"A push to {branch[:80] or 'nothing'}, which is not released from.")
    repository = body["repository"]["full_name"].needed()
    before = body["before"].text()
    found = []
    for commit in body["commits"].each():
        moment = commit["timestamp"].moment()
        title, _, rest = commit["message"].text().partition("\n")
        found.append(
            ChangeRecord(
                repository=repository,
                sha=commit["id"].needed(),
                title=title,
                message=rest.strip(),
                author=commit["author"].first("username", "name").text(),
                url=commit["url"].text(),
                authored_at=moment,
                committed_at=moment,
                is_merge=title.startswith("Merge "),
                is_revert=title.startswith("Revert "),
                parents=(before,) if before and before != NO_COMMIT else (),
            )
        )
        before = found[-1].sha
    return Facts(changes=tuple(found)) if found else ignored("The push has no commits.")


def _workflow_run(body: Field) -> Facts:
    run = body["workflow_run"]
    if body["action"].text() != "completed":
        return ignored("The workflow has not ended.")
    return Facts(
        builds=(
            BuildRecord(
                external_id=run["id"].needed(),
                repository=body["repository"]["full_name"].needed(),
                revision=run["head_sha"].needed(),
                name=run["name"].text(),
                status=BUILDS.get(run["conclusion"].text(), BuildStatus.FAILED),
                url=run["html_url"].text(),
                started_at=run.first("run_started_at", "created_at").moment(),
                finished_at=run["updated_at"].moment(),
                told_at=run["updated_at"].moment(),
            ),
        )
    )


def _review(body: Field) -> Facts:
    review, pull = body["review"], body["pull_request"]
    verdict = VERDICTS.get(review["state"].text().lower())
    if verdict is None:
        return ignored("The review is a comment: it neither approves nor asks for changes.")
    return Facts(
        approvals=(
            ApprovalRecord(
                external_id=review["id"].needed(),
                repository=body["repository"]["full_name"].needed(),
                number=pull["number"].number() or 0,
                reviewer=review["user"]["login"].needed(),
                author=pull["user"]["login"].text(),
                verdict=verdict,
                revision=review["commit_id"].text(),
                given_at=review["submitted_at"].moment(),
            ),
        )
    )


def _begun(body: Field) -> Facts:
    return ignored("A deployment begins; deployment_status tells how it ends.")


def _ping(body: Field) -> Facts:
    return ignored("GitHub asks whether this address answers. It does.")


def _sum(*numbers: int | None) -> int | None:
    known = [one for one in numbers if one is not None]
    return sum(known) if known else None


READERS: Mapping[str, Callable[[Field], Facts]] = {
    "ping": _ping,
    "deployment": _begun,
    "deployment_status": _deployment_status,
    "pull_request": _pull_request,
    "pull_request_review": _review,
    "push": _push,
    "workflow_run": _workflow_run,
}
