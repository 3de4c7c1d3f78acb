"""The table of targets."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, SmallInteger, Text
from sqlmodel import Field

from scoring.store.schema import Table


class TargetRow(Table, table=True):
    """What a node of an agency's instrument is to reach in a year; no value: withdrawn.

    `changes` counts how often it turned met or missed: the revision of its events.
    """

    __tablename__ = "target"

    agency_code: str = Field(primary_key=True, sa_type=Text)
    instrument_code: str = Field(primary_key=True, sa_type=Text)
    year: int = Field(primary_key=True, sa_type=SmallInteger)
    node_code: str = Field(primary_key=True, sa_type=Text)
    value: str | None = Field(None, sa_type=Text)
    revision: int = Field(sa_type=BigInteger)
    set_by: str = Field(sa_type=Text)
    set_at: datetime = Field(sa_type=DateTime(timezone=True))
    state: str = Field(sa_type=Text)
    since: datetime = Field(sa_type=DateTime(timezone=True))
    changes: int = Field(sa_type=BigInteger)
    assessment_id: UUID | None = None
    exact: str | None = Field(None, sa_type=Text)
