"""Import a file whose preview somebody has seen."""

from datetime import datetime, tzinfo

from portfolio.actions.import_file import import_file
from portfolio.actions.kept_upload import forget, kept_upload
from portfolio.domain.people import Deed, Viewer, require
from portfolio.store import imports, uploads
from portfolio.store.unit import Tx


def confirm_import(tx: Tx, by: Viewer, digest: str, *, now: datetime, zone: tzinfo) -> int:
    """Import a kept file with the options of its preview; return the import's number."""
    require(by, Deed.IMPORT)
    upload = uploads.one_upload(tx, digest, by.account_id or 0)
    with kept_upload(tx, upload, upload.options, zone) as request:
        import_file(tx, by, request, now=now)
    forget(tx, upload)
    return imports.last_id(tx)
