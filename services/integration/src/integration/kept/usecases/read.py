"""Read kept rows: what their records are, and what cannot be known."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from integration.kept.domain.row import KeptRow
from integration.kept.store.rows import Stored
from integration.kept.usecases.raw_text import row_of
from integration.reading.adapters.adapter import Resource
from integration.reading.adapters.row_reader import RowReader, unsaid_by
from integration.reading.domain.row_error import RowError
from integration.records.domain.days import Today
from integration.records.domain.record import Record
from integration.records.domain.unreadable import UnreadableRow
from integration.sources.domain.source import Source

_NOTHING_UNSAID: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRow:
    """What a row says. `record`: as it counts; None with `is_gone`: it is none any more.

    Without both the record stays as it was, if there is one.
    """

    stored: Stored
    record: Record | None
    is_gone: bool
    told: frozenset[str]
    doubts: Sequence[UnreadableRow] = ()
    errors: Sequence[RowError] = ()


@dataclass(frozen=True, slots=True)
class ListingReader:
    """Reads kept rows of one listing. `told`: how many of all its rows have which column."""

    source: Source
    resource: Resource
    today: Today
    told: Mapping[str, int]

    def columns_of(self, row: KeptRow) -> frozenset[str]:
        """Return the columns that a row has, whichever of its texts has them."""
        reader = self._reader(_NOTHING_UNSAID)
        found = (reader.columns_of(row_of(text)) for text in row.version.texts)
        return frozenset[str]().union(*found)

    def shape(self) -> tuple[frozenset[str], Sequence[UnreadableRow]]:
        """Return what no row of the listing has: the columns, and the doubts about that."""
        unsaid = unsaid_by(self.source, self.resource, self.told)
        reader = self._reader(unsaid)
        reader.account_for(self.told)
        reader.compare()
        return unsaid, reader.result(0, ()).unreadable

    def read(self, stored: Stored, told: frozenset[str]) -> ReadRow:
        """Return what a row says, as one of its listing."""
        row, unsaid = stored.row, unsaid_by(self.source, self.resource, self.told)
        reader = self._reader(unsaid)
        known_id = None if row.anonymous else row.row_id
        for place, text in enumerate(row.version.texts):
            reader.take(place, row_of(text), known_id)
        content = reader.result(len(row.version.texts), ())
        record = next(iter(content.records or ()), None)
        is_gone = row.version.is_gone or not (record or content.errors)
        if content.kept:
            record, is_gone = self._last_good(row, unsaid)
        return ReadRow(
            stored=stored,
            record=record,
            is_gone=is_gone and not row.anonymous,
            told=told,
            doubts=content.unreadable,
            errors=content.errors,
        )

    def _last_good(self, row: KeptRow, unsaid: frozenset[str]) -> tuple[Record | None, bool]:
        """Return the record as it could be read last, and whether it was gone then."""
        before = (None,) if row.good is None else (row.good.text,)
        for text in (row.version.readable, *before):
            if text is not None:
                reader = self._reader(unsaid)
                reader.take(0, row_of(text), row.row_id)
                record = next(iter(reader.result(1, ()).records or ()), None)
                if record is not None:
                    return record, False
        return None, row.good is not None and row.good.text is None

    def _reader(self, unsaid: frozenset[str]) -> RowReader:
        return RowReader(self.source, self.resource, self.today, unsaid=unsaid)


def counted(columns: Iterable[frozenset[str]]) -> Counter[str]:
    """Return how many rows have which column."""
    return Counter(name for told in columns for name in told)
