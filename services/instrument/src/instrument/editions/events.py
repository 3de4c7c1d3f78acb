"""The events of editions.

A canonical document and its event have the same names, so one can be read as the other, and whoever
has the event can compute the content hash again.
"""

from datetime import UTC, datetime
from functools import lru_cache

import msgspec

from contracts.events.edition import EditionPublishedV1, EditionRetiredV1
from contracts.registry import encode
from instrument.documents.domain.canonical import read_canonical
from rules.edition import Edition
from rules.published import edition_of

SOURCE = "tolok/instrument"
UNPUBLISHED = datetime.min.replace(tzinfo=UTC)  # evaluation does not use the time


def edition_published(
    content: str, *, content_hash: str, revision: int, published_at: datetime
) -> EditionPublishedV1:
    """Return the event for an edition's canonical content."""
    envelope = {
        "content_hash": content_hash,
        "revision": revision,
        "published_at": published_at,
    }
    return msgspec.convert(read_canonical(content) | envelope, EditionPublishedV1)


@lru_cache(maxsize=20)
def rules_edition(content: str, content_hash: str) -> Edition:
    """Return an edition as scoring evaluates it: read from its event, or the event it would have.

    Raises:
        EditionError: It passed all checks and still cannot be evaluated.
    """
    event = edition_published(
        content, content_hash=content_hash, revision=1, published_at=UNPUBLISHED
    )
    return edition_of(encode(event).decode())


def edition_retired(
    edition_code: str, *, reason: str, revision: int, retired_at: datetime
) -> EditionRetiredV1:
    """Return the event for an edition that was retired."""
    return EditionRetiredV1(
        edition_code=edition_code, revision=revision, reason=reason, retired_at=retired_at
    )
