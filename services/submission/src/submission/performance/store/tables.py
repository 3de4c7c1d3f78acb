"""The tables of the wing; rows are only added."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, DateTime, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from submission.tables import Table


class AccountRow(Table, table=True):
    """A version of what an agency tells of its work in a period."""

    __tablename__ = "performance_account"

    assessment_id: UUID = Field(primary_key=True, foreign_key="assessment.assessment_id")
    revision: int = Field(primary_key=True)
    is_draft: bool
    body: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    written_by: str = Field(sa_type=Text)
    written_at: datetime = Field(sa_type=DateTime(timezone=True))


class CommentRow(Table, table=True):
    """What a leader says of an account."""

    __tablename__ = "performance_comment"

    comment_id: UUID = Field(primary_key=True)
    assessment_id: UUID = Field(foreign_key="assessment.assessment_id", index=True)
    revision: int
    text: str = Field(sa_type=Text)
    indicator_code: str | None = Field(None, sa_type=Text)
    role: str = Field(sa_type=Text)
    said_by: str = Field(sa_type=Text)
    said_at: datetime = Field(sa_type=DateTime(timezone=True))


class PassageRow(Table, table=True):
    """A closing of a period, or its reopening."""

    __tablename__ = "performance_passage"

    assessment_id: UUID = Field(primary_key=True, foreign_key="assessment.assessment_id")
    number: int = Field(primary_key=True)
    step: str = Field(sa_type=Text)
    revision: int
    reason: str = Field(sa_type=Text)
    role: str = Field(sa_type=Text)
    done_by: str = Field(sa_type=Text)
    done_at: datetime = Field(sa_type=DateTime(timezone=True))
