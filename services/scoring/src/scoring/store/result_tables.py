"""The tables of published results."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, LargeBinary, SmallInteger, Text
from sqlmodel import Field

from scoring.store.schema import Table


class ResultRow(Table, table=True):
    """A published result: `body` is its canonical record, `package` a ZIP. It never changes.

    `content_hash` is of what is published, without when, by whom and after what.
    """

    __tablename__ = "result"

    assessment_id: UUID = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    sequence: int = Field(sa_type=BigInteger, unique=True)
    agency_code: str = Field(sa_type=Text)
    campaign_code: str = Field(sa_type=Text)
    content_hash: str = Field(sa_type=Text)
    result_hash: str = Field(sa_type=Text, unique=True)
    previous_hash: str | None = Field(None, sa_type=Text)
    previous_service_hash: str | None = Field(None, sa_type=Text)
    key_id: str = Field(sa_type=Text)
    signature: str = Field(sa_type=Text)
    published_at: datetime = Field(sa_type=DateTime(timezone=True))
    body: str = Field(sa_type=Text)
    package: bytes = Field(sa_type=LargeBinary)


class ResultHeadRow(Table, table=True):
    """One row: the last result of all, and the lock on the chain of the whole service."""

    __tablename__ = "result_head"

    id: int = Field(primary_key=True, sa_type=SmallInteger)
    sequence: int = Field(sa_type=BigInteger)
    result_hash: str | None = Field(None, sa_type=Text)


class NationalResultRow(Table, table=True):
    """The ministry's own result of an assessment, beside ours; `body` is canonical JSON."""

    __tablename__ = "national_result"

    assessment_id: UUID = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    content_hash: str = Field(sa_type=Text)
    imported_by: str = Field(sa_type=Text)
    imported_at: datetime = Field(sa_type=DateTime(timezone=True))
    body: str = Field(sa_type=Text)
