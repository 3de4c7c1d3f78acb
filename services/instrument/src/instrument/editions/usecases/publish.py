"""Publish an edition; one that is published already must have the same content."""

from instrument.documents.domain.canonical import canonical, content_hash
from instrument.documents.domain.publication import require_unchanged
from instrument.editions.domain.model import Edition
from instrument.editions.events import SOURCE, edition_published
from instrument.editions.store import drafts, editions
from instrument.editions.store.lock import lock_edition
from instrument.editions.store.tables import EditionRow
from kit.clock import Clock
from kit.database import Session
from kit.outbox import emit


async def publish_edition(
    session: Session, edition: Edition, *, owner_code: str | None, clock: Clock
) -> tuple[EditionRow, bool]:
    """Publish an edition, emit its event and delete the draft with its code.

    `owner_code`: the agency that it belongs to, None for the product.

    Return the published edition, and whether it is new.

    Raises:
        ChangedContentError: The code is published with other content.
    """
    code, content = edition.edition_code, canonical(edition)
    await lock_edition(session, code)
    row = await editions.add(
        session,
        edition,
        content=content,
        content_hash=content_hash(content),
        published_at=clock.now(),
        owner_code=owner_code,
    )
    if row is None:
        present = await editions.get(session, code)
        require_unchanged(code, content, published_hash=present.content_hash)
        return present, False
    await drafts.drop(session, code)
    event = edition_published(
        row.content,
        content_hash=row.content_hash,
        revision=row.revision,
        published_at=row.published_at,
    )
    await emit(session, [event], source=SOURCE, clock=clock)
    return row, True
