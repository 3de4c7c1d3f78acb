"""Keep the published editions and derivation sets.

Their events come in any order, and may come more than once.
"""

from collections.abc import Mapping

from kit.database import Session
from submission.editions import store
from submission.editions.domain.edition import Edition


class ChangedEditionError(ValueError):
    """A known edition or derivation set was published with other content."""


async def keep_edition(session: Session, published: Edition, *, body: str) -> None:
    """Keep a published edition. `body` is the body of its event and holds the whole edition.

    Raises:
        ChangedEditionError: It was kept before with other content.
    """
    kept = await store.add(session, published)
    _require_same(published.code, kept, published.content_hash)
    await store.add_body(session, published.code, body)


async def keep_retirement(session: Session, edition_code: str) -> None:
    """Remember that an edition was retired."""
    await store.retire(session, edition_code)


async def keep_derivation_set(
    session: Session,
    edition_code: str,
    version: int,
    *,
    content_hash: str,
    floors: Mapping[str, str],
) -> None:
    """Keep a published derivation set, with its floors of coverage by track.

    Raises:
        ChangedEditionError: It was kept before with other content.
    """
    kept = await store.add_derivation_set(
        session, edition_code, version, content_hash=content_hash, floors=floors
    )
    _require_same(f"{edition_code} derivations {version}", kept, content_hash)


def _require_same(code: str, kept: str, published: str) -> None:
    if kept != published:
        raise ChangedEditionError(
            f"{code} is known with content {kept[:12]} and was published with {published[:12]}"
        )
