"""The table of crosswalks. A row never changes (see migration 0003)."""

from datetime import datetime

from sqlalchemy import DateTime, Text
from sqlmodel import Field

from instrument.tables import Table


class CrosswalkRow(Table, table=True):
    """A crosswalk between published editions. `content` is its canonical JSON.

    `owner_code`: the agency that made it, None for the product.
    """

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
    owner_code: str | None = Field(None, sa_type=Text)
