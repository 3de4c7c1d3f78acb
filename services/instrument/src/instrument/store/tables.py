"""The tables of the instrument service; what is published is written once (see migration 0002)."""

from datetime import date, datetime

from sqlalchemy import Date, DateTime, MetaData, Text
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel


class Table(SQLModel, registry=registry()):
    """Base of this service's tables."""

    metadata = MetaData()


class EditionRow(Table, table=True):
    """A published edition. `content` is its canonical JSON; only its retirement may change it.

    From `in_force_from` to `caveat_en` the database takes what the content says (migration 0003).
    """

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
    in_force_from: date | None = Field(None, sa_type=Date)
    in_force_until: date | None = Field(None, sa_type=Date)
    caveat_id: str | None = Field(None, sa_type=Text)
    caveat_en: str | None = Field(None, sa_type=Text)
    retired_reason: str | None = Field(None, sa_type=Text)


class DerivationSetRow(Table, table=True):
    """A published derivation set. `content` is its canonical JSON."""

    __tablename__ = "derivation_set"

    edition_code: str = Field(primary_key=True, sa_type=Text, foreign_key="edition.edition_code")
    derivation_set_version: int = Field(primary_key=True)
    content: str = Field(sa_type=Text)
    content_hash: str = Field(sa_type=Text)
    published_at: datetime = Field(sa_type=DateTime(timezone=True))


class EditionDraftRow(Table, table=True):
    """An edition that is being written. `document` is JSON as it was given, right or wrong.

    `document_hash` names this state of it; `content_hash` is what it would be published under,
    None while it has defects. What lists show is None where the document does not say it.
    """

    __tablename__ = "edition_draft"

    edition_code: str = Field(primary_key=True, sa_type=Text)
    document: str = Field(sa_type=Text)
    document_hash: str = Field(sa_type=Text)
    content_hash: str | None = Field(None, sa_type=Text)
    defect_count: int
    revision: int
    changed_at: datetime = Field(sa_type=DateTime(timezone=True))
    changed_by: str = Field(sa_type=Text)
    instrument_code: str | None = Field(None, sa_type=Text)
    title_id: str | None = Field(None, sa_type=Text)
    title_en: str | None = Field(None, sa_type=Text)
    certainty: str | None = Field(None, sa_type=Text)
    period_kind: str | None = Field(None, sa_type=Text)
    in_force_from: date | None = Field(None, sa_type=Date)
    in_force_until: date | None = Field(None, sa_type=Date)
    caveat_id: str | None = Field(None, sa_type=Text)
    caveat_en: str | None = Field(None, sa_type=Text)


class DerivationDraftRow(Table, table=True):
    """The derivation set that is being written for an edition: one at a time.

    `document` is JSON as it was given, but for the edition's code and the version, which are its
    columns. The version is the one after the newest that is published.
    """

    __tablename__ = "derivation_draft"

    edition_code: str = Field(primary_key=True, sa_type=Text)
    derivation_set_version: int
    document: str = Field(sa_type=Text)
    document_hash: str = Field(sa_type=Text)
    content_hash: str | None = Field(None, sa_type=Text)
    defect_count: int
    revision: int
    changed_at: datetime = Field(sa_type=DateTime(timezone=True))
    changed_by: str = Field(sa_type=Text)


class CrosswalkRow(Table, table=True):
    """A crosswalk between published editions. `content` is its canonical JSON."""

    __tablename__ = "crosswalk"

    crosswalk_code: str = Field(primary_key=True, sa_type=Text)
    from_edition: str = Field(sa_type=Text, foreign_key="edition.edition_code")
    to_edition: str = Field(sa_type=Text, foreign_key="edition.edition_code")
    title_id: str = Field(sa_type=Text)
    title_en: str = Field(sa_type=Text)
    certainty: str = Field(sa_type=Text)
    caveat_id: str | None = Field(None, sa_type=Text)
    caveat_en: str | None = Field(None, sa_type=Text)
    content: str = Field(sa_type=Text)
    content_hash: str = Field(sa_type=Text)
    published_at: datetime = Field(sa_type=DateTime(timezone=True))
