"""Publish an edition that is new; what is published must be the same."""

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
    session: Session, found: Edition, *, clock: Clock
) -> tuple[EditionRow, bool]:
    """Publish an edition and tell everybody; a draft of its code is done with.

    Return it as it is published, and whether that was now.

    Raises:
        ChangedContentError: The code is published with other content.
    """
    code, content = found.edition_code, canonical(found)
    await lock_edition(session, code)
    row = await editions.add(
        session,
        found,
        content=content,
        content_hash=content_hash(content),
        published_at=clock.now(),
    )
    if row is None:
        there = await editions.get(session, code)
        require_unchanged(code, content, published_hash=there.content_hash)
        return there, False
    await drafts.drop(session, code)
    event = edition_published(
        row.content,
        content_hash=row.content_hash,
        revision=row.revision,
        published_at=row.published_at,
    )
    await emit(session, [event], source=SOURCE, clock=clock)
    return row, True
