"""The answers of evidence: what goes out."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from kit.fields import TextView
from kit.web import etag
from submission.evidence.api import schemas
from submission.evidence.domain.fetch import FetchState
from submission.evidence.domain.item import (
    KIND_NAMES,
    AddressSource,
    Dates,
    DocumentKind,
    FileSource,
    Item,
    ItemState,
    Origin,
    Reading,
    RecordSource,
    Source,
    Standing,
    Version,
)
from submission.evidence.domain.media import media_type_of
from submission.evidence.domain.upload import Progress


class UploadView(BaseModel):
    """How far your upload of a file is."""

    sha256: Annotated[str, Field(description="SHA-256 of the whole file")]
    size: Annotated[int, Field(description="Size of the whole file in bytes")]
    received: Annotated[int, Field(description="So many bytes from its beginning are here")]
    state: Annotated[
        Literal["partial", "complete"],
        Field(description="partial: the rest follows; complete: an item can name it"),
    ]


class FileView(BaseModel):
    """A file that is kept."""

    sha256: Annotated[str, Field(description="SHA-256 of its content")]
    size: Annotated[int, Field(description="Its size in bytes")]
    name: Annotated[str, Field(description="Its name for people")]
    media_type: Annotated[str, Field(description="What it is, found in its content")]


class UrlView(BaseModel):
    """What is at an address: as it was linked, and as it was seen last."""

    address: Annotated[str, Field(description="The address")]
    state: Annotated[
        FetchState,
        Field(
            description="waiting: not fetched yet; same or changed: compared with what was linked;"
            " unreachable: no answer the last time; refused: the address is not public"
        ),
    ]
    sha256: Annotated[
        str | None, Field(description="SHA-256 of what was linked; null: not fetched yet")
    ]
    size: Annotated[int | None, Field(description="Size of what was linked, in bytes")]
    media_type: Annotated[str | None, Field(description="What the other server said it is")]
    linked_at: Annotated[datetime | None, Field(description="When it was fetched first")]
    seen_sha256: Annotated[str | None, Field(description="SHA-256 of what was there last")]
    changed_at: Annotated[
        datetime | None, Field(description="When it was first seen to differ; null: it does not")
    ]
    checked_at: Annotated[datetime | None, Field(description="When it was asked last")]
    fault: Annotated[
        TextView | None, Field(description="Why it gave nothing the last time; null: it did")
    ]


class RecordView(BaseModel):
    """A record of a source system, as it was stated."""

    system: Annotated[str, Field(description="The system that holds it")]
    reference: Annotated[str, Field(description="What the system calls it")]
    sha256: Annotated[str | None, Field(description="SHA-256 of the record, as it was stated")]
    adapter_version: Annotated[str | None, Field(description="Version of what read it, as stated")]
    certainty: Annotated[
        Literal["stated"], Field(description="stated: who entered it says so, nothing proves it")
    ]


class VersionView(BaseModel):
    """One version of an item. One of `file`, `url` and `record` is there, by its origin."""

    version: Annotated[int, Field(description="Number of the version, from 1")]
    origin: Annotated[Origin, Field(description="Where it comes from")]
    effective_date: Annotated[date | None, Field(description="Day on which it took effect")]
    period: Annotated[str | None, Field(description="Year, quarter or month that it is about")]
    valid_until: Annotated[date | None, Field(description="Last day on which it is good")]
    note: Annotated[str | None, Field(description="What is new in it")]
    added_by: Annotated[str, Field(description="Subject who added it")]
    added_at: Annotated[datetime, Field(description="When it was added (UTC)")]
    file: Annotated[FileView | None, Field(description="The file; null: it is none")]
    url: Annotated[UrlView | None, Field(description="What is at the address; null: none")]
    record: Annotated[RecordView | None, Field(description="The record; null: it is none")]


class EvidenceView(BaseModel):
    """An item of an agency's library with its newest version."""

    evidence_id: Annotated[UUID, Field(description="Id of the item; ids grow with time")]
    agency_code: Annotated[str, Field(description="Whose it is")]
    revision: Annotated[int, Field(description="Counts its changes; the ETag")]
    title: Annotated[str, Field(description="Its title, as people know it")]
    kind: Annotated[DocumentKind, Field(description="What kind of document it is")]
    kind_name: Annotated[TextView, Field(description="What that kind is called")]
    confidential: Annotated[
        bool, Field(description="Whether its content is for few people only, and reads are noted")
    ]
    effective_date: Annotated[date | None, Field(description="Day on which it took effect")]
    period: Annotated[str | None, Field(description="Year, quarter or month that it is about")]
    valid_until: Annotated[date | None, Field(description="Last day on which it is good")]
    newest: Annotated[VersionView, Field(description="Its newest version")]
    added_by: Annotated[str, Field(description="Subject who entered it")]
    added_at: Annotated[datetime, Field(description="When it was entered (UTC)")]
    changed_by: Annotated[str, Field(description="Subject who changed it last")]
    changed_at: Annotated[datetime, Field(description="When it changed last (UTC)")]


class ReadView(BaseModel):
    """That somebody got the content of a confidential item."""

    version: Annotated[int, Field(description="Which version was read")]
    subject: Annotated[str, Field(description="Subject who read it")]
    agency_code: Annotated[str, Field(description="Agency of their token")]
    standing: Annotated[
        Standing,
        Field(
            description="own: of the agency itself; assessor: assigned to assess it; inspectorate:"
            " of an agency above"
        ),
    ]
    reason: Annotated[str | None, Field(description="Why, as they said; null: of the agency")]
    read_at: Annotated[datetime, Field(description="When it was read (UTC)")]


def upload_view(progress: Progress) -> UploadView:
    """Return an upload as it is shown."""
    upload = progress.upload
    return UploadView(
        sha256=upload.sha256,
        size=upload.size,
        received=progress.received,
        state="partial" if upload.completed_at is None else "complete",
    )


def evidence_view(item: Item) -> EvidenceView:
    """Return an item as it is shown."""
    state = item.state
    return EvidenceView(
        evidence_id=item.evidence_id,
        agency_code=item.agency_code,
        revision=item.revision,
        title=state.title,
        kind=state.kind,
        kind_name=TextView.model_validate(KIND_NAMES[state.kind]),
        confidential=state.confidential,
        effective_date=state.dates.effective_date,
        period=state.dates.period,
        valid_until=state.dates.valid_until,
        newest=version_view(item.newest),
        added_by=item.added.by,
        added_at=item.added.at,
        changed_by=item.changed.by,
        changed_at=item.changed.at,
    )


def current_of(present: Item) -> tuple[str, Any]:
    """Return the ETag and the body of the present state."""
    return etag(present.revision), evidence_view(present).model_dump(mode="json")


def version_view(version: Version) -> VersionView:
    """Return a version as it is shown."""
    return VersionView(
        version=version.version,
        origin=version.origin,
        effective_date=version.dates.effective_date,
        period=version.dates.period,
        valid_until=version.dates.valid_until,
        note=version.note,
        added_by=version.added.by,
        added_at=version.added.at,
        file=_file(version),
        url=_url(version),
        record=_record(version),
    )


def read_view(reading: Reading) -> ReadView:
    """Return a read as it is shown."""
    return ReadView(
        version=reading.version,
        subject=reading.subject,
        agency_code=reading.agency_code,
        standing=reading.standing,
        reason=reading.reason,
        read_at=reading.read_at,
    )


def source_of(body: schemas.FileInput | schemas.UrlInput | schemas.RecordInput) -> Source:
    """Return what a body names."""
    if isinstance(body, schemas.FileInput):
        return FileSource(sha256=body.sha256, name=body.name)
    if isinstance(body, schemas.UrlInput):
        return AddressSource(address=body.address)
    return RecordSource(
        system=body.system,
        reference=body.reference,
        sha256=body.sha256,
        adapter_version=body.adapter_version,
    )


def dates_of(body: schemas.DatesInput) -> Dates:
    """Return the dates that a body names."""
    return Dates(
        effective_date=body.effective_date, period=body.period, valid_until=body.valid_until
    )


def state_of(body: schemas.EvidenceChange) -> ItemState:
    """Return what a body says of an item."""
    return ItemState(
        title=body.title, kind=body.kind, confidential=body.confidential, dates=dates_of(body)
    )


def _file(version: Version) -> FileView | None:
    source, blob = version.source, version.blob
    if not isinstance(source, FileSource) or blob is None:
        return None
    return FileView(
        sha256=blob.sha256,
        size=blob.size,
        name=source.name,
        media_type=media_type_of(blob.kind, source.name),
    )


def _url(version: Version) -> UrlView | None:
    source, fetch = version.source, version.fetch
    if not isinstance(source, AddressSource) or fetch is None:
        return None
    first = fetch.first
    return UrlView(
        address=source.address,
        state=fetch.state,
        sha256=None if first is None else first.sha256,
        size=None if first is None else first.size,
        media_type=None if first is None else first.media_type,
        linked_at=fetch.first_at,
        seen_sha256=fetch.seen_sha256,
        changed_at=fetch.changed_at,
        checked_at=fetch.checked_at,
        fault=None if fetch.fault is None else TextView.model_validate(fetch.fault),
    )


def _record(version: Version) -> RecordView | None:
    source = version.source
    if not isinstance(source, RecordSource):
        return None
    return RecordView(
        system=source.system,
        reference=source.reference,
        sha256=source.sha256,
        adapter_version=source.adapter_version,
        certainty="stated",
    )
