"""Make kept rows of what is delivered for a listing, and see whether each can be read."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from typing import Final
from zoneinfo import ZoneInfo

from integration.kept.domain.row import MOST_REVISION, KeptRow, as_version
from integration.kept.usecases.raw_text import row_of, text_of
from integration.reading.adapters.adapter import Resource
from integration.reading.adapters.row_reader import RowReader, unsaid_by
from integration.reading.domain import formats
from integration.reading.domain.formats import BrokenValue
from integration.reading.domain.row_error import RowError
from integration.records.domain.days import Today
from integration.records.domain.record import Record
from integration.sources.domain.source import Source, Way

_NOTHING: Final[frozenset[str]] = frozenset()
_MICROSECONDS: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What is delivered for one listing, by which way and as of when.

    `told`: how many rows that are kept already have which column.
    """

    source: Source
    resource: Resource
    today: Today
    told: Mapping[str, int]
    way: Way
    as_of: datetime

    def rows(self, raws: Iterable[object]) -> list[KeptRow]:
        """Return the rows of one delivery; those that do not say their id have the hash as one.

        Two rows with one id and two contents contradict each other.
        """
        reader = self._reader(_NOTHING)
        by_id: dict[str, list[object]] = {}
        nameless: dict[str, object] = {}
        for raw in raws:
            row_id = reader.identity_of(raw)
            if row_id is None:
                nameless[_hash(raw)] = raw
            else:
                by_id.setdefault(row_id, []).append(raw)
        named = (self.row(row_id, each) for row_id, each in by_id.items())
        others = (replace(self.row(one, [raw]), anonymous=True) for one, raw in nameless.items())
        return list(chain(named, others))

    def row(self, row_id: str, raws: list[object], revision: int | None = None) -> KeptRow:
        """Return a row with its revision: the one that is given, else the one that it says."""
        said = [self._revision_of(raw) for raw in raws] if revision is None else [revision]
        stated = [each for each in said if each is not None]
        newest = max(stated) if stated and len(stated) == len(said) else None
        if revision is None and newest is not None:
            raws = [raw for raw, own in zip(raws, said, strict=True) if own == newest]
        texts = map(text_of, raws)
        version = as_version(texts, revision=newest, way=self.way, as_of=self.as_of)
        return KeptRow(listing=self.resource.key, row_id=row_id, version=version)

    def checked(self, row: KeptRow) -> tuple[KeptRow, tuple[RowError, ...]]:
        """Return a row with the first of its texts that can be read, and what is wrong with it."""
        readable: str | None = None
        errors: list[RowError] = []
        known_id = None if row.anonymous else row.row_id
        for text in row.version.texts:
            raw = row_of(text)
            columns = self._reader(_NOTHING).columns_of(raw)
            reader = self._reader(unsaid_by(self.source, self.resource, self.told) - columns)
            reader.take(0, raw, known_id)
            found = reader.result(1, ())
            errors += found.errors
            readable = readable or (None if found.errors else text)
        return replace(row, version=replace(row.version, readable=readable)), tuple(errors)

    def record_of(self, raw: object) -> Record | None:
        """Return the record of a row by itself, None if it cannot be read."""
        columns = self._reader(_NOTHING).columns_of(raw)
        reader = self._reader(unsaid_by(self.source, self.resource, self.told) - columns)
        reader.take(0, raw)
        return next(iter(reader.result(1, ()).records or ()), None)

    def identity_of(self, raw: object) -> str | None:
        """Return the id of the record that a row says itself."""
        return self._reader(_NOTHING).identity_of(raw)

    def _revision_of(self, raw: object) -> int | None:
        key = self.source.revision_keys.get(self.resource.name)
        if key is None:
            return None
        return revision_of(formats.value_at(raw, key), self.source.options.timezone)

    def _reader(self, unsaid: frozenset[str]) -> RowReader:
        return RowReader(self.source, self.resource, self.today, unsaid=unsaid)


def revision_of(said: object, timezone: str) -> int | None:
    """Return a revision as a number: a whole number as it is, a time in microseconds.

    None if it is neither.
    """
    if isinstance(said, str) and said.strip().isascii() and said.strip().isdigit():
        said = int(said.strip()[:19])
    if isinstance(said, int) and not isinstance(said, bool):
        return said if 0 <= said <= MOST_REVISION else None
    try:
        instant = formats.read_moment(said, ZoneInfo(timezone))
        return int(instant.timestamp()) * _MICROSECONDS + instant.microsecond
    except (BrokenValue, ValueError, OverflowError):
        return None


def _hash(raw: object) -> str:
    return f"?{hashlib.sha256(text_of(raw).encode()).hexdigest()}"
