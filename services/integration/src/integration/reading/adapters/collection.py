"""Collect everything that a source holds: its listings, as canonical records and row errors."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from zoneinfo import ZoneInfo

from anyio import CapacityLimiter, to_thread

from integration.reading.adapters import failures
from integration.reading.adapters.adapter import Adapter, Resource
from integration.reading.adapters.e_planning import EPlanning
from integration.reading.adapters.e_program import EProgram
from integration.reading.adapters.e_sakip import ESakip
from integration.reading.adapters.failures import SourceFailure
from integration.reading.adapters.listing import Listing
from integration.reading.adapters.paging import ListingLimits
from integration.reading.adapters.reader import Client, Reader, base_url_of
from integration.reading.adapters.row import BrokenRow, IgnoredRow, Row
from integration.reading.domain.listing_content import ListingContent
from integration.reading.domain.row_error import (
    CONFLICTING,
    DAY_AHEAD,
    MISSING_COLUMN,
    UNKNOWN_UNIT,
    RowError,
)
from integration.records.domain.business_key import settle
from integration.records.domain.days import NO_DAY_AHEAD, Today, day_ahead
from integration.records.domain.record import Content, Record
from integration.records.domain.unreadable import UnreadableRow, Whose
from integration.sources.domain.source import Source, System
from kit.threads import JOBS

ADAPTERS: Final[Mapping[System, Adapter]] = {
    "e-planning": EPlanning(),
    "e-program": EProgram(),
    "e-sakip": ESakip(),
}
_AT_ONCE: Final = 4
_ROWS_BETWEEN_PAUSES: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How often to try a request, and how much to accept."""

    attempts: int = 3
    limits: ListingLimits = field(default_factory=ListingLimits)


async def collect(
    source: Source,
    client: Client,
    *,
    secret: str,
    etags: Mapping[str, tuple[str, ...]],
    effort: Effort,
    today: Today = NO_DAY_AHEAD,
) -> list[ListingContent]:
    """Read all listings of a source, a few at a time, within its deadline.

    `etags` are the tags of the last reading by listing; without them everything is read. Rows whose
    day lies behind `today` are reported.

    Raises:
        SourceFailure: The source could not be read as a whole.
    """
    adapter = ADAPTERS[source.system]
    reader = Reader(
        client,
        base_url_of(source.base_url, adapter.base_path),
        headers=adapter.headers(secret),
        attempts=effort.attempts,
        deadline_seconds=source.timeout_seconds,
    )
    listings = [
        Listing(reader, adapter, resource, source.options, effort.limits)
        for resource in adapter.resources(source)
    ]
    try:
        async with asyncio.timeout(source.timeout_seconds):
            return await _read_all(source, listings, etags, today)
    except TimeoutError as error:
        raise failures.out_of_time(source.timeout_seconds) from error


async def _read_all(
    source: Source,
    listings: Sequence[Listing],
    etags: Mapping[str, tuple[str, ...]],
    today: Today,
) -> list[ListingContent]:
    places = CapacityLimiter(_AT_ONCE)

    async def read(listing: Listing) -> ListingContent:
        async with places:
            found = await listing.read(etags.get(listing.resource.key, ()))
            if found.rows is None:
                return ListingContent(
                    resource=listing.resource.key, kind=listing.resource.kind, etags=found.etags
                )
            content = await read_rows(
                source, listing.resource, rows=found.rows, etags=found.etags, today=today
            )
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
    reader = _RowReader(source, resource, today)
    for position, raw in enumerate(rows):
        reader.take(position, raw)
        if position % _ROWS_BETWEEN_PAUSES == 0:
            await asyncio.sleep(0)  # a long listing of one source must not delay the others
    await to_thread.run_sync(reader.compare, limiter=JOBS)  # so must not the comparison of its rows
    return reader.result(len(rows), etags)


class _RowReader:
    def __init__(self, source: Source, resource: Resource, today: Today) -> None:
        self._source = source
        self._today = today
        self._resource = resource
        self._zone = ZoneInfo(source.options.timezone)
        self._records: dict[str, Record] = {}
        self._positions: dict[str, int] = {}
        self._errors: list[RowError] = []
        self._unreadable: list[UnreadableRow] = []
        self._rows = 0
        self._foreign = 0
        self._kept: set[str] = set()
        self._complete = True
        # What the registration maps, until a row has it.
        self._unseen = set(source.options.fields.get(resource.name, {}))

    def take(self, position: int, raw: object) -> None:
        """Read one row."""
        if not isinstance(raw, Mapping):
            self._refuse(position, None, BrokenRow("", "not_an_object", raw))
            return
        row = Row(raw, self._resource.keys, self._source, self._zone)
        self._rows += 1
        record_id = self._resource.identity_of(row)
        self._unseen -= {name for name in self._unseen if self._tells(row, name)}
        try:
            agency_code = self._agency_of(row)
        except IgnoredRow:
            self._foreign += 1
            return
        except BrokenRow as error:
            # If the record is known, the facts of the agency that it had rest on it.
            self._foreign += error.code == UNKNOWN_UNIT
            self._refuse(position, record_id, error)
            self._doubt(row, record_id, None, whose=self._resource.whose(row, error.code))
            return
        try:
            record = self._resource.record_of(row)
            self._positions.setdefault(record.record_id, position)
            self._keep(record, row)
        except BrokenRow as error:
            self._refuse(position, record_id, error)
            self._doubt(row, record_id, agency_code)

    def compare(self) -> None:
        """Report rows that say different things of one thing, or of a day to come, and columns."""
        self._miss_columns()
        readable = [item for key, item in self._records.items() if key not in self._kept]
        for group in settle(readable).clashes:
            ids = [record.record_id for record in group]
            for record_id in ids:
                others = ", ".join(other for other in ids if other != record_id)
                error = BrokenRow(self._resource.keys["id"], CONFLICTING, others)
                self._errors.append(self._error(self._positions[record_id], record_id, error))
        for record in readable:
            name = day_ahead(record, self._today)
            if name is not None:
                error = BrokenRow(self._resource.keys[name], DAY_AHEAD, record.content[name])
                position = self._positions[record.record_id]
                self._errors.append(self._error(position, record.record_id, error))

    def result(self, rows: int, etags: tuple[str, ...]) -> ListingContent:
        """Return the content. A listing with errors loses its tags, so that it is read again."""
        records = (item for key, item in self._records.items() if key not in self._kept)
        return ListingContent(
            resource=self._resource.key,
            kind=self._resource.kind,
            etags=() if self._errors else etags,
            rows=rows,
            own_rows=rows - self._foreign,
            records=tuple(records),
            errors=tuple(self._errors),
            unreadable=tuple(self._unreadable),
            kept=frozenset(self._kept),
            complete=self._complete,
        )

    def _keep(self, record: Record, row: Row) -> None:
        """Keep a record. The same row twice counts once; one id with two contents is broken."""
        held = self._records.setdefault(record.record_id, record)
        if held.content_hash != record.content_hash:
            self._add(held.record_id, held.agency_code, held.content)
            raise BrokenRow(row.keys["id"], "duplicate", record.record_id)

    def _tells(self, row: Row, name: str) -> bool:
        """Say whether a row has a column; that of the unit must hold a registered one somewhere."""
        if name != self._resource.unit or not self._resource.demands:
            return row.has(name)
        try:
            return bool(row.owner(name))
        except (BrokenRow, IgnoredRow):
            return False

    def _miss_columns(self) -> None:
        """Report mapped columns that no row has: nothing that rests on this listing is known."""
        for name in sorted(self._unseen) if self._rows else ():
            key = self._resource.keys[name]
            self._errors.append(self._error(0, None, BrokenRow(key, MISSING_COLUMN)))
            self._unreadable.append(
                UnreadableRow(
                    kind=self._resource.kind,
                    record_id=None,
                    agency_code=None,
                    content=self._resource.asked,
                    regional=True,
                    column=key,
                )
            )

    def _agency_of(self, row: Row) -> str | None:
        unit = self._resource.unit
        return None if unit is None else row.owner(unit)["agency_code"]

    def _refuse(self, position: int, record_id: str | None, error: BrokenRow) -> None:
        self._complete = self._complete and record_id is not None
        self._report(position, record_id, error)

    def _doubt(
        self,
        row: Row,
        record_id: str | None,
        agency_code: str | None,
        *,
        whose: Whose = "stated",
    ) -> None:
        text = self._resource.unit_text(row) if whose == "unreadable" else None
        for known in self._resource.known_of(row):
            self._add(record_id, agency_code, known, whose=whose, text=text)

    def _add(
        self,
        record_id: str | None,
        agency_code: str | None,
        content: Content,
        *,
        whose: Whose = "stated",
        text: str | None = None,
    ) -> None:
        self._unreadable.append(
            UnreadableRow(
                kind=self._resource.kind,
                record_id=record_id,
                agency_code=agency_code,
                content=content,
                regional=self._resource.unit is None,
                whose=whose,
                unit_text=text,
            )
        )

    def _report(self, position: int, record_id: str | None, error: BrokenRow) -> None:
        if record_id is not None:
            self._kept.add(record_id)
        self._errors.append(self._error(position, record_id, error))

    def _error(self, position: int, record_id: str | None, error: BrokenRow) -> RowError:
        return RowError(
            resource=self._resource.key,
            position=position,
            record_id=record_id,
            field=error.field,
            code=error.code,
            found=error.found,
        )
