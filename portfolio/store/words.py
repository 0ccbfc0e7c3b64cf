"""Search for a word in a column, large and small letters alike."""

from sqlalchemy import ColumnElement, Connection


def holds(tx: Connection, column: ColumnElement[str], word: str) -> ColumnElement[bool]:
    """Return whether a column's text holds a word anywhere, its signs taken literally."""
    if tx.dialect.name == "sqlite":
        # LIKE knows no difference of letters there, and lower() would cost three times as much.
        return column.contains(word, autoescape=True)
    return column.icontains(word, autoescape=True)
