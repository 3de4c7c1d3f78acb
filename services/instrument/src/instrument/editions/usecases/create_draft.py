"""Create the draft of a new edition."""

from collections.abc import Mapping
from typing import Any

from instrument.agencies.domain import Author
from instrument.documents.domain.refusals import ExistingDraftError
from instrument.documents.usecases.check import Checked
from instrument.editions.domain.model import Edition
from instrument.editions.store import drafts
from instrument.editions.store.lock import lock_edition
from instrument.editions.store.tables import EditionDraftRow
from instrument.editions.usecases.find import check_in_thread
from instrument.editions.usecases.keep_draft import code_of, keep_draft, require_unpublished
from instrument.editions.usecases.require_instrument import require_instrument
from kit.clock import Clock
from kit.database import Session, end_reading
from rules.text import Text


async def check_new(
    session: Session, document: Mapping[str, Any], *, author: Author
) -> Checked[Edition]:
    """Return the defects of a document that is to be a new draft.

    The session only reads, and is ended before the check, which may take long.

    Raises:
        RefusedDocumentError, ConflictError, ExistingDraftError, NotOwnerError: As for
            `create_draft`.
    """
    await _require_free(session, code_of(document))
    await require_instrument(session, document, author)
    await end_reading(session)
    return await check_in_thread(document)


async def create_draft(
    session: Session,
    document: Mapping[str, Any],
    checked: Checked[Edition],
    *,
    author: Author,
    clock: Clock,
) -> EditionDraftRow:
    """Store a document as the draft of a new edition, which belongs to the author's agency.

    `checked`: of the document, by `check_new`.

    Raises:
        RefusedDocumentError: Its code is not valid.
        ConflictError: The code is published.
        ExistingDraftError: A draft has the code.
        NotOwnerError: Its instrument is another's.
    """
    code = code_of(document)
    await lock_edition(session, code)
    await _require_free(session, code)
    await require_instrument(session, document, author)
    owner = author.agency_code
    return await keep_draft(
        session, document, checked, author=author, owner_code=owner, revision=1, clock=clock
    )


async def _require_free(session: Session, code: str) -> None:
    await require_unpublished(session, code)
    if await drafts.find(session, code) is not None:
        raise ExistingDraftError(
            Text(f"Draf {code} sudah ada.", f"There is a draft {code} already."),
            "/edition_code",
            Text("sudah dipakai", "is taken"),
        )
