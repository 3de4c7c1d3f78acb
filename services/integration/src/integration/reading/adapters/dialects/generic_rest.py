"""A make that nobody wrote an adapter for: its registration says where its listings are.

They end in the records of the system that it holds, read by the functions of that system's own
adapter, so that every rule of the facts holds for them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

from integration.reading.adapters.adapter import Envelope, Resource, count_of
from integration.reading.adapters.dialects.held_listings import held_listings
from integration.reading.adapters.failures import bad_envelope
from integration.sources.domain.rest import Rest, filled, found_at
from integration.sources.domain.source import Source


@dataclass(frozen=True, slots=True)
class GenericRest:
    """Reads what a registration describes. `rows_at`: other places of the rows, by path."""

    version: str = "generic-rest@1"
    base_path: str = ""
    rest: Rest = field(default_factory=Rest)
    rows_at: Mapping[str, str] = field(default_factory=dict)

    def of(self, source: Source) -> Self:
        """Return the adapter as a registration describes the system."""
        rows_at = {item.path: place for item, place in _listings(source) if place is not None}
        return replace(self, rest=source.options.rest or Rest(), rows_at=rows_at)

    def headers(self, secret: str) -> Mapping[str, str]:
        """Return the headers that carry the credential."""
        return {self.rest.credential_header: f"{self.rest.credential_prefix}{secret}"}

    def resources(self, source: Source) -> Sequence[Resource]:
        """Return the listings that the registration names, for each of their parts."""
        return [resource for resource, _ in _listings(source)]

    def page_params(self, page: int | None, size: int) -> Mapping[str, str]:
        """Return the parameters that ask for one page, or, with None, for everything."""
        if page is None:
            return {}
        rest = self.rest
        number = (page - 1) * size if rest.counting == "offset" else page - 1 + rest.first_page
        sized = {} if rest.size_param is None else {rest.size_param: str(size)}
        return {rest.page_param: str(number), **sized}

    def unwrap(self, path: str, document: object) -> Envelope:
        """Return the rows of an answer, from where the registration says they are."""
        rest = self.rest
        rows = found_at(document, self.rows_at.get(path, rest.rows_at))
        succeeded = rest.success_at is None or _is(found_at(document, rest.success_at), rest)
        if not succeeded or not isinstance(rows, list):
            raise bad_envelope(path)
        pages, total = (_count(document, place) for place in (rest.pages_at, rest.total_at))
        return Envelope(rows, pages, total, paged=_speaks_of_pages(rest, total, rows))


def _listings(source: Source) -> Iterator[tuple[Resource, str | None]]:
    """Yield the listings, and where the rows of each are, if not at the usual place."""
    for resource, place in held_listings(source):
        params = {name: filled(text, resource.parts) for name, text in place.params.items()}
        path = filled(place.path or "", resource.parts)
        yield replace(resource, path=path, params=params), place.rows_at


def _is(found: object, rest: Rest) -> bool:
    """Say whether an answer tells that it succeeded; 1 is not true."""
    return found == rest.success and isinstance(found, bool) is isinstance(rest.success, bool)


def _count(document: object, place: str | None) -> int | None:
    return None if place is None else count_of(found_at(document, place))


def _speaks_of_pages(rest: Rest, total: int | None, rows: Sequence[object]) -> bool:
    """Say whether an answer to a request for everything is a page of it."""
    return rest.pages_at is not None or (total is not None and total > len(rows))
