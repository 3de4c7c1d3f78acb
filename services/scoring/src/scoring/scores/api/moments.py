"""The parameter `as_of`: a moment that was, in UTC."""

from datetime import UTC, datetime
from typing import Annotated, Final

from fastapi import Depends, Query

from kit.clock import SystemClock
from kit.errors import Invalid
from kit.fields import Instant
from rules.refusal import Refusal
from rules.text import Text

# Nothing was recorded before; beyond lie instants that no database takes.
_FIRST: Final = datetime(1970, 1, 1, tzinfo=UTC)

AsOfQuery = Annotated[
    Instant | None,
    Query(
        ge=_FIRST,
        description="Answer with what was known at this moment",
        examples=["2026-03-01T00:00:00Z"],
    ),
]


def moment(as_of: AsOfQuery = None) -> datetime | None:
    """Return the moment that is asked about.

    Raises:
        Invalid: It lies in the future.
    """
    if as_of is None:
        return None
    if as_of > SystemClock().now():
        raise Invalid(
            Text("Saat itu belum tiba.", "That moment is yet to come."),
            errors=[
                Refusal("query/as_of", Text("ada di masa depan", "lies in the future")),
            ],
        )
    return as_of


Moment = Annotated[datetime | None, Depends(moment)]
