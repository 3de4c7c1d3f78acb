"""Answers about facts."""

from datetime import datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field

from integration.facts.domain.fact import LastGood, Reference
from integration.sources.api.reasons import ReasonView
from kit.web import Page


class ReferenceView(BaseModel):
    """The version of a record that a fact was read from."""

    record_kind: str
    record_id: str
    revision: int
    content_hash: str

    @classmethod
    def of(cls, reference: Reference) -> Self:
        """Return what the API shows of a reference."""
        return cls(
            record_kind=reference.kind,
            record_id=reference.record_id,
            revision=reference.revision,
            content_hash=reference.content_hash,
        )


class LastGoodView(BaseModel):
    """What was known before the source could no longer be read."""

    status: Literal["value", "absent"]
    value: bool | str | None
    observed_at: datetime
    confirmed_at: datetime
    records: list[ReferenceView]

    @classmethod
    def of(cls, known: LastGood) -> Self:
        """Return what the API shows of it."""
        return cls(
            status="absent" if known.status == "absent" else "value",
            value=known.value,
            observed_at=known.observed_at,
            confirmed_at=known.confirmed_at,
            records=[ReferenceView.of(reference) for reference in known.records],
        )


class FactView(BaseModel):
    """A fact of an agency for a period.

    `confirmed_at`: the last reading that gave this value; null once the agency ended.
    """

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


class FactPage(Page[FactView]):
    """One page of facts, and whom the agency that was asked about took over from."""

    predecessor_codes: list[str] = Field(
        description="Codes of the agencies that the one asked about took over from, directly or"
        " not; their facts stay under their own codes"
    )
