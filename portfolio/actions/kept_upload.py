"""Read a kept file back, and let go of it: what the deeds of a preview share."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import date, tzinfo
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

from portfolio.actions.import_file import ImportRequest
from portfolio.actions.keep_import import SourceFile
from portfolio.store import uploads
from portfolio.store.unit import Tx
from portfolio.store.uploads import Upload

IN_MEMORY = 16 * 1024 * 1024


@contextmanager
def kept_upload(
    tx: Tx, upload: Upload, options: Mapping[str, Any], zone: tzinfo
) -> Iterator[ImportRequest]:
    """Give the request to import a kept file, its content open until the end."""
    as_of = options.get("as_of")
    with ExitStack() as files:
        second = None
        if options.get("has_second"):
            second = _content(tx, beside(upload.digest), upload.account_id, files)
        yield ImportRequest(
            kind=upload.kind,
            source=SourceFile(upload.file_name, upload.digest),
            stream=_content(tx, upload.digest, upload.account_id, files),
            second=second,
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


def beside(digest: str) -> str:
    """Return the digest that the file beside a kept one goes by."""
    return hashlib.sha256(f"{digest}/second".encode()).hexdigest()


def _content(tx: Tx, digest: str, account_id: int, files: ExitStack) -> BinaryIO:
    content = files.enter_context(SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115
    for part in uploads.parts_of(tx, digest, account_id):
        content.write(part)
    content.seek(0)
    return cast(BinaryIO, content)
