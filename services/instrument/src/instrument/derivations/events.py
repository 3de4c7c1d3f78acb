"""The events of derivation sets, and the fact catalogue in terms of the domain.

A canonical document and its event have the same names, as with editions.
"""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from contracts.events.derivations import DerivationsPublishedV1
from contracts.facts import FACTS
from contracts.registry import encode
from instrument.derivations.domain.model import DerivationSet, FactKind
from instrument.documents.domain.canonical import canonical, content_hash, read_canonical
from instrument.editions.events import UNPUBLISHED
from rules.derivation import Rule
from rules.published import derivation_set_of


def derivations_published(
    content: str, *, content_hash: str, published_at: datetime
) -> DerivationsPublishedV1:
    """Return the event for a derivation set's canonical content."""
    envelope = {"content_hash": content_hash, "published_at": published_at}
    return msgspec.convert(read_canonical(content) | envelope, DerivationsPublishedV1)


def rules_of(derivations: DerivationSet) -> Mapping[str, Rule]:
    """Return the rules by indicator, read from the event in the same way as scoring reads them."""
    content = canonical(derivations)
    event = derivations_published(
        content, content_hash=content_hash(content), published_at=UNPUBLISHED
    )
    published = derivation_set_of(encode(event).decode())
    return {rule.indicator_code: rule for rule in published.rules}


def fact_catalogue() -> Mapping[str, FactKind]:
    """Return the facts that conditions and measures may name."""
    return {
        name: FactKind(fact.type, fact.unit, fact.period, fact.over_months is not None)
        for name, fact in FACTS.items()
    }
