"""The tables of kept rows."""

from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, BigInteger, Text
from sqlmodel import Field

from integration.tables import Instant, Json, Table

_TEXTS: Any = ARRAY(Text)


class KeptRowRow(Table, table=True):
    """A raw row as it was sent, and what became of it.

    `texts` are lines, several if they contradict each other. `stamp` changes with every version.
    `pending`: its records and facts are not derived yet. `told` are the columns of its listing that
    it has, `doubts` what rests on it and cannot be known, `concerned` the agencies of these doubts;
    a `*` among them means all.
    """

    __tablename__ = "kept_row"

    source_code: str = Field(primary_key=True, sa_type=Text)
    listing: str = Field(primary_key=True, sa_type=Text)
    row_id: str = Field(primary_key=True, sa_type=Text)
    texts: str = Field(sa_type=Text)
    readable: str | None = Field(default=None, sa_type=Text)
    revision: int | None = Field(default=None, sa_type=BigInteger)
    way: str = Field(sa_type=Text)
    as_of: datetime = Field(sa_type=Instant)
    absent: bool = False
    has_good: bool = False
    good_text: str | None = Field(default=None, sa_type=Text)
    good_revision: int | None = Field(default=None, sa_type=BigInteger)
    anonymous: bool = False
    unlisted: bool = False
    stamp: int = Field(sa_type=BigInteger)
    pending: bool = True
    told: list[str] = Field(sa_type=_TEXTS)
    doubts: list[dict[str, Any]] | None = Field(default=None, sa_type=Json)
    concerned: list[str] | None = Field(default=None, sa_type=_TEXTS)


class KeptListingRow(Table, table=True):
    """A listing of kept rows: how many of them have which column, and what no row has."""

    __tablename__ = "kept_listing"

    source_code: str = Field(primary_key=True, sa_type=Text)
    listing: str = Field(primary_key=True, sa_type=Text)
    told: dict[str, int] = Field(sa_type=Json)
    doubts: list[dict[str, Any]] = Field(sa_type=Json)
