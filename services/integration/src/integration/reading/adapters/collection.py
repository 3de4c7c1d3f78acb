"""Collect everything that a source holds: its listings, as canonical records and row errors."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from anyio import CapacityLimiter, to_thread

from integration.reading.adapters import failures
from integration.reading.adapters.adapter import Adapter, Resource
from integration.reading.adapters.dialects.e_sakip_documents import ESakipDocuments
from integration.reading.adapters.dialects.generic_rest import GenericRest
from integration.reading.adapters.dialects.generic_table import GenericTable
from integration.reading.adapters.e_planning import EPlanning
from integration.reading.adapters.e_program import EProgram
from integration.reading.adapters.e_sakip import ESakip
from integration.reading.adapters.effort import Effort
from integration.reading.adapters.failures import SourceFailure
from integration.reading.adapters.listing import Listing
from integration.reading.adapters.reader import Client, Reader, base_url_of
from integration.reading.adapters.row_reader import RowReader, unsaid_columns
from integration.reading.domain.answers import Answers
from integration.reading.domain.listing_content import ListingContent
from integration.reading.domain.shape import shape_of
from integration.records.domain.days import NO_DAY_AHEAD, Today
from integration.sources.domain.source import AdapterName, Source
from kit.threads import JOBS

ADAPTERS: Final[Mapping[AdapterName, Adapter]] = {
    "e-planning": EPlanning(),
    "e-program": EProgram(),
    "e-sakip-iku": ESakip(),
    "e-sakip-documents": ESakipDocuments(),
    "generic-rest": GenericRest(),
    "generic-table": GenericTable(),
}
"""Every adapter by the name of its dialect; `adapter_of` fits it to a registration."""
_AT_ONCE: Final = 4
_ROWS_BETWEEN_PAUSES: Final = 500


def adapter_of(source: Source) -> Adapter:
    """Return the adapter that reads a source, as its registration describes the system."""
    return ADAPTERS[source.dialect].of(source)


def resources_of(source: Source) -> Mapping[str, Resource]:
    """Return the listings of a source by their names, such as `realisations/2026`."""
    return {each.key: each for each in adapter_of(source).resources(source)}


async def collect(
    source: Source,
    client: Client,
    *,
    secret: str,
    etags: Mapping[str, tuple[str, ...]],
    effort: Effort,
    today: Today = NO_DAY_AHEAD,
    answers: Answers | None = None,
) -> list[ListingContent]:
    """Read all listings of a source, a few at a time, within its deadline.

    `etags` are the tags of the last reading by listing; without them everything is read. Rows whose
    day lies behind `today` are reported. `answers` are those that the run got before it was cut
    off; the fresh ones are added to them.

    Raises:
        SourceFailure: The source could not be read as a whole.
    """
    adapter = adapter_of(source)
    effort = effort.within(source.limits)
    answers = Answers() if answers is None else answers
    reader = Reader(
        client,
        base_url_of(source.base_url, adapter.base_path),
        headers=adapter.headers(secret),
        effort=effort,
        answers=answers,
        deadline_seconds=source.timeout_seconds,
    )
    listings = [
        Listing(reader, adapter, resource, source.options, effort.limits)
        for resource in adapter.resources(source)
    ]
    answers.listings = len(listings)
    try:
        async with asyncio.timeout(source.timeout_seconds):
            return await _read_all(source, listings, etags, today, answers=answers)
    except TimeoutError as error:
        raise failures.out_of_time(source.timeout_seconds) from error


async def _read_all(
    source: Source,
    listings: Sequence[Listing],
    etags: Mapping[str, tuple[str, ...]],
    today: Today,
    *,
    answers: Answers,
) -> list[ListingContent]:
    places = CapacityLimiter(_AT_ONCE)

    async def read(listing: Listing) -> ListingContent:
        async with places:
            found = await listing.read(etags.get(listing.resource.key, ()))
            answers.listings_done += 1
            answers.rows += len(found.rows or ())
            if found.rows is None:
                return ListingContent(
                    resource=listing.resource.key, kind=listing.resource.kind, etags=found.etags
                )
            content = await read_rows(
                source, listing.resource, rows=found.rows, etags=found.etags, today=today
            )
            if source.keeps_rows:
                content = replace(content, raw=tuple(found.rows))
            return content if found.ended else replace(content, complete=False, ended=False)

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(read(listing)) for listing in listings]
    except* SourceFailure as failed:
        raise failures.first_of(failed) from None
    return [task.result() for task in tasks]


async def read_rows(
    source: Source,
    resource: Resource,
    *,
    rows: Sequence[object],
    etags: tuple[str, ...] = (),
    today: Today = NO_DAY_AHEAD,
) -> ListingContent:
    """Read the rows of one listing; a broken row is reported and the others are still read."""
    constants = resource.written_by(source).constants
    unsaid = unsaid_columns(resource, rows, constants)
    reader = RowReader(source, resource, today, unsaid=unsaid)
    shape = await to_thread.run_sync(shape_of, rows, limiter=JOBS)
    for position, raw in enumerate(rows):
        reader.take(position, raw)
        if position % _ROWS_BETWEEN_PAUSES == 0:
            await asyncio.sleep(0)  # a long listing of one source must not delay the others
    await to_thread.run_sync(reader.compare, limiter=JOBS)  # so must not the comparison of its rows
    return replace(reader.result(len(rows), etags), shape=shape)
