"""The base of the service's tables. Every wing declares its own in its store."""

from typing import Final, TypeVar

from sqlalchemy import MetaData
from sqlalchemy.orm import registry
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

_HELD: Final = "held"
_Row = TypeVar("_Row")


class Table(SQLModel, registry=registry()):
    """Base of this service's tables."""

    metadata = MetaData()


def held(session: AsyncSession, row: _Row) -> _Row:
    """Return a row that its session keeps: who asks for it again by its key reads nothing.

    A session itself forgets a row that nobody holds. For rows that many rules of a request read.
    """
    session.info.setdefault(_HELD, {})[id(row)] = row
    return row
