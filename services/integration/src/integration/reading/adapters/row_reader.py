"""Read the rows of one listing into records; what cannot be read is reported and doubted."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Final
from zoneinfo import ZoneInfo

from integration.reading.adapters.adapter import Resource
from integration.reading.adapters.effort import ROW_BYTES, is_larger
from integration.reading.adapters.row import Row
from integration.reading.domain import formats
from integration.reading.domain.broken_row import BrokenRow, IgnoredRow
from integration.reading.domain.listing_content import ListingContent
from integration.reading.domain.row_error import (
    CONFLICTING,
    DAY_AHEAD,
    MISSING_COLUMN,
    UNKNOWN_UNIT,
    RowError,
)
from integration.records.domain.business_key import settle
from integration.records.domain.days import Today, day_ahead
from integration.records.domain.record import Content, Record
from integration.records.domain.unreadable import UnreadableRow, Whose
from integration.sources.domain.source import Source

A_ROW: Final = "*row"
OWNED: Final = "*owned"
"""Stand among the columns of a row for the row itself, and for a unit that is registered."""


def unsaid_by(source: Source, resource: Resource, told: Mapping[str, int]) -> frozenset[str]:
    """Return the columns that no row has, as `unsaid_columns` does, by how many have which."""
    constants = resource.written_by(source).constants
    able = ({"year", *resource.apart} & resource.keys.keys()).difference(constants)
    return frozenset(name for name in able if not told.get(name))


def unsaid_columns(
    resource: Resource, rows: Sequence[object], constants: Collection[str] = ()
) -> frozenset[str]:
    """Return the columns that no row has, of those that the listing may do without.

    `constants` are stated by the registration, so that no row needs to.
    """
    able = ({"year", *resource.apart} & resource.keys.keys()).difference(constants)
    for raw in rows:
        if not able:
            break
        if isinstance(raw, Mapping):
            able -= {name for name in able if formats.has_key(raw, resource.keys[name])}
    return frozenset(able)


class RowReader:
    """Reads the rows of one listing, one by one, then compares them."""

    def __init__(
        self, source: Source, resource: Resource, today: Today, *, unsaid: frozenset[str]
    ) -> None:
        self._source = source
        self._today = today
        self._resource = resource
        self._zone = ZoneInfo(source.options.timezone)
        self._dialect = resource.written_by(source)
        self._records: dict[str, Record] = {}
        self._positions: dict[str, int] = {}
        self._errors: list[RowError] = []
        self._unreadable: list[UnreadableRow] = []
        self._rows = 0
        self._foreign = 0
        self._is_anybodys = False
        self._kept: set[str] = set()
        self._complete = True
        self._unsaid = unsaid
        # What the registration maps, until a row has it.
        self._unseen = {*source.options.fields.get(resource.name, {}), *(unsaid & resource.apart)}

    def take(self, position: int, raw: object, known_id: str | None = None) -> None:
        """Read one row; `known_id` is its record's, as far as it is known without the row."""
        if not isinstance(raw, Mapping):
            self._refuse(position, known_id, BrokenRow("", "not_an_object", raw))
            return
        row = self._row(raw)
        self._rows += 1
        record_id = self._resource.identity_of(row) or known_id
        self._unseen -= {name for name in self._unseen if self._tells(row, name)}
        try:
            agency_code = self._agency_of(row)
            self._is_anybodys = True
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
            if is_larger(raw, self._source.limits.row_bytes or ROW_BYTES):
                raise BrokenRow("", "too_long")  # noqa: TRY301 - as every other broken row
            record = self._resource.record_of(row)
            self._positions.setdefault(record.record_id, position)
            self._keep(record, row)
        except BrokenRow as error:
            self._refuse(position, record_id, error)
            self._doubt(row, record_id, agency_code)

    def identity_of(self, raw: object) -> str | None:
        """Return the id of a row's record, None if the row does not say it."""
        return self._resource.identity_of(self._row(raw)) if isinstance(raw, Mapping) else None

    def columns_of(self, raw: object) -> frozenset[str]:
        """Return the columns of the listing that a row has, as far as its rows are asked for them.

        With `OWNED` among them if the row is of a registered unit.
        """
        if not isinstance(raw, Mapping):
            return frozenset()
        row = self._row(raw)
        able = {"year", *self._resource.apart} & self._resource.keys.keys()
        told = {name for name in able if formats.has_key(raw, self._resource.keys[name])}
        mapped = self._source.options.fields.get(self._resource.name, {})
        told |= {name for name in mapped if self._tells(row, name)}
        unit = self._resource.unit
        if unit is not None and self._resource.demands:
            with suppress(BrokenRow, IgnoredRow):
                told |= {OWNED} if row.owner(unit) else set()
        return frozenset({A_ROW, *told})

    def account_for(self, told: Mapping[str, int]) -> None:
        """Take rows as read of which it is known how many have which column."""
        self._rows += told.get(A_ROW, 0)
        self._unseen -= {name for name, count in told.items() if count}
        self._is_anybodys = self._is_anybodys or bool(told.get(OWNED, 0))

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

    def place_of(self, record_id: str) -> int:
        """Return the position of the row that a record was read from."""
        return self._positions[record_id]

    def result(self, rows: int, etags: tuple[str, ...]) -> ListingContent:
        """Return the content. With errors or doubts it has no tags, so that it is read again."""
        records = (item for key, item in self._records.items() if key not in self._kept)
        return ListingContent(
            resource=self._resource.key,
            kind=self._resource.kind,
            etags=() if self._errors or self._unreadable else etags,
            rows=rows,
            own_rows=rows - self._foreign,
            records=tuple(records),
            errors=tuple(self._errors),
            unreadable=tuple(self._unreadable),
            kept=frozenset(self._kept),
            complete=self._complete,
        )

    def _row(self, raw: Mapping[str, object]) -> Row:
        return Row(raw, self._resource.keys, self._source, self._zone, self._unsaid, self._dialect)

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
        """Report columns that no row has: nothing that rests on them is known.

        Of most columns nobody says which facts they are: those of the whole listing.
        """
        for name in sorted(self._unseen) if self._rows else ():
            key = self._resource.keys[name]
            is_note = name in self._resource.notes
            error = self._error(0, None, BrokenRow(key, MISSING_COLUMN))
            self._errors.append(replace(error, relevant=not is_note))
            if not is_note:
                apart = {"column": name} if name in self._resource.apart else {}
                self._miss(key, apart)
        unit = self._resource.unit
        if self._resource.demands and unit is not None and not self._is_anybodys:
            # Without a row of ours, nothing looks missing that other listings must hold.
            self._miss(self._resource.keys[unit], {} if self._rows else {"empty": True})

    def _miss(self, column: str, content: Content) -> None:
        self._unreadable.append(
            UnreadableRow(
                kind=self._resource.kind,
                record_id=None,
                agency_code=None,
                content={**self._resource.covers, **self._resource.asked, **content},
                regional=True,
                column=column,
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
        own = {} if agency_code is None else row.owner(self._resource.unit or "")
        for known in self._resource.known_of(row):
            self._add(record_id, agency_code, {**own, **known}, whose=whose, text=text)

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
            relevant=error.code != UNKNOWN_UNIT,
        )
