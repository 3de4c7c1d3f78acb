"""Values that several events share. Exact numbers travel as strings: `"2.1545"` or `"20/3"`.

Whole numbers are bounded by what a column of a database takes, instants have a zone, and no text
of any event holds NUL (`contracts.registry`), for no database takes it.
"""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

_END = r"$(?!\n)"  # in Python `$` alone lets a line break follow
_MOST_INT4 = 2**31 - 1
_MOST_INT8 = 2**63 - 1

Code = Annotated[str, msgspec.Meta(pattern=r"^[^\x00-\x1f\x7f]{1,100}" + _END)]
# A mean of measured shares has a denominator of many digits, and is not rounded for that.
_EXACT = r"-?[0-9]{1,400}(\.[0-9]{1,400}|/[1-9][0-9]{0,399})?"
Exact = Annotated[str, msgspec.Meta(pattern="^" + _EXACT + _END)]
# A level, or that the indicator does not concern the agency.
Answer = Annotated[str, msgspec.Meta(pattern=f"^(n/a|{_EXACT})" + _END)]
PeriodCode = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}(-(0[1-9]|1[0-2])|-Q[1-4])?" + _END)]
ContentHash = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}" + _END)]
Revision = Annotated[int, msgspec.Meta(ge=1, le=_MOST_INT4)]
Count = Annotated[int, msgspec.Meta(ge=0, le=_MOST_INT4)]
Offset = Annotated[int, msgspec.Meta(ge=0, le=_MOST_INT8)]
Instant = Annotated[datetime, msgspec.Meta(tz=True)]
Year = Annotated[int, msgspec.Meta(ge=1, le=9999)]
PeriodKind = Literal["year", "quarter", "month"]
# A code of an open set: what it means is data of the service that owns the set.
OpenCode = Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9_]{0,39}" + _END)]
# What the agency claims (`self`), one per review stage, people and facts together (`provisional`),
# facts alone (`live`). Those of the stages stand in the opening of the assessment.
TrackCode = OpenCode
# The tracks of an SPBE evaluation.
EvaluationTrack = Literal["self", "dokumen", "interviu", "visitasi", "reviu", "provisional", "live"]
# A share of the weight, or that no share is enough.
Floor = Annotated[str, msgspec.Meta(pattern=f"^(never|{_EXACT})" + _END)]
Certainty = Literal["verified", "unverified"]
Severity = Literal["minor", "major", "critical"]
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
    content_hash: ContentHash


class IndicatorAtRisk(msgspec.Struct, frozen=True, kw_only=True):
    """An indicator (or criterion) whose evidence does not prove its level any more.

    `since`: the local day from which on it is at risk, without a break. `causes`: `expired`,
    `review_too_old`, `rejected`, `changed_at_its_address`, `withdrawn`, and what may come.
    `evidence_ids`: the items of the library that the causes are about.
    """

    indicator_code: Code
    since: date
    causes: Annotated[tuple[OpenCode, ...], msgspec.Meta(min_length=1, max_length=20)]
    evidence_ids: Annotated[tuple[UUID, ...], msgspec.Meta(min_length=1, max_length=1_000)]


class LastGood(msgspec.Struct, frozen=True, kw_only=True):
    """The newest value that was known before a source could no longer be read.

    `observed_at`: when the value was first read; `confirmed_at`: the last reading that gave it.
    """

    status: Literal["value", "absent"]
    value: bool | str | None = None
    observed_at: Instant
    confirmed_at: Instant
    records: tuple[RecordReference, ...] = ()
