"""Publish the draft of a derivation set; its edition is published before it."""

from instrument.agencies.domain import Author
from instrument.derivations.domain.identity import Identity
from instrument.derivations.store import drafts, sets
from instrument.derivations.store.tables import DerivationSetRow
from instrument.derivations.usecases.keep_draft import (
    check_derivations,
    find_draft,
    require_author,
    whole_document,
)
from instrument.derivations.usecases.publish import publish_derivation_set
from instrument.documents.domain.refusals import ConflictError, RefusedDocumentError
from instrument.documents.usecases.require_content import require_content
from instrument.editions.store import editions
from instrument.editions.store.lock import lock_edition
from kit.clock import Clock
from kit.database import Session
from rules.text import Text


async def publish_draft(
    session: Session,
    identity: Identity,
    *,
    content_hash: str | None,
    author: Author,
    clock: Clock,
) -> DerivationSetRow:
    """Publish the draft of a version; return a version that is published already as it is.

    `content_hash`: publish only this content.

    Raises:
        AbsentError: There is no such draft.
        RefusedDocumentError: It has defects; all are named.
        ConflictError: The edition is still a draft, or the content is another.
        NotOwnerError: The author does not write the derivation sets of the edition.
    """
    code = identity.edition_code
    await lock_edition(session, code)
    await require_author(session, code, author)
    published = await sets.find(session, code, identity.version)
    if published is not None:
        require_content(content_hash, published.content_hash)
        return published
    draft = await find_draft(session, identity)
    if await editions.find(session, code) is None:
        raise ConflictError(
            Text(f"Terbitkan dulu edisi {code}.", f"Publish the edition {code} first."),
            "edition_code",
            Text("masih draf", "is a draft"),
        )
    checked = await check_derivations(session, code, whole_document(draft))
    if checked.sound is None:
        raise RefusedDocumentError(checked.defects)
    require_content(content_hash, checked.sound.content_hash)
    await drafts.drop(session, code)
    row, _ = await publish_derivation_set(session, checked.sound.document, clock=clock)
    return row
