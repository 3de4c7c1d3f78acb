"""Bodies and answers of dry runs."""

from typing import Annotated, Any, Self

from pydantic import BaseModel, Field

from integration.mapping.domain.advice import advice_on
from integration.mapping.usecases.try_source import Trial, TriedRow
from integration.reading.domain.row_error import SENTENCES, RowError
from integration.sources.api.schemas import ReasonView, SourceBody
from kit.fields import FREE_TEXT, Body, Key, TextView

_LARGEST_SAMPLE = 500_000


class TrialBody(Body):
    """A registration to try, and on what."""

    registration: SourceBody
    listing: Annotated[Key, Field(max_length=300)] | None = Field(
        None, description="Listing to try, such as realisations/2026; null: the first one"
    )
    sample: Annotated[str, Field(min_length=1, max_length=_LARGEST_SAMPLE), FREE_TEXT] | None = (
        Field(
            None,
            description="An answer of the system as it sent it, as a text without hidden "
            "characters; null: the system is asked once, with its credential",
        )
    )
    limit: int = Field(50, ge=1, le=200, description="How many rows are shown")


class TrialErrorView(BaseModel):
    """What is wrong with a row, and what to do about it."""

    field: str
    code: str
    found: str
    message: TextView
    advice: TextView

    @classmethod
    def of(cls, error: RowError) -> Self:
        """Return what the API shows of a row error."""
        return cls(
            field=error.field,
            code=error.code,
            found=error.found,
            message=TextView.model_validate(SENTENCES[error.code].text),
            advice=TextView.model_validate(advice_on(error.code)),
        )


class TrialRecordView(BaseModel):
    """The record that a row would become."""

    kind: str
    record_id: str
    agency_code: str | None
    content: dict[str, Any]


class TrialRowView(BaseModel):
    """What would become of a row; without a record and an error, it would be left out."""

    position: int
    record: TrialRecordView | None
    facts: list[str]
    errors: list[TrialErrorView]

    @classmethod
    def of(cls, row: TriedRow) -> Self:
        """Return what the API shows of a row."""
        record = row.record
        return cls(
            position=row.position,
            record=None
            if record is None
            else TrialRecordView(
                kind=record.kind,
                record_id=record.record_id,
                agency_code=record.agency_code,
                content=dict(record.content),
            ),
            facts=[*row.facts],
            errors=[TrialErrorView.of(error) for error in row.errors],
        )


class TrialView(BaseModel):
    """What would become of an answer; nothing of it is stored."""

    listing: str
    path: str
    adapter: str
    failure: ReasonView | None
    rows_found: int
    rows_tried: int
    rows_read: int
    rows_broken: int
    rows_left_out: int
    stated_rows: int | None
    stated_pages: int | None
    errors: list[TrialErrorView]
    rows: list[TrialRowView]

    @classmethod
    def of(cls, trial: Trial, limit: int) -> Self:
        """Return what the API shows of a trial: the counts of all rows, and the first of them."""
        read = sum(row.record is not None for row in trial.rows)
        broken = sum(bool(row.errors) for row in trial.rows if row.record is None)
        return cls(
            listing=trial.listing,
            path=trial.path,
            adapter=trial.adapter,
            failure=None if trial.failure is None else ReasonView.of(trial.failure),
            rows_found=trial.rows_found,
            rows_tried=len(trial.rows),
            rows_read=read,
            rows_broken=broken,
            rows_left_out=len(trial.rows) - read - broken,
            stated_rows=trial.stated_rows,
            stated_pages=trial.stated_pages,
            errors=[TrialErrorView.of(error) for error in trial.errors],
            rows=[TrialRowView.of(row) for row in trial.rows[:limit]],
        )
