"""The tables of editions; a published edition never changes (see migration 0002)."""

from datetime import date, datetime

from sqlalchemy import Date, DateTime, Text
from sqlmodel import Field

from instrument.tables import Table


class EditionRow(Table, table=True):
    """A published edition. `content` is its canonical JSON; only its retirement may change it.

    The database fills the columns from `in_force_from` to `caveat_en` from the content (migration
    0003). `owner_code`: the agency that it belongs to, None for the product.
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
    owner_code: str | None = Field(None, sa_type=Text)


class EditionDraftRow(Table, table=True):
    """An edition that is being written. `document` is JSON as it was given, right or wrong.

    `document_hash`: the hash of this state. `content_hash`: the hash under which it would be
    published, None while it has defects. The columns for lists are None if the document does not
    say them. `owner_code` is None in drafts of before there were owners.
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
    owner_code: str | None = Field(None, sa_type=Text)
