"""Bodies and answers of pushes. The body has a reader of its own: numbers stay exact."""

from typing import Any, Final, Literal

from pydantic import BaseModel

from integration.feeds.domain.record import Answer
from integration.reading.domain.row_error import SENTENCES
from integration.sources.api.reasons import ReasonView

MOST_RECORDS: Final = 1_000
_RECORD: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["listing", "id"],
    "additionalProperties": False,
    "properties": {
        "listing": {
            "type": "string",
            "maxLength": 200,
            "description": "The listing of the source that the row belongs to, with its year or"
            " quarter, like realisations/2026",
        },
        "id": {
            "type": ["string", "integer"],
            "description": "The id that the source itself gives the row; the row says the same",
        },
        "revision": {
            "type": ["string", "integer", "null"],
            "description": "The row's version in the source: a whole number that grows, or the time"
            " of its last change. Without it, what comes later counts",
        },
        "row": {
            "type": "object",
            "description": "The row as the source writes it, by the keys that its registration"
            " names; left out where it is gone",
        },
        "gone": {"type": "boolean", "description": "true: the source no longer has the row"},
    },
}
_EXAMPLE: Final = {
    "records": [
        {
            "listing": "ceilings/2026",
            "id": "91",
            "revision": 3,
            "row": {"transid": "91", "OrgCd": "2.16.01", "Jumlah1": "125000000.00", "TA": 2026},
        },
        {"listing": "ceilings/2026", "id": "92", "revision": 2, "gone": True},
    ]
}
BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["records"],
                    "additionalProperties": False,
                    "properties": {
                        "records": {
                            "type": "array",
                            "minItems": 1,
                            "maxItems": MOST_RECORDS,
                            "items": _RECORD,
                            "description": "What is pushed, in the order in which it counts",
                        }
                    },
                },
                "example": _EXAMPLE,
            }
        },
    }
}


class RowFault(BaseModel):
    """What is wrong with a row, at which of its keys, with the value that is quoted."""

    field: str
    found: str
    reason: ReasonView


class FeedAnswer(BaseModel):
    """What became of one record."""

    position: int
    listing: str | None
    id: str | None
    status: Literal["taken", "unchanged", "older", "unreadable", "unknown_unit", "refused"]
    fault: RowFault | None


class FeedAnswers(BaseModel):
    """One answer per record, in the order in which they were sent, and how many of each kind."""

    answers: list[FeedAnswer]
    counts: dict[str, int]


def answer_view(position: int, answer: Answer) -> FeedAnswer:
    """Return what the API shows of an answer."""
    fault = None
    if answer.error is not None:
        reason = ReasonView.of(SENTENCES[answer.error.code])
        fault = RowFault(field=answer.error.field, found=answer.error.found, reason=reason)
    elif answer.reason is not None:
        fault = RowFault(field="", found="", reason=ReasonView.of(answer.reason))
    return FeedAnswer(
        position=position,
        listing=answer.listing,
        id=answer.own_id,
        status=answer.status,
        fault=fault,
    )
