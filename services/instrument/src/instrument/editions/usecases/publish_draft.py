"""Publish the draft of an edition."""

from instrument.agencies.domain import Author
from instrument.agencies.usecases.require_owner import require_owner
from instrument.documents.usecases.require_content import require_content
from instrument.editions.store import drafts, editions
from instrument.editions.store.lock import lock_edition
from instrument.editions.store.tables import EditionRow
from instrument.editions.usecases.find import sound_draft
from instrument.editions.usecases.keep_draft import absent_draft, require_owner_of_draft
from instrument.editions.usecases.publish import publish_edition
from kit.clock import Clock
from kit.database import Session


async def publish_draft(
    session: Session,
    edition_code: str,
    *,
    content_hash: str | None,
    author: Author,
    clock: Clock,
) -> EditionRow:
    """Publish the draft of an edition; return an edition that is published already as it is.

    `content_hash`: publish only this content.

    Raises:
        AbsentError: There is no such draft.
        RefusedDocumentError: It has defects; all are named.
        ConflictError: The draft, or the published edition, has other content.
        NotOwnerError: It belongs to the product, or to an agency that the author does not stand
            at or above.
    """
    await lock_edition(session, edition_code)
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
    sound = await sound_draft(draft)
    require_content(content_hash, sound.content_hash)
    owner = draft.owner_code or author.agency_code
    row, _ = await publish_edition(session, sound.document, owner_code=owner, clock=clock)
    return row
