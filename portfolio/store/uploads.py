"""Files between their preview and their confirmation, for every web process to find."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from sqlalchemy import Connection, delete, insert, select, update

from portfolio.domain.errors import NotFound
from portfolio.store.tables.backlog import uploads

PART = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody sent, and what is known about it so far."""

    digest: str
    account_id: int
    file_name: str
    kind: str
    made_at: datetime
    options: Mapping[str, Any]


def keep(tx: Connection, upload: Upload, content: BinaryIO) -> None:
    """Keep a file in parts, in the place of the same file sent before."""
    drop(tx, upload.digest, upload.account_id)
    content.seek(0)
    number, part = 0, content.read(PART)
    while part or number == 0:
        tx.execute(
            insert(uploads).values(
                digest=upload.digest,
                account_id=upload.account_id,
                part=number,
                file_name=upload.file_name[:255],
                kind=upload.kind,
                options=dict(upload.options) if number == 0 else None,
                made_at=upload.made_at,
                content=part,
            )
        )
        number, part = number + 1, content.read(PART)


def one_upload(tx: Connection, digest: str, account_id: int) -> Upload:
    """Return what is known about a file of this account; raise NotFound."""
    columns = [uploads.c[name] for name in Upload.__dataclass_fields__]
    row = tx.execute(
        select(*columns).where(*_of(digest, account_id), uploads.c.part == 0)
    ).one_or_none()
    if row is None:
        raise NotFound("upload", digest[:12])
    known = dict(row._mapping)
    return Upload(**{**known, "options": known["options"] or {}})


def parts_of(tx: Connection, digest: str, account_id: int) -> Iterator[bytes]:
    """Yield a file's content part by part."""
    query = select(uploads.c.content).where(*_of(digest, account_id)).order_by(uploads.c.part)
    yield from tx.execute(query.execution_options(yield_per=1)).scalars()


def note(tx: Connection, digest: str, account_id: int, options: Mapping[str, Any]) -> None:
    """Set what is known about a file."""
    tx.execute(
        update(uploads)
        .where(*_of(digest, account_id), uploads.c.part == 0)
        .values(options=dict(options))
    )


def drop(tx: Connection, digest: str, account_id: int) -> None:
    """Forget a file."""
    tx.execute(delete(uploads).where(*_of(digest, account_id)))


def drop_older(tx: Connection, moment: datetime) -> None:
    """Forget the files that nobody confirmed since."""
    tx.execute(delete(uploads).where(uploads.c.made_at < moment))


def _of(digest: str, account_id: int) -> tuple[Any, Any]:
    return uploads.c.digest == digest, uploads.c.account_id == account_id
