"""Read a kept file back, and let go of it: what the deeds of a preview share."""

import hashlib
from collections.abc import Mapping
from datetime import date, tzinfo
from tempfile import SpooledTemporaryFile
from typing import IO, Any, BinaryIO, cast

from portfolio.actions.import_file import ImportRequest
from portfolio.actions.keep_import import SourceFile
from portfolio.store import uploads
from portfolio.store.unit import Tx
from portfolio.store.uploads import Upload

IN_MEMORY = 16 * 1024 * 1024


def kept_upload(tx: Tx, upload: Upload, options: Mapping[str, Any], zone: tzinfo) -> ImportRequest:
    """Return the request to import a kept file."""
    as_of = options.get("as_of")
    has_second = options.get("has_second")
    return ImportRequest(
        kind=upload.kind,
        source=SourceFile(upload.file_name, upload.digest),
        stream=_stream(tx, upload.digest, upload.account_id),
        second=_stream(tx, beside(upload.digest), upload.account_id) if has_second else None,
        zone=zone,
        as_of=date.fromisoformat(as_of) if as_of else None,
        day_first=options.get("day_first"),
        service=options.get("service") or "",
        environment=options.get("environment") or "production",
    )


def forget(tx: Tx, upload: Upload) -> None:
    """Let go of a kept file and of the one beside it."""
    uploads.drop(tx, upload.digest, upload.account_id)
    uploads.drop(tx, beside(upload.digest), upload.account_id)


def _stream(tx: Tx, digest: str, account_id: int) -> BinaryIO:
    # Closed with the last reference to it, at the end of the deed.
    content: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
    for part in uploads.parts_of(tx, digest, account_id):
        content.write(part)
    content.seek(0)
    return cast(BinaryIO, content)


def beside(digest: str) -> str:
    """Return the digest that the file beside a kept one goes by."""
    return hashlib.sha256(f"{digest}/second".encode()).hexdigest()
