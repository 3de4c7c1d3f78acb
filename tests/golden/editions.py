"""The editions that the product ships, as everybody who evaluates reads them."""

from functools import cache

from instrument.derivations.events import fact_catalogue
from instrument.documents.domain.canonical import canonical, content_hash
from instrument.editions.events import rules_edition
from instrument.library.usecases.read import read_library
from rules.edition import Edition

CODES = (
    "kinerja-pd-bulanan",
    "kinerja-pd-triwulanan",
    "permenpanrb-5-2018",
    "permenpanrb-59-2020",
    "permenpanrb-8-2026-pemdi",
    "permenpanrb-88-2021-akip",
)


@cache
def shipped() -> dict[str, Edition]:
    """Return all packaged editions by their codes."""
    found = {}
    for edition in read_library(fact_catalogue()).editions:
        content = canonical(edition)
        found[edition.edition_code] = rules_edition(content, content_hash(content))
    return found
