"""Keep a file that was sent and show what importing it would do: its dry run."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any, BinaryIO

from portfolio.actions.answer_date_question import answer_date_question
from portfolio.actions.kept_upload import beside
from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import uploads
from portfolio.store.unit import Tx
from portfolio.store.uploads import Upload

KEPT_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as a form brings it."""

    name: str
    stream: BinaryIO


def preview_import(
    tx: Tx,
    by: Viewer,
    kind: str,
    file: SentFile,
    *,
    second: SentFile | None,
    options: Mapping[str, Any],
    now: datetime,
    zone: tzinfo,
) -> str:
    """Keep the file for a day with the answer of its dry run; return the digest it goes by.

    `options` are as_of (ISO date), service and environment, each where it applies. Raises
    ImportRefused where the file cannot be read; where day and month must be told apart, the
    question is kept in the answer's place.
    """
    require(by, Deed.IMPORT)
    account_id = by.account_id or 0
    digest = _digest(file, second)
    uploads.drop_older(tx, now - KEPT_FOR)
    told = {**options, "has_second": second is not None}
    uploads.keep(tx, Upload(digest, account_id, file.name, kind, now, told), file.stream)
    if second:
        other = Upload(beside(digest), account_id, second.name, kind, now, {})
        uploads.keep(tx, other, second.stream)
    answer_date_question(tx, by, digest, day_first=None, now=now, zone=zone)
    return digest


def _digest(*files: SentFile | None) -> str:
    digest = hashlib.sha256()
    for file in files:
        if file is None:
            continue
        file.stream.seek(0)
        while part := file.stream.read(1024 * 1024):
            digest.update(part)
    return digest.hexdigest()
