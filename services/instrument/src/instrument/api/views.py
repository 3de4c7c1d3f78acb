"""From rows to what the API shows of them."""

import json
from collections.abc import Mapping
from typing import Any

from instrument.api import schemas
from instrument.documents.derivations import DerivationSetDocument
from instrument.documents.edition import EditionDocument
from instrument.store.tables import (
    DerivationDraftRow,
    DerivationSetRow,
    EditionDraftRow,
    EditionRow,
)
from instrument.usecases.keep_derivations import derivation_document


def version_of(row: EditionRow | EditionDraftRow) -> str:
    """Return what names this state of an edition: the ETag.

    The hash of its content, with the revision once a retirement made one; of a draft, its own.
    """
    if isinstance(row, EditionDraftRow):
        return row.document_hash
    return row.content_hash if row.revision == 1 else f"{row.content_hash}.{row.revision}"


def written_document(row: EditionRow | EditionDraftRow) -> dict[str, Any]:
    """Return an edition as people write it: in the order of reading, without what goes unsaid."""
    if isinstance(row, EditionDraftRow):
        return _plain(row.document)
    read = EditionDocument.model_validate_json(row.content)
    return read.model_dump(mode="json", exclude_defaults=True)


def written_derivations(row: DerivationSetRow | DerivationDraftRow) -> dict[str, Any]:
    """Return a derivation set as people write it."""
    if isinstance(row, DerivationDraftRow):
        return derivation_document(row)
    read = DerivationSetDocument.model_validate_json(row.content)
    return read.model_dump(mode="json", exclude_defaults=True)


def whole_edition(row: EditionRow | EditionDraftRow) -> dict[str, Any]:
    """Return all that an edition says, with where it is in its life."""
    content = row.document if isinstance(row, EditionDraftRow) else row.content
    return {**_plain(content), **publication(row)}


def publication(row: EditionRow | EditionDraftRow) -> dict[str, Any]:
    """Return where an edition is in its life."""
    if isinstance(row, EditionDraftRow):
        return {
            "status": "draft",
            "revision": row.revision,
            "content_hash": row.content_hash,
            "published_at": None,
            "retired_at": None,
            "retired_reason": None,
            **_change(row),
        }
    return {
        "status": row.status,
        "revision": row.revision,
        "content_hash": row.content_hash,
        "published_at": row.published_at,
        "retired_at": row.retired_at,
        "retired_reason": row.retired_reason,
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


def derivation_item(row: DerivationSetRow | DerivationDraftRow) -> schemas.DerivationSetItem:
    """Return a derivation set as lists show it."""
    return schemas.DerivationSetItem(
        edition_code=row.edition_code,
        derivation_set_version=row.derivation_set_version,
        **derivation_publication(row),
    )


def derivation_publication(row: DerivationSetRow | DerivationDraftRow) -> dict[str, Any]:
    """Return where a derivation set is in its life."""
    if isinstance(row, DerivationDraftRow):
        return {
            "status": "draft",
            "content_hash": row.content_hash,
            "published_at": None,
            "revision": row.revision,
            **_change(row),
        }
    return {
        "status": "published",
        "content_hash": row.content_hash,
        "published_at": row.published_at,
        "revision": 1,
    }


def _change(row: EditionDraftRow | DerivationDraftRow) -> Mapping[str, Any]:
    return {
        "defect_count": row.defect_count,
        "changed_at": row.changed_at,
        "changed_by": row.changed_by,
    }


def _text(indonesian: str | None, english: str | None) -> dict[str, str] | None:
    """Return a text that lists can show, None without both languages."""
    return {"id": indonesian, "en": english} if indonesian and english else None


def _plain(content: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(content)
    return found
