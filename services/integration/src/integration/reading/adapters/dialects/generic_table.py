"""Tables of any make: their rows are sent or come in files, and nobody asks for them.

They end in the records of the system that the registration says they hold.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

from integration.reading.adapters.adapter import Envelope, Resource
from integration.reading.adapters.dialects.held_listings import held_listings
from integration.reading.adapters.failures import bad_envelope
from integration.sources.domain.source import Source


@dataclass(frozen=True, slots=True)
class GenericTable:
    """Reads the listings that a registration names, each at a path of its name."""

    version: str = "generic-table@1"
    base_path: str = ""

    def of(self, _source: Source) -> Self:
        """Return the adapter, which is the same for all."""
        return self

    def headers(self, _secret: str) -> Mapping[str, str]:
        """Return nothing: there is no credential."""
        return {}

    def resources(self, source: Source) -> Sequence[Resource]:
        """Return the listings that the registration names, for each of their parts."""
        found = (resource for resource, _ in held_listings(source))
        return [replace(each, path=f"/{each.key}", params={}) for each in found]

    def page_params(self, _page: int | None, _size: int) -> Mapping[str, str]:
        """Return nothing: a table comes whole."""
        return {}

    def unwrap(self, path: str, document: object) -> Envelope:
        """Return the rows: a list, or the member `rows`, as in files of JSON."""
        rows = document.get("rows") if isinstance(document, Mapping) else document
        if not isinstance(rows, list):
            raise bad_envelope(path)
        return Envelope(rows)
