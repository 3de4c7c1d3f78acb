"""What the API shows of editions."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from instrument.editions.api import schemas
from instrument.editions.store.document import EditionDocument
from instrument.editions.store.tables import (
    EditionDraftRow,
    EditionRow,
)


class Drafted(Protocol):
    """What every draft tells about its last change."""

    defect_count: int
    changed_at: datetime
    changed_by: str


def version_of(row: EditionRow | EditionDraftRow) -> str:
    """Return the version of an edition for its ETag.

    It is the hash of the content, with the revision after a retirement; for a draft, its own hash.
    """
    if isinstance(row, EditionDraftRow):
        return row.document_hash
    return row.content_hash if row.revision == 1 else f"{row.content_hash}.{row.revision}"


def written_document(row: EditionRow | EditionDraftRow) -> dict[str, Any]:
    """Return an edition as people write it: keys in reading order, without defaults."""
    if isinstance(row, EditionDraftRow):
        document: dict[str, Any] = json.loads(row.document)
        return document
    read = EditionDocument.model_validate_json(row.content)
    return read.model_dump(mode="json", exclude_defaults=True)


def whole_edition(row: EditionRow | EditionDraftRow) -> dict[str, Any]:
    """Return a whole edition with its status and its last change."""
    content = row.document if isinstance(row, EditionDraftRow) else row.content
    return {**json.loads(content), **publication(row)}


def publication(row: EditionRow | EditionDraftRow) -> dict[str, Any]:
    """Return the status of an edition and its last change."""
    if isinstance(row, EditionDraftRow):
        return {
            "status": "draft",
            "revision": row.revision,
            "content_hash": row.content_hash,
            "published_at": None,
            "retired_at": None,
            "retired_reason": None,
            "owner_code": row.owner_code,
            **change_of(row),
        }
    return {
        "status": row.status,
        "revision": row.revision,
        "content_hash": row.content_hash,
        "published_at": row.published_at,
        "retired_at": row.retired_at,
        "retired_reason": row.retired_reason,
        "owner_code": row.owner_code,
    }


def edition_item(row: EditionRow | EditionDraftRow) -> schemas.EditionItem:
    """Return an edition as lists show it."""
    return schemas.EditionItem.model_validate(
        {
            "edition_code": row.edition_code,
            "instrument_code": row.instrument_code,
            "title": _text(row.title_id, row.title_en),
            "certainty": row.certainty,
            "caveat": _text(row.caveat_id, row.caveat_en),
            "in_force_from": row.in_force_from,
            "in_force_until": row.in_force_until,
            "period_kind": row.period_kind,
            **publication(row),
        }
    )


def change_of(row: Drafted) -> Mapping[str, Any]:
    """Return who changed a draft last, when, and how many defects it has."""
    return {
        "defect_count": row.defect_count,
        "changed_at": row.changed_at,
        "changed_by": row.changed_by,
    }


def _text(indonesian: str | None, english: str | None) -> dict[str, str] | None:
    """Return a text for lists, None if a language is missing."""
    return {"id": indonesian, "en": english} if indonesian and english else None
