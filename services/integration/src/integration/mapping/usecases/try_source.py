"""Try a registration on one answer of its system, or on a sample of one. Nothing is stored."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from integration.facts.domain.observers import OBSERVERS, facts_told_by
from integration.facts.domain.resting import facts_resting_on
from integration.reading.adapters.adapter import Resource
from integration.reading.adapters.collection import adapter_of
from integration.reading.adapters.effort import Effort
from integration.reading.adapters.failures import SourceFailure
from integration.reading.adapters.reader import Client, Reader, base_url_of, decoded
from integration.reading.adapters.row_reader import RowReader, unsaid_columns
from integration.reading.domain.answers import Answers
from integration.reading.domain.row_error import RowError
from integration.records.domain.days import Today
from integration.records.domain.record import Record
from integration.sources.domain.reason import Reason
from integration.sources.domain.source import Source

MOST_ROWS: Final = 500
_LONGEST_SECONDS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedRow:
    """What would become of a row. Without a record and without an error it would be left out."""

    position: int
    record: Record | None
    facts: Sequence[str]
    errors: Sequence[RowError]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What would become of an answer. `failure`: why it could not be read as a whole.

    `stated_rows`, `stated_pages`: what it says itself. `errors` are of the listing, not of a row.
    """

    listing: str
    path: str
    adapter: str
    failure: Reason | None = None
    rows_found: int = 0
    stated_rows: int | None = None
    stated_pages: int | None = None
    rows: Sequence[TriedRow] = ()
    errors: Sequence[RowError] = ()


def listings_of(source: Source) -> Mapping[str, Resource]:
    """Return the listings of a source by their keys."""
    return {resource.key: resource for resource in adapter_of(source).resources(source)}


async def try_live(
    source: Source, resource: Resource, client: Client, *, secret: str, today: Today
) -> Trial:
    """Ask the system once, for a first page or everything, and tell what would become of it."""
    adapter = adapter_of(source)
    seconds = min(source.timeout_seconds, _LONGEST_SECONDS)
    reader = Reader(
        client,
        base_url_of(source.base_url, adapter.base_path),
        headers=adapter.headers(secret),
        effort=Effort(attempts=1).within(source.limits),
        answers=Answers(),
        deadline_seconds=seconds,
    )
    page = 1 if source.options.paging == "pages" else None
    params = {**resource.params, **adapter.page_params(page, source.options.page_size)}
    try:
        answer = await reader.read(resource.path, params)
        return _tried(source, resource, answer.document, today)
    except SourceFailure as failure:
        return _failed(source, resource, failure.reason)


def try_sample(source: Source, resource: Resource, sample: bytes, *, today: Today) -> Trial:
    """Tell what would become of a saved answer of the system."""
    try:
        return _tried(source, resource, decoded(resource.path, sample), today)
    except SourceFailure as failure:
        return _failed(source, resource, failure.reason)


def _failed(source: Source, resource: Resource, reason: Reason) -> Trial:
    return Trial(
        listing=resource.key,
        path=resource.path,
        adapter=adapter_of(source).version,
        failure=reason,
    )


def _tried(source: Source, resource: Resource, document: object, today: Today) -> Trial:
    adapter = adapter_of(source)
    envelope = adapter.unwrap(resource.path, document)
    rows = envelope.rows[:MOST_ROWS]
    unsaid = unsaid_columns(resource, rows, resource.written_by(source).constants)
    reader = RowReader(source, resource, today, unsaid=unsaid)
    for position, raw in enumerate(rows):
        reader.take(position, raw)
    reader.compare()
    tried, errors = _rows(source, resource, reader, len(rows))
    return Trial(
        listing=resource.key,
        path=resource.path,
        adapter=adapter.version,
        rows_found=len(envelope.rows),
        stated_rows=envelope.total,
        stated_pages=envelope.pages,
        rows=tried,
        errors=errors,
    )


def _rows(
    source: Source, resource: Resource, reader: RowReader, count: int
) -> tuple[list[TriedRow], list[RowError]]:
    content = reader.result(count, ())
    records = {reader.place_of(item.record_id): item for item in content.records or ()}
    errors, listing = defaultdict[int, list[RowError]](list), list[RowError]()
    for error in content.errors:
        (listing if error.code == "missing_column" else errors[error.position]).append(error)
    rows = [
        TriedRow(
            position=place,
            record=records.get(place),
            facts=_facts(source, resource, records.get(place)),
            errors=errors[place],
        )
        for place in range(count)
    ]
    return rows, listing


def _facts(source: Source, resource: Resource, record: Record | None) -> list[str]:
    """Return the facts that rest on a record."""
    if record is None:
        return []
    told = facts_told_by(source)
    found = facts_resting_on(OBSERVERS[source.holds], resource.kind, dict(record.content))
    return sorted(found if told is None else found & told)
