"""Create a crosswalk between two published editions; it never changes afterwards."""

import json
from collections.abc import Mapping
from typing import Any, Final

from anyio import to_thread

from instrument.agencies.domain import Author
from instrument.crosswalks.domain.model import Crosswalk
from instrument.crosswalks.store.tables import CrosswalkRow
from instrument.crosswalks.usecases.publish import publish_crosswalk
from instrument.crosswalks.usecases.read import check_crosswalk_document
from instrument.documents.domain.publication import ChangedContentError
from instrument.documents.domain.refusals import ConflictError, RefusedDocumentError
from instrument.documents.usecases.check import Checked
from instrument.editions.domain.model import Edition
from instrument.editions.store import editions
from instrument.editions.store.document import EditionDocument
from kit.clock import Clock
from kit.database import Session, end_reading
from kit.threads import UPLOADS
from rules.refusal import Refusal
from rules.text import Text

_BETWEEN: Final = ("from_edition", "to_edition")


async def sound_crosswalk(session: Session, document: Mapping[str, Any]) -> Crosswalk:
    """Return the crosswalk in a document; both of its editions are published.

    The session only reads, and is ended before the check, which may take long.

    Raises:
        RefusedDocumentError: It has defects, or an edition is not published; all are named.
    """
    checked = await check_crosswalk_of(session, document)
    if checked.sound is None:
        raise RefusedDocumentError(checked.defects)
    return checked.sound.document


async def create_crosswalk(
    session: Session, crosswalk: Crosswalk, *, author: Author, clock: Clock
) -> tuple[CrosswalkRow, bool]:
    """Return the stored crosswalk, and whether it is new; the same content again changes nothing.

    A new one belongs to the author's agency.

    Raises:
        ConflictError: Its code is published with other content.
    """
    try:
        return await publish_crosswalk(
            session, crosswalk, owner_code=author.agency_code, clock=clock
        )
    except ChangedContentError as error:
        refused = published_otherwise(error.code)
        raise ConflictError(refused.text, refused.pointer, refused.text) from error


def published_otherwise(crosswalk_code: str) -> Refusal:
    """Return the refusal of other content under a published code."""
    return Refusal(
        "/crosswalk_code",
        Text(
            f"Pemetaan {crosswalk_code} sudah terbit dengan isi lain dan tidak dapat diubah."
            " Terbitkan dengan kode baru.",
            f"The crosswalk {crosswalk_code} is published with other content and never changes."
            " Publish it under a new code.",
        ),
    )


async def check_crosswalk_of(session: Session, document: Mapping[str, Any]) -> Checked[Crosswalk]:
    """Return the defects of a crosswalk; both of its editions must be published.

    The session only reads, and is ended before the check, which may take long.
    """
    contents: dict[str, str] = {}
    for code in {document[name] for name in _BETWEEN if isinstance(document.get(name), str)}:
        published = await editions.find(session, code)
        if published is not None:
            contents[code] = published.content
    await end_reading(session)
    return await to_thread.run_sync(_check, document, contents, limiter=UPLOADS)


def _check(document: Mapping[str, Any], contents: Mapping[str, str]) -> Checked[Crosswalk]:
    known = {code: _edition(content) for code, content in contents.items()}
    return check_crosswalk_document(document, known)


def _edition(content: str) -> Edition:
    return EditionDocument.model_validate(json.loads(content)).to_domain()
