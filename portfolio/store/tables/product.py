"""What is said once about the whole product: the company's name, the demo's day."""

from sqlalchemy import Column, String, Table

from portfolio.store.tables.columns import metadata

product = Table(
    "product",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", String, nullable=False),
)
