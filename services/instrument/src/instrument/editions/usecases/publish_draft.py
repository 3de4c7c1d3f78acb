"""Publish the draft of an edition.

A draft is checked first, while nothing is locked, because that may take long. It is published if it
is still the one that was checked.
"""

import json

from instrument.agencies.domain import Author
from instrument.agencies.usecases.require_owner import require_owner
from instrument.documents.domain.refusals import RefusedDocumentError
from instrument.documents.usecases.check import Sound
from instrument.documents.usecases.require_content import (
    CheckedDraft,
    require_checked,
    require_content,
)
from instrument.editions.domain.model import Edition
from instrument.editions.store import drafts, editions
from instrument.editions.store.lock import lock_edition, lock_instrument
from instrument.editions.store.tables import EditionDraftRow, EditionRow
from instrument.editions.usecases.find import check_in_thread
from instrument.editions.usecases.keep_draft import absent_draft, require_owner_of_draft
from instrument.editions.usecases.publish import publish_edition
from instrument.editions.usecases.require_instrument import require_instrument
from kit.clock import Clock
from kit.database import Session, end_reading


async def check_draft_of(
    session: Session, edition_code: str, *, content_hash: str | None, author: Author
) -> CheckedDraft[Edition] | None:
    """Return the draft that is to be published, without defects; None: it is published already.

    The session only reads, and is ended before the check.

    Raises:
        AbsentError, RefusedDocumentError, ConflictError, NotOwnerError: As for `publish_draft`.
    """
    found = await _find(session, edition_code, content_hash=content_hash, author=author)
    if isinstance(found, EditionRow):
        await end_reading(session)
        return None
    document = json.loads(found.document)
    await require_instrument(session, document, author)
    await end_reading(session)
    checked = await check_in_thread(document)
    if checked.sound is None:
        raise RefusedDocumentError(checked.defects)
    require_content(content_hash, checked.sound.content_hash)
    return CheckedDraft(found.document_hash, checked.sound)


async def publish_draft(
    session: Session,
    edition_code: str,
    checked: CheckedDraft[Edition] | None,
    *,
    content_hash: str | None,
    author: Author,
    clock: Clock,
) -> EditionRow:
    """Publish the draft of an edition; return an edition that is published already as it is.

    `checked`: the draft, by `check_draft_of`. `content_hash`: publish only this content.

    Raises:
        AbsentError: There is no such draft.
        RefusedDocumentError: It has defects; all are named.
        ConflictError: The draft, or the published edition, has other content; or the draft was
            changed while it was checked.
        NotOwnerError: It, or its instrument, belongs to the product, or to an agency that the
            author does not stand at or above.
    """
    await lock_edition(session, edition_code)
    found = await _find(session, edition_code, content_hash=content_hash, author=author)
    if isinstance(found, EditionRow):
        return found
    await lock_instrument(session, found.instrument_code or "")
    await require_instrument(session, json.loads(found.document), author)
    sound: Sound[Edition] = require_checked(checked, found.document_hash, part="edition_code")
    owner = found.owner_code or author.agency_code
    row, _ = await publish_edition(session, sound.document, owner_code=owner, clock=clock)
    return row


async def _find(
    session: Session, edition_code: str, *, content_hash: str | None, author: Author
) -> EditionRow | EditionDraftRow:
    published = await editions.find(session, edition_code)
    if published is not None:
        owner = published.owner_code
        await require_owner(session, owner, author, what=edition_code, part="edition_code")
        require_content(content_hash, published.content_hash)
        return published
    draft = await drafts.find(session, edition_code)
    if draft is None:
        raise absent_draft(edition_code)
    await require_owner_of_draft(session, draft, author)
    return draft
