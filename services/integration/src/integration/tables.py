"""The base of the service's tables and their types. Every wing declares its own in its store.

Histories (`…_revision`, `fact_observation`) only grow.
"""

from typing import Final

from sqlalchemy import DateTime, MetaData
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import registry
from sqlmodel import SQLModel

Instant: Final = DateTime(timezone=True)
Json: Final = JSONB(none_as_null=True)


class Table(SQLModel, registry=registry()):
    """Base of this service's tables."""

    metadata = MetaData()
