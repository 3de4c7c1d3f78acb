"""Publish editions and derivation sets that are new; what is published must be the same."""

from collections.abc import Sequence
from operator import attrgetter

from instrument.domain.canonical import canonical, content_hash
from instrument.domain.derivation import DerivationSet
from instrument.domain.edition import Edition
from instrument.domain.publication import require_unchanged
from instrument.events import SOURCE, derivations_published, edition_published
from instrument.store import derivation_draft, derivation_set, edition, edition_draft
from instrument.store.lock import lock_edition
from instrument.store.tables import DerivationSetRow, EditionRow
from kit.clock import Clock
from kit.database import Session
from kit.outbox import emit


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
        for found in sorted(editions, key=attrgetter("edition_code"))
        if (await publish_edition(session, found, clock=clock))[1]
    ]
    published += [
        f"{found.edition_code} derivations {found.derivation_set_version}"
        for found in sorted(
            derivation_sets, key=attrgetter("edition_code", "derivation_set_version")
        )
        if (await publish_derivation_set(session, found, clock=clock))[1]
    ]
    return published


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
    row = await edition.add(
        session,
        found,
        content=content,
        content_hash=content_hash(content),
        published_at=clock.now(),
    )
    if row is None:
        there = await edition.get(session, code)
        require_unchanged(code, content, published_hash=there.content_hash)
        return there, False
    await edition_draft.drop(session, code)
    event = edition_published(
        row.content,
        content_hash=row.content_hash,
        revision=row.revision,
        published_at=row.published_at,
    )
    await emit(session, [event], source=SOURCE, clock=clock)
    return row, True


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
    row = await derivation_set.add(
        session,
        found,
        content=content,
        content_hash=content_hash(content),
        published_at=clock.now(),
    )
    if row is None:
        there = await derivation_set.get(session, code, version)
        require_unchanged(
            f"{code} derivations {version}", content, published_hash=there.content_hash
        )
        return there, False
    await derivation_draft.move_behind(session, code, version)
    event = derivations_published(
        row.content, content_hash=row.content_hash, published_at=row.published_at
    )
    await emit(session, [event], source=SOURCE, clock=clock)
    return row, True
