"""The packaged SPBE edition, as the instrument service publishes it."""

from datetime import UTC, datetime

from bench.workloads import EDITION
from contracts.events.edition import EditionPublishedV1
from instrument.derivations.events import fact_catalogue
from instrument.documents.domain.canonical import canonical, content_hash
from instrument.editions.events import edition_published
from instrument.library.usecases.read import read_library

_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


def bench_edition() -> EditionPublishedV1:
    """Return the event that publishes the edition."""
    editions = read_library(fact_catalogue()).editions
    content = canonical(next(item for item in editions if item.edition_code == EDITION))
    return edition_published(
        content, content_hash=content_hash(content), revision=1, published_at=_MOMENT
    )
