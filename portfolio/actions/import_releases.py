"""Import a service's release history: its releases, its changes and the items they carry."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from time import perf_counter

from portfolio.actions.keep_import import SourceFile, keep_import
from portfolio.domain.delivery import CANDIDATE, PRODUCTION, ChangeRecord, DeploymentRecord
from portfolio.domain.imports import (
    ImportAnswer,
    ImportedChange,
    ImportedDeployment,
    RowNotes,
    RowProblem,
)
from portfolio.domain.people import Viewer
from portfolio.domain.release_names import final_names
from portfolio.store import deliveries
from portfolio.store.unit import Tx


def import_releases(
    tx: Tx,
    by: Viewer,
    file: SourceFile,
    deployments: Iterable[ImportedDeployment | RowProblem],
    *,
    changes: Iterable[ImportedChange | RowProblem],
    service: str,
    now: datetime,
    environment: str = PRODUCTION,
    dry_run: bool = False,
) -> ImportAnswer:
    """Record a release history and answer for every row; a dry run leaves nothing.

    A change counts for the release that brought it to production: where its first tag is a
    candidate, for the release of that version.
    """
    begun = perf_counter()
    releases, problems = _apart(deployments)
    notes = RowNotes()
    with keep_import(tx, by, "releases", file, now=now, dry_run=dry_run) as (_, keep):
        recorded = deliveries.record(
            tx,
            [_deployment(one, service, environment) for one in releases],
            _changes(changes, releases, service, problems=problems, notes=notes),
            source=f"releases:{service}",
        )
        rows = recorded.deployments + recorded.changes
        told = recorded.changes
        return keep(
            ImportAnswer(
                read=rows.added + rows.changed + rows.unchanged + len(problems),
                added=rows.added,
                changed=rows.changed,
                unchanged=rows.unchanged,
                refused=tuple(problems),
                warnings=notes.sentences(),
                seconds=perf_counter() - begun,
                facts={
                    "deployments": len(releases),
                    "candidates": sum(one.is_candidate for one in releases),
                    "changes": told.added + told.changed + told.unchanged,
                    "changes_with_items": recorded.changes_with_items,
                    "items_known": recorded.items_known,
                },
            )
        )


def _apart(
    rows: Iterable[ImportedDeployment | RowProblem],
) -> tuple[list[ImportedDeployment], list[RowProblem]]:
    told, problems = [], []
    for row in rows:
        if isinstance(row, RowProblem):
            problems.append(row)
        else:
            told.append(row)
    return told, problems


def _deployment(one: ImportedDeployment, service: str, environment: str) -> DeploymentRecord:
    return DeploymentRecord(
        external_id=one.name,
        services=(service,),
        finished_at=one.finished_at,
        environment=CANDIDATE if one.is_candidate else environment,
        name=one.name,
        revision=one.revision,
    )


def _changes(
    rows: Iterable[ImportedChange | RowProblem],
    releases: Iterable[ImportedDeployment],
    service: str,
    *,
    problems: list[RowProblem],
    notes: RowNotes,
) -> Iterator[ChangeRecord]:
    names = {one.name for one in releases}
    finals = final_names(releases)
    for row in rows:
        if isinstance(row, RowProblem):
            problems.append(row)
            continue
        if row.deployment and row.deployment not in names:
            notes.add("A change names a release that is not in deployments.csv", row.line)
        yield _change(row, names, finals, service)


def _change(
    one: ImportedChange, names: set[str], finals: Mapping[str, str], service: str
) -> ChangeRecord:
    deployment = one.deployment if one.deployment in names else None
    return ChangeRecord(
        repository=service,
        sha=one.sha,
        title=one.title,
        deployment=finals.get(deployment, deployment) if deployment else None,
        authored_at=one.authored_at,
        committed_at=one.committed_at,
        is_revert=one.is_revert,
        is_merge=one.is_merge,
        size_lines=one.size_lines,
        item_keys=one.item_keys,
    )
