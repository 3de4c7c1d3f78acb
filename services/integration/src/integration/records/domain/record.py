"""Canonical records: what a row of a source means, in our terms, and a hash of that content."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Self
from uuid import UUID

Content = Mapping[str, Any]

_NEVER: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Record:
    """A canonical record of one source.

    `record_id` names its listing and the row in it (`2026:17`), since many systems begin at 1 again
    in every listing. `agency_code` is None if the record concerns the whole region. `opens` is the
    month or quarter that has begun, as this record shows. `content` holds strings, integers, truth
    values, None, and lists and objects of these; never a float. `revision` is 0 until it is stored.
    """

    kind: str
    record_id: str
    agency_code: str | None
    content: Content
    content_hash: str
    opens: str | None = None
    revision: int = 0
    changed_at: datetime = _NEVER

    @classmethod
    def of(cls, kind: str, record_id: str, content: Content, *, opens: str | None = None) -> Self:
        """Make a record of the agency that the content names as `agency_code`."""
        return cls(
            kind=kind,
            record_id=record_id,
            agency_code=content.get("agency_code"),
            content=content,
            content_hash=hashlib.sha256(canonical_json(content).encode()).hexdigest(),
            opens=opens,
        )

    @property
    def key(self) -> tuple[str, str]:
        """Return what identifies the record within its source."""
        return self.kind, self.record_id


@dataclass(frozen=True, slots=True)
class Read:
    """What read a version: the run, the revision of the registration, the adapter's version."""

    run_id: UUID
    source_revision: int | None
    adapter: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordVersion:
    """One version of a record, and the run that read it. `gone`: the source no longer lists it.

    `source_revision` and `adapter` tell by which registration and which adapter; None: it is from
    before these were kept, or no source was read.
    """

    revision: int
    content: Content
    content_hash: str
    gone: bool
    run_id: UUID
    recorded_at: datetime
    source_revision: int | None = None
    adapter: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordHistory:
    """The newest version of a record, and its versions, newest first, at most 200.

    `former_id` is the id by which older facts name it, from before ids named their listing.
    """

    source_code: str
    record: Record
    gone: bool
    former_id: str | None
    versions: tuple[RecordVersion, ...]


def canonical_json(content: Content) -> str:
    """Return the one JSON text of `content`: sorted keys, no spaces, UTF-8.

    Raises:
        TypeError: A value is no JSON, or a float.
    """
    _refuse_floats(content)
    return json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("a canonical record cannot hold a float")
    if isinstance(value, Mapping):
        for item in value.values():
            _refuse_floats(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_floats(item)
