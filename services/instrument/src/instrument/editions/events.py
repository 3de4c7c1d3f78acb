"""From what was done with editions to the events that say so.

A canonical document has the names of the events, so that it is read as one and back: whoever has
the event can compute the content hash again.
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
UNPUBLISHED = datetime.min.replace(tzinfo=UTC)  # evaluation does not ask when


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
    """Return an edition as everybody else evaluates it, read from the event it has or would have.

    Raises:
        EditionError: It has no defect that its text shows, and yet is no edition.
    """
    event = edition_published(
        content, content_hash=content_hash, revision=1, published_at=UNPUBLISHED
    )
    return edition_of(encode(event).decode())


def edition_retired(
    edition_code: str, *, reason: str, revision: int, retired_at: datetime
) -> EditionRetiredV1:
    """Return the event for an edition that is no longer for new campaigns."""
    return EditionRetiredV1(
        edition_code=edition_code, revision=revision, reason=reason, retired_at=retired_at
    )
