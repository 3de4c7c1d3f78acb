"""Publish a crosswalk that is new; what is published must be the same."""

from instrument.crosswalks.domain.model import Crosswalk
from instrument.crosswalks.store import crosswalks
from instrument.crosswalks.store.tables import CrosswalkRow
from instrument.documents.domain.canonical import canonical, content_hash
from instrument.documents.domain.publication import require_unchanged
from kit.clock import Clock
from kit.database import Session


async def publish_crosswalk(
    session: Session, found: Crosswalk, *, clock: Clock
) -> tuple[CrosswalkRow, bool]:
    """Return the stored crosswalk and whether it is new; both of its editions are published.

    Raises:
        ChangedContentError: Its code is published with other content.
    """
    content = canonical(found)
    row = await crosswalks.add(
        session,
        found,
        content=content,
        content_hash=content_hash(content),
        published_at=clock.now(),
    )
    if row is not None:
        return row, True
    there = await crosswalks.get(session, found.crosswalk_code)
    require_unchanged(found.crosswalk_code, content, published_hash=there.content_hash)
    return there, False
