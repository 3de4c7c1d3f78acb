"""The tables of derivation sets; a published set never changes (see migration 0002)."""

from datetime import datetime

from sqlalchemy import DateTime, Text
from sqlmodel import Field

from instrument.tables import Table


class DerivationSetRow(Table, table=True):
    """A published derivation set. `content` is its canonical JSON."""

    __tablename__ = "derivation_set"

    edition_code: str = Field(primary_key=True, sa_type=Text, foreign_key="edition.edition_code")
    derivation_set_version: int = Field(primary_key=True)
    content: str = Field(sa_type=Text)
    content_hash: str = Field(sa_type=Text)
    published_at: datetime = Field(sa_type=DateTime(timezone=True))


class DerivationDraftRow(Table, table=True):
    """The derivation set that is being written for an edition: one at a time.

    `document` is JSON as it was given, without the edition's code and the version, which are
    columns. The version is one more than the newest published version.
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
