"""Create the draft of a new edition."""

from collections.abc import Mapping
from typing import Any

from instrument.agencies.domain import Author
from instrument.documents.domain.refusals import ExistingDraftError
from instrument.editions.store import drafts
from instrument.editions.store.lock import lock_edition
from instrument.editions.store.tables import EditionDraftRow
from instrument.editions.usecases.find import check_in_thread
from instrument.editions.usecases.keep_draft import code_of, keep_draft, require_unpublished
from kit.clock import Clock
from kit.database import Session
from rules.text import Text


async def create_draft(
    session: Session, document: Mapping[str, Any], *, author: Author, clock: Clock
) -> EditionDraftRow:
    """Store a document as the draft of a new edition, which belongs to the author's agency.

    Raises:
        RefusedDocumentError: Its code is not valid.
        ConflictError: The code is published.
        ExistingDraftError: A draft has the code.
    """
    code = code_of(document)
    checked = await check_in_thread(document)
    await lock_edition(session, code)
    await require_unpublished(session, code)
    if await drafts.find(session, code) is not None:
        raise ExistingDraftError(
            Text(f"Draf {code} sudah ada.", f"There is a draft {code} already."),
            "/edition_code",
            Text("sudah dipakai", "is taken"),
        )
    owner = author.agency_code
    return await keep_draft(
        session, document, checked, author=author, owner_code=owner, revision=1, clock=clock
    )
