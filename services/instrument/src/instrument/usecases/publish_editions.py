"""Publish editions and derivation sets that are new; what is published must be the same."""

from collections.abc import Sequence

from instrument.domain.canonical import canonical, content_hash
from instrument.domain.derivation import DerivationSet
from instrument.domain.edition import Edition
from instrument.domain.publication import require_unchanged
from instrument.events import SOURCE, derivations_published, edition_published
from instrument.store import derivation_set, edition
from kit import outbox
from kit.clock import Clock
from kit.database import Session


async def publish_editions(
    session: Session,
    editions: Sequence[Edition],
    derivation_sets: Sequence[DerivationSet],
    *,
    clock: Clock,
) -> list[str]:
    """Return what was published now; running it again publishes nothing.

    Raises:
        ChangedContentError: A code is published with other content; nothing is published then.
    """
    published = [
        found.edition_code
        for found in editions
        if await _publish_edition(session, found, clock=clock)
    ]
    published += [
        f"{found.edition_code} derivations {found.derivation_set_version}"
        for found in derivation_sets
        if await _publish_derivations(session, found, clock=clock)
    ]
    return published


async def _publish_edition(session: Session, found: Edition, *, clock: Clock) -> bool:
    content = canonical(found)
    row = await edition.add(
        session,
        found,
        content=content,
        content_hash=content_hash(content),
        published_at=clock.now(),
    )
    if row is None:
        there = await edition.get(session, found.edition_code)
        require_unchanged(found.edition_code, content, published_hash=there.content_hash)
        return False
    event = edition_published(
        row.content,
        content_hash=row.content_hash,
        revision=row.revision,
        published_at=row.published_at,
    )
    await outbox.publish(session, [event], source=SOURCE, clock=clock)
    return True


async def _publish_derivations(session: Session, found: DerivationSet, *, clock: Clock) -> bool:
    content = canonical(found)
    row = await derivation_set.add(
        session,
        found,
        content=content,
        content_hash=content_hash(content),
        published_at=clock.now(),
    )
    if row is None:
        version = found.derivation_set_version
        there = await derivation_set.get(session, found.edition_code, version)
        code = f"{found.edition_code} derivations {version}"
        require_unchanged(code, content, published_hash=there.content_hash)
        return False
    event = derivations_published(
        row.content, content_hash=row.content_hash, published_at=row.published_at
    )
    await outbox.publish(session, [event], source=SOURCE, clock=clock)
    return True
