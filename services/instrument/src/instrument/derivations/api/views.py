"""What the API shows of derivation sets."""

from typing import Any

from instrument.derivations.api import schemas
from instrument.derivations.store.document import DerivationSetDocument
from instrument.derivations.store.tables import DerivationDraftRow, DerivationSetRow
from instrument.derivations.usecases.keep_draft import whole_document
from instrument.editions.api.views import change_of


def written_derivations(row: DerivationSetRow | DerivationDraftRow) -> dict[str, Any]:
    """Return a derivation set as people write it."""
    if isinstance(row, DerivationDraftRow):
        return whole_document(row)
    read = DerivationSetDocument.model_validate_json(row.content)
    return read.model_dump(mode="json", exclude_defaults=True)


def derivation_item(row: DerivationSetRow | DerivationDraftRow) -> schemas.DerivationSetItem:
    """Return a derivation set as lists show it."""
    return schemas.DerivationSetItem(
        edition_code=row.edition_code,
        derivation_set_version=row.derivation_set_version,
        **derivation_publication(row),
    )


def derivation_publication(row: DerivationSetRow | DerivationDraftRow) -> dict[str, Any]:
    """Return the status of a derivation set and its last change."""
    if isinstance(row, DerivationDraftRow):
        return {
            "status": "draft",
            "content_hash": row.content_hash,
            "published_at": None,
            "revision": row.revision,
            **change_of(row),
        }
    return {
        "status": "published",
        "content_hash": row.content_hash,
        "published_at": row.published_at,
        "revision": 1,
    }
