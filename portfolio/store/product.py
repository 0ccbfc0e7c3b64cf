"""What is said once about the whole product."""

from sqlalchemy import Connection, delete, insert, select

from portfolio.store.tables.product import product


def said(tx: Connection) -> dict[str, str]:
    """Return every name with its value: company, demo_made_on ..."""
    return {row.name: row.value for row in tx.execute(select(product.c.name, product.c.value))}


def say(tx: Connection, name: str, value: str) -> None:
    """Set one value."""
    tx.execute(delete(product).where(product.c.name == name))
    tx.execute(insert(product).values(name=name, value=value))
