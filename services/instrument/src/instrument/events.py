"""From what was published to the events that say so, and the fact catalogue as the domain knows it.

A canonical document has the names of the events, so that it is read as one and back: whoever has
the event can compute the content hash again.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from contracts.events.derivations import DerivationsPublishedV1
from contracts.events.edition import EditionPublishedV1, EditionRetiredV1
from contracts.facts import FACTS
from contracts.registry import encode
from instrument.domain.canonical import canonical, content_hash
from instrument.domain.derivation import DerivationSet, FactKind
from rules.derivation import Rule
from rules.edition import Edition
from rules.published import derivation_set_of, edition_of

SOURCE = "tolok/instrument"
_UNPUBLISHED = datetime.min.replace(tzinfo=UTC)  # evaluation does not ask when


def edition_published(
    content: str, *, content_hash: str, revision: int, published_at: datetime
) -> EditionPublishedV1:
    """Return the event for an edition's canonical content."""
    envelope = {
        "content_hash": content_hash,
        "revision": revision,
        "published_at": published_at,
    }
    return msgspec.convert(_plain(content) | envelope, EditionPublishedV1)


def rules_edition(content: str, content_hash: str) -> Edition:
    """Return an edition as everybody else evaluates it, read from the event it has or would have.

    Raises:
        EditionError: It has no defect that its text shows, and yet is no edition.
    """
    event = edition_published(
        content, content_hash=content_hash, revision=1, published_at=_UNPUBLISHED
    )
    return edition_of(encode(event).decode())


def edition_retired(
    edition_code: str, *, reason: str, revision: int, retired_at: datetime
) -> EditionRetiredV1:
    """Return the event for an edition that is no longer for new campaigns."""
    return EditionRetiredV1(
        edition_code=edition_code, revision=revision, reason=reason, retired_at=retired_at
    )


def derivations_published(
    content: str, *, content_hash: str, published_at: datetime
) -> DerivationsPublishedV1:
    """Return the event for a derivation set's canonical content."""
    envelope = {"content_hash": content_hash, "published_at": published_at}
    return msgspec.convert(_plain(content) | envelope, DerivationsPublishedV1)


def rules_of(derivations: DerivationSet) -> Mapping[str, Rule]:
    """Return the rules by indicator, read from the event as those who evaluate read them."""
    content = canonical(derivations)
    event = derivations_published(
        content, content_hash=content_hash(content), published_at=_UNPUBLISHED
    )
    published = derivation_set_of(encode(event).decode())
    return {rule.indicator_code: rule for rule in published.rules}


def fact_catalogue() -> Mapping[str, FactKind]:
    """Return what conditions and measures may refer to."""
    return {name: FactKind(fact.type, fact.unit, fact.period) for name, fact in FACTS.items()}


def _plain(content: str) -> dict[str, Any]:
    return msgspec.json.decode(content, type=dict[str, Any])
