"""Jira exports for the tests, made of a header and rows."""

import csv
import io
from collections.abc import Sequence
from typing import BinaryIO

HEADER = ("Summary", "Issue key", "Issue id", "Issue Type", "Status", "Created", "Updated")
STORY = ("Story", "To Do", "03/Sep/26 9:05 AM", "04/Sep/26 9:05 AM")


def jira_csv(
    *rows: Sequence[str], header: Sequence[str] = HEADER, delimiter: str = ",", end: str = "\r\n"
) -> bytes:
    """Return a file as Jira writes it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end)
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()


def story(key: str, *, summary: str = "Pay by card", number: str = "") -> tuple[str, ...]:
    """Return a story's row under HEADER."""
    return (summary, key, number or key.rsplit("-", 1)[1], *STORY)


def with_columns(*names: str) -> tuple[str, ...]:
    """Return HEADER and further columns."""
    return (*HEADER, *names)


def stream(content: bytes) -> BinaryIO:
    """Return content as a file."""
    return io.BytesIO(content)
