"""Publish crosswalks that are new; what is published must be the same."""

from collections.abc import Sequence

from instrument.domain.canonical import canonical, content_hash
from instrument.domain.crosswalk import Crosswalk
from instrument.domain.publication import require_unchanged
from instrument.store import crosswalk
from instrument.store.tables import CrosswalkRow
from kit.clock import Clock
from kit.database import Session


async def publish_crosswalks(
    session: Session, crosswalks: Sequence[Crosswalk], *, clock: Clock
) -> list[str]:
    """Return the codes of those published now; running it again publishes nothing.

    Raises:
        ChangedContentError: A code is published with other content; nothing is published then.
    """
    published: list[str] = []
    for found in crosswalks:
        _, is_new = await publish_crosswalk(session, found, clock=clock)
        if is_new:
            published.append(found.crosswalk_code)
    return published


async def publish_crosswalk(
    session: Session, found: Crosswalk, *, clock: Clock
) -> tuple[CrosswalkRow, bool]:
    """Return the stored crosswalk and whether it is new; both of its editions are published.

    Raises:
        ChangedContentError: Its code is published with other content.
    """
    content = canonical(found)
    row = await crosswalk.add(
        session,
        found,
        content=content,
        content_hash=content_hash(content),
        published_at=clock.now(),
    )
    if row is not None:
        return row, True
    there = await crosswalk.get(session, found.crosswalk_code)
    require_unchanged(found.crosswalk_code, content, published_hash=there.content_hash)
    return there, False
