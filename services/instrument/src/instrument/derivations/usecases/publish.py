"""Publish a derivation set; a version that is published already must have the same content."""

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
    session: Session, derivations: DerivationSet, *, clock: Clock
) -> tuple[DerivationSetRow, bool]:
    """Publish a derivation set and emit its event; a draft of the same version gets the next one.

    Return the published set, and whether it is new.

    Raises:
        ChangedContentError: The version is published with other content.
    """
    code, version, content = (
        derivations.edition_code,
        derivations.derivation_set_version,
        canonical(derivations),
    )
    await lock_edition(session, code)
    row = await sets.add(
        session,
        derivations,
        content=content,
        content_hash=content_hash(content),
        published_at=clock.now(),
    )
    if row is None:
        present = await sets.get(session, code, version)
        require_unchanged(
            f"{code} derivations {version}", content, published_hash=present.content_hash
        )
        return present, False
    await drafts.move_behind(session, code, version)
    event = derivations_published(
        row.content, content_hash=row.content_hash, published_at=row.published_at
    )
    await emit(session, [event], source=SOURCE, clock=clock)
    return row, True
