"""The editions that the product ships, as everybody who evaluates reads them."""

from datetime import UTC, datetime
from functools import cache

from tests.support.library import packaged_library

from contracts.events.edition import EditionPublishedV1
from instrument.documents.domain.canonical import canonical, content_hash
from instrument.editions.events import edition_published, rules_edition
from rules.edition import Edition

PUBLISHED_AT = datetime(2026, 1, 1, tzinfo=UTC)
CODES = (
    "kinerja-pd-bulanan",
    "kinerja-pd-triwulanan",
    "permenpanrb-5-2018",
    "permenpanrb-59-2020",
    "permenpanrb-8-2026-pemdi",
    "permenpanrb-88-2021-akip",
)


def packaged_event(code: str) -> EditionPublishedV1:
    """Return the event of a packaged edition."""
    (content,) = (
        canonical(each) for each in packaged_library().editions if each.edition_code == code
    )
    return edition_published(
        content, content_hash=content_hash(content), revision=1, published_at=PUBLISHED_AT
    )


@cache
def shipped() -> dict[str, Edition]:
    """Return all packaged editions by their codes."""
    found = {}
    for edition in packaged_library().editions:
        content = canonical(edition)
        found[edition.edition_code] = rules_edition(content, content_hash(content))
    return found
