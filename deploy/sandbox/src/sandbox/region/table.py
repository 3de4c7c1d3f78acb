"""A table of a simulated source system: rows by year, with a version that changes when they do."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Generic, Protocol, TypeVar


class HasYear(Protocol):
    """A row: it has an id that is unique in its table, and a year."""

    @property
    def id(self) -> int:
        """The id."""

    @property
    def year(self) -> int:
        """The year."""


Row = TypeVar("Row", bound=HasYear)


class Table(Generic[Row]):
    """Rows by year, in the order in which they were added."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows: dict[int, dict[int, Row]] = {}
        self._years: dict[int, int] = {}
        self._versions: dict[int, str] = {}
        self._revisions: dict[int, int] = {}
        for row in rows:
            self.put(row)
        self._revisions = dict.fromkeys(self._rows, 1)

    def __len__(self) -> int:
        return len(self._years)

    @property
    def years(self) -> Sequence[int]:
        """The years that have rows."""
        return sorted(self._rows)

    def all(self) -> list[Row]:
        """Return every row."""
        return [row for year in self.years for row in self._rows[year].values()]

    def of(self, year: int) -> list[Row]:
        """Return the rows of a year."""
        return list(self._rows.get(year, {}).values())

    def get(self, row_id: int) -> Row | None:
        """Return the row with an id."""
        year = self._years.get(row_id)
        return None if year is None else self._rows[year][row_id]

    def put(self, row: Row) -> None:
        """Add a row, or replace the one with its id."""
        self._rows.setdefault(row.year, {})[row.id] = row
        self._years[row.id] = row.year
        self._versions.pop(row.year, None)
        self._revisions[row.year] = self._revisions.get(row.year, 0) + 1

    def remove(self, row: Row) -> None:
        """Remove a row."""
        del self._rows[row.year][row.id]
        del self._years[row.id]
        self._versions.pop(row.year, None)
        self._revisions[row.year] += 1

    def next_id(self) -> int:
        """Return an id that no row has."""
        return max(self._years, default=0) + 1

    def revision(self, year: int) -> int:
        """Return how often a year was changed, from 1."""
        return self._revisions.get(year, 1)

    def version(self, year: int) -> str:
        """Return a hash of a year's rows; the same rows have the same hash after a restart.

        It is computed once after a change, then remembered.
        """
        if year not in self._versions:
            digest = hashlib.blake2b(digest_size=10)
            for row in self._rows.get(year, {}).values():
                digest.update(repr(row).encode())
            self._versions[year] = digest.hexdigest()
        return self._versions[year]
