"""The imports that were made, the preview of one, and the account of one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from portfolio.domain.people import Viewer
from portfolio.store import imports, uploads
from portfolio.store.imports import Import, RowChange
from portfolio.store.unit import Tx
from portfolio.store.uploads import Upload

MOST_SHOWN = 200  # of the rows that were refused, and of those that changed
COUNTS = ("read", "added", "changed", "unchanged", "left_out")


@dataclass(frozen=True, slots=True)
class Account:
    """What an import did, or would do, with every row."""

    counts: Mapping[str, int]
    refused_count: int
    refused: Sequence[Mapping[str, Any]]
    warnings: Sequence[str]
    facts: Sequence[tuple[str, int | float]]
    tables: Sequence[tuple[str, Sequence[tuple[str, Any]]]]
    seconds: float


@dataclass(frozen=True, slots=True)
class Index:
    """The newest imports."""

    imports: Sequence[Import]


@dataclass(frozen=True, slots=True)
class Question:
    """Which of day and month comes first in a file's dates."""

    example: str
    as_day: date
    as_month: date


@dataclass(frozen=True, slots=True)
class Preview:
    """What importing a kept file would do, or what must be asked first."""

    upload: Upload
    account: Account | None
    question: Question | None


@dataclass(frozen=True, slots=True)
class Shown:
    """One import that was made."""

    made: Import
    account: Account
    changes: Sequence[RowChange]


def load(tx: Tx) -> Index:
    """Read the newest imports in one query."""
    return Index(imports.newest(tx))


def load_preview(tx: Tx, viewer: Viewer, digest: str) -> Preview:
    """Read the preview of a file that the viewer sent; raise NotFound."""
    upload = uploads.one_upload(tx, digest, viewer.account_id or 0)
    answer, asked = upload.options.get("answer"), upload.options.get("question")
    question = None
    if asked:
        question = Question(
            asked["example"],
            date.fromisoformat(asked["as_day"]),
            date.fromisoformat(asked["as_month"]),
        )
    return Preview(upload, account_of(answer) if answer else None, question)


def load_one(tx: Tx, import_id: int) -> Shown:
    """Read one import with the items it changed; raise NotFound."""
    made = imports.one_import(tx, import_id)
    changes = imports.changes_of(tx, import_id, limit=MOST_SHOWN, deed="changed")
    return Shown(made, account_of(made.answer), changes)


def refused_rows(answer: Mapping[str, Any]) -> list[tuple[int, str | None, str]]:
    """Return every row that was refused: line, key, why."""
    return [(row["line"], row["key"], row["why"]) for row in answer.get("refused", ())]


def account_of(answer: Mapping[str, Any]) -> Account:
    """Return an import's answer as the page shows it."""
    facts = answer.get("facts", {})
    refused = answer.get("refused", [])
    return Account(
        counts={name: answer.get(name, 0) for name in COUNTS},
        refused_count=len(refused),
        refused=refused[:MOST_SHOWN],
        warnings=answer.get("warnings", []),
        facts=[(name, fact) for name, fact in facts.items() if not isinstance(fact, dict)],
        tables=[
            (name, list(fact.items())) for name, fact in facts.items() if isinstance(fact, dict)
        ],
        seconds=answer.get("seconds", 0.0),
    )
