"""Publish a crosswalk; one that is published already must have the same content."""

from instrument.crosswalks.domain.model import Crosswalk
from instrument.crosswalks.store import crosswalks
from instrument.crosswalks.store.tables import CrosswalkRow
from instrument.documents.domain.canonical import canonical, content_hash
from instrument.documents.domain.publication import require_unchanged
from kit.clock import Clock
from kit.database import Session


async def publish_crosswalk(
    session: Session, crosswalk: Crosswalk, *, owner_code: str | None, clock: Clock
) -> tuple[CrosswalkRow, bool]:
    """Return the stored crosswalk, and whether it is new. Both of its editions must be published.

    Raises:
        ChangedContentError: Its code is published with other content.
    """
    content = canonical(crosswalk)
    row = await crosswalks.add(
        session,
        crosswalk,
        content=content,
        content_hash=content_hash(content),
        published_at=clock.now(),
        owner_code=owner_code,
    )
    if row is not None:
        return row, True
    present = await crosswalks.get(session, crosswalk.crosswalk_code)
    require_unchanged(crosswalk.crosswalk_code, content, published_hash=present.content_hash)
    return present, False
