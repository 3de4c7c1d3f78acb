"""The tables of items, their versions, the looks at addresses, and the log of reads."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, ForeignKeyConstraint, Index, Text
from sqlmodel import Field

from submission.tables import Table


class EvidenceRow(Table, table=True):
    """An item in its present state; `version`: its newest."""

    __tablename__ = "evidence"
    __table_args__ = (Index("evidence_agency", "agency_code", "evidence_id"),)

    evidence_id: UUID = Field(primary_key=True)
    agency_code: str = Field(sa_type=Text, foreign_key="agency.agency_code")
    title: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    confidential: bool
    effective_date: date | None = None
    period: str | None = Field(None, sa_type=Text)
    valid_until: date | None = None
    revision: int
    version: int
    added_by: str = Field(sa_type=Text)
    added_at: datetime = Field(sa_type=DateTime(timezone=True))
    changed_by: str = Field(sa_type=Text)
    changed_at: datetime = Field(sa_type=DateTime(timezone=True))


class VersionRow(Table, table=True):
    """A version; rows are only added, and of one only the dates are corrected."""

    __tablename__ = "evidence_version"
    __table_args__ = (Index("evidence_version_blob", "blob_sha256"),)

    evidence_id: UUID = Field(primary_key=True, foreign_key="evidence.evidence_id")
    version: int = Field(primary_key=True)
    origin: str = Field(sa_type=Text)
    blob_sha256: str | None = Field(None, sa_type=Text, foreign_key="evidence_blob.sha256")
    name: str | None = Field(None, sa_type=Text)
    address: str | None = Field(None, sa_type=Text)
    system: str | None = Field(None, sa_type=Text)
    reference: str | None = Field(None, sa_type=Text)
    adapter_version: str | None = Field(None, sa_type=Text)
    stated_sha256: str | None = Field(None, sa_type=Text)
    effective_date: date | None = None
    period: str | None = Field(None, sa_type=Text)
    valid_until: date | None = None
    note: str | None = Field(None, sa_type=Text)
    added_by: str = Field(sa_type=Text)
    added_at: datetime = Field(sa_type=DateTime(timezone=True))


class FetchRow(Table, table=True):
    """The looks at the address of a version; `next_at`: when the next one is due."""

    __tablename__ = "evidence_fetch"
    __table_args__ = (
        Index("evidence_fetch_next_at", "next_at"),
        ForeignKeyConstraint(
            ["evidence_id", "version"],
            ["evidence_version.evidence_id", "evidence_version.version"],
        ),
    )

    evidence_id: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True)
    state: str = Field(sa_type=Text)
    first_sha256: str | None = Field(default=None, sa_type=Text)
    first_size: int | None = Field(default=None, sa_type=BigInteger)
    first_type: str | None = Field(default=None, sa_type=Text)
    first_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    seen_sha256: str | None = Field(default=None, sa_type=Text)
    seen_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    changed_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    checked_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    next_at: datetime = Field(sa_type=DateTime(timezone=True))
    fault_id: str | None = Field(default=None, sa_type=Text)
    fault_en: str | None = Field(default=None, sa_type=Text)


class ReadRow(Table, table=True):
    """That somebody got a confidential content; rows are only added."""

    __tablename__ = "evidence_read"
    __table_args__ = (Index("evidence_read_evidence", "evidence_id", "read_id"),)

    read_id: UUID = Field(primary_key=True)
    evidence_id: UUID = Field(foreign_key="evidence.evidence_id")
    version: int
    subject: str = Field(sa_type=Text)
    agency_code: str = Field(sa_type=Text)
    standing: str = Field(sa_type=Text)
    reason: str | None = Field(None, sa_type=Text)
    read_at: datetime = Field(sa_type=DateTime(timezone=True))
