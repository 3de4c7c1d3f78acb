"""Replace the draft of an edition by another state of it."""

import json
from collections.abc import Mapping
from typing import Any

from instrument.agencies.domain import Author
from instrument.documents.domain.canonical import state_hash
from instrument.documents.domain.refusals import OutdatedError, RefusedDocumentError
from instrument.documents.usecases.check import Checked
from instrument.editions.domain.model import Edition
from instrument.editions.store.tables import EditionDraftRow
from instrument.editions.usecases.find import check_in_thread
from instrument.editions.usecases.keep_draft import (
    code_of,
    keep_draft,
    locked_draft,
    own_draft,
)
from instrument.editions.usecases.require_instrument import require_instrument
from kit.clock import Clock
from kit.database import Session, end_reading
from rules.refusal import Refusal
from rules.revision import Seen
from rules.text import Text


async def check_replacement(
    session: Session, edition_code: str, document: Mapping[str, Any], *, author: Author
) -> Checked[Edition]:
    """Return the defects of a document that is to replace a draft of the author.

    The session only reads, and is ended before the check, which may take long.

    Raises:
        AbsentError, ConflictError, NotOwnerError, RefusedDocumentError: As for `replace_draft`.
    """
    await own_draft(session, edition_code, author)
    _require_code(document, edition_code)
    await require_instrument(session, document, author)
    await end_reading(session)
    return await check_in_thread(document)


async def replace_draft(
    session: Session,
    edition_code: str,
    document: Mapping[str, Any],
    checked: Checked[Edition],
    *,
    seen: Seen[str] | None,
    author: Author,
    clock: Clock,
) -> EditionDraftRow:
    """Store a document in place of a draft. The same document again changes nothing.

    `checked`: of the document, by `check_replacement`. `seen`: the states that the author has seen,
    None if they name none.

    Raises:
        AbsentError: There is no such draft.
        ConflictError: The edition is published and never changes.
        NotOwnerError: It, or its instrument, belongs to an agency that the author does not stand at
            or above.
        OutdatedError: It does not start from the present draft.
        RefusedDocumentError: The document has another code.
    """
    present = await locked_draft(session, edition_code, author)
    _require_code(document, edition_code)
    if seen is not None and present.document_hash == state_hash(document):
        return present
    require_seen(present, seen)
    await require_instrument(session, document, author)
    return await keep_draft(
        session,
        document,
        checked,
        author=author,
        owner_code=present.owner_code or author.agency_code,
        revision=present.revision + 1,
        clock=clock,
    )


def _require_code(document: Mapping[str, Any], edition_code: str) -> None:
    if code_of(document) != edition_code:
        fault = Text(
            f"kode draf ini {edition_code}; kode lain berarti edisi lain",
            f"this draft is {edition_code}; another code is another edition",
        )
        raise RefusedDocumentError([Refusal("/edition_code", fault)])


def require_seen(present: EditionDraftRow, seen: Seen[str] | None) -> None:
    """Check that a change starts from the present draft.

    Raises:
        OutdatedError: It does not.
    """
    if seen is None or not seen.include(present.document_hash):
        raise OutdatedError(present.document_hash, json.loads(present.document))
