"""The tables of facts."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Text
from sqlmodel import Field, SQLModel

from integration.tables import Instant, Json, Table


class FactColumns(SQLModel):
    """What the present state of a fact and each of its past states have in common."""

    source_code: str = Field(primary_key=True, sa_type=Text)
    agency_code: str = Field(primary_key=True, sa_type=Text)
    fact: str = Field(primary_key=True, sa_type=Text)
    period: str = Field(primary_key=True, sa_type=Text)
    status: str = Field(sa_type=Text)
    value: bool | str | None = Field(default=None, sa_type=Json)
    observed_at: datetime = Field(sa_type=Instant)
    last_good: dict[str, Any] | None = Field(default=None, sa_type=Json)
    reason: dict[str, str] | None = Field(default=None, sa_type=Json)
    run_id: UUID
    adapter: str = Field(sa_type=Text)
    records: list[list[Any]] = Field(sa_type=Json)
    record_count: int


class FactRow(Table, FactColumns, table=True):
    """The newest state of a fact."""

    __tablename__ = "fact"

    revision: int


class FactObservationRow(Table, FactColumns, table=True):
    """One state of a fact: valid for its period, recorded at an instant. Rows are only added."""

    __tablename__ = "fact_observation"

    revision: int = Field(primary_key=True)
    valid_from: date
    valid_before: date
    recorded_at: datetime = Field(sa_type=Instant)
