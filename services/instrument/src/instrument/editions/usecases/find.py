"""Find an edition by its code: published, retired or still a draft."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from anyio import to_thread

from instrument.documents.domain.refusals import AbsentError, RefusedDocumentError
from instrument.documents.usecases.check import Checked, Sound
from instrument.editions.domain.model import Edition
from instrument.editions.store import drafts, editions
from instrument.editions.store.tables import EditionDraftRow, EditionRow
from instrument.editions.usecases.read import check_edition_document, read_edition
from kit.database import Session
from kit.threads import UPLOADS
from rules.text import Text


@dataclass(frozen=True, slots=True)
class Content:
    """The canonical JSON of an edition that is published, or of a draft without defects."""

    edition_code: str
    content: str
    content_hash: str
    status: str


async def find_edition(session: Session, edition_code: str) -> EditionRow | EditionDraftRow:
    """Return the published edition with a code, or else its draft.

    Raises:
        AbsentError: There is neither.
    """
    row = await editions.find(session, edition_code)
    draft = row or await drafts.find(session, edition_code)
    if draft is None:
        raise AbsentError(
            Text(f"Edisi {edition_code} tidak ada.", f"There is no edition {edition_code}."),
            "edition_code",
        )
    return draft


async def find_content(session: Session, edition_code: str) -> Content:
    """Return the content of an edition that is published, or of a draft without defects.

    Raises:
        AbsentError: There is no such edition.
        RefusedDocumentError: It is a draft with defects; all are named.
    """
    row = await find_edition(session, edition_code)
    if isinstance(row, EditionRow):
        return Content(edition_code, row.content, row.content_hash, row.status)
    sound = await sound_draft(row)
    return Content(edition_code, sound.content, sound.content_hash, "draft")


async def model_of(row: EditionRow | EditionDraftRow) -> Edition | None:
    """Return the edition to check other documents against; None for a draft with defects."""
    if isinstance(row, EditionRow):
        return await to_thread.run_sync(
            read_edition, row.edition_code, json.loads(row.content), limiter=UPLOADS
        )
    sound = (await check_draft(row)).sound
    return None if sound is None else sound.document


async def check_draft(row: EditionDraftRow) -> Checked[Edition]:
    """Return the defects of a draft."""
    return await check_in_thread(json.loads(row.document))


async def check_in_thread(document: Mapping[str, Any]) -> Checked[Edition]:
    """Return the defects of an edition; the check runs in a thread, and may take seconds."""
    return await to_thread.run_sync(check_edition_document, document, limiter=UPLOADS)


async def sound_draft(row: EditionDraftRow) -> Sound[Edition]:
    """Return the edition that a draft would become.

    Raises:
        RefusedDocumentError: It has defects; all are named.
    """
    checked = await check_draft(row)
    if checked.sound is None:
        raise RefusedDocumentError(checked.defects)
    return checked.sound
