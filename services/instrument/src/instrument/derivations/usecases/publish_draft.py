"""Publish the draft of a derivation set; its edition is published before it."""

from instrument.derivations.store import drafts, sets
from instrument.derivations.store.tables import DerivationSetRow
from instrument.derivations.usecases.keep_draft import (
    check_derivations_of,
    derivation_document,
    find_derivations,
)
from instrument.derivations.usecases.publish import publish_derivation_set
from instrument.documents.usecases.refuse_defects import refusal
from instrument.editions.store import editions
from instrument.editions.store.lock import lock_edition
from instrument.editions.usecases.publish_draft import require_content
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict
from rules.refusal import Refusal
from rules.text import Text


async def publish_derivations(
    session: Session, edition_code: str, version: int, *, content_hash: str | None, clock: Clock
) -> DerivationSetRow:
    """Publish the draft of a version; what is published already is returned as it is.

    `content_hash`: publish this content and no other.

    Raises:
        NotFound: There is no such draft.
        Unprocessable: It has defects; all are named.
        Conflict: The edition is a draft itself, or the content is another.
    """
    await lock_edition(session, edition_code)
    published = await sets.find(session, edition_code, version)
    if published is not None:
        require_content(content_hash, published.content_hash)
        return published
    draft = await find_derivations(session, edition_code, version)
    if await editions.find(session, edition_code) is None:
        raise Conflict(
            Text(
                f"Terbitkan dulu edisi {edition_code}.",
                f"Publish the edition {edition_code} first.",
            ),
            errors=[Refusal("path/edition_code", Text("masih draf", "is a draft"))],
        )
    checked = await check_derivations_of(session, edition_code, derivation_document(draft))
    if checked.sound is None:
        raise refusal(checked.defects)
    require_content(content_hash, checked.sound.content_hash)
    await drafts.drop(session, edition_code)
    row, _ = await publish_derivation_set(session, checked.sound.found, clock=clock)
    return row
