"""Tables as CSV and XLSX: the same rows as the page, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from flask import Response

from portfolio.domain.errors import NotFound

# A cell that begins so would be read as a formula by spreadsheets (OWASP, CSV injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def table(name: str, kind: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """Answer rows as a file `name.kind`; another kind than csv or xlsx is a 404."""
    if kind == "csv":
        return _answer(_csv(columns, rows), f"{name}.csv", "text/csv; charset=utf-8")
    if kind == "xlsx":
        return _answer(
            _xlsx(columns, rows),
            f"{name}.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )
    raise NotFound("file", f"{name}.{kind}")


def safe_text(value: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula; numbers stay numbers."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return "'" + value
    return value


def _csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([safe_text(_plain(cell)) for cell in row])
    return ("\ufeff" + text.getvalue()).encode()


def _xlsx(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    import xlsxwriter

    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        sheet.write_row(0, 0, columns, bold)
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                sheet.write(number, column, _plain(cell))
    return file.getvalue()


def _plain(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else cell


def _answer(content: bytes, name: str, kind: str) -> Response:
    answer = Response(content, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
