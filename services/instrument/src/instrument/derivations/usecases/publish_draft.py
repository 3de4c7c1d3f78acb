"""Publish the draft of a derivation set; its edition is published before it.

A draft is checked first, while nothing is locked, because that may take long. It is published if it
is still the one that was checked.
"""

from instrument.agencies.domain import Author
from instrument.derivations.domain.identity import Identity
from instrument.derivations.domain.model import DerivationSet
from instrument.derivations.store import drafts, sets
from instrument.derivations.store.tables import DerivationDraftRow, DerivationSetRow
from instrument.derivations.usecases.keep_draft import (
    check_derivations,
    find_draft,
    require_author,
    whole_document,
)
from instrument.derivations.usecases.publish import publish_derivation_set
from instrument.documents.domain.refusals import ConflictError, RefusedDocumentError
from instrument.documents.usecases.check import Sound
from instrument.documents.usecases.require_content import (
    CheckedDraft,
    require_checked,
    require_content,
)
from instrument.editions.store.lock import lock_edition
from instrument.editions.store.tables import EditionDraftRow
from kit.clock import Clock
from kit.database import Session, end_reading
from rules.text import Text


async def check_draft_of(
    session: Session, identity: Identity, *, content_hash: str | None, author: Author
) -> CheckedDraft[DerivationSet] | None:
    """Return the draft that is to be published, without defects; None: it is published already.

    The session only reads, and is ended before the check.

    Raises:
        AbsentError, RefusedDocumentError, ConflictError, NotOwnerError: As for `publish_draft`.
    """
    edition = await require_author(session, identity.edition_code, author)
    found = await _find(
        session, identity, content_hash=content_hash, is_early=isinstance(edition, EditionDraftRow)
    )
    await end_reading(session)
    if isinstance(found, DerivationSetRow):
        return None
    checked = await check_derivations(edition, whole_document(found))
    if checked.sound is None:
        raise RefusedDocumentError(checked.defects)
    require_content(content_hash, checked.sound.content_hash)
    return CheckedDraft(found.document_hash, checked.sound)


async def publish_draft(
    session: Session,
    identity: Identity,
    checked: CheckedDraft[DerivationSet] | None,
    *,
    content_hash: str | None,
    author: Author,
    clock: Clock,
) -> DerivationSetRow:
    """Publish the draft of a version; return a version that is published already as it is.

    `checked`: the draft, by `check_draft_of`. `content_hash`: publish only this content.

    Raises:
        AbsentError: There is no such draft.
        RefusedDocumentError: It has defects; all are named.
        ConflictError: The edition is still a draft, or the content is another; or the draft was
            changed while it was checked.
        NotOwnerError: The author does not write the derivation sets of the edition.
    """
    code = identity.edition_code
    await lock_edition(session, code)
    edition = await require_author(session, code, author)
    found = await _find(
        session, identity, content_hash=content_hash, is_early=isinstance(edition, EditionDraftRow)
    )
    if isinstance(found, DerivationSetRow):
        return found
    sound: Sound[DerivationSet] = require_checked(checked, found.document_hash, part="version")
    await drafts.drop(session, code)
    row, _ = await publish_derivation_set(session, sound.document, clock=clock)
    return row


async def _find(
    session: Session, identity: Identity, *, content_hash: str | None, is_early: bool
) -> DerivationSetRow | DerivationDraftRow:
    """Return the set that is published, or the draft; `is_early`: its edition is a draft."""
    code = identity.edition_code
    published = await sets.find(session, code, identity.version)
    if published is not None:
        require_content(content_hash, published.content_hash)
        return published
    draft = await find_draft(session, identity)
    if is_early:
        raise ConflictError(
            Text(f"Terbitkan dulu edisi {code}.", f"Publish the edition {code} first."),
            "edition_code",
            Text("masih draf", "is a draft"),
        )
    return draft
