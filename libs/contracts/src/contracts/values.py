"""Values that several events share. Exact numbers travel as strings: `"2.1545"` or `"20/3"`."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec

Code = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Exact = Annotated[
    str,
    msgspec.Meta(pattern=r"^-?[0-9]{1,30}(\.[0-9]{1,30}|/[1-9][0-9]{0,29})?$"),
]
PeriodCode = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}(-(0[1-9]|1[0-2])|-Q[1-4])?$")]
Revision = Annotated[int, msgspec.Meta(ge=1)]
PeriodKind = Literal["year", "quarter", "month"]
Certainty = Literal["verified", "unverified"]
Sentence = Annotated[str, msgspec.Meta(max_length=20_000)]


class Text(msgspec.Struct, frozen=True):
    """What people read, in both languages; Indonesian first."""

    id: Annotated[str, msgspec.Meta(min_length=1, max_length=4_000)]
    en: Annotated[str, msgspec.Meta(min_length=1, max_length=4_000)]


class RecordReference(msgspec.Struct, frozen=True, kw_only=True):
    """The record of a source system that a fact was read from."""

    source_code: Code
    record_kind: Code
    record_id: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    revision: Revision
    content_hash: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]


class LastGood(msgspec.Struct, frozen=True, kw_only=True):
    """The newest value that was known before a source could no longer be read.

    `observed_at`: when the value was first read; `confirmed_at`: the last reading that gave it.
    """

    status: Literal["value", "absent"]
    value: bool | str | None = None
    observed_at: datetime
    confirmed_at: datetime
    records: tuple[RecordReference, ...] = ()
