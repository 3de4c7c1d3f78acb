"""The tables of the instrument service; rows are written once (see migration 0002)."""

from datetime import datetime

from sqlalchemy import DateTime, MetaData, Text
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel


class Table(SQLModel, registry=registry()):
    """Base of this service's tables."""

    metadata = MetaData()


class EditionRow(Table, table=True):
    """A published edition. `content` is its canonical JSON; only its status may change."""

    __tablename__ = "edition"

    edition_code: str = Field(primary_key=True, sa_type=Text)
    instrument_code: str = Field(sa_type=Text)
    title_id: str = Field(sa_type=Text)
    title_en: str = Field(sa_type=Text)
    certainty: str = Field(sa_type=Text)
    period_kind: str = Field(sa_type=Text)
    content: str = Field(sa_type=Text)
    content_hash: str = Field(sa_type=Text)
    published_at: datetime = Field(sa_type=DateTime(timezone=True))
    status: str = Field(sa_type=Text)
    revision: int
    retired_at: datetime | None = Field(None, sa_type=DateTime(timezone=True))


class DerivationSetRow(Table, table=True):
    """A published derivation set. `content` is its canonical JSON."""

    __tablename__ = "derivation_set"

    edition_code: str = Field(primary_key=True, sa_type=Text, foreign_key="edition.edition_code")
    derivation_set_version: int = Field(primary_key=True)
    content: str = Field(sa_type=Text)
    content_hash: str = Field(sa_type=Text)
    published_at: datetime = Field(sa_type=DateTime(timezone=True))
