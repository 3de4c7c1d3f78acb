"""Answers about facts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel

from integration.sources.api.schemas import ReasonView


class ReferenceView(BaseModel):
    """The version of a record that a fact was read from."""

    record_kind: str
    record_id: str
    revision: int
    content_hash: str

    @classmethod
    def of(cls, stored: list[Any]) -> Self:
        """Return a reference from its stored form."""
        kind, record_id, revision, content_hash = stored
        return cls(
            record_kind=kind, record_id=record_id, revision=revision, content_hash=content_hash
        )


class LastGoodView(BaseModel):
    """What was known before the source could no longer be read."""

    status: Literal["value", "absent"]
    value: bool | str | None
    observed_at: datetime
    confirmed_at: datetime
    records: list[ReferenceView]

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """Return it from its stored form."""
        records = [ReferenceView.of(reference) for reference in stored["records"]]
        return cls.model_validate({**stored, "records": records})


class FactView(BaseModel):
    """A fact of an agency for a period. `confirmed_at`: the last reading that gave this value."""

    agency_code: str
    fact: str
    period: str
    source_code: str
    revision: int
    status: Literal["value", "absent", "unknown"]
    value: bool | str | None
    observed_at: datetime
    confirmed_at: datetime | None
    last_good: LastGoodView | None
    reason: ReasonView | None
    run_id: UUID
    adapter: str
    records: list[ReferenceView]
    record_count: int
