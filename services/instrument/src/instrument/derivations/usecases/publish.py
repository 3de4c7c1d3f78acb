"""Publish a derivation set that is new; what is published must be the same."""

from instrument.derivations.domain.model import DerivationSet
from instrument.derivations.events import derivations_published
from instrument.derivations.store import drafts, sets
from instrument.derivations.store.tables import DerivationSetRow
from instrument.documents.domain.canonical import canonical, content_hash
from instrument.documents.domain.publication import require_unchanged
from instrument.editions.events import SOURCE
from instrument.editions.store.lock import lock_edition
from kit.clock import Clock
from kit.database import Session
from kit.outbox import emit


async def publish_derivation_set(
    session: Session, found: DerivationSet, *, clock: Clock
) -> tuple[DerivationSetRow, bool]:
    """Publish a derivation set and tell everybody; a draft of the same version moves behind it.

    Return it as it is published, and whether that was now.

    Raises:
        ChangedContentError: The version is published with other content.
    """
    code, version, content = found.edition_code, found.derivation_set_version, canonical(found)
    await lock_edition(session, code)
    row = await sets.add(
        session,
        found,
        content=content,
        content_hash=content_hash(content),
        published_at=clock.now(),
    )
    if row is None:
        there = await sets.get(session, code, version)
        require_unchanged(
            f"{code} derivations {version}", content, published_hash=there.content_hash
        )
        return there, False
    await drafts.move_behind(session, code, version)
    event = derivations_published(
        row.content, content_hash=row.content_hash, published_at=row.published_at
    )
    await emit(session, [event], source=SOURCE, clock=clock)
    return row, True
