"""Reads a release history: `deployments.csv` and `changes.csv`, as a stream."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import BinaryIO

from portfolio.connectors.delimited import open_delimited
from portfolio.connectors.raw_text import Limits
from portfolio.connectors.table_rows import NamedRow, named_rows
from portfolio.connectors.written_dates import DateReader
from portfolio.domain.imports import (
    ImportedChange,
    ImportedDeployment,
    ImportRefused,
    RowProblem,
)

LONGEST_NAME = 255
MOST_LINES = 1_000_000_000
_DEPLOYMENT_COLUMNS = ("deployment", "deployed_at", "sha")
_CHANGE_COLUMNS = ("sha", "deployment", "committed_at")
_CANDIDATE = re.compile(
    r"(?:^|[\-_.\d])(?:rc|cr|m|alpha|beta|preview|candidate|snapshot)[\-_.]?\d*$", re.IGNORECASE
)
_SHA = re.compile(r"[0-9a-fA-F]{7,64}")
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,60}-\d{1,12}")


def files_in(folder: Path) -> tuple[Path, Path]:
    """Return the two files of a release history; raise ImportRefused where one is missing."""
    if not folder.is_dir():
        raise ImportRefused(f"{folder} is no folder. Name the one that holds deployments.csv.")
    return _one_of(folder, "deployments.csv"), _one_of(folder, "changes.csv")


def _one_of(folder: Path, name: str) -> Path:
    for path in (folder / name, folder / f"{name}.gz"):
        if path.is_file():
            return path
    raise ImportRefused(f"There is neither {name} nor {name}.gz in {folder}.")


def read_deployments(
    stream: BinaryIO, *, zone: tzinfo = UTC, limits: Limits | None = None
) -> Iterator[ImportedDeployment | RowProblem]:
    """Yield each release, its candidates marked, or the problem of its row."""
    dates = DateReader(day_first=True, zone=zone)
    seen: dict[str, int] = {}
    for row in named_rows(open_delimited(stream, limits=limits), _DEPLOYMENT_COLUMNS):
        if isinstance(row, int):
            yield RowProblem(row, None, _WRONG_LENGTH)
            continue
        name = row.text("deployment")
        try:
            _claim(seen, name, row.line)
            yield _deployment(row, dates)
        except ValueError as fault:
            yield RowProblem(row.line, name or None, str(fault))


def read_changes(
    stream: BinaryIO, *, zone: tzinfo = UTC, limits: Limits | None = None
) -> Iterator[ImportedChange | RowProblem]:
    """Yield each commit with the items it names, or the problem of its row."""
    dates = DateReader(day_first=True, zone=zone)
    seen: dict[str, int] = {}
    for row in named_rows(open_delimited(stream, limits=limits), _CHANGE_COLUMNS):
        if isinstance(row, int):
            yield RowProblem(row, None, _WRONG_LENGTH)
            continue
        sha = row.text("sha")
        try:
            _claim(seen, sha, row.line)
            yield _change(row, dates)
        except ValueError as fault:
            yield RowProblem(row.line, sha or None, str(fault))


_WRONG_LENGTH = "The row has more or fewer cells than there are columns."


def _deployment(row: NamedRow, dates: DateReader) -> ImportedDeployment:
    finished_at = _moment(row, "deployed_at", dates)
    if finished_at is None:
        raise ValueError("The release has no deployed_at.")
    marked = row.text("is_prerelease")
    name = row.text("deployment")
    return ImportedDeployment(
        line=row.line,
        name=name,
        finished_at=finished_at,
        revision=_sha(row),
        is_candidate=_truth(marked) if marked else bool(_CANDIDATE.search(name)),
    )


def _change(row: NamedRow, dates: DateReader) -> ImportedChange:
    added, removed = row.number("insertions"), row.number("deletions")
    known = added is not None or removed is not None
    lines = int((added or 0) + (removed or 0))
    if not 0 <= lines <= MOST_LINES:
        raise ValueError("insertions and deletions must be numbers of lines.")
    return ImportedChange(
        line=row.line,
        sha=_sha(row),
        deployment=row.text("deployment") or None,
        title=row.text("subject"),
        authored_at=_moment(row, "authored_at", dates),
        committed_at=_moment(row, "committed_at", dates),
        is_revert=_truth(row.text("is_revert")),
        is_merge=(row.number("n_parents") or 0) > 1,
        size_lines=lines if known else None,
        item_keys=tuple(dict.fromkeys(_KEY.findall(row.text("tickets").upper()))),
    )


def _claim(seen: dict[str, int], name: str, line: int) -> None:
    if not name:
        raise ValueError("The row has no name in its first column.")
    if len(name) > LONGEST_NAME:
        raise ValueError(f"The name is longer than {LONGEST_NAME} characters.")
    first = seen.setdefault(name, line)
    if first != line:
        raise ValueError(f"{name} was already on line {first}; the first of the two was taken.")


def _sha(row: NamedRow) -> str:
    sha = row.text("sha").lower()
    if not _SHA.fullmatch(sha):
        raise ValueError(f"{row.text('sha')[:60]!r} is no commit (7 to 64 hexadecimal digits).")
    return sha


def _moment(row: NamedRow, name: str, dates: DateReader) -> datetime | None:
    text = row.text(name)
    try:
        return dates.instant(text) if text else None
    except (ValueError, OverflowError):
        raise ValueError(f"{name} is {text[:60]!r}, which is no date.") from None


def _truth(text: str) -> bool:
    return text.casefold() in ("1", "true", "yes", "y")
