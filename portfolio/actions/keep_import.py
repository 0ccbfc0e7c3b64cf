"""Keep what an import did: its row, its answer, its one entry of the trail."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from portfolio.domain.imports import ImportAnswer
from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import imports, trail
from portfolio.store.unit import Tx

Keep = Callable[[ImportAnswer], ImportAnswer]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """What a file that is imported was called, and the digest of its bytes."""

    name: str
    digest: str


@contextmanager
def keep_import(
    tx: Tx, by: Viewer, kind: str, file: SourceFile, *, now: datetime, dry_run: bool
) -> Iterator[tuple[int, Keep]]:
    """Give an import's number and a function to keep its answer with; a dry run leaves nothing."""
    require(by, Deed.IMPORT)
    with tx.begin_nested() as attempt:
        number = imports.add_import(
            tx, kind, file.name, file.digest, now=now, account_id=by.account_id
        )

        def keep(answer: ImportAnswer) -> ImportAnswer:
            imports.finish(tx, number, answer.as_json())
            trail.record(
                tx, by, f"import {kind}", f"import:{number}", now=now, after=_summary(file, answer)
            )
            return answer

        yield number, keep
        if dry_run:
            attempt.rollback()


def _summary(file: SourceFile, answer: ImportAnswer) -> dict[str, object]:
    counts = answer.as_json()
    kept = ("read", "added", "changed", "unchanged", "left_out")
    return {
        **{name: counts[name] for name in kept},
        "refused": len(answer.refused),
        "file": file.name,
        "sha256": file.digest,
    }
