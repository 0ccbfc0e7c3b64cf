"""Make the dry run of a kept file, knowing which of day and month comes first."""

from datetime import datetime, tzinfo

from portfolio.actions.import_file import import_file
from portfolio.actions.kept_upload import kept_upload
from portfolio.domain.imports import DayOrMonthFirst
from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import uploads
from portfolio.store.unit import Tx


def answer_date_question(
    tx: Tx, by: Viewer, digest: str, *, day_first: bool | None, now: datetime, zone: tzinfo
) -> None:
    """Keep the answer of the dry run, or the question that must be asked first (None: not yet)."""
    require(by, Deed.IMPORT)
    account_id = by.account_id or 0
    upload = uploads.one_upload(tx, digest, account_id)
    told = {**upload.options, "day_first": day_first, "answer": None, "question": None}
    try:
        with kept_upload(tx, upload, told, zone) as request:
            told["answer"] = import_file(tx, by, request, now=now, dry_run=True).as_json()
    except DayOrMonthFirst as fault:
        told["question"] = {
            "sentence": str(fault),
            "example": fault.example,
            "as_day": fault.as_day.isoformat(),
            "as_month": fault.as_month.isoformat(),
        }
    uploads.note(tx, digest, account_id, told)
