"""What the rows of evidence say, as types of the domain, and the other way round."""

from typing import Any, cast

from submission.campaigns.domain.stage_state import Act
from submission.evidence.domain.blob import Blob
from submission.evidence.domain.item import (
    AddressSource,
    Dates,
    DocumentKind,
    FileSource,
    Item,
    ItemState,
    RecordSource,
    Source,
    Version,
)
from submission.evidence.store.fetches import fetch_of
from submission.evidence.store.tables import EvidenceRow, FetchRow, VersionRow
from submission.evidence.store.uploads import BlobRow, blob_of

VersionRows = tuple[VersionRow, BlobRow | None, FetchRow | None]


def changing(item: Item) -> dict[str, Any]:
    """Return the columns of an item that its changes write."""
    return {
        **state_columns(item.state),
        "revision": item.revision,
        "version": item.newest.version,
        "changed_by": item.changed.by,
        "changed_at": item.changed.at,
    }


def state_columns(state: ItemState) -> dict[str, Any]:
    """Return the columns of what people say of an item."""
    return {
        "title": state.title,
        "kind": state.kind,
        "confidential": state.confidential,
        **dates_columns(state.dates),
    }


def dates_columns(dates: Dates) -> dict[str, Any]:
    """Return the columns of dates, of an item or of a version."""
    return {
        "effective_date": dates.effective_date,
        "period": dates.period,
        "valid_until": dates.valid_until,
    }


def columns(version: Version) -> dict[str, Any]:
    """Return the columns of what a version says, and not of who added it."""
    source = version.source
    of_it: dict[str, Any]
    if isinstance(source, FileSource):
        of_it = {"blob_sha256": source.sha256, "name": source.name}
    elif isinstance(source, AddressSource):
        of_it = {"address": source.address}
    else:
        of_it = {
            "system": source.system,
            "reference": source.reference,
            "stated_sha256": source.sha256,
            "adapter_version": source.adapter_version,
        }
    return {
        "origin": version.origin,
        "note": version.note,
        **dates_columns(version.dates),
        **of_it,
    }


def _source_of(row: VersionRow) -> Source:
    if row.origin == "file":
        return FileSource(sha256=row.blob_sha256 or "", name=row.name or "")
    if row.origin == "url":
        return AddressSource(address=row.address or "")
    return RecordSource(
        system=row.system or "",
        reference=row.reference or "",
        sha256=row.stated_sha256,
        adapter_version=row.adapter_version,
    )


def version_of(rows: VersionRows) -> Version:
    """Return the version that rows tell of."""
    row, kept, fetched = rows
    blob: Blob | None = None if kept is None else blob_of(kept)
    return Version(
        version=row.version,
        source=_source_of(row),
        dates=_dates_of(row),
        note=row.note,
        added=Act(row.added_by, row.added_at),
        blob=blob,
        fetch=None if fetched is None else fetch_of(fetched),
    )


def _dates_of(row: VersionRow | EvidenceRow) -> Dates:
    return Dates(effective_date=row.effective_date, period=row.period, valid_until=row.valid_until)


def item_of(row: EvidenceRow, newest: Version) -> Item:
    """Return the item that a row tells of."""
    return Item(
        evidence_id=row.evidence_id,
        agency_code=row.agency_code,
        state=ItemState(
            title=row.title,
            kind=cast("DocumentKind", row.kind),
            confidential=row.confidential,
            dates=_dates_of(row),
        ),
        revision=row.revision,
        newest=newest,
        added=Act(row.added_by, row.added_at),
        changed=Act(row.changed_by, row.changed_at),
    )
