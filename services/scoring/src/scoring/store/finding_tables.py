"""The table of contradictions."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, Text
from sqlmodel import Field

from scoring.store.schema import Table


class ContradictionRow(Table, table=True):
    """One opening of a contradiction, for ever; `number` counts those of its rule."""

    __tablename__ = "contradiction"

    assessment_id: UUID = Field(primary_key=True)
    rule_code: str = Field(primary_key=True, sa_type=Text)
    number: int = Field(primary_key=True)
    severity: str = Field(sa_type=Text)
    indicator_code: str | None = Field(None, sa_type=Text)
    text_id: str = Field(sa_type=Text)
    text_en: str = Field(sa_type=Text)
    opened_at: datetime = Field(sa_type=DateTime(timezone=True))
    cleared_at: datetime | None = Field(None, sa_type=DateTime(timezone=True))
