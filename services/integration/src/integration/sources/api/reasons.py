"""Answers that say why, in both languages: reasons, and what was wrong with rows."""

from typing import Self

from pydantic import BaseModel

from integration.sources.domain.reason import Reason


class ReasonView(BaseModel):
    """Why, in both languages; the code never changes."""

    code: str
    id: str
    en: str

    @classmethod
    def of(cls, reason: Reason) -> Self:
        """Return what the API shows of a reason."""
        return cls(code=reason.code, id=reason.text.id, en=reason.text.en)


class RowErrorView(BaseModel):
    """A row that could not be read; `message` in both languages."""

    resource: str
    position: int
    record_id: str | None
    field: str
    code: str
    found: str
    relevant: bool
    message: ReasonView


class ErrorGroupView(BaseModel):
    """Row errors of one kind: how many there are, and the first three."""

    listing: str
    field: str
    code: str
    relevant: bool
    count: int
    message: ReasonView
    samples: list[RowErrorView]
