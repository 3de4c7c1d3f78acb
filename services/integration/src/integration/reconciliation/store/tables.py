"""The tables of reconciliation. Rows of `reconciliation_revision` are only added."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Numeric, Text
from sqlmodel import Field

from integration.tables import Instant, Json, Table


class MarkRow(Table, table=True):
    """An agency of which something changed that is compared."""

    __tablename__ = "reconciliation_mark"

    mark_id: int | None = Field(default=None, primary_key=True, sa_type=BigInteger)
    agency_code: str = Field(sa_type=Text)


class FindingRow(Table, table=True):
    """A finding as it stands."""

    __tablename__ = "reconciliation_finding"

    finding_id: UUID = Field(primary_key=True)
    agency_code: str = Field(sa_type=Text)
    year: int
    kind: str = Field(sa_type=Text)
    subject: str = Field(sa_type=Text)
    cause: str = Field(sa_type=Text)
    status: str = Field(sa_type=Text)
    matched_by: str = Field(sa_type=Text)
    other_agency_code: str | None = Field(default=None, sa_type=Text)
    sides: list[dict[str, Any]] = Field(sa_type=Json)
    amount: str | None = Field(default=None, sa_type=Text)
    difference: str | None = Field(default=None, sa_type=Text)
    doubt: dict[str, str] | None = Field(default=None, sa_type=Json)
    explanation: dict[str, str] | None = Field(default=None, sa_type=Json)
    revision: int
    first_seen_at: datetime = Field(sa_type=Instant)
    changed_at: datetime = Field(sa_type=Instant)
    resolved_at: datetime | None = Field(default=None, sa_type=Instant)


class FindingRevisionRow(Table, table=True):
    """One state of a finding, and what happened then."""

    __tablename__ = "reconciliation_revision"

    finding_id: UUID = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    event: str = Field(sa_type=Text)
    state: dict[str, Any] = Field(sa_type=Json)
    recorded_at: datetime = Field(sa_type=Instant)


class JoiningRow(Table, table=True):
    """How much money of an agency and year is joined; with a doubt, as it was told last."""

    __tablename__ = "reconciliation_state"

    agency_code: str = Field(primary_key=True, sa_type=Text)
    year: int = Field(primary_key=True)
    planned: str | None = Field(default=None, sa_type=Text)
    planned_joined: str | None = Field(default=None, sa_type=Text)
    budgeted: str | None = Field(default=None, sa_type=Text)
    budgeted_joined: str | None = Field(default=None, sa_type=Text)
    unjoined: Decimal | None = Field(default=None, sa_type=Numeric)
    doubt: dict[str, str] | None = Field(default=None, sa_type=Json)
    told_at: datetime | None = Field(default=None, sa_type=Instant)
    derived_at: datetime = Field(sa_type=Instant)


class UnmatchedRow(Table, table=True):
    """A line of an agency without the other side, which another agency may have."""

    __tablename__ = "reconciliation_unmatched"

    agency_code: str = Field(primary_key=True, sa_type=Text)
    year: int = Field(primary_key=True)
    field: str = Field(primary_key=True, sa_type=Text)
    place: str = Field(primary_key=True, sa_type=Text)
    region_code: str = Field(sa_type=Text)
    amounts: list[str] = Field(sa_type=Json)
    side: dict[str, Any] = Field(sa_type=Json)
